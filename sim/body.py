"""A body as a wristband sees it: pulse, oxygen, skin temperature and movement, each with noise."""

from base64 import b64encode
from dataclasses import dataclass
from random import Random
from struct import pack
from typing import Final, Literal

from sim.clock import NEVER_NS, seconds

Doing = Literal["sitting", "talking", "walking", "lying"]

ACTIVITY_MG: Final[dict[str, tuple[float, float]]] = {
    "sitting": (12.0, 38.0),
    "talking": (25.0, 75.0),
    "walking": (220.0, 380.0),
    "lying": (3.0, 14.0),
}
PEAK_G: Final[dict[str, tuple[float, float]]] = {
    "sitting": (1.02, 1.25),
    "talking": (1.05, 1.4),
    "walking": (1.35, 1.95),
    "lying": (1.0, 1.05),
}
FALL_PEAK_G: Final = (3.2, 4.6)
REST_BPM: Final = (62.0, 84.0)
WALKING_BPM: Final = 24.0
TALKING_BPM: Final = 7.0
SPO2_PCT: Final = (96.4, 98.6)
SKIN_C: Final = (32.4, 34.2)
STEADY: Final = 0.92
"""How much of a wandering value stays from one second to the next."""
RATE_HZ: Final = 50.0
RANGE_G: Final = 8.0
SAMPLES: Final = 25


@dataclass(frozen=True, slots=True)
class Signs:
    """What the optical sensor reads at one instant; None = no reading."""

    pulse_bpm: float | None
    pulse_quality: float
    spo2_pct: float | None
    spo2_quality: float
    skin_c: float


@dataclass(frozen=True, slots=True)
class Shake:
    """Movement of half a second: mean deviation from 1 g, largest peak, raw samples if any."""

    activity_mg: float
    peak_g: float
    samples: str | None = None


@dataclass(slots=True)
class Ramp:
    """A value on its way from one level to another."""

    from_value: float
    to_value: float
    start_ns: int
    end_ns: int

    def at(self, t_ns: int) -> float:
        """Return the value at an instant."""
        if t_ns >= self.end_ns:
            return self.to_value
        share = max(0, t_ns - self.start_ns) / max(1, self.end_ns - self.start_ns)
        return self.from_value + (self.to_value - self.from_value) * share


class Body:
    """One person's body; its own stream of chance makes it the same in every run of a seed."""

    def __init__(self, chance: Random) -> None:
        self.doing: Doing = "sitting"
        self.heart_beats = True
        self._chance = chance
        self._rest_bpm = chance.uniform(*REST_BPM)
        self._skin_c = chance.uniform(*SKIN_C)
        usual_pct = chance.uniform(*SPO2_PCT)
        self._usual_spo2_pct = usual_pct
        self._spo2 = Ramp(usual_pct, usual_pct, 0, 0)
        self._pulse_drift = 0.0
        self._effort_bpm = 0.0
        self._impact_ns = NEVER_NS

    def fall(self, t_ns: int) -> None:
        """Hit the floor now and lie there."""
        self._impact_ns = t_ns
        self.doing = "lying"

    def lose_oxygen(self, *, to_pct: float, over_s: float, t_ns: int) -> None:
        """Let the saturation sink."""
        self._spo2 = Ramp(self._spo2.at(t_ns), to_pct, t_ns, t_ns + seconds(over_s))

    def regain_oxygen(self, *, over_s: float, t_ns: int) -> None:
        """Let the saturation come back to what is usual for this person."""
        self.lose_oxygen(to_pct=self._usual_spo2_pct, over_s=over_s, t_ns=t_ns)

    def signs(self, t_ns: int, *, moving: bool) -> Signs:
        """Return the reading of this second."""
        doing = "walking" if moving else self.doing
        quality = self._chance.uniform(*((0.35, 0.65) if moving else (0.82, 0.98)))
        self._skin_c += self._chance.gauss(0.0, 0.01)
        if not self.heart_beats:
            return Signs(0.0, 0.85, None, 0.0, round(self._skin_c, 2))
        aim_bpm = {"walking": WALKING_BPM, "talking": TALKING_BPM}.get(doing, 0.0)
        self._effort_bpm += (aim_bpm - self._effort_bpm) * 0.08
        self._pulse_drift = self._pulse_drift * STEADY + self._chance.gauss(0.0, 0.8)
        pulse_bpm = self._rest_bpm + self._effort_bpm + self._pulse_drift
        spo2_pct = min(100.0, self._spo2.at(t_ns) + self._chance.gauss(0.0, 0.25))
        return Signs(
            round(pulse_bpm, 1),
            round(quality, 2),
            round(spo2_pct, 1),
            round(quality - 0.05, 2),
            round(self._skin_c, 2),
        )

    def shake(self, t_ns: int, *, moving: bool) -> Shake:
        """Return the movement of the half second that ends now."""
        doing = "walking" if moving else self.doing
        activity_mg = self._chance.uniform(*ACTIVITY_MG[doing])
        peak_g = self._chance.uniform(*PEAK_G[doing])
        if t_ns < self._impact_ns:
            return Shake(round(activity_mg, 1), round(peak_g, 3))
        self._impact_ns = NEVER_NS
        impact_g = self._chance.uniform(*FALL_PEAK_G)
        return Shake(round(impact_g * 180, 1), round(impact_g, 3), self._crash(impact_g))

    def _crash(self, impact_g: float) -> str:
        """Return half a second of raw acceleration: free fall, the blow, then rest."""
        counts_per_g = 32_767 / RANGE_G
        rows: list[int] = []
        for row in range(SAMPLES):
            size_g = 0.3 if row < 10 else impact_g if row < 12 else 1.0  # noqa: PLR2004 - the curve
            noise = [self._chance.gauss(0.0, 0.02) for _ in range(3)]
            triple = (noise[0] * size_g, 0.4 * size_g + noise[1], 0.9165 * size_g + noise[2])
            rows += [round(max(-RANGE_G, min(RANGE_G, g)) * counts_per_g) for g in triple]
        return b64encode(pack(f"<{len(rows)}h", *rows)).decode()
