"""What puts a refused attempt right: rule -> the kinds of record events after which it is.

A refusal of these rules raises an alarm for the stay that stands until one of the events follows
(rulebook 5, column *clear*). No event: only a person closes it. The order is the column's number.
"""

from typing import Final

REMEDIES: Final[dict[str, tuple[str, ...]]] = {
    "PAIR-04": ("swipe.paired", "stage.entered"),
    "SEP-02": (),
    "SEP-06": ("session.reserved", "session.freed", "session.started", "stage.entered"),
    "SEP-08": (),
    "PROC-04": (),
    "PROC-06": ("session.started", "session.resumed", "stage.entered"),
    "PROC-14": ("sample.taken",),
    "PROC-15": ("identification.held", "stage.entered"),
    "PROC-16": ("stage.entered",),
    "PROC-17": ("exit.approved", "exit.returned", "stage.entered"),
    "PROC-22": ("stage.entered",),
    "PROC-24": (),
    "PROC-25": ("decision.made", "stage.entered"),
    "PROC-27": ("session.reserved", "session.started", "stage.entered"),
    "RGT-11": ("right.notice_served", "session.started", "session.resumed"),
}
REFUSED: Final = tuple(REMEDIES)
"""The rules in the order of their columns in ``stays.refused``."""
ATTEMPT: Final = "attempt.refused"


def put_right(kind: str) -> tuple[int, ...]:
    """Return the columns of the rules that an event of a kind puts right."""
    return _PUT_RIGHT.get(kind, ())


def _columns() -> dict[str, tuple[int, ...]]:
    kinds = dict.fromkeys(kind for remedies in REMEDIES.values() for kind in remedies)
    return {
        kind: tuple(column for column, rule in enumerate(REFUSED) if kind in REMEDIES[rule])
        for kind in kinds
    }


_PUT_RIGHT: Final = _columns()
