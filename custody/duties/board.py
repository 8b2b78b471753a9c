"""Where everybody's duties stand now: worked out when a record changes, compared in every tick.

The board is derived from the records and the law: no snapshot holds it, it is made again.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from custody.clocks.happened import FAR
from custody.columns import I8, I64, where
from custody.duties.duty import RULES, Duty

_ROW: Final = {rule: row for row, rule in enumerate(RULES)}


class DutyBoard:
    """Duties by slot, the severity each rule has reached, and when the next thing falls due."""

    def __init__(self, size: int) -> None:
        self.severity: I8 = np.zeros((len(RULES), size), np.int8)
        """Worst severity by rule and slot, 0 for none."""
        self.duties: dict[int, tuple[Duty, ...]] = {}
        self._levels: I8 | None = None
        self.made = False
        """Whether the duties of everybody were worked out since this board was new."""
        self._next_utc_ns: I64 = np.full(size, FAR)
        self._first_utc_ns = FAR
        self._at_utc_ns = 0

    def put(self, slot: int, duties: tuple[Duty, ...]) -> None:
        """Take what is owed to a person from now on."""
        if duties:
            self.duties[slot] = duties
        else:
            self.duties.pop(slot, None)
        self._next_utc_ns[slot] = self._first_utc_ns = 0

    def judge(self, utc_ns: int) -> None:
        """Bring severities up to an instant; nearly always it is one comparison."""
        if utc_ns < self._at_utc_ns:
            self._next_utc_ns[list(self.duties)] = 0  # The law's time was set back.
        elif utc_ns < self._first_utc_ns:
            self._at_utc_ns = utc_ns
            return
        self._at_utc_ns = utc_ns
        for slot in where(self._next_utc_ns <= utc_ns).tolist():
            self._judge_one(slot, utc_ns)
        self._first_utc_ns = int(self._next_utc_ns.min())
        self._levels = None

    def levels(self, level_of: Callable[[I8], I8]) -> I8:
        """Return the levels of the rules, worked out anew only when a severity may have changed."""
        if self._levels is None:
            self._levels = level_of(self.severity)
        return self._levels

    def _judge_one(self, slot: int, utc_ns: int) -> None:
        self.severity[:, slot] = 0
        next_utc_ns = FAR
        for duty in self.duties.get(slot, ()):
            severity = duty.severity_at(utc_ns)
            row = _ROW[duty.rule]
            worst = int(self.severity[row, slot])
            if severity and (not worst or severity < worst):
                self.severity[row, slot] = severity
            next_utc_ns = min(next_utc_ns, duty.next_after(utc_ns))
        self._next_utc_ns[slot] = next_utc_ns

    def of(self, slot: int, rule: str) -> tuple[Duty, ...]:
        """Return the duties of one rule to one person."""
        return tuple(duty for duty in self.duties.get(slot, ()) if duty.rule == rule)
