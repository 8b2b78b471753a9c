"""What a site may ask of a rule's alarms beyond the rule: delays, deadband, count, latch, shelf.

Remedies for nuisance alarms in the order of practice: deadband, then on- and off-delay, then count
in a window. None of them touches a level of severity P1, and none delays a severity that rises.
"""

from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta

from alerts.rule import LEVELS_MAX, NS_PER_S, AnyRule, FactRule, Limits
from alerts.severity import Severity
from custody.columns import I8, I64
from custody.tables import NEVER

EDGES_MAX: Final = 5
"""The highest count in a window; a cell remembers so many of its last beginnings."""
DELAY_S_MAX: Final = 3600.0
SHIFT_S: Final = 8 * 3600.0
"""Shelving past one shift is not allowed: the next shift decides anew (ISA-18.2)."""
SHELF_P1_S: Final = 600.0
"""A life alarm is never shelved longer, and by two people (alarm-management.md 3)."""

Delay = Annotated[float, Meta(ge=0.0, le=DELAY_S_MAX)]


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The table ``[RULE.filter]`` of rules.toml; what is left out filters nothing."""

    on_delay_s: Delay = 0.0
    """What is new must last so long beyond the rule's own hold."""
    off_delay_s: Delay = 0.0
    """What is over must be over so long; the rule's own time counts where it is longer."""
    deadband: dict[str, Annotated[float, Meta(gt=0.0)]] = {}
    """Threshold key -> how far beyond it a value must come back to be over."""
    count: Annotated[int, Meta(ge=0, le=EDGES_MAX)] = 0
    """So many beginnings within ``window_s`` ring at once, whatever the on-delay says."""
    window_s: Delay = 0.0
    latch: bool = False
    """Only a person ends it."""
    realarm_s: Annotated[float, Meta(ge=0.0, le=86_400.0)] = 0.0
    """Acknowledged, and still there after so long: it asks again (0 = never)."""
    shelve_max_s: Annotated[float, Meta(gt=0.0, le=SHIFT_S)] = SHIFT_S


NOTHING: Final = Filter()


def wrong(rule: AnyRule, chosen: Filter) -> tuple[str, str, str] | None:
    """Return (key, problem, remedy) of a filter that does not fit its rule; None when it does."""
    if isinstance(rule, FactRule) and chosen.on_delay_s:
        problem = "a fact lasts an instant, so an on-delay would silence the rule"
        return "on_delay_s", problem, "use count and window_s"
    if (chosen.count > 1) != (chosen.window_s > 0):
        return "window_s", "count and window_s belong together", "write both or neither"
    directed = {each.key for each in rule.thresholds if each.clears}
    for key in chosen.deadband:
        if key not in directed:
            remedy = "allowed: " + (", ".join(sorted(directed)) or "none for this rule")
            return "deadband", f"{key} is no threshold with a deadband", remedy
    return None


def loose_limits(
    limits: dict[str, Limits], filters: dict[str, Filter], rules: tuple[AnyRule, ...]
) -> dict[str, Limits]:
    """Return, for rules with a deadband, the limits beyond which an open alarm is over."""
    result = {}
    for rule in rules:
        chosen = filters.get(rule.id, NOTHING)
        if not chosen.deadband:
            continue
        values = {each.key: limits[rule.id].value(each.key) for each in rule.thresholds}
        for each in rule.thresholds:
            width = chosen.deadband.get(each.key, 0.0)
            values[each.key] += width if each.clears == "above" else -width
        loosened = {key: max(0.0, value) for key, value in values.items()}
        result[rule.id] = Limits(loosened, rule.id)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """What the site asks of each cell; columns of a level where the filter knows levels."""

    on_ns: I64
    count: I8
    window_ns: I64
    realarm_ns: I64
    urgent: I8
    """Lowest level of severity P1; one above the last level where the rule has none."""

    @classmethod
    def none(cls, size: int) -> "Filters":
        """Return filters that filter nothing, on cells that know no P1."""
        return cls(
            on_ns=np.zeros((size, LEVELS_MAX), np.int64),
            count=np.zeros(size, np.int8),
            window_ns=np.zeros(size, np.int64),
            realarm_ns=np.zeros(size, np.int64),
            urgent=np.full(size, LEVELS_MAX + 1, np.int8),
        )

    def put(self, cells: slice, rule: AnyRule, chosen: Filter) -> None:
        """Write what one rule's cells ask for."""
        by_count = chosen.count > 1
        delay_ns = round(chosen.on_delay_s * NS_PER_S)
        if by_count and not delay_ns:
            delay_ns = -int(NEVER)  # Count alone: no single beginning rings, however long it lasts.
        for number, level in enumerate(rule.levels):
            if level.severity == Severity.P1:
                self.urgent[cells] = np.minimum(self.urgent[cells], number + 1)
            else:
                self.on_ns[cells, number] = delay_ns
        self.count[cells] = chosen.count if by_count else 0
        self.window_ns[cells] = round(chosen.window_s * NS_PER_S)
        self.realarm_ns[cells] = round(chosen.realarm_s * NS_PER_S)
