"""One slice of input: raw as journaled, and as the step takes it."""

from dataclasses import dataclass

import msgspec

from custody.columns import Heartbeats, Motions, Positions, VitalSigns
from custody.facts import AnyFact


class RawFrame(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A frame as it arrived (or an internal fact under a ``$`` topic)."""

    topic: str
    payload: bytes


class RawTick(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal stores of one tick.

    ``t_ns`` never goes back (delays, silence), ``utc_ns`` is what the wall said (law).
    Facts (alarm, state, ``$`` frames) and telemetry are apart so that telemetry can be deleted.
    """

    number: int
    t_ns: int
    utc_ns: int
    facts: tuple[RawFrame, ...]
    telemetry: tuple[RawFrame, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tick:
    """The step's only input: facts in order, telemetry as columns, and intake's own counts."""

    number: int
    t_ns: int
    utc_ns: int
    facts: tuple[AnyFact, ...]
    positions: Positions
    vitals: VitalSigns
    motions: Motions
    heartbeats: Heartbeats
    verdicts: "Verdicts"
    twins: tuple[int, ...] = ()
    """Rows of devices under whose id two senders speak in turn."""
    overtaken: Positions | None = None
    """Fixes that came after a newer one of their device: they fill in its track, no more."""
    clocks: tuple[tuple[int, int], ...] = ()
    """Device rows whose clock moved against ours, with how far it is behind now, in ns."""


class Verdict(msgspec.Struct, frozen=True, array_like=True):
    """What became of one alarm or state frame: drives its receipt."""

    sender: str
    device: str
    boot: int
    seq: int
    status: str
    reason: str


class Verdicts(msgspec.Struct, frozen=True, kw_only=True):
    """What intake did with the tick's frames; in = done + duplicate + refused, per class."""

    receipts: tuple[Verdict, ...]
    telemetry_done: int
    telemetry_duplicate: int
    telemetry_refused: int
    facts_done: int
    facts_duplicate: int
    facts_refused: int
    refused_by_reason: dict[str, int]
    telemetry_overtaken: int = 0
    """Of the duplicates: fixes that are no repeat, but came after a newer one."""
