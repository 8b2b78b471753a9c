"""Layout of the dense rows in decisions, shared by the step and every outlet."""

from typing import Final

import numpy as np

HOLDER_NONE: Final = 0
HOLDER_STAY: Final = 1
HOLDER_STAFF: Final = 2

POSITION_ROW: Final = np.dtype(
    [
        ("t_ns", "<i8"),
        ("device", "<i4"),
        ("holder_kind", "<i1"),
        ("holder", "<i4"),  # stay number or staff row
        ("x_mm", "<i4"),
        ("y_mm", "<i4"),
        ("z_mm", "<i4"),
        ("level", "<i2"),
        ("room", "<i2"),  # row of the room, -1 outside
        ("accuracy_mm", "<i4"),
    ]
)
VITALS_ROW: Final = np.dtype(
    [
        ("t_ns", "<i8"),
        ("device", "<i4"),
        ("stay", "<i4"),  # stay number, 0 none
        ("withheld", "?"),  # P-15: values are -1 and stay so
        ("contact", "?"),
        ("pulse_cbpm", "<i4"),
        ("pulse_quality_pct", "<i2"),
        ("spo2_cpct", "<i4"),
        ("spo2_quality_pct", "<i2"),
        ("skin_cc", "<i4"),
    ]
)
MOTION_ROW: Final = np.dtype(
    [
        ("t_ns", "<i8"),
        ("device", "<i4"),
        ("stay", "<i4"),
        ("activity_mg", "<i4"),
        ("peak_mg", "<i4"),
    ]
)
