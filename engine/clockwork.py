"""Intake and step as one machine: raw tick in, decisions out, state to bytes and back."""

from typing import cast

from alerts.configuration import digest, from_canonical
from engine.decisions import Decisions
from engine.intake import Intake
from engine.snapshot import freeze, thaw
from engine.step import Engine
from engine.tick import RawTick, Tick


class Clockwork:
    """The pure engine as the shell, the simulator and replay drive it."""

    def __init__(self) -> None:
        self._intake = Intake()
        self._engine = Engine()
        self._canonical = ""
        self._number = 0
        self._t_ns = 0
        self._utc_ns = 0

    @property
    def number(self) -> int:
        """Return the number of the last tick that was stepped (0 = none)."""
        return self._number

    @property
    def t_ns(self) -> int:
        """Return the engine time of the last tick."""
        return self._t_ns

    @property
    def utc_ns(self) -> int:
        """Return the wall time of the last tick."""
        return self._utc_ns

    @property
    def canonical(self) -> str:
        """Return the canonical text of the configuration in force; empty before the first."""
        return self._canonical

    @property
    def config_sha256(self) -> str:
        """Return the digest of the configuration in force; empty before the first."""
        return digest(self._canonical.encode()) if self._canonical else ""

    def intake(self, raw: RawTick) -> Tick:
        """Return the tick of a raw tick; call ``step`` with it next."""
        return self._intake.take(raw)

    def step(self, tick: Tick) -> Decisions:
        """Return what follows from a tick."""
        assert tick.number > self._number, "ticks are stepped once and in order"
        decisions = self._engine.step(tick)
        self._number, self._t_ns, self._utc_ns = tick.number, tick.t_ns, tick.utc_ns
        if decisions.adopted is not None:
            self._canonical = decisions.adopted.canonical
            self._intake.adopt(from_canonical(self._canonical.encode()))
        return decisions

    def advance(self, raw: RawTick) -> Decisions:
        """Return what follows from a raw tick."""
        return self.step(self.intake(raw))

    def snapshot(self) -> bytes:
        """Return the whole state as bytes."""
        return freeze(
            {
                "number": self._number,
                "t_ns": self._t_ns,
                "utc_ns": self._utc_ns,
                "canonical": self._canonical,
                "intake": self._intake.export(),
                "engine": self._engine.export(),
            }
        )

    @classmethod
    def restore(cls, data: bytes) -> "Clockwork":
        """Return the machine of a snapshot; raises SnapshotUnreadableError."""
        state = thaw(data)
        clockwork = cls()
        clockwork._number = cast("int", state["number"])
        clockwork._t_ns = cast("int", state["t_ns"])
        clockwork._utc_ns = cast("int", state["utc_ns"])
        clockwork._canonical = cast("str", state["canonical"])
        if clockwork._canonical:
            clockwork._intake.adopt(from_canonical(clockwork._canonical.encode()))
        clockwork._intake.load(cast("dict[str, object]", state["intake"]))
        clockwork._engine.load(cast("dict[str, object]", state["engine"]))
        return clockwork
