"""Draw the demo centre: write config/demo/plan-*.geojson and devices.toml from its tables.

Run ``python scripts/draw_demo_site.py``; a test fails while the committed files differ.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from shapely import LineString, Point, Polygon, box, unary_union
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

sys.path.insert(0, str(Path(__file__).resolve().parent))
from demo_site_doors import ANCHORS, OPENINGS, PERIMETER, Opening
from demo_site_plan import ROWS, SHAPES

DEMO_DIR = Path(__file__).resolve().parent.parent / "config" / "demo"
LEVELS = ("1f", "2f")
CAMERA_TYPES = {
    "sally-port", "intake", "search", "property", "medical", "rights", "collection", "holding",
    "juvenile-holding", "juvenile-interview", "juvenile-care", "sobering", "care", "interview",
    "identification", "corridor", "exit-lobby", "evidence", "stairs", "lift",
}  # fmt: skip
BED_TYPES = {"holding", "juvenile-holding", "sobering"}
DESK_TYPES = {"interview", "juvenile-interview", "lawyer", "rights", "property"}
BAND_COUNT, CARD_COUNT, GATEWAY_COUNT = 40, 24, 4
LONG_M = 30.0
ANCHOR_HEIGHT_M = 2.8
VIEW_M = 15.0

Feature = dict[str, object]


class Plan:
    """The rooms of one level as polygons, with what is drawn into them."""

    def __init__(self, level: str) -> None:
        self.level = level
        self.words: dict[str, tuple[str, str, str, int]] = {}
        self.polygons: dict[str, Polygon] = {}
        for row in ROWS:
            if row.level == level:
                self._tile(row.x_m, row.y_low_m, row.y_high_m, row.rooms)
        for shape in SHAPES:
            if shape.level == level:
                self.words[shape.id] = (shape.type, shape.zh, shape.en, shape.capacity)
                self.polygons[shape.id] = Polygon(shape.corners)

    def _tile(
        self,
        x_m: float,
        low_m: float,
        high_m: float,
        rooms: tuple[tuple[str, float, str, str, str, int], ...],
    ) -> None:
        for room, width_m, room_type, zh, en, capacity in rooms:
            self.words[room] = (room_type, zh, en, capacity)
            self.polygons[room] = box(round(x_m, 3), low_m, round(x_m + width_m, 3), high_m)
            x_m = round(x_m + width_m, 3)

    def walls(self, opening: Opening) -> LineString:
        """Return the straight wall that a door stands in."""
        edge = self.polygons[opening.a].boundary
        if opening.b == "outside":
            shared = edge.intersection(unary_union(list(self.polygons.values())).boundary)
        else:
            shared = edge.intersection(self.polygons[opening.b].boundary)
        pieces = [piece for piece in _straight(shared) if _faces(piece, opening.wall, self)]
        assert pieces, f"{opening.a} and {opening.b} share no wall"
        return max(pieces, key=lambda piece: piece.length)


def _straight(shape: BaseGeometry) -> Iterator[LineString]:
    """Yield every straight piece of a boundary, joined where it runs on."""
    for part in getattr(shape, "geoms", [shape]):
        points = list(part.coords)
        yield from (LineString(pair) for pair in pairwise(points) if pair[0] != pair[1])


def _faces(wall: LineString, side: str, plan: Plan) -> bool:
    west, south, east, north = unary_union(list(plan.polygons.values())).bounds
    at = {"west": (0, west), "east": (0, east), "south": (1, south), "north": (1, north)}
    if not side:
        return True
    axis, value = at[side]
    return all(point[axis] == value for point in wall.coords)


def _feature(kind: str, geometry: tuple[str, object], **properties: object) -> Feature:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": {"type": geometry[0], "coordinates": geometry[1]},
    }


def _ring(polygon: Polygon) -> list[list[float]]:
    """Return the outer ring, counter-clockwise, first point repeated (RFC 7946), in millimetres."""
    points = list(Polygon(polygon.exterior).normalize().exterior.coords)[::-1]
    return [[round(x, 3), round(y, 3)] for x, y in points]


def _rooms(plan: Plan) -> Iterator[Feature]:
    for room, polygon in plan.polygons.items():
        room_type, zh, en, capacity = plan.words[room]
        shape = ("Polygon", [_ring(polygon)])
        yield _feature("room", shape, id=room, zh=zh, en=en, type=room_type, capacity=capacity)


def _zones(plan: Plan) -> Iterator[Feature]:
    for room, polygon in plan.polygons.items():
        room_type, zh, en, _ = plan.words[room]
        west, south, east, north = polygon.bounds
        if room_type in BED_TYPES:
            corner = box(west + 0.15, south + 0.3, west + 1.0, south + 2.2)
            yield _zone("bed", room, corner, (f"{zh} 床铺", f"{en} bed"))
        if room_type in DESK_TYPES:
            x, y = (west + east) / 2, (south + north) / 2
            desk = box(x - 0.8, y - 0.4, x + 0.8, y + 0.4)
            yield _zone("desk", room, desk, (f"{zh} 桌", f"{en} desk"))
        if room_type == "guard-post":
            inner = polygon.buffer(-0.3, join_style="mitre")
            yield _zone("post", room, inner, (f"{zh} 岗位", f"{en} position"))


def _zone(what: str, room: str, shape: Polygon, names: tuple[str, str]) -> Feature:
    zh, en = names
    ring = ("Polygon", [_ring(shape)])
    return _feature("zone", ring, id=f"{what}-{room}", zh=zh, en=en, room=room, zone=what)


def _door_id(opening: Opening, taken: set[str]) -> str:
    """Return ``door-<room>``; the other doors of a room name where they lead."""
    if opening.b.startswith("corridor-") and opening.a.startswith("corridor-"):
        return f"door-{opening.a}-{opening.b}".replace("corridor-", "")
    short = f"door-{opening.a}"
    plain = opening.b != "outside" and short not in taken
    return short if plain else f"{short}-{opening.b}"


def _door_names(opening: Opening, door: str, plan: Plan) -> tuple[str, str]:
    _, zh, en, _ = plan.words[opening.a]
    if opening.b == "outside":
        return f"{zh} 外门", f"{en} outer door"
    if door == f"door-{opening.a}":
        return f"{zh} 门", f"{en} door"
    _, there_zh, there_en, _ = plan.words[opening.b]
    return f"{zh} / {there_zh} 门", f"{en} / {there_en} door"


def _doors(plan: Plan) -> Iterator[Feature]:
    taken: set[str] = set()
    for opening in OPENINGS:
        if opening.a not in plan.polygons:
            continue
        door = _door_id(opening, taken)
        taken.add(door)
        wall = plan.walls(opening)
        middle = wall.length * opening.share
        ends = [wall.interpolate(middle + half * opening.width_m) for half in (-0.5, 0.5)]
        line = sorted([round(end.x, 3), round(end.y, 3)] for end in ends)
        zh, en = _door_names(opening, door, plan)
        yield _feature(
            "door",
            ("LineString", line),
            id=door,
            zh=zh,
            en=en,
            rooms=[opening.a, opening.b],
            door=opening.kind,
            **_lock(door, opening.lock),
        )


def _lock(door: str, lock: str) -> dict[str, object]:
    reader = "rd-" + door.removeprefix("door-")
    readers = {"reader": [reader], "readers": [f"{reader}-in", f"{reader}-out"]}.get(lock, [])
    if lock == "none":
        return {}
    return {"device": door, "readers": readers} if readers else {"device": door}


def _perimeter(plan: Plan) -> Iterator[Feature]:
    for device, level, sensor_type, zh, en, line in PERIMETER:
        if level == plan.level:
            shape = ("LineString", [list(point) for point in line])
            names = {"id": device, "zh": zh, "en": en}
            yield _feature("perimeter", shape, **names, device=device, sensor_type=sensor_type)


def _cameras(plan: Plan) -> Iterator[Feature]:
    """Yield one camera a room in its south-west corner, and a second one in long corridors."""
    for room, polygon in plan.polygons.items():
        room_type, zh, en, _ = plan.words[room]
        if room_type not in CAMERA_TYPES:
            continue
        west, south, east, north = polygon.bounds
        places = [(west, south, room)]
        if east - west > LONG_M:
            places.append((east, north, f"{room}-2"))
        for x_m, y_m, name in places:
            # On the wall of an L-shaped room the corner of its box may be outside.
            corner, _ = nearest_points(polygon.buffer(-0.2), Point(x_m, y_m))
            x, y = corner.x, corner.y
            at = [round(x, 3), round(y, 3)]
            view = polygon.intersection(box(x - VIEW_M, y - VIEW_M, x + VIEW_M, y + VIEW_M))
            names = {"id": f"cam-{name}", "zh": f"{zh} 摄像机", "en": f"{en} camera"}
            more = {"device": f"cam-{name}", "room": room, "field": _ring(view)}
            yield _feature("camera", ("Point", at), **names, **more)


def _anchors(plan: Plan) -> Iterator[Feature]:
    for number, (level, x, y) in enumerate(ANCHORS, 1):
        if level == plan.level:
            anchor = f"anc-{number:02}"
            at = [x, y, ANCHOR_HEIGHT_M]
            names = {"id": anchor, "zh": f"定位基站 {number}", "en": f"Anchor {number}"}
            yield _feature("anchor", ("Point", at), **names, device=anchor)


def draw_level(level: str) -> str:
    """Return the text of one level's plan: a feature a line, so that changes read well."""
    plan = Plan(level)
    parts = (_rooms, _zones, _doors, _perimeter, _cameras, _anchors)
    features = [feature for part in parts for feature in part(plan)]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _listed(kind: str, sender: str, heartbeat_s: int, ids: list[str]) -> Iterator[str]:
    for device in ids:
        beat = f", heartbeat_s = {heartbeat_s}" if heartbeat_s else ""
        yield f'  {{ id = "{device}", kind = "{kind}", sender = "{sender}"{beat} }},'


