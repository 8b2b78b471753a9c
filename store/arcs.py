"""The three arcs round a mark: pulse, oxygen, motion; ok, unknown or alarm. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from engine.decisions import Decisions
from engine.rows import MOTION_ROW, VITALS_ROW

FRESH_NS_MAX: Final = 30 * 10**9
LOOK_EVERY_NS: Final = 10**9
NO_VALUE: Final = -1
ARC_RULES: Final = {"VIT-08": "pulse", "VIT-01": "oxygen", "MOT-01": "motion"}
_QUALITY_OF: Final = {"pulse": "VIT-08", "oxygen": "VIT-01"}

Arc = Literal["ok", "unknown", "alarm"]


class Arcs(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How the body does, without a single value."""

    pulse: Arc
    oxygen: Arc
    motion: Arc


Rows = npt.NDArray[np.void]


class Bodies:
    """When each stay's pulse, oxygen and motion were last heard well, and how that was shown."""

    def __init__(self, thresholds: Mapping[str, Mapping[str, float]]) -> None:
        # A site without the threshold shows "unknown" rather than a guess.
        self._quality_pct = {
            arc: 100.0 * thresholds.get(rule, {}).get("quality_min", 2.0)
            for arc, rule in _QUALITY_OF.items()
        }
        self._heard: dict[str, dict[int, int]] = {"pulse": {}, "oxygen": {}, "motion": {}}
        self._withheld: set[int] = set()
        self._alarmed: dict[int, frozenset[str]] = {}
        self._shown: dict[int, Arcs | None] = {}
        self._turned: set[int] = set()
        """Stays whose withholding began or ended and was not told yet."""
        self._looked_ns = 0

    def hear(self, batch: Sequence[Decisions]) -> None:
        """Take the dense rows of some ticks in."""
        vitals = np.frombuffer(b"".join([each.vitals for each in batch]), VITALS_ROW)
        if len(vitals):
            self._hear_vitals(batch[-1].utc_ns, vitals)
        motions = np.frombuffer(b"".join([each.motions for each in batch]), MOTION_ROW)
        if len(motions):
            stays = motions["stay"].tolist()
            self._heard["motion"].update(dict.fromkeys(stays, batch[-1].utc_ns))

    def alarm(self, stay: int, rules: Iterable[str]) -> None:
        """Take which of a stay's alarms stand."""
        self._alarmed[stay] = frozenset(ARC_RULES[rule] for rule in rules)
        self._shown.pop(stay, None)

    def forget(self, stay: int) -> None:
        """Drop a stay that was closed."""
        for heard in self._heard.values():
            heard.pop(stay, None)
        self._withheld.discard(stay)
        self._alarmed.pop(stay, None)
        self._shown.pop(stay, None)

    def arcs(self, stay: int, utc_ns: int) -> Arcs | None:
        """Return a stay's arcs, None where its last vitals were withheld."""
        if stay in self._withheld:
            return None
        if stay not in self._shown:
            self._shown[stay] = self._arcs(stay, utc_ns)
        return self._shown[stay]

    def turned(self, utc_ns: int) -> list[int]:
        """Return stays whose arcs are no longer as they were last shown."""
        turned, self._turned = self._turned, set()
        if utc_ns - self._looked_ns >= LOOK_EVERY_NS:
            # Silence turns an arc slowly; withholding (above) never waits.
            self._looked_ns = utc_ns
            now = {stay: self._arcs(stay, utc_ns) for stay in self._shown}
            turned |= {stay for stay, arcs in now.items() if arcs != self._shown[stay]}
            self._shown = now
        return sorted(turned)

    def _arcs(self, stay: int, utc_ns: int) -> Arcs | None:
        if stay in self._withheld:
            return None
        alarmed = self._alarmed.get(stay, frozenset())
        since_ns = utc_ns - FRESH_NS_MAX
        found: list[Arc] = [
            "alarm" if arc in alarmed else "ok" if heard.get(stay, 0) >= since_ns else "unknown"
            for arc, heard in self._heard.items()
        ]
        pulse, oxygen, motion = found
        return Arcs(pulse=pulse, oxygen=oxygen, motion=motion)

    def _hear_vitals(self, utc_ns: int, vitals: Rows) -> None:
        held = vitals["withheld"]
        if self._withheld or held.any():
            self._hear_withheld(vitals["stay"].tolist(), held.tolist())
        worn = ~held & vitals["contact"]
        pulse = worn & (vitals["pulse_cbpm"] > NO_VALUE)
        pulse &= vitals["pulse_quality_pct"] >= self._quality_pct["pulse"]
        oxygen = worn & (vitals["spo2_cpct"] > NO_VALUE)
        oxygen &= vitals["spo2_quality_pct"] >= self._quality_pct["oxygen"]
        for arc, good in (("pulse", pulse), ("oxygen", oxygen)):
            stays = vitals["stay"][good].tolist()
            self._heard[arc].update(dict.fromkeys(stays, utc_ns))

    def _hear_withheld(self, stays: list[int], held: list[bool]) -> None:
        # In order of arrival the last row of a stay says whether its vitals are withheld now.
        last = dict(zip(stays, held, strict=True))
        before = set(self._withheld)
        self._withheld.update(stay for stay, withheld in last.items() if withheld)
        self._withheld.difference_update(stay for stay, withheld in last.items() if not withheld)
        changed = before ^ self._withheld
        self._turned |= changed
        for stay in changed:
            self._shown.pop(stay, None)
