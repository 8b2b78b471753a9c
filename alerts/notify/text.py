"""A notice in a few lines for people: who, where, what, since when, what to do. Pure.

Pseudonyms and places only: a notice holds no name and no value of a body (P-15).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from alerts.notify.body import RuleTexts, place_of, texts
from alerts.notify.notice import DueNotice
from zones.plan import Room

CUT: Final = "…"
TITLE_CHARS_MAX: Final = 70

_WORSE: Final = {
    "zh": {
        "first": "",
        "occurred_again": "再次发生",
        "severity": "级别升高",
        "escalation": "无人处置，升级通知",
        "taken_back": "确认已撤回，无人处置",
    },
    "en": {
        "first": "",
        "occurred_again": "again",
        "severity": "more severe now",
        "escalation": "nobody deals with it: escalated",
        "taken_back": "acknowledgement taken back: nobody deals with it",
    },
}
_NAMES: Final = {
    "zh": {"who": "对象", "where": "地点", "since": "时间", "do": "处置", "number": "编号"},
    "en": {"who": "Who", "where": "Where", "since": "Since", "do": "Do", "number": "Number"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is said, in order of importance; what to do is cut first where room is short."""

    title: str
    facts: tuple[str, ...]
    guidance: str
    number: str
    link: str
    """Where it is answered on a telephone; left out where who, where and when fill the room."""
    words: Mapping[str, str]
    """The same word by word, for templates."""

    def fitted(self, size_max: int, size: Callable[[str], int] = len) -> str:
        """Return the whole text, or as much as a channel takes, measured by ``size``."""
        head = "\n".join((self.title, *self.facts))
        rest = f"\n{self.number}"
        if self.link and size(f"{head}{rest}\n{self.link}") <= size_max:
            rest += f"\n{self.link}"
        whole = f"{head}\n{self.guidance}{rest}"
        if size(whole) <= size_max:
            return whole
        short = _cut(f"{head}\n{self.guidance}", size_max - size(rest), size)
        if short.startswith(head):
            return short + rest
        return _cut(head, size_max, size)


def text_of(
    notice: DueNotice,
    *,
    language: str,
    rules: Mapping[str, RuleTexts],
    rooms: Mapping[str, Room],
    local: Callable[[int], str],
    link: str = "",
) -> Text:
    """Return a notice in one language; ``local`` writes an instant (UTC ns) as a clock shows it."""
    tongue = "en" if language == "en" else "zh"
    label, guidance = texts(notice, rules)
    place = place_of(notice.room, rooms)
    names, worse = _NAMES[tongue], _WORSE[tongue].get(notice.reason, notice.reason)
    room = "" if place is None else getattr(place, tongue)
    said = getattr(label, tongue)
    raised = local(notice.raised_utc_ns)
    title = f"P{notice.severity} {said}" + (f" · {worse}" if worse else "")
    facts = (
        f"{names['who']}: {notice.stay or notice.subject}",
        *((f"{names['where']}: {room}",) if room else ()),
        f"{names['since']}: {raised}",
    )
    return Text(
        title=_cut(title, TITLE_CHARS_MAX),
        facts=facts,
        guidance=f"{names['do']}: {getattr(guidance, tongue)}",
        number=f"{names['number']}: {notice.alarm}",
        link=link,
        words={
            "id": notice.id,
            "alarm": notice.alarm,
            "rule": notice.rule,
            "severity": f"P{notice.severity}",
            "tier": str(notice.tier),
            "reason": notice.reason,
            "drill": "true" if notice.drill else "false",
            "label": said,
            "title": _cut(title, TITLE_CHARS_MAX),
            "subject": notice.subject,
            "stay": notice.stay,
            "room": notice.room,
            "room_name": room,
            "raised": raised,
            "state": notice.state,
            "guidance": getattr(guidance, tongue),
            "link": link,
        },
    )


def in_bytes(text: str) -> int:
    """Return how long a text is on the wire."""
    return len(text.encode())


def _cut(text: str, size_max: int, size: Callable[[str], int] = len) -> str:
    """Return a text, or its beginning with a mark where it is longer than allowed."""
    if size(text) <= size_max:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle] + CUT) <= size_max:
            low = middle
        else:
            high = middle - 1
    return text[:low] + CUT
