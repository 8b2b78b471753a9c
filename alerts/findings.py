"""Findings that many rules share: of a door, of a line, of a frame."""

from alerts.rule import Cause, Finding, Reading, Scene
from custody.layout import NOWHERE
from custody.wire import Frame


def cause_of(frame: Frame) -> Cause:
    """Return a frame as the cause of an alarm."""
    return Cause(frame.device, frame.boot, frame.seq, frame.t_ns)


def door_place(scene: Scene, row: int) -> str:
    """Return the inner room of a door."""
    rooms = scene.world.layout.doors.rooms[row]
    inner = next((int(room) for room in rooms if room != NOWHERE), NOWHERE)
    return scene.world.room_name(inner, located=True)


def door_finding(scene: Scene, row: int, *readings: Reading, cause: Cause | None = None) -> Finding:
    """Return readings that speak of a door, with its controller and its room."""
    layout = scene.world.layout
    device = int(layout.doors.device[row])
    return Finding(
        readings=readings,
        device=layout.devices.ids[device] if device != NOWHERE else "",
        place=door_place(scene, row),
        cause=cause,
    )


def line_finding(scene: Scene, row: int, *readings: Reading, cause: Cause | None = None) -> Finding:
    """Return readings that speak of a guarded line, with its sensor."""
    layout = scene.world.layout
    device = layout.devices.ids[int(layout.lines.device[row])]
    return Finding(readings=readings, device=device, cause=cause)
