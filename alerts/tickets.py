"""Rectification tickets: found, issued, signed for, fixing, fed back, verified, closed (SYS-04/05).

A literal table says who may do what next. Whoever fixed it does not verify it; what is overdue
climbs a tier. Pure.
"""

from typing import Final, Literal

import msgspec

TicketState = Literal["found", "issued", "signed", "fixing", "fed_back", "verified", "closed"]
STEPS: Final[dict[tuple[TicketState, str], TicketState]] = {
    ("found", "issue"): "issued",
    ("issued", "sign"): "signed",
    ("signed", "start"): "fixing",
    ("fixing", "feed_back"): "fed_back",
    ("fed_back", "verify"): "verified",
    ("fed_back", "reject"): "fixing",
    ("verified", "close"): "closed",
}
"""(state, step) -> state; what is not listed is refused."""
STATE_WORDS: Final[dict[TicketState, tuple[str, str]]] = {
    "found": ("发现问题", "found"),
    "issued": ("已下发", "issued"),
    "signed": ("已签收", "signed for"),
    "fixing": ("整改中", "being put right"),
    "fed_back": ("已反馈", "fed back"),
    "verified": ("已核验", "verified"),
    "closed": ("已办结", "closed"),
}
"""How a ticket stands, in Chinese and English."""
TICKETS_MAX: Final = 2000
DAY_NS: Final = 86_400_000_000_000
CLIMB_NS: Final = DAY_NS
"""An overdue ticket climbs one tier a day: department, duty inspector, district, supervision."""
TIERS: Final = ("owner", "duty_inspector", "district", "supervision")
FOUND_DUE_NS: Final = DAY_NS
"""A ticket that nobody issues within a day is overdue too."""


class Ticket(msgspec.Struct, kw_only=True):
    """A matter that somebody must put right, as it stands."""

    id: str
    rule: str
    subject: str
    text: str
    state: TicketState
    found_utc_ns: int
    due_utc_ns: int
    alarm: str = ""
    """Id of the alarm that it was made from; empty when a person saw the matter."""
    room: str = ""
    """Where it is, as far as somebody said so."""
    owner: str = ""
    """To whom it was issued; they sign, fix and feed back."""
    by: str = ""
    """Who did the last step."""
    note: str = ""
    tier: int = 0
    """Index into TIERS; rises while it is overdue."""
    utc_ns: int = 0


def step_of(ticket: Ticket, step: str, who: str, *, due_utc_ns: int) -> tuple[str, str]:
    """Return why a step may not be done now by somebody, in Chinese and English; empty: it may."""
    if (ticket.state, step) not in STEPS:
        zh, en = STATE_WORDS[ticket.state]
        return f"工单当前为“{zh}”，不能执行这一步", f"a ticket that is {en} cannot {step}"
    if step in ("sign", "start", "feed_back") and who != ticket.owner:
        return f"该工单下发给 {ticket.owner}", f"the ticket was issued to {ticket.owner}"
    if step in ("verify", "reject", "close") and who == ticket.owner:
        return (
            "核验和办结须由整改人以外的人员办理",
            "somebody other than its owner verifies and closes it",
        )
    if step == "issue" and due_utc_ns <= 0:
        return "请填写以后的整改期限", "say until when, an instant to come"
    return "", ""


def overdue_tier(ticket: Ticket, utc_ns: int) -> int:
    """Return the tier an open ticket has climbed to; 0 while it is in time."""
    if ticket.state in ("verified", "closed") or utc_ns < ticket.due_utc_ns:
        return 0
    return min(len(TIERS) - 1, 1 + (utc_ns - ticket.due_utc_ns) // CLIMB_NS)
