"""Two paths to people, wall and notices, and an alarm that reached nobody by either (DEV-08).

A serious alarm that rang is expected at somebody's: a receiver took a notice of it (meter
``delivered``), or the console handed it to an open page (``shown``). Whatever did not arrive in
time stands among the paths that are down, by the alarm's own number. Where no outlets ever
reported, as in a replay of a story, nobody is expected to say so.
"""

from typing import Final

from alerts.rule import NS_PER_S
from alerts.severity import Severity
from custody.facts import Meter
from engine.decisions import AlarmChange, Notice
from engine.turn import Turn

OUTLETS: Final = "outlets process"
CONSOLE: Final = "console process"
REPORT_NS: Final = 15 * NS_PER_S
"""Both report every five seconds; three missed are no accident."""
UNDERWAY_NS: Final = 5 * NS_PER_S
"""So long a notice may be on its way before DEV-08's own limit begins: ten seconds in all, what
EN 50131-1 gives a signal from source to destination."""
ALARM: Final = "alarm "
_ITSELF: Final = "DEV-08"
_RINGING: Final = "unacknowledged"


def note_ring(turn: Turn, alarm: AlarmChange, notices: list[Notice]) -> None:
    """Expect a serious alarm at somebody's; what people deal with has reached them."""
    down, name = turn.world.down_since_t_ns, ALARM + alarm.id
    if alarm.state != _RINGING:
        down.pop(name, None)
    elif notices and OUTLETS in down and alarm.severity <= Severity.P2 and alarm.rule != _ITSELF:
        down.setdefault(name, turn.tick.t_ns + UNDERWAY_NS)


def reached(turn: Turn, alarm: str) -> None:
    """Note that an alarm arrived by one of the paths."""
    turn.world.down_since_t_ns.pop(ALARM + alarm, None)


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
