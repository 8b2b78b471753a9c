"""One alarm cell on a bench: its levels, its filters, the time, and what people do."""

import numpy as np

from alerts.cell import Delays
from alerts.filters import Filter, Filters
from alerts.machine import NO_ROOT, Machine
from alerts.rule import LEVELS_MAX, Level, StateRule
from alerts.severity import Severity
from alerts.states import ACKNOWLEDGE, STATES, TRANSITIONS

S = 1_000_000_000


def a_rule(*severities: Severity, clears: str = "auto") -> StateRule:
    words = dict.fromkeys(("guidance_zh", "guidance_en", "basis_zh", "basis_en", "source"), "")
    return StateRule(
        id="TST-01",
        zh="",
        en="",
        subjects=("stay",),
        levels=tuple(Level(severity=severity) for severity in severities),
        clears=clears,
        told=("CR",),
        holds=lambda _scene, _limits: np.zeros(1, np.int8),
        why=lambda *_: None,
        **words,
    )


class OneCell:
    """Level 0 until ``at`` says otherwise; every call is one instant, a second after the last."""

    def __init__(self, rule: StateRule, chosen: Filter | None = None, clear_s: float = 0.0):
        chosen = chosen or Filter()
        filters = Filters.none(1)
        filters.put(slice(0, 1), rule, chosen)
        latched = [rule.latched(n + 1) or chosen.latch for n in range(len(rule.levels))]
        latched += [True] * (LEVELS_MAX - len(latched))
        clear_ns = round(max(clear_s, chosen.off_delay_s) * S)
        self.delays = Delays(
            np.zeros((1, LEVELS_MAX), np.int64),
            np.full((1, LEVELS_MAX), clear_ns),
            np.array([latched]),
            np.zeros(1, np.int64),
            filters,
        )
        self.machine = Machine(1)
        self.t_ns = 0

    @property
    def state(self) -> str:
        return STATES[self.machine.state[0]]

    def at(self, level: int, *, occurred: bool = False, root: int = NO_ROOT, after_s: float = 1.0):
        """Let time pass and take a level; return the changes."""
        self.t_ns += round(after_s * S)
        changes = self.machine.step(
            np.array([level], np.int8),
            np.array([occurred]),
            self.delays,
            t_ns=self.t_ns,
            utc_ns=self.t_ns,
            roots=None if root == NO_ROOT else np.array([root], np.int32),
        )
        return [change.change for change in changes]

    def _now(self) -> dict[str, int]:
        return {"t_ns": self.t_ns, "utc_ns": self.t_ns}

    def ack(self) -> str:
        return self.machine.acknowledge(0, **self._now()).change

    def keep(self) -> str:
        return self.machine.keep(0, **self._now()).change

    def can_ack(self) -> bool:
        return (int(self.machine.state[0]), ACKNOWLEDGE) in TRANSITIONS

    def close(self) -> str:
        return self.machine.close(0, **self._now()).change

    def shelve(self, seconds: float) -> str:
        return self.machine.shelve(0, self.t_ns + round(seconds * S), **self._now()).change

    def unshelve(self) -> str:
        return self.machine.unshelve(0, **self._now()).change

    def retire(self, seconds: float) -> str:
        return self.machine.retire(0, self.t_ns + round(seconds * S), **self._now()).change

    def take_back(self) -> str:
        return self.machine.take_back(0, **self._now()).change

    def put_back(self) -> str:
        return self.machine.put_back(0, **self._now()).change