def _drawn(kind: str, key: str) -> list[str]:
    """Return every device of one kind that the plans name."""
    found: list[str] = []
    for level in LEVELS:
        for feature in json.loads(draw_level(level))["features"]:
            properties = feature["properties"]
            value = properties.get(key, []) if properties["kind"] == kind else []
            found += value if isinstance(value, list) else [value]
    return found


DEVICES_HEAD = """\
# Devices and the MQTT user (sender) that speaks for each. Written by scripts/draw_demo_site.py.
# To add a band: one more line with kind "band", a sender of the list below and its heartbeat.
# heartbeat_s is how often the device says that it lives; without it no heartbeat is expected.

senders = ["gw-1", "gw-2", "gw-3", "gw-4", "doorctl", "perimctl", "camctl", "cases"]

devices = [
"""


def draw_devices() -> str:
    """Return the text of devices.toml: gateways, bands, cards, and all that the plans name."""
    lines: list[str] = []
    gateways = [f"gw-{number}" for number in range(1, GATEWAY_COUNT + 1)]
    for gateway in gateways:
        lines += _listed("gateway", gateway, 5, [gateway])
    for number in range(1, BAND_COUNT + 1):
        sender = gateways[(number - 1) % GATEWAY_COUNT]
        lines += _listed("band", sender, 2, [f"band-{number:03}"])
    for number in range(1, CARD_COUNT + 1):
        sender = gateways[(number - 1) % GATEWAY_COUNT]
        lines += _listed("card", sender, 0, [f"card-{number:03}"])
    lines += _listed("door", "doorctl", 5, _drawn("door", "device"))
    lines += _listed("reader", "doorctl", 5, _drawn("door", "readers"))
    lines += _listed("perimeter", "perimctl", 5, _drawn("perimeter", "device"))
    lines += _listed("camera", "camctl", 5, _drawn("camera", "device"))
    for number, anchor in enumerate(_drawn("anchor", "device")):
        lines += _listed("anchor", gateways[number % GATEWAY_COUNT], 10, [anchor])
    lines += _listed("case_feed", "cases", 0, ["cases"])
    return DEVICES_HEAD + "\n".join(lines) + "\n]\n"


def files() -> dict[str, str]:
    """Return every file this script writes: name -> text."""
    plans = {f"plan-{level}.geojson": draw_level(level) for level in LEVELS}
    return {**plans, "devices.toml": draw_devices()}


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        (DEMO_DIR / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
