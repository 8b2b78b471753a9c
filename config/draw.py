"""The plan as an SVG to look at: what the files say, before any screen draws it."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

import shapely
from shapely.errors import GEOSException

from alerts.configuration import Configuration
from zones.plan import Door, Fence, Level, MusterPoint, Point, Ring, Room, RoomType, Site

PIXELS_PER_M = 24
MARGIN_M = 3.0
LABEL_M = 0.5
NOTES_MAX: Final = 40
_CHAR_M = 0.28
_NOTE_M: Final = 0.75
_WIDE_FROM = 0x2E80
"""From here on characters are as wide as they are high."""
_NOTHING: Final[frozenset[str]] = frozenset()

_STYLE = """
text{font-family:'WenQuanYi Micro Hei','Noto Sans CJK SC',sans-serif}
text{text-anchor:middle;fill:#1b1f23}.title,.word,.note{text-anchor:start}
.room{stroke:#5b646d;stroke-width:.09}.bed,.desk,.post{fill:none;stroke:#9ba4ae;stroke-width:.05}
.inner{stroke:#fff;stroke-width:.26}.cell{stroke:#0b5cad;stroke-width:.26}
.exit,.sally{stroke:#1a7f37;stroke-width:.34}.lock{fill:#0b5cad}
.perimeter{fill:none;stroke:#c2410c;stroke-width:.14;stroke-dasharray:.5 .3}
.muster{fill:#1a7f3722;stroke:#1a7f37;stroke-width:.14}
.fence{fill:#c4231b0f;stroke:#8a4b00;stroke-width:.12;stroke-dasharray:.6 .2 .12 .2}
.camera{fill:#5b646d}.anchor{fill:none;stroke:#7c3aed;stroke-width:.1}
.wrong{fill:#c4231b33;stroke:#c4231b;stroke-width:.22}.note{fill:#c4231b}
"""
_TINTS = {
    "holding": "#dbe7f3", "juvenile-holding": "#dbe7f3", "sobering": "#dbe7f3",
    "interview": "#ece4f5", "juvenile-interview": "#ece4f5", "lawyer": "#f6ecd2",
    "medical": "#dff1e4", "care": "#dff1e4", "juvenile-care": "#dff1e4", "corridor": "#f7f8f9",
    "toilet": "#e3e6e9", "stairs": "#e3e6e9", "lift": "#e3e6e9", "sally-port": "#efe6df",
}  # fmt: skip
_CUSTODY, _OTHER = "#eef0f2", "#d3d8dd"
_LEGEND: Final = (
    ('<path class="inner" d="M0 0H1"/>', "门", "door"),
    ('<path class="cell" d="M0 0H1"/>', "候问室门", "cell door"),
    ('<path class="exit" d="M0 0H1"/>', "出口", "exit"),
    ('<circle class="lock" cx=".5" cy="0" r=".13"/>', "有门磁", "door with contact"),
    ('<path class="perimeter" d="M0 0H1"/>', "周界", "perimeter"),
    ('<path class="fence" d="M0 0H1"/>', "电子围栏", "fence"),
    ('<circle class="camera" cx=".5" cy="0" r=".16"/>', "摄像机", "camera"),
    ('<circle class="anchor" cx=".5" cy="0" r=".3"/>', "定位基站", "anchor"),
    ('<circle class="muster" cx=".5" cy="0" r=".35"/>', "集合点", "muster place"),
    ('<circle class="wrong" cx=".5" cy="0" r=".35"/>', "待核对", "look here"),
)


def draw_site(
    configuration: Configuration,
    *,
    language: str = "en",
    wrong: frozenset[str] = _NOTHING,
    notes: Sequence[str] = (),
) -> str:
    """Return the whole plan as one SVG, a level beside the other.

    Parts whose ids are in ``wrong`` are marked red, and ``notes`` stand below the plan.
    """
    site = configuration.site
    low_x, low_y, high_x, high_y = _bounds(site)
    width_m = high_x - low_x + 2 * MARGIN_M
    height_m = high_y - low_y + 2 * MARGIN_M + 2 * LABEL_M
    parts = []
    for index, level in enumerate(site.levels):
        shift = f"translate({index * width_m + MARGIN_M - low_x:.3f} {high_y + MARGIN_M + 1:.3f})"
        body = "".join([*_level(site, level, language), *_marks(site, level, wrong)])
        place = f'x="0" y="{-high_y - 1:.2f}" font-size="1.2"'
        title = f'<text class="title" {place}>{_word(level, language)}</text>'
        parts.append(f'<g transform="{shift}">{title}{body}</g>')
    total_m = width_m * len(site.levels)
    parts.append(_below(language, notes, top_m=height_m))
    height_m += (2 + min(len(notes), NOTES_MAX)) * _NOTE_M * 1.5
    size = f'width="{total_m * PIXELS_PER_M:.0f}" height="{height_m * PIXELS_PER_M:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {total_m} {height_m}">'
    return f"{head}<style>{_STYLE}</style>{''.join(parts)}</svg>"


def _below(language: str, notes: Sequence[str], *, top_m: float) -> str:
    """Return the legend and what was found, one line each."""
    words, left_m = [], MARGIN_M
    for mark, zh, en in _LEGEND:
        word = zh if language == "zh" else en
        shown = f'<text class="word" x="1.3" y=".25" font-size="{_NOTE_M}">{word}</text>'
        words.append(f'<g transform="translate({left_m:.2f} {top_m:.2f})">{mark}{shown}</g>')
        left_m += 2.4 + _length(word) * _NOTE_M * 0.55
    for row, note in enumerate(notes[:NOTES_MAX], 1):
        at = f'x="{MARGIN_M}" y="{top_m + row * _NOTE_M * 1.5 + 0.5:.2f}" font-size="{_NOTE_M}"'
        words.append(f'<text class="note" {at}>{escape(note)}</text>')
    return "".join(words)


def _bounds(site: Site) -> tuple[float, float, float, float]:
    points = [point for room in site.rooms for point in room.outer]
    points += [point for line in site.perimeter for point in line.line]
    for place in site.muster:
        points += _around(place.at, place.radius_m)
    for fence in site.fences:
        points += fence.outer
        points += _around(fence.centre, fence.radius_m) if fence.centre else []
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _around(at: Point, reach_m: float) -> list[Point]:
    (x_m, y_m) = at
    return [(x_m - reach_m, y_m - reach_m), (x_m + reach_m, y_m + reach_m)]


def _level(site: Site, level: Level, language: str) -> Iterator[str]:
    kinds = {kind.id: kind for kind in site.room_types}
    rooms = [room for room in site.rooms if room.level == level.id]
    for room in rooms:
        rings = " ".join(f"M{_points(ring)}Z" for ring in (room.outer, *room.holes))
        tint = _tint(kinds.get(room.type))
        said = _said(f"{room.id} · {room.type} · {room.capacity}")
        yield f'<path class="room" fill="{tint}" fill-rule="evenodd" d="{rings}">{said}</path>'
    yield from _things(site, level, {room.id for room in rooms})
    for room in rooms:
        yield _label(room, language)
    for place in (place for place in site.muster if place.level == level.id):
        at = f'x="{place.at[0]}" y="{-place.at[1]}" font-size="{LABEL_M * 1.4:.2f}"'
        yield f"<text {at}>{_word(place, language)}</text>"


def _things(site: Site, level: Level, rooms: set[str]) -> Iterator[str]:
    for zone in (zone for zone in site.zones if zone.room in rooms):
        yield f'<path class="{zone.kind}" d="M{_points(zone.outer)}Z"/>'
    for fence in (fence for fence in site.fences if fence.level in (None, level.id)):
        yield _fence(fence)
    for door in (door for door in site.doors if door.level == level.id):
        yield from _door(door)
    for line in (line for line in site.perimeter if line.level == level.id):
        d = f'd="M{_points(line.line)}"'
        yield f'<path class="perimeter" {d}>{_said(f"{line.id} · {line.device}")}</path>'
    for camera in (camera for camera in site.cameras if camera.room in rooms):
        at = f'cx="{camera.at[0]}" cy="{-camera.at[1]}" r=".16"'
        yield f'<circle class="camera" {at}>{_said(f"{camera.id} · {camera.room}")}</circle>'
    for anchor in (anchor for anchor in site.anchors if anchor.level == level.id):
        at = f'cx="{anchor.at[0]}" cy="{-anchor.at[1]}" r=".3"'
        yield f'<circle class="anchor" {at}>{_said(anchor.id)}</circle>'
    for place in (place for place in site.muster if place.level == level.id):
        x_m, y_m = place.at
        yield f'<circle class="muster" cx="{x_m}" cy="{-y_m}" r="{place.radius_m}"/>'


def _marks(site: Site, level: Level, wrong: frozenset[str]) -> Iterator[str]:
    """Yield a red mark for each part that something was found about."""
    rooms = {room.id: room for room in site.rooms if room.level == level.id}
    for room in (room for room in rooms.values() if room.id in wrong):
        yield f'<path class="wrong" d="M{_points(room.outer)}Z">{_said(room.id)}</path>'
    for name, (x_m, y_m) in _spots(site, level, set(rooms)):
        if name in wrong:
            yield f'<circle class="wrong" cx="{x_m}" cy="{-y_m}" r=".7">{_said(name)}</circle>'


def _spots(site: Site, level: Level, rooms: set[str]) -> Iterator[tuple[str, Point]]:
    for zone in (zone for zone in site.zones if zone.room in rooms):
        yield zone.id, zone.outer[0]
    for door in (door for door in site.doors if door.level == level.id):
        (x0, y0), (x1, y1) = door.line
        yield door.id, ((x0 + x1) / 2, (y0 + y1) / 2)
    for line in (line for line in site.perimeter if line.level == level.id):
        yield line.id, line.line[0]
    for camera in (camera for camera in site.cameras if camera.room in rooms):
        yield camera.id, camera.at
    for anchor in (anchor for anchor in site.anchors if anchor.level == level.id):
        yield anchor.id, anchor.at[:2]


def _said(words: str) -> str:
    """Return what a browser shows when the part is pointed at."""
    return f"<title>{escape(words)}</title>"


def _tint(kind: RoomType | None) -> str:
    if kind is None:
        return _OTHER
    return _TINTS.get(kind.id, _CUSTODY if kind.custody_area else _OTHER)


def _fence(fence: Fence) -> str:
    said = _said(f"{fence.id} · {fence.purpose} · {fence.zh} · {fence.en}")
    if fence.centre is not None:
        (x_m, y_m) = fence.centre
        at = f'cx="{x_m}" cy="{-y_m}" r="{fence.radius_m}"'
        return f'<circle class="fence" {at}>{said}</circle>'
    rings = " ".join(f"M{_points(ring)}Z" for ring in (fence.outer, *fence.holes) if ring)
    return f'<path class="fence" fill-rule="evenodd" d="{rings}">{said}</path>'


def _door(door: Door) -> Iterator[str]:
    d = f'd="M{_points(door.line)}"'
    said = _said(f"{door.id} · {door.kind} · {' - '.join(door.rooms)}")
    yield f'<path class="{door.kind}" {d}>{said}</path>'
    if door.device is not None:
        (x0, y0), (x1, y1) = door.line
        at = f'cx="{(x0 + x1) / 2:.3f}" cy="{-(y0 + y1) / 2:.3f}" r=".13"'
        yield f'<circle class="lock" {at}>{_said(door.device)}</circle>'


def _label(room: Room, language: str) -> str:
    """Return the room's name inside it, turned in a narrow room, shrunk until it fits."""
    shape = shapely.Polygon(room.outer, room.holes)
    try:
        at = shape.representative_point()
    except GEOSException:
        # A ring that crosses itself has no inside; its outline is drawn all the same.
        at = shapely.Point(room.outer[0])
    west, south, east, north = shape.bounds
    upright = (north - south) > 2.5 * (east - west)
    room_m = (north - south) if upright else (east - west)
    word = _word(room, language)
    size = min(LABEL_M * 1.4, 0.9 * room_m / max(_length(word) * _CHAR_M / LABEL_M, 1))
    turn = f' transform="rotate(-90 {at.x:.2f} {-at.y:.2f})"' if upright else ""
    place = f'x="{at.x:.2f}" y="{-at.y + size / 3:.2f}" font-size="{size:.2f}"'
    return f"<text {place}{turn}>{word}</text>"


def _length(word: str) -> int:
    return sum(2 if ord(letter) >= _WIDE_FROM else 1 for letter in word)


def _word(part: Level | Room | MusterPoint, language: str) -> str:
    return escape(part.zh if language == "zh" else part.en)


def _points(points: Ring | tuple[Point, ...]) -> str:
    """Return the points with y turned: the screen's y grows downwards."""
    return " ".join(f"{x:.3f} {-y:.3f}" for x, y in points)
