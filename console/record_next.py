"""What may be done now for a person, and which condition stands in the way, by the engine's gates.

The console holds a desk of its own: the same tables and gates, the same record, but no positions
and no swipes. What depends on those is not judged here; the engine judges it when it is asked.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from console.record_types import AskedType, AskedView, MissingView, NextView
from console.roles import may
from console.view_types import Words
from console.words_record import (
    EVIDENCE_ACTS,
    EVIDENCE_COUNT,
    EVIDENCE_TEXT,
    EVIDENCE_WORDS,
    law,
    named,
)
from custody.acts.act import Value
from custody.acts.steps import TakeStep
from custody.book import gates
from custody.book.columns import never_in_holding
from custody.book.desk import Desk
from custody.layout import Layout
from custody.procedure import BY_ID, MEDICAL, PROVEN_BY_ACTS, RELEASED, Step, may_follow, wanted
from custody.proof import Nearness
from custody.record import StayRecord
from custody.refusals import Refusal
from custody.session import MOVES
from custody.world import World

_SLOT: Final = 0
_NOWHERE_NEAR: Final = Nearness(near_mm=0, dwell_ns=0, door_ns=0)
"""Nobody is located here, so nothing is ever proven by being near."""
_ACTS: Final = {
    "S12": "fast_track",
    "S15": "release",
    "S16": "transfer",
    "S17": "hand_over_received",
}
"""Steps that have an act of their own; all others are ``take_step``."""
_ITSELF: Final = {"S15": ("end_signed",), "S17": ("stamp",)}
"""Evidence that the act to a stage gives by being done."""
_CHECKED_ON_ENTRY: Final = ("S16",)
"""Stages whose own checklist is given on entering: the departure checklist."""
_INTERVIEWED: Final = ("S8", "S9")
_REMEDIES: Final = {"PROC-08": "end_session", "PROC-17": "approve_exit", "PROC-25": "decide"}
"""Which act makes a condition of the way out hold."""
_SESSION_ACTS: Final[dict[str, tuple[str, str, str]]] = {
    "reserved": ("reserve_session", "预留讯(询)问室", "Reserve a room"),
    "free": ("free_session", "释放讯(询)问室", "Free the room"),
    "checks_ok": ("start_session", "开始讯(询)问", "Start the interview"),
    "paused": ("pause_session", "暂停讯(询)问", "Pause the interview"),
    "running": ("resume_session", "恢复讯(询)问", "Resume the interview"),
    "closing": ("close_session", "核对笔录", "Read the record back"),
    "closed": ("end_session", "结束讯(询)问", "End the interview"),
}
_REVIEW_WORDS: Final[dict[str, tuple[str, str]]] = {
    "officer": ("办案民警签名", "Officer's signature"),
    "legal_officer": ("法制员签名", "Legal officer's signature"),
    "legal_department": ("法制部门签名", "Legal department's signature"),
}


class NextSteps:
    """Answers for one configuration."""

    def __init__(self, layout: Layout) -> None:
        self._world = World(layout)

    def of(
        self, record: StayRecord, *, number: int, regime: str, role: str, utc_ns: int
    ) -> tuple[NextView, ...]:
        """Return what may be done now, steps first."""
        if record.ended:
            return ()
        desk = self._desk(record, number=number, regime=regime, utc_ns=utc_ns)
        ways = _steps(desk, record, role) if record.full else _quick(role)
        return (*ways, *_session(record, role), *_others(record, role))

    def _desk(self, record: StayRecord, *, number: int, regime: str, utc_ns: int) -> Desk:
        world = self._world
        stays = world.stays
        world.records = {_SLOT: record}
        stays.number[_SLOT], stays.open[_SLOT] = number, True
        regimes = [policy.id for policy in world.layout.policies]
        stays.regime[_SLOT] = regimes.index(regime)
        stays.never_holding[_SLOT] = never_in_holding(world, _SLOT, record)
        return Desk(
            world, t_ns=utc_ns, utc_ns=utc_ns, who="", swipe_window_ns=0, nearness=_NOWHERE_NEAR
        )


def _steps(desk: Desk, record: StayRecord, role: str) -> Iterator[NextView]:
    for step in BY_ID.values():
        if may_follow(record.stage, step.id):
            yield _step(desk, record, step, role)


def _step(desk: Desk, record: StayRecord, step: Step, role: str) -> NextView:
    act = _ACTS.get(step.id, "take_step")
    needed = [
        name
        for name in wanted(record.stage, step.id)
        if not (_proven(record.evidence.get(name)) or _gives(record, step.id, name))
    ]
    missing = [
        _unproven(record, step.id, name)
        for name in needed
        if name in PROVEN_BY_ACTS and not record.allowed(_rule(step.id, name), desk.utc_ns)
    ]
    if step.id != MEDICAL:
        stopped = gates.way_out(desk, record, _asking(record, step))
        missing += [] if stopped is None else [_said(stopped)]
    asked = [name for name in needed if name not in PROVEN_BY_ACTS]
    if step.id in _CHECKED_ON_ENTRY:
        asked += [name for name in step.leaves if name not in PROVEN_BY_ACTS]
    return NextView(
        act=act,
        to=step.id,
        zh=step.zh,
        en=step.en,
        allowed=not missing,
        missing=tuple(missing),
        asks=tuple(_ask(name) for name in dict.fromkeys(asked)),
        officers=step.officers,
        roles=step.roles,
        rooms=gates.zones_of(desk, record, step),
        mine=may(role, act),
        basis=_basis(step),
    )


def _proven(value: Value) -> bool:
    """Return whether evidence says something; a count of none is something."""
    return value is not None and value is not False and value != ""


def _asking(record: StayRecord, step: Step) -> TakeStep:
    """Return the step as it would be asked for, the pick-up named: that is the form's own field."""
    asked = {"stay": record.stay, "to": step.id, "proof": "signature"}
    return msgspec.convert({"act": "take_step", **asked, "evidence": {"pick_up": True}}, TakeStep)


