"""The three arcs round a mark: pulse, oxygen, motion; ok, unknown or alarm. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np

from engine.decisions import Decisions
from engine.rows import MOTION_ROW, VITALS_ROW

FRESH_NS_MAX: Final = 30 * 10**9
NO_VALUE: Final = -1
ARC_RULES: Final = {"VIT-08": "pulse", "VIT-01": "oxygen", "MOT-01": "motion"}
_QUALITY_OF: Final = {"pulse": "VIT-08", "oxygen": "VIT-01"}

Arc = Literal["ok", "unknown", "alarm"]


class Arcs(msgspec.Struct, frozen=True, kw_only=True):
    """How the body does, without a single value."""

    pulse: Arc
    oxygen: Arc
    motion: Arc


UNKNOWN: Final = Arcs(pulse="unknown", oxygen="unknown", motion="unknown")

_Heard = dict[int, int]


class Bodies:
    """When each stay's pulse, oxygen and motion were last heard well."""

    def __init__(self, thresholds: Mapping[str, Mapping[str, float]]) -> None:
        # A site without the threshold shows "unknown" rather than a guess.
        self._quality_pct = {
            arc: 100.0 * thresholds.get(rule, {}).get("quality_min", 2.0)
            for arc, rule in _QUALITY_OF.items()
        }
        self._heard: dict[str, _Heard] = {"pulse": {}, "oxygen": {}, "motion": {}}
        self._withheld: set[int] = set()
        self._shown: dict[int, Arcs | None] = {}

    def hear(self, batch: Sequence[Decisions]) -> None:
        """Take the dense rows of some ticks in."""
        vitals = np.frombuffer(b"".join([each.vitals for each in batch]), VITALS_ROW)
        if len(vitals):
            self._hear_vitals(batch, vitals)
        motions = np.frombuffer(b"".join([each.motions for each in batch]), MOTION_ROW)
        if len(motions):
            stays = np.unique(motions["stay"]).tolist()
            self._heard["motion"].update(dict.fromkeys(stays, batch[-1].utc_ns))

    def forget(self, stay: int) -> None:
        """Drop a stay that was closed."""
        for heard in self._heard.values():
            heard.pop(stay, None)
        self._withheld.discard(stay)
        self._shown.pop(stay, None)

    def arcs(self, stay: int, rules: Iterable[str], utc_ns: int) -> Arcs | None:
        """Return a stay's arcs, None where its last vitals were withheld."""
        shown = self._arcs(stay, {ARC_RULES[rule] for rule in rules}, utc_ns)
        self._shown[stay] = shown
        return shown

    def turned(self, utc_ns: int) -> list[int]:
        """Return stays whose arcs are no longer as they were last shown."""
        return [
            stay
            for stay, shown in self._shown.items()
            if shown is not None and self._has_turned(stay, shown, utc_ns)
        ]

    def _has_turned(self, stay: int, shown: Arcs, utc_ns: int) -> bool:
        if stay in self._withheld:
            return True
        alarmed = {arc for arc in self._heard if getattr(shown, arc) == "alarm"}
        return self._arcs(stay, alarmed, utc_ns) != shown

    def _arcs(self, stay: int, alarmed: set[str], utc_ns: int) -> Arcs | None:
        if stay in self._withheld:
            return None
        return Arcs(
            pulse=self._arc("pulse", stay, alarmed, utc_ns),
            oxygen=self._arc("oxygen", stay, alarmed, utc_ns),
            motion=self._arc("motion", stay, alarmed, utc_ns),
        )

    def _arc(self, arc: str, stay: int, alarmed: set[str], utc_ns: int) -> Arc:
        if arc in alarmed:
            return "alarm"
        heard_ns = self._heard[arc].get(stay)
        is_fresh = heard_ns is not None and utc_ns - heard_ns <= FRESH_NS_MAX
        return "ok" if is_fresh else "unknown"

    def _hear_vitals(self, batch: Sequence[Decisions], vitals: np.ndarray) -> None:
        utc_ns = batch[-1].utc_ns
        held = vitals["withheld"]
        # In order of arrival the last row of a stay says whether its vitals are withheld now.
        last = dict(zip(vitals["stay"].tolist(), held.tolist(), strict=True))
        self._withheld.update(stay for stay, withheld in last.items() if withheld)
        self._withheld.difference_update(stay for stay, withheld in last.items() if not withheld)
        worn = ~held & vitals["contact"]
        pulse = worn & (vitals["pulse_cbpm"] > NO_VALUE)
        pulse &= vitals["pulse_quality_pct"] >= self._quality_pct["pulse"]
        oxygen = worn & (vitals["spo2_cpct"] > NO_VALUE)
        oxygen &= vitals["spo2_quality_pct"] >= self._quality_pct["oxygen"]
        for arc, good in (("pulse", pulse), ("oxygen", oxygen)):
            stays = np.unique(vitals["stay"][good]).tolist()
            self._heard[arc].update(dict.fromkeys(stays, utc_ns))
