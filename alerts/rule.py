"""What a rule is: what is true, how bad, who is told, why. Three shapes and no fourth.

A state rule looks at the whole world at once and gives a level per row (0 = nothing wrong).
A fact rule looks at one fact. A duty rule speaks of what custody.duties says is owed to a person:
all of them together are one board of instants. None knows alarms: the machine makes those.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from alerts.severity import Severity
from custody.columns import I8
from custody.facts import AnyFact
from custody.latch import BitNews
from custody.record import RecordEvent
from custody.world import World

SubjectKind = Literal["stay", "staff", "device", "door", "perimeter", "room", "site"]
LEVELS_MAX: Final = 3
NS_PER_S: Final = 1_000_000_000
MM_PER_M: Final = 1000
THRESHOLD_MAX: Final = 1e7
"""No site means more: 115 days, 10 000 km. All of it fits the integers the engine counts in."""

AnyNews = AnyFact | BitNews | RecordEvent
"""What a fact rule is shown; an event of the custody record is shown once it is written."""


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A number a site sets in rules.toml, with its unit and what it means."""

    key: str
    unit: str
    meaning: str
    clears: Literal["", "above", "below"] = ""
    """On which side of it a value is well again; only such a threshold can have a deadband."""


class Limits:
    """The thresholds of one rule, in the integers the engine counts in."""

    def __init__(self, values: dict[str, float], rule: str = "") -> None:
        for key, value in values.items():
            if not (math.isfinite(value) and 0 <= value <= THRESHOLD_MAX):
                message = f"{rule}.{key} is {value}, not within 0 to {THRESHOLD_MAX:.0f}"
                raise ValueError(message)
        self._values = values
        self._ns = {key: round(value * NS_PER_S) for key, value in values.items()}
        self._mm = {key: round(value * MM_PER_M) for key, value in values.items()}

    def value(self, key: str) -> float:
        """Return a threshold as the site wrote it."""
        return self._values[key]

    def ns(self, key: str) -> int:
        """Return seconds as nanoseconds."""
        return self._ns[key]

    def mm(self, key: str) -> int:
        """Return metres as millimetres."""
        return self._mm[key]

    def hundredths(self, key: str) -> int:
        """Return a value in hundredths (percent, bpm, shares)."""
        return round(self._values[key] * 100)


@dataclass(frozen=True, slots=True)
class Scene:
    """The instant at which rules look at the world."""

    world: World
    t_ns: int
    utc_ns: int

    def utc_of(self, t_ns: int) -> int:
        """Return when an engine time was, by the wall clock of now."""
        return self.utc_ns - (self.t_ns - t_ns)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One value that speaks for an alarm; a vital sign is withheld where P-15 says so."""

    name: str
    value: float | str | None
    threshold: float | None = None
    t_ns: int = 0
    vital: bool = False


class Cause(msgspec.Struct, frozen=True):
    """The frame that brought it about; ``sent_ns`` is its instant by the device's clock."""

    device: str
    boot: int
    seq: int
    sent_ns: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Why a rule holds: values, the device that saw it, and the frame or instant that did it."""

    readings: tuple[Reading, ...]
    device: str = ""
    place: str = ""
    """Room where the subject itself cannot say it."""
    cause: Cause | None = None
    due_utc_ns: int = 0


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """A fact rule's answer: which subject, how bad, why."""

    kind: SubjectKind
    row: int
    level: int
    finding: Finding
    key: str = ""
    """What makes two facts the same, for a rule with ``pause_s``."""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One level of a rule: severity, how long it must hold, how long it must be gone to clear."""

    severity: Severity
    raise_after: str = ""
    """Threshold key of the hold; empty raises at once."""
    clear_after: str = ""
    clear_after_s: float = 0.0
    """Used when no threshold key is given."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What every rule says of itself; texts for people come from here and nowhere else."""

    id: str
    zh: str
    en: str
    subjects: tuple[SubjectKind, ...]
    levels: tuple[Level, ...]
    clears: Literal["human", "auto"]
    told: tuple[str, ...]
    guidance_zh: str
    guidance_en: str
    basis_zh: str
    basis_en: str
    source: str
    thresholds: tuple[Threshold, ...] = ()
    again_after_s: float = 0.0
    """A closed alarm whose condition still holds comes back after so long (0 = not by itself)."""

    @property
    def severity(self) -> Severity:
        """Return how bad it can get."""
        return min(level.severity for level in self.levels)

    def latched(self, level: int) -> bool:
        """Return whether only a person can end it: P1 always, else as the rule says."""
        return self.clears == "human" or self.levels[level - 1].severity == Severity.P1


class StateRule(Rule, frozen=True, kw_only=True):
    """Holds or not for every row of its subject; ``why`` is asked only for what is raised."""

    holds: Callable[[Scene, Limits], I8]
    why: Callable[[Scene, Limits, int, int], Finding]
    """(scene, limits, row, level) -> finding."""
    pace: Literal["tick", "record"] = "tick"
    """When it is asked: in every tick, or when facts came, and else once a second.

    ``record`` suits a rule that looks at the record and at minutes, not at telemetry.
    """


class FactRule(Rule, frozen=True, kw_only=True):
    """Is broken by one fact, seen while the world is still as it was before the fact."""

    broken_by: Callable[[Scene, Limits, AnyNews], Broken | None]
    every: bool = True
    """Whether each further fact while the alarm is open is told as a new occurrence."""
    pause_s: float = 0.0
    """A fact of the same key is a new occurrence only so long after the last (0 = always)."""


class DutyRule(Rule, frozen=True, kw_only=True):
    """Speaks of one row of the board of duties; a duty's severity is the level that has it."""

    def level_of(self, severity: int) -> int:
        """Return the level of a severity that a duty has reached, 0 where it is too mild."""
        return sum(severity <= level.severity for level in self.levels) if severity else 0

    def why(self, scene: Scene, row: int) -> Finding | None:
        """Return the duty that is worst now, the latest of those, and the instant it became so.

        Now, for an alarm that comes back keeps the level it once had; None when nothing is owed.
        """
        world = scene.world
        now = world.law_utc_ns
        reached = [
            (self.level_of(due.severity), due.utc_ns, duty)
            for duty in world.duties.of(row, self.id)
            if (due := duty.reached(now)) is not None
        ]
        if not reached:
            return None
        _, at_utc_ns, duty = max(reached, key=lambda found: found[:2])
        since_s = (now - duty.start_utc_ns) / NS_PER_S
        return Finding(
            readings=(
                Reading(name="owed", value=duty.key),
                Reading(name="since s", value=round(since_s, 3)),
                Reading(name="source", value=duty.source or self.source),
            ),
            # What was owed before the stay was opened here could not be alarmed of before.
            due_utc_ns=max(at_utc_ns, int(world.stays.opened_utc_ns[row])),
        )


AnyRule = StateRule | FactRule | DutyRule
