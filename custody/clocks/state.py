"""How a clock stands: its instants, the colours they bring, what was counted, what was refused."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from custody.clocks.civil import NS_PER_S
from custody.clocks.happened import FAR, Interval
from custody.policy import Band, TimedClock

Status = Literal["waiting", "running", "paused", "excepted", "stopped"]
EXPIRED_SEVERITY: Final = 1
_NONE: Final = 9


class Step(NamedTuple):
    """A colour and the exact instant at which it begins."""

    utc_ns: int
    colour: str
    severity: int


class Fault(NamedTuple):
    """A grant the record holds and the law does not: which rule, which event, why."""

    rule: str
    utc_ns: int
    event: int
    why: str


class Version(NamedTuple):
    """What a late entry or correction changed: the instant as it was known before, and after."""

    recorded_utc_ns: int
    event: int
    before_utc_ns: int
    after_utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """How one clock of one person stands."""

    clock: TimedClock
    limit_utc_ns: int
    """The exact instant by which it must end or be done; FAR while it does not run."""
    colour: str
    severity: int
    """Severity of the colour, 0 while it is green."""
    since_utc_ns: int
    """Exact instant at which this colour began."""
    next_utc_ns: int
    """Exact instant of the next colour, 0 when there is none."""
    source: str
    """What grants the limit that runs now."""
    status: Status = "running"
    start_utc_ns: int = 0
    stop_utc_ns: int = FAR
    """When it ended, FAR while it has not."""
    rung: int = 0
    shown_utc_ns: int = 0
    """The limit as people see it: of a paused clock, as if the pause ended now."""
    statutory_utc_ns: int = 0
    """The same limit as the statute's own counting gives it; shown, never alarmed."""
    steps: tuple[Step, ...] = ()
    counted: tuple[int, ...] = ()
    """Numbers of the record events that made it so."""
    paused_ns: int = 0
    """Time that did not count, in pauses that have ended."""
    pauses: tuple[Interval, ...] = ()
    """The stretches of a limit that did not count; the last may still go on."""
    held: int = 0
    """Reviews held, or proofs given."""
    faults: tuple[Fault, ...] = ()
    versions: tuple[Version, ...] = ()

    @property
    def active(self) -> bool:
        """Return whether it counts now or will go on counting."""
        return self.status in ("running", "paused")


class Stood(NamedTuple):
    """Which colour holds at an instant."""

    colour: str
    severity: int
    since_utc_ns: int
    next_utc_ns: int


def steps_of(bands: tuple[Band, ...], start_utc_ns: int, begins: list[int]) -> tuple[Step, ...]:
    """Return the colours in the order of their beginning; none begins before the clock does."""
    steps = [
        Step(max(utc_ns, start_utc_ns), band.colour, band.severity)
        for band, utc_ns in zip(bands, begins, strict=True)
    ]
    return tuple(sorted(steps, key=lambda step: (step.utc_ns, -step.severity)))


def before(bands: tuple[Band, ...], due_utc_ns: int) -> list[int]:
    """Return when each band begins before an instant that no pause can move."""
    return [FAR if due_utc_ns >= FAR else due_utc_ns - band.left_s * NS_PER_S for band in bands]


def stood(steps: tuple[Step, ...], start_utc_ns: int, utc_ns: int) -> Stood:
    """Return the colour that holds at an instant and when the next one begins."""
    held = Stood("green", 0, start_utc_ns, 0)
    for step in steps:
        if step.utc_ns > utc_ns:
            return held._replace(next_utc_ns=0 if step.utc_ns >= FAR else step.utc_ns)
        held = Stood(step.colour, step.severity, step.utc_ns, 0)
    return held


def urgency(state: ClockState) -> tuple[int, int]:
    """Return the key by which the clock that needs a person first comes first."""
    return (state.severity or _NONE, state.limit_utc_ns)
