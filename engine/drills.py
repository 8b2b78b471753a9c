"""The drill mark: an alarm that somebody announced goes every way a real one goes, and says so."""

from typing import Final

import msgspec

from alerts.ledger import DRILLED_MAX
from engine.decisions import AlarmChange
from engine.record import desk_of
from engine.turn import Turn

_IN_EARNEST: Final = ("occurred_again", "recurred", "escalated_severity")
"""What comes on top of a drill was announced by nobody: from then on the alarm is a real one."""
_OVER: Final = ("closed", "normal")


def marked(turn: Turn, alarm: AlarmChange) -> AlarmChange:
    """Return a change with the drill mark, where somebody announced that this is one."""
    ledger = turn.ledger
    if alarm.change == "raised":
        drill = ledger.drills.pop(f"{alarm.rule}:{alarm.subject}", None)
        if drill is not None and turn.tick.utc_ns <= drill.until_utc_ns:
            ledger.drilled[alarm.id] = drill.by
            said = {"rule": alarm.rule, "subject": alarm.subject, "alarm": alarm.id}
            desk_of(turn, drill.by).note("drill.began", said)
            while len(ledger.drilled) > DRILLED_MAX:
                del ledger.drilled[next(iter(ledger.drilled))]
    if alarm.id not in ledger.drilled:
        return alarm
    if alarm.change in _IN_EARNEST:
        del ledger.drilled[alarm.id]
        return alarm
    if alarm.state in _OVER:
        del ledger.drilled[alarm.id]
    return msgspec.structs.replace(alarm, drill=True)
