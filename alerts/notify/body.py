"""What a notice says: who, where, which rule, what to do. No name, no vital sign. Pure."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from alerts.notify.notice import DueNotice
from custody.ids import OUTSIDE
from zones.plan import Room


class RuleTexts(Protocol):
    """What we need of a rule."""

    @property
    def zh(self) -> str:
        """The label in Chinese."""

    @property
    def en(self) -> str:
        """The label in English."""

    @property
    def guidance_zh(self) -> str:
        """What to do, in Chinese."""

    @property
    def guidance_en(self) -> str:
        """What to do, in English."""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A text in both languages."""

    zh: str
    en: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A room with its names."""

    id: str
    zh: str
    en: str


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The webhook's JSON."""

    type: str
    id: str
    alarm: str
    n: int
    rule: str
    severity: str
    label: Words
    subject: str
    stay: str
    room: Place | None
    raised_utc_ns: int
    state: str
    tier: int
    endpoint: str
    guidance: Words
    cause_t_ns: int
    due_utc_ns: int
    sent_utc_ns: int
    attempt: int
    drill: bool
    link: str


DRILL = Words(zh="【演练】", en="DRILL: ")
"""What the label of a drill begins with."""

_OUTSIDE = Place(id=OUTSIDE, zh="区外", en="Outside")


def body(
    notice: DueNotice,
    *,
    rules: Mapping[str, RuleTexts],
    rooms: Mapping[str, Room],
    sent_utc_ns: int,
    attempt: int,
    link: str = "",
) -> bytes:
    """Return the JSON of one attempt."""
    label, guidance = texts(notice, rules)
    return msgspec.json.encode(
        Body(
            type=f"alarm.{notice.reason}",
            id=notice.id,
            alarm=notice.alarm,
            n=notice.n,
            rule=notice.rule,
            severity=f"P{notice.severity}",
            label=label,
            subject=notice.subject,
            stay=notice.stay,
            room=place_of(notice.room, rooms),
            raised_utc_ns=notice.raised_utc_ns,
            state=notice.state,
            tier=notice.tier,
            endpoint=notice.endpoint,
            guidance=guidance,
            cause_t_ns=notice.cause_t_ns,
            due_utc_ns=notice.due_utc_ns,
            sent_utc_ns=sent_utc_ns,
            attempt=attempt,
            drill=notice.drill,
            link=link,
        )
    )


def link_of(console_url: str, alarm: str) -> str:
    """Return where an alarm is answered on a telephone, empty when the site names no address."""
    return f"{console_url.rstrip('/')}/#/phone/{alarm}" if console_url else ""


def texts(notice: DueNotice, rules: Mapping[str, RuleTexts]) -> tuple[Words, Words]:
    """Return label and guidance; an alarm of a rule we have no words for still goes out.

    A drill says so before anything else.
    """
    rule = rules.get(notice.rule)
    mark = DRILL if notice.drill else Words(zh="", en="")
    if rule is None:
        label, guidance = (notice.rule, notice.rule), Words(zh="立即查看。", en="Look at once.")
    else:
        label = (rule.zh, rule.en)
        guidance = Words(zh=rule.guidance_zh, en=rule.guidance_en)
    return Words(zh=mark.zh + label[0], en=mark.en + label[1]), guidance


def place_of(room: str, rooms: Mapping[str, Room]) -> Place | None:
    """Return a room with its names; an unknown id stands for itself."""
    if room == OUTSIDE:
        return _OUTSIDE
    known = rooms.get(room)
    if known is not None:
        return Place(id=known.id, zh=known.zh, en=known.en)
    return Place(id=room, zh=room, en=room) if room else None
