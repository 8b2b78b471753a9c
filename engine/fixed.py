"""What fixed devices tell, folded into the world: doors, readers, guarded lines, cameras."""

from typing import Final

from alerts.rule import Limits
from custody.access import notes_of, someone_approved
from custody.doors import open_now, overstay, take
from custody.evacuation import begin
from custody.facts import DeviceFact
from custody.layout import NOWHERE
from custody.meetings import analysed
from custody.near import staff_near
from custody.notes import (
    BREAKS_MAX,
    CameraCount,
    CrossingNote,
    SwipeNote,
    note_crossing,
    note_swipe,
    swipes_at,
)
from custody.perimeter import blind_since, nobody_near, sabotaged
from custody.swipes import away_mm, misuse
from custody.tables import NEVER, STATUSES
from custody.wire import DoorState, Perimeter, Sighting, Swipe
from custody.world import World
from engine.things import door_thing
from engine.turn import Turn

HOUR_NS: Final = 3_600_000_000_000
RuleLimits = dict[str, Limits]


def hear_fixed(turn: Turn, fact: DeviceFact) -> None:
    """Note what needs the wall's time: an evacuation begins, an approved exit explains a break."""
    world, tick = turn.world, turn.tick
    match fact.frame:
        case DoorState(release="fire"):
            begin(world, t_ns=tick.t_ns, utc_ns=tick.utc_ns)
        case Perimeter(status="broken"):
            row = int(world.layout.devices.perimeter[fact.device_row])
            within_ns = turn.force.limits["PER-01"].ns("authorised_exit_s")
            world.perimeter.explained[row] = someone_approved(
                world, utc_ns=tick.utc_ns, within_ns=within_ns
            )
        case _:
            return


def fold_fixed(world: World, fact: DeviceFact, t_ns: int, limits: RuleLimits) -> bool:
    """Take what a door, reader, line or camera says; return whether what is shown changed."""
    row = fact.device_row
    match fact.frame:
        case DoorState():
            return fold_door(world, row, fact.frame, t_ns, limits)
        case Perimeter():
            return fold_line(world, row, fact.frame, t_ns, limits)
        case Sighting():
            return fold_sighting(world, row, fact.frame, t_ns)
        case Swipe():
            fold_swipe(world, row, fact.frame, t_ns, limits)
            return False
        case _:
            return False


def fold_door(
    world: World, device_row: int, frame: DoorState, t_ns: int, limits: RuleLimits
) -> bool:
    """Take what a door's controller says; return whether what is shown changed."""
    row = int(world.layout.devices.door[device_row])
    if row < 0:
        return False
    was_open = bool(open_now(world.doors)[row])
    changed = take(world.doors, row, frame, t_ns=t_ns, release_ns=limits["ACC-01"].ns("release_s"))
    if frame.contact == "open" and not was_open:
        near = limits["ACC-13"]
        world.doors.by_staff[row] = bool(
            len(
                staff_near(
                    world,
                    row,
                    t_ns=t_ns,
                    near_mm=near.mm("near_m"),
                    fresh_ns=near.ns("fresh_s"),
                )
            )
        )
    return changed


def fold_swipe(world: World, device_row: int, frame: Swipe, t_ns: int, limits: RuleLimits) -> None:
    """Keep a swipe, with whether card, tag and duty agreed."""
    tag, badge = limits["PAIR-06"], limits["PAIR-07"]
    away = away_mm(world, device_row, frame.token, t_ns=t_ns, fresh_ns=tag.ns("fresh_s"))
    wrong = misuse(
        world,
        device_row,
        frame,
        t_ns=t_ns,
        fresh_ns=badge.ns("fresh_s"),
        speed_mmps=badge.mm("speed_mps"),
    )
    door = int(world.layout.devices.reader_door[device_row])
    name = world.layout.doors.ids[door] if door != NOWHERE else ""
    note_swipe(
        world.access,
        name,
        SwipeNote(
            token=frame.token,
            reader=frame.device,
            granted=frame.granted,
            trusted=away <= tag.mm("away_m") and not wrong,
            t_ns=t_ns,
        ),
    )
    if not frame.granted and door != NOWHERE:
        _age(world, t_ns, limits)


