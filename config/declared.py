"""Which thresholds the rules declare: what rules.toml must contain, no more and no less."""

from typing import Final

from config.thresholds import Declared

DECLARED: Final[Declared] = {
    "MOT-01": {"impact_g": "g", "still_mg": "mg", "still_s": "s", "window_s": "s"},
    "MOT-07": {"open_s": "s"},
    "VIT-01": {
        "low_pct": "%",
        "low_s": "s",
        "critical_pct": "%",
        "critical_s": "s",
        "quality_min": "0..1",
    },
    "VIT-08": {"no_pulse_s": "s", "still_mg": "mg", "quality_min": "0..1"},
    "POS-01": {"fixes": "count", "margin_m": "m"},
    "POS-07": {"lost_s": "s", "long_lost_s": "s", "fixes_to_clear": "count"},
    "PAIR-02": {"near_m": "m", "unattended_s": "s", "fresh_s": "s", "clear_s": "s"},
    "PER-01": {"authorised_exit_s": "s"},
    "ACC-01": {"release_s": "s"},
    "DEV-01": {"band_s": "s", "gateway_s": "s", "other_s": "s"},
    "DEV-04": {"skew_s": "s"},
    "DEV-06": {"shed_frames": "frames"},
    "DEV-08": {"down_s": "s"},
    "DEV-10": {"free_pct_low": "%"},
}


def declared() -> Declared:
    """Return rule id -> threshold key -> what it means."""
    return DECLARED
