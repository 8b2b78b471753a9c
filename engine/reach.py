"""Two paths to people, wall and notices, and an alarm that reached nobody by either (DEV-08).

A serious alarm that rang is expected at somebody's: a receiver took a notice of it (meter
``delivered``), or the console handed it to an open page (``shown``). Whatever did not arrive in
time stands among the paths that are down, by the alarm's own number. Where no outlets ever
reported, as in a replay of a story, nobody is expected to say so.
"""

from typing import Final

from alerts.rule import NS_PER_S
from alerts.severity import Severity
from alerts.states import NORMAL
from custody.facts import Meter
from engine.decisions import AlarmChange
from engine.turn import Turn

OUTLETS: Final = "outlets process"
CONSOLE: Final = "console process"
REPORT_NS: Final = 15 * NS_PER_S
"""Both report every five seconds; three missed are no accident."""
UNDERWAY_NS: Final = 5 * NS_PER_S
"""So long a notice may be on its way before DEV-08's own limit begins: ten seconds in all, what
EN 50131-1 gives a signal from source to destination."""
UNDERWAY: Final = "underway "
"""What is expected at somebody's ..."""
ALARM: Final = "alarm "
"""... and what reached nobody in time."""
_ITSELF: Final = "DEV-08"
_RINGING: Final = "unacknowledged"


def note_ring(turn: Turn, alarm: AlarmChange, *, expected: bool) -> None:
    """Expect a serious alarm at somebody's; what people deal with has reached them."""
    down = turn.world.down_since_t_ns
    if alarm.state != _RINGING:
        reached(turn, alarm.id)
    elif expected and OUTLETS in down and alarm.severity <= Severity.P2 and alarm.rule != _ITSELF:
        down.setdefault(UNDERWAY + alarm.id, turn.tick.t_ns + UNDERWAY_NS)


def note_overdue(turn: Turn) -> None:
    """Count among the paths that are down what reached nobody in time; each rings anew."""
    down, t_ns = turn.world.down_since_t_ns, turn.tick.t_ns
    limit_ns = turn.force.limits[_ITSELF].ns("down_s")
    late = [name for name in down if name.startswith(UNDERWAY) and t_ns - down[name] >= limit_ns]
    for name in late:
        down[ALARM + name.removeprefix(UNDERWAY)] = down.pop(name)
    cell = turn.force.cells.at(_ITSELF, "site", 0)
    if late and turn.machine.state[cell] != NORMAL:
        turn.occurred[cell] = True


def reached(turn: Turn, alarm: str) -> None:
    """Note that an alarm arrived by one of the paths."""
    for state in (UNDERWAY, ALARM):
        turn.world.down_since_t_ns.pop(state + alarm, None)


def expect(turn: Turn, process: str) -> None:
    """Count a process as down from when its next report is overdue; a dead one tells nothing."""
    turn.world.down_since_t_ns[process] = turn.tick.t_ns + REPORT_NS


def expect_again(turn: Turn) -> None:
    """After a gap, give every process that reports its time anew."""
    for process in (OUTLETS, CONSOLE):
        if process in turn.world.down_since_t_ns:
            expect(turn, process)


def hear(turn: Turn, meter: Meter) -> None:
    """Take a report of one of the two paths."""
    match meter.name:
        case "cursor_lag":
            expect(turn, OUTLETS)
        case "pages":
            expect(turn, CONSOLE)
        case "shown":
            reached(turn, meter.text)
        case _:
            return  # Other meters speak of other things.