def _gives(record: StayRecord, to: str, name: str) -> bool:
    """Return whether the act to a stage proves this itself."""
    if name == "property_returned":
        return all(item.returned for item in record.items.values())
    return name in _ITSELF.get(to, ())


def _rule(to: str, name: str) -> str:
    """Return the rule that asks for evidence, as the engine's gate names it."""
    named_rules = {"exit_returned": "PROC-17", "decision": "PROC-25"}
    return named_rules.get(name, "PROC-16" if to == RELEASED else "PROC-01")


def _unproven(record: StayRecord, to: str, name: str) -> MissingView:
    words, step = named(EVIDENCE_WORDS, name), BY_ID[record.stage]
    return MissingView(
        rule=_rule(to, name),
        zh=f"缺少：{words.zh}",
        en=f"Missing: {words.en}",
        source=step.basis_en,
        act=EVIDENCE_ACTS[name],
    )


def _said(refusal: Refusal, act: str = "") -> MissingView:
    return MissingView(
        rule=refusal.rule,
        zh=refusal.reason_zh,
        en=refusal.reason_en,
        source=refusal.source,
        act=act or _REMEDIES.get(refusal.rule, ""),
    )


def _ask(name: str) -> AskedView:
    words = named(EVIDENCE_WORDS, name)
    kind: AskedType = "truth"
    if name in EVIDENCE_TEXT:
        kind = "text"
    elif name in EVIDENCE_COUNT:
        kind = "whole"
    return AskedView(key=name, zh=words.zh, en=words.en, type=kind)


def _basis(step: Step) -> Words:
    return Words(step.basis_zh, step.basis_en)


def _session(record: StayRecord, role: str) -> Iterator[NextView]:
    """Yield the moves that the table of room sessions knows from here."""
    if record.session is None and record.full and record.stage not in _INTERVIEWED:
        return
    state = "free" if record.session is None else record.session.state
    for to in MOVES.get(state, ()):
        if to not in _SESSION_ACTS or (state == "paused" and to == "checks_ok"):
            continue
        act, zh, en = _SESSION_ACTS[to]
        missing = _unfit(record) if to in ("checks_ok", "running") else ()
        yield _plain(act, zh, en, role, to=to, missing=missing, source="CPL 118; PCC 198-204")


def _unfit(record: StayRecord) -> tuple[MissingView, ...]:
    """Return what of the PROC-06 set the record itself denies; the rest is the engine's."""
    found = []
    if record.full and record.stage != "S9":
        found.append(
            ("尚未进入讯(询)问环节(S9)", "The person is not in step S9", "R23", "take_step")
        )
    if record.full and not record.evidence.get("rights_notice"):
        found.append(
            ("尚未告知权利", "Rights have not been told", "CPL 34; PCC 43", "serve_rights")
        )
    if not record.interview_fit or record.flags.get("intoxicated", False):
        unfit = "The person is not fit to be questioned"
        found.append(("身体状况不适宜讯(询)问", unfit, "PSAPL 15; PCC 198", "medical_seen"))
    return tuple(
        MissingView(rule="PROC-06", zh=zh, en=en, source=source, act=act)
        for zh, en, source, act in found
    )


def _others(record: StayRecord, role: str) -> Iterator[NextView]:
    """Yield acts that the record waits for: a hand-over, the way back, signatures, a decision."""
    if record.stage == "S0":
        yield _plain("cancel_booking", "取消预约", "Cancel the booking", role, source="R32")
    if record.hand_over_to:
        yield _plain("accept_hand_over", "接受交接", "Accept the hand-over", role, source="R39")
    if record.exit_until_utc_ns:
        yield _plain("return_from_exit", "登记返回", "Note the return", role, source="HZ 4")
    if record.stage != "S11":
        return
    unsigned = gates.unsigned(record)
    for level in unsigned[:1]:
        zh, en = _REVIEW_WORDS[level]
        yield _plain("sign_review", zh, en, role, to=level, source="R38")
    missing = tuple(
        MissingView(
            rule="PROC-25",
            zh=f"缺少：{_REVIEW_WORDS[level][0]}",
            en=f"Missing: {_REVIEW_WORDS[level][1]}",
            source="R38",
            act="sign_review",
        )
        for level in unsigned
    )
    if "decision" not in record.evidence:
        yield _plain("decide", "作出决定", "Decide", role, missing=missing, source="R38")


def _quick(role: str) -> Iterator[NextView]:
    """Yield the acts of a quick registration, which knows no steps."""
    yield _plain("close_stay", "结束看管", "Close the stay", role, source="HZ 5")
    yield _plain("approve_exit", "批准临时出区", "Approve an exit", role, source="HZ 4")
    yield _plain("fast_track", "就医", "Doctor now", role, source="CQ 23")


def _plain(
    act: str,
    zh: str,
    en: str,
    role: str,
    *,
    source: str,
    to: str = "",
    missing: tuple[MissingView, ...] = (),
) -> NextView:
    return NextView(
        act=act,
        to=to,
        zh=zh,
        en=en,
        allowed=not missing,
        missing=missing,
        asks=(),
        officers=0,
        roles=(),
        rooms=(),
        mine=may(role, act),
        basis=law(source),
    )