def fold_line(
    world: World, device_row: int, frame: Perimeter, t_ns: int, limits: RuleLimits
) -> bool:
    """Take what a line's sensor says; return whether what is shown changed."""
    row, lines = int(world.layout.devices.perimeter[device_row]), world.perimeter
    if row < 0:
        return False
    status = STATUSES.index(frame.status)
    changed = bool(lines.status[row] != status or lines.disarmed[row] == frame.armed)
    if frame.status == "broken" and lines.status[row] != status:
        lines.broken_t_ns[row] = t_ns
        if nobody_near(world, row, t_ns=t_ns, near_mm=limits["PER-07"].mm("near_m")):
            breaks = world.access.breaks.setdefault(world.layout.perimeter_ids[row], [])
            breaks.append(t_ns)
            del breaks[:-BREAKS_MAX]
            _age(world, t_ns, limits)
    lines.status[row] = status
    lines.disarmed[row] = not frame.armed
    world.stale = True
    return changed


def fold_sighting(world: World, device_row: int, frame: Sighting, t_ns: int) -> bool:
    """Take what a camera saw; what comes from a room without analytics is not kept (P-05).

    Nor is anything from a room where a lawyer meets a detainee (RGT-05).
    """
    room = int(world.layout.devices.place[device_row])
    match frame.event:
        case "covered":
            changed = bool(world.devices.covered[device_row] != frame.active)
            world.devices.covered[device_row] = frame.active
            if not frame.active:  # Somebody may have lain there while it saw nothing.
                world.devices.floor_t_ns[device_row] = t_ns
            world.stale = True
            return changed
        case "floor" if analysed(world, room):
            world.devices.floor[device_row] = frame.active
            world.devices.floor_t_ns[device_row] = t_ns
        case "count" if analysed(world, room):
            world.access.counts[frame.device] = CameraCount(
                camera=frame.device,
                room=world.layout.rooms.ids[room],
                people=frame.people,
                t_ns=t_ns,
            )
        case "crossing" if frame.where in world.layout.doors.ids:
            note_crossing(
                world.access,
                frame.where,
                CrossingNote(people=frame.people, direction=frame.direction, t_ns=t_ns),
            )
    return False


def judge_fixed(turn: Turn) -> None:
    """Let time pass for doors, counts and sensors; nearly always there is nothing to do."""
    world, t_ns, limits = turn.world, turn.tick.t_ns, turn.force.limits
    held = limits["ACC-02"]
    held_ns, exit_ns = held.ns("held_s"), held.ns("exit_s")
    for row in overstay(world.layout, world.doors, t_ns=t_ns, held_ns=held_ns, exit_ns=exit_ns):
        turn.things.append(door_thing(world, int(row), turn.tick.utc_ns))
    if t_ns >= world.access.due_t_ns:
        _age(world, t_ns, limits)
    if world.stale or turn.shown_devices:
        blind_since(world, t_ns=t_ns)
        sabotaged(world, within_ns=limits["PER-05"].ns("within_s"))
        world.stale = False


def _age(world: World, t_ns: int, limits: RuleLimits) -> None:
    """Count anew what lies within its window, and note when the next of it leaves."""
    access, due = world.access, int(-NEVER)
    window_ns = limits["ACC-04"].ns("window_s")
    for row, door in enumerate(world.layout.doors.ids):
        lately = swipes_at(notes_of(world, door), since_t_ns=t_ns - window_ns + 1, granted=False)
        world.doors.denied[row] = len(lately)
        due = min([due, *(note.t_ns + window_ns for note in lately[:1])])
    for row, line in enumerate(world.layout.perimeter_ids):
        breaks = [one for one in access.breaks.get(line, []) if t_ns - one < HOUR_NS]
        if line in access.breaks:
            access.breaks[line] = breaks
        world.perimeter.nuisance[row] = len(breaks)
        due = min([due, *(one + HOUR_NS for one in breaks[:1])])
    access.due_t_ns = due
