"""What both simulated centres of the benches put into a tick by columns."""

from typing import Final, TypedDict

from custody.columns import I32, I64
from engine.tick import Verdicts

S: Final = 1_000_000_000
"""Nanoseconds of a second."""
NOTHING: Final = Verdicts(
    receipts=(),
    telemetry_done=0,
    telemetry_duplicate=0,
    telemetry_refused=0,
    facts_done=0,
    facts_duplicate=0,
    facts_refused=0,
    refused_by_reason={},
)


class Common(TypedDict):
    """What the columns of every kind of telemetry share."""

    device_row: I32
    boot: I64
    seq: I64
    t_ns: I64
    alarm_bits: I32
    alarm_count: I64
