"""The plan as an SVG to look at: what the files say, before any screen draws it."""

from collections.abc import Iterator
from html import escape

import shapely

from alerts.configuration import Configuration
from zones.plan import Door, Level, MusterPoint, Point, Ring, Room, RoomType, Site

PIXELS_PER_M = 24
MARGIN_M = 3.0
LABEL_M = 0.5
_CHAR_M = 0.28
_WIDE_FROM = 0x2E80
"""From here on characters are as wide as they are high."""

_STYLE = """
text{font-family:'WenQuanYi Micro Hei','Noto Sans CJK SC',sans-serif}
text{text-anchor:middle;fill:#1b1f23}.title{text-anchor:start}
.room{stroke:#5b646d;stroke-width:.09}.bed,.desk,.post{fill:none;stroke:#9ba4ae;stroke-width:.05}
.inner{stroke:#fff;stroke-width:.26}.cell{stroke:#0b5cad;stroke-width:.26}
.exit,.sally{stroke:#1a7f37;stroke-width:.34}.lock{fill:#0b5cad}
.perimeter{fill:none;stroke:#c2410c;stroke-width:.14;stroke-dasharray:.5 .3}
.muster{fill:#1a7f3722;stroke:#1a7f37;stroke-width:.14}
.camera{fill:#5b646d}.anchor{fill:none;stroke:#7c3aed;stroke-width:.1}
"""
_TINTS = {
    "holding": "#dbe7f3", "juvenile-holding": "#dbe7f3", "sobering": "#dbe7f3",
    "interview": "#ece4f5", "juvenile-interview": "#ece4f5", "lawyer": "#f6ecd2",
    "medical": "#dff1e4", "care": "#dff1e4", "juvenile-care": "#dff1e4", "corridor": "#f7f8f9",
    "toilet": "#e3e6e9", "stairs": "#e3e6e9", "lift": "#e3e6e9", "sally-port": "#efe6df",
}  # fmt: skip
_CUSTODY, _OTHER = "#eef0f2", "#d3d8dd"


def draw_site(configuration: Configuration, *, language: str = "en") -> str:
    """Return the whole plan as one SVG, a level beside the other."""
    site = configuration.site
    low_x, low_y, high_x, high_y = _bounds(site)
    width_m = high_x - low_x + 2 * MARGIN_M
    height_m = high_y - low_y + 2 * MARGIN_M + 2 * LABEL_M
    parts = []
    for index, level in enumerate(site.levels):
        shift = f"translate({index * width_m + MARGIN_M - low_x:.3f} {high_y + MARGIN_M + 1:.3f})"
        body = "".join(_level(site, level, language))
        place = f'x="0" y="{-high_y - 1:.2f}" font-size="1.2"'
        title = f'<text class="title" {place}>{_word(level, language)}</text>'
        parts.append(f'<g transform="{shift}">{title}{body}</g>')
    total_m = width_m * len(site.levels)
    size = f'width="{total_m * PIXELS_PER_M:.0f}" height="{height_m * PIXELS_PER_M:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {total_m} {height_m}">'
    return f"{head}<style>{_STYLE}</style>{''.join(parts)}</svg>"


def _bounds(site: Site) -> tuple[float, float, float, float]:
    points = [point for room in site.rooms for point in room.outer]
    points += [point for line in site.perimeter for point in line.line]
    for place in site.muster:
        (x_m, y_m), reach_m = place.at, place.radius_m
        points += [(x_m - reach_m, y_m - reach_m), (x_m + reach_m, y_m + reach_m)]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _level(site: Site, level: Level, language: str) -> Iterator[str]:
    kinds = {kind.id: kind for kind in site.room_types}
    rooms = [room for room in site.rooms if room.level == level.id]
    for room in rooms:
        rings = " ".join(f"M{_points(ring)}Z" for ring in (room.outer, *room.holes))
        tint = _tint(kinds[room.type])
        yield f'<path class="room" fill="{tint}" fill-rule="evenodd" d="{rings}"/>'
    yield from _things(site, level, {room.id for room in rooms})
    for room in rooms:
        yield _label(room, language)
    for place in (place for place in site.muster if place.level == level.id):
        at = f'x="{place.at[0]}" y="{-place.at[1]}" font-size="{LABEL_M * 1.4:.2f}"'
        yield f"<text {at}>{_word(place, language)}</text>"


def _things(site: Site, level: Level, rooms: set[str]) -> Iterator[str]:
    for zone in (zone for zone in site.zones if zone.room in rooms):
        yield f'<path class="{zone.kind}" d="M{_points(zone.outer)}Z"/>'
    for door in (door for door in site.doors if door.level == level.id):
        yield from _door(door)
    for line in (line for line in site.perimeter if line.level == level.id):
        yield f'<path class="perimeter" d="M{_points(line.line)}"/>'
    for camera in (camera for camera in site.cameras if camera.room in rooms):
        yield f'<circle class="camera" cx="{camera.at[0]}" cy="{-camera.at[1]}" r=".16"/>'
    for anchor in (anchor for anchor in site.anchors if anchor.level == level.id):
        yield f'<circle class="anchor" cx="{anchor.at[0]}" cy="{-anchor.at[1]}" r=".3"/>'
    for place in (place for place in site.muster if place.level == level.id):
        x_m, y_m = place.at
        yield f'<circle class="muster" cx="{x_m}" cy="{-y_m}" r="{place.radius_m}"/>'


def _tint(kind: RoomType) -> str:
    return _TINTS.get(kind.id, _CUSTODY if kind.custody_area else _OTHER)


def _door(door: Door) -> Iterator[str]:
    yield f'<path class="{door.kind}" d="M{_points(door.line)}"/>'
    if door.device is not None:
        (x0, y0), (x1, y1) = door.line
        yield f'<circle class="lock" cx="{(x0 + x1) / 2:.3f}" cy="{-(y0 + y1) / 2:.3f}" r=".13"/>'


def _label(room: Room, language: str) -> str:
    """Return the room's name inside it, turned in a narrow room, shrunk until it fits."""
    shape = shapely.Polygon(room.outer, room.holes)
    at = shape.representative_point()
    west, south, east, north = shape.bounds
    upright = (north - south) > 2.5 * (east - west)
    room_m = (north - south) if upright else (east - west)
    word = _word(room, language)
    length = sum(2 if ord(letter) >= _WIDE_FROM else 1 for letter in word)
    size = min(LABEL_M * 1.4, 0.9 * room_m / max(length * _CHAR_M / LABEL_M, 1))
    turn = f' transform="rotate(-90 {at.x:.2f} {-at.y:.2f})"' if upright else ""
    place = f'x="{at.x:.2f}" y="{-at.y + size / 3:.2f}" font-size="{size:.2f}"'
    return f"<text {place}{turn}>{word}</text>"


def _word(part: Level | Room | MusterPoint, language: str) -> str:
    return escape(part.zh if language == "zh" else part.en)


def _points(points: Ring | tuple[Point, ...]) -> str:
    """Return the points with y turned: the screen's y grows downwards."""
    return " ".join(f"{x:.3f} {-y:.3f}" for x, y in points)
