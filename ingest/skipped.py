"""What is left of a tick that crashed the step twice: its facts, one by one, and their names."""

from typing import Final

from custody.facts import Meter
from custody.wire import TOPIC_ROOT
from engine.tick import RawFrame, RawTick

NAMED_MAX: Final = 20
_CLASS_AT: Final = 4
"""Place of the frame's class in custody/v1/<sender>/<device>/<class>/<kind>."""


def meter_of(raw: RawTick, reason: str) -> Meter:
    """Return the measurement that DEV-14 tells: why, and whose frames were in the tick."""
    names = [_name(frame) for frame in raw.facts if frame.topic.startswith(TOPIC_ROOT)]
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    whose = "; frames: " + ", ".join(names[:NAMED_MAX]) + more if names else ""
    return Meter(name="tick_skipped", value=float(raw.number), text=reason[:200] + whose)


def worth_trying_apart(raw: RawTick) -> list[RawFrame]:
    """Return the facts of a tick that may be sound; one that came alone has had its chance."""
    if len(raw.facts) + len(raw.telemetry) <= 1:
        return []
    return list(raw.facts)


def _name(frame: RawFrame) -> str:
    parts = frame.topic.split("/")
    return " ".join(parts[_CLASS_AT - 1 :])[:80]
