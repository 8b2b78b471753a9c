"""What sensors get wrong in a day, each rate beside the floor of a public recording it is from.

The floors are those of the data README (recordings made elsewhere, measured with simple methods).
Where no recording says it, the rate says that it is an assumption.
"""

from dataclasses import dataclass
from typing import Final

DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happens to one person (or device, or camera) in a day; who says so."""

    a_day: float
    of: str
    source: str


RATES: Final = {
    "blow": Rate(
        21.4 / 6,
        "person",
        "A3 SmartFallMM watch: 21.4 false falls an hour of activity (simple rule, LOSO); assumed"
        " 1/6 h of such activity a day in a locked room, moving for half a minute after each",
    ),
    "blow_then_still": Rate(
        21.4 / 6 / 70,
        "person",
        "assumption: one such blow in 70 is followed by 10 s of stillness (A3 knows no days)",
    ),
    "blow_seen_down": Rate(
        21.4 / 6 * 0.017,
        "person",
        "B SmartFallMM skeletons: specificity .983 beside the same watch, so that of 1.7 % of those"
        " activities the camera says too that somebody is on the floor",
    ),
    "fast_heart": Rate(8.2, "person", "C2 Stress-Predict: pulse over 120 for 10 s, 8.2 a day"),
    "fix_gap": Rate(
        1.0, "person", "assumption, 3 to 20 s; E2 Pozyx: gaps P99 0.55 s, longer are not measured"
    ),
    "poor_fixes": Rate(
        0.02 * DAY_S / 10,
        "person",
        "E1 DWM1001 NLOS through our chain: P95 1.24 m; that a body shadows the tag so for 2 % of"
        " a day, 10 s each, is assumed (its anchors stood 20 to 50 m away, ours 8 m)",
    ),
    "stray_fix": Rate(
        0.2, "person", "E1 raw blow-ups (RMSE to 10.7 m); our chain showed none: rate assumed"
    ),
    "band_silent": Rate(0.2, "person", "assumption: radio shadow, 15 to 40 s"),
    "device_silent": Rate(0.02, "device", "assumption: restarts every 50th day, 20 to 60 s"),
    "miscount": Rate(
        0.5,
        "camera",
        "F PETS floor: counts are off by one in most frames outdoors; smoothed in a small room"
        " assumed twice in two days, 5 to 25 s",
    ),
    "sos": Rate(0.2, "person", "assumption: a true call for help every fifth day"),
}
GOOD_M: Final = 0.22
POOR_M: Final = 0.50
"""1-sigma of a fix on each axis: E1 DWM1001 in docs/positions.md, P50 0.28, NLOS P95 1.24 m."""
RADIUS: Final = 1.52
"""The stated radius holds 68 % of truth (docs/device-contract.md): so many sigmas."""
KEEPS: Final = 0.5
"""Share of an error that is still there a second later: between E2 Pozyx (indoors, errors change
from fix to fix) and E1 (outdoors, they stay for seconds)."""
STRAY_M: Final = (3.0, 6.0)
GOOD_OXYGEN: Final = 0.7
"""C2 E4: most beats are lost to motion; so many readings of a resting wrist are usable."""
REST_BPM: Final = (78.0, 9.0)
"""C2 E4: pulse P1/50/99 = 56/78/116."""
FAST_BPM: Final = 125.0
STILL_MG: Final = {"lying": (3.0, 14.0), "sitting": (12.0, 38.0), "talking": (25.0, 75.0)}
"""C1 actigraphy: most of a day is still; half an hour without movement is usual asleep."""
WALKING_MG: Final = (220.0, 380.0)
