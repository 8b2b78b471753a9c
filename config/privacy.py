"""P-05, P-15 and their like: a room type whose settings would break a promise is refused."""

import re
from collections.abc import Iterator

from config.errors import ConfigError
from config.places import Places
from zones.plan import RoomType, Site

_NEVER_ANALYSED = ("toilet", "search", "medical", "lawyer")
_NEVER_SEEN = ("toilet", "lawyer")
_WORD = re.compile(r"[-._]+")


def privacy_problems(site: Site, places: Places) -> Iterator[ConfigError]:
    """Yield room types, and cameras, that the privacy requirements forbid."""
    for kind in site.room_types:
        place = places.place("room_type", kind.id)
        for key, problem, remedy in _of_type(kind):
            yield ConfigError(place.at(key), f"{kind.id}: {problem}", remedy)
    blind = {kind.id for kind in site.room_types if not kind.camera}
    rooms = {room.id: room.type for room in site.rooms}
    for camera in site.cameras:
        kind_id = rooms.get(camera.room, "")
        if kind_id in blind:
            place = places.place("Camera", camera.id).at("properties", "room")
            problem = f"{camera.id} looks into {camera.room}, a {kind_id} room without camera"
            yield ConfigError(place, problem, "remove the camera")


def _of_type(kind: RoomType) -> Iterator[tuple[str, str, str]]:
    words = _WORD.split(kind.id)
    never_analysed = kind.silent or any(word in _NEVER_ANALYSED for word in words)
    never_seen = kind.silent or any(word in _NEVER_SEEN for word in words)
    if kind.analytics and never_analysed:
        yield "analytics", "P-05 forbids analytics here", "write analytics = false"
    if kind.camera and never_seen:
        yield "camera", "P-05 forbids a camera here", "write camera = false"
    if "lawyer" in words and not kind.silent:
        yield "silent", "a lawyer room is silent (CPL 39, PCC 55)", "write silent = true"
    if "interview" in words and not kind.withhold_vitals:
        problem = "an interview room withholds vitals (P-15)"
        yield "withhold_vitals", problem, "write withhold_vitals = true"
    if not kind.camera and kind.recording:
        yield "recording", "nothing to record without a camera", "write recording = false"
    if not kind.camera and kind.analytics:
        yield "analytics", "nothing to analyse without a camera", "write analytics = false"
    if not kind.camera and kind.observed_when_locked:
        problem = "a locked room is observed by a camera"
        yield "observed_when_locked", problem, "write camera = true or remove this key"
