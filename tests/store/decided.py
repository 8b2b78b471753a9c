"""Decisions as the engine would make them, for the outlets' tests."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
import numpy as np

from alerts.configuration import Configuration, Endpoint, Notify, canonical, digest
from alerts.fuse import Incident
from alerts.tickets import Ticket
from config.load import DEMO_DIR, load_site
from engine.decisions import (
    Adopted,
    AlarmChange,
    Answer,
    Decisions,
    Evidence,
    Notice,
    Sample,
    StayChange,
    ThingChange,
)
from engine.rows import MOTION_ROW, POSITION_ROW, VITALS_ROW

SECOND_NS = 10**9
START_UTC_NS = 1_795_000_000 * SECOND_NS


@cache
def demo_site() -> Configuration:
    return load_site(DEMO_DIR)


def site(*endpoints: Endpoint) -> Configuration:
    """The demo site with other people to tell."""
    notify = Notify(
        endpoints=endpoints,
        severity_max=3,
        escalate_after_s=(30, 120, 600, 0),
        allow=("127.0.0.0/8",),
    )
    return msgspec.structs.replace(demo_site(), notify=notify)


def endpoint(name: str, url: str, *, secret: str = "") -> Endpoint:
    return Endpoint(id=name, zh="值班", en="Duty", url=url, told=("G",), tier=1, secret=secret)


def adopted(configuration: Configuration) -> Adopted:
    content = canonical(configuration)
    return Adopted(sha256=digest(content), canonical=content.decode())


def room_row(room: str) -> int:
    return [each.id for each in demo_site().site.rooms].index(room)


def room_of_type(kind: str) -> str:
    return next(each.id for each in demo_site().site.rooms if each.type == kind)


def utc_ns(tick: int) -> int:
    return START_UTC_NS + tick * SECOND_NS // 10


def tick(number: int, **what: Any) -> Decisions:
    """One tick's decisions; ticks are 100 ms apart."""
    return Decisions(tick=number, t_ns=utc_ns(number), utc_ns=utc_ns(number), **what)


def alarm(
    number: int, *, n: int = 1, change: str = "raised", state: str = "unacknowledged", **more: Any
) -> AlarmChange:
    """The ``number``-th SOS of D-0001."""
    fields: dict[str, Any] = {
        "rule": "MOT-08",
        "severity": 1,
        "subject_kind": "stay",
        "subject": "D-0001",
        "stay": "D-0001",
        "room": room_of_type("holding"),
        "utc_ns": utc_ns(number),
        "raised_utc_ns": utc_ns(number),
        "evidence": evidence() if change == "raised" else None,
    }
    fields |= more
    name = f"{fields['rule']}:{fields['subject']}:{number}"
    return AlarmChange(id=name, n=n, change=change, state=state, **fields)


def evidence(**more: Any) -> Evidence:
    sample = Sample(name="pulse bpm", value=41.5, threshold=40.0, t_ns=START_UTC_NS)
    return Evidence(samples=(sample,), cause_t_ns=START_UTC_NS - 5, **more)


def notice(raised: AlarmChange, to: str) -> Notice:
    return Notice(
        id=f"{raised.id}:{to}:{raised.n}:first",
        alarm=raised.id,
        endpoint=to,
        tier=1,
        reason="first",
        utc_ns=raised.utc_ns,
        alarm_state=raised,
    )


def ticket(**more: Any) -> Ticket:
    """A ticket that somebody opened by hand, as it was found."""
    fields: dict[str, Any] = {
        "id": "T-0001",
        "rule": "",
        "subject": "door-h1",
        "text": "lock sticks",
        "state": "found",
        "found_utc_ns": START_UTC_NS,
        "due_utc_ns": START_UTC_NS + 1,
    }
    return Ticket(**{**fields, **more})


def collapse(n: int, *alarms: str) -> Incident:
    """An incident as it stood after change ``n``."""
    return Incident(
        id="collapse:1",
        n=n,
        kind="collapse",
        zh="疑似倒地昏迷",
        en="Collapse",
        guidance_zh="",
        guidance_en="",
        alarms=alarms,
        stay="D-0001",
        t_ns=1,
        utc_ns=START_UTC_NS,
    )


def stay(number: int, *, change: str = "opened", is_open: bool = True, **more: Any) -> StayChange:
    fields: dict[str, Any] = {
        "utc_ns": START_UTC_NS,
        "regime": "cn-psapl-2026",
        "arrived_utc_ns": START_UTC_NS,
        "band": f"band-{number:03d}",
        "responsible": "s-001",
        "flags": (),
        "by": "s-001",
    }
    fields |= more
    return StayChange(stay=f"D-{number:04d}", number=number, change=change, open=is_open, **fields)


def answer(command: str) -> Answer:
    return Answer(command=command, accepted=True, who="s-001", act="acknowledge")


def door(name: str, contact: str) -> ThingChange:
    return ThingChange(kind="door", id=name, state={"contact": contact}, utc_ns=START_UTC_NS)


def position(number: int, *, x_m: float, room: int = 0, t_ns: int = 0) -> tuple[Any, ...]:
    """A fix of a stay (its number), as a row."""
    row = np.zeros((), POSITION_ROW)
    row["t_ns"] = t_ns or START_UTC_NS
    row["holder_kind"], row["holder"], row["x_mm"], row["room"] = 1, number, round(x_m * 1000), room
    row["y_mm"], row["accuracy_mm"], row["device"] = 2_000, 300, number - 1
    return row


def vitals(number: int, *, withheld: bool = False, pulse_bpm: float = 70) -> tuple[Any, ...]:
    row = np.zeros((), VITALS_ROW)
    row["t_ns"], row["stay"], row["withheld"], row["contact"] = START_UTC_NS, number, withheld, True
    row["pulse_cbpm"], row["spo2_cpct"] = (-1, -1) if withheld else (round(pulse_bpm * 100), 9_700)
    row["pulse_quality_pct"] = row["spo2_quality_pct"] = 90
    return row


def motion(number: int) -> tuple[Any, ...]:
    row = np.zeros((), MOTION_ROW)
    row["t_ns"], row["stay"], row["activity_mg"] = START_UTC_NS, number, 150
    return row


def rows(*given: Any) -> bytes:
    """Several rows of one kind as they stand in decisions."""
    return b"".join(row.tobytes() for row in given)


class ListTail:
    """Decisions out of a list, as the journal's tail would give them."""

    def __init__(self, decisions: Sequence[Decisions], after: int) -> None:
        self.cursor = after
        self.closed = False
        self._decisions = decisions

    def read(self, limit: int = 200) -> list[Decisions]:
        found = [each for each in self._decisions if each.tick > self.cursor][:limit]
        if found:
            self.cursor = found[-1].tick
        return found

    def close(self) -> None:
        self.closed = True
