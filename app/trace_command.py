"""``custody policy trace STAY``: every minute of a stay by step, room session and officer."""

import json
from collections.abc import Iterator
from typing import Final

import msgspec

from app.stay_record import when
from custody.clocks.civil import NS_PER_S, Civil
from custody.procedure import BY_ID
from custody.trace import Stretch, Trace, totals

NS_PER_MIN: Final = 60 * NS_PER_S
_STATES: Final = {
    "": ("—", "-"),
    "reserved": ("已预留", "reserved"),
    "running": ("进行中", "running"),
    "paused": ("暂停", "paused"),
    "closing": ("核对笔录", "read back"),
}


def as_json(found: Trace) -> str:
    """Return the trace with its sums as JSON; ``unaccounted_ns`` is the proof and is 0."""
    counted = sum(one.to_utc_ns - one.from_utc_ns for one in found.stretches)
    body = msgspec.to_builtins(found)
    body["by_stage_ns"] = totals(found, lambda one: one.stage)
    body["by_session_ns"] = totals(found, lambda one: one.session)
    body["by_responsible_ns"] = totals(found, lambda one: one.responsible)
    body["unaccounted_ns"] = found.to_utc_ns - found.from_utc_ns - counted
    return json.dumps(body, ensure_ascii=False, indent=2)


def as_table(found: Trace, civil: Civil) -> Iterator[str]:
    """Yield the trace as a table in both languages, a line a stretch, and the sums below."""
    yield f"{found.stay}  {when(found.from_utc_ns, civil)} - {when(found.to_utc_ns, civil)}"
    yield "从 from · 分钟 min · 环节 step · 讯(询)问 session · 负责 officer"
    for one in found.stretches:
        yield (
            f"{when(one.from_utc_ns, civil)}  {_minutes(one.to_utc_ns - one.from_utc_ns):>9}"
            f"  {_step(one)} · {_session(one)} · {one.responsible}"
        )
    ended = f"{found.ended} {_stage(found.ended)}".strip() or "仍在看管 / still held"
    yield f"结束 end: {ended}"
    for stage, lasted in totals(found, lambda one: one.stage).items():
        yield f"  {stage} {_stage(stage)}: {_minutes(lasted)} min"
    total = found.to_utc_ns - found.from_utc_ns
    counted = sum(one.to_utc_ns - one.from_utc_ns for one in found.stretches)
    yield (
        f"合计 total: {_minutes(total)} min; 未说明 unaccounted: {_minutes(total - counted)} min"
    )


def _minutes(ns: int) -> str:
    return f"{ns / NS_PER_MIN:.2f}"


def _stage(stage: str) -> str:
    step = BY_ID.get(stage)
    return f"{step.zh} / {step.en}" if step else ""


def _step(one: Stretch) -> str:
    return f"{one.stage} {_stage(one.stage)}" + (f" ({one.room})" if one.room else "")


def _session(one: Stretch) -> str:
    zh, en = _STATES[one.session]
    return f"{one.session_room} {zh} / {en}".strip() if one.session else zh
