"""What people do about alarms beyond acknowledging: put aside, take out, arrive, put right."""

from typing import Annotated, Literal

from msgspec import Meta

from custody.acts.act import Act, Instant, Key, Text, Word

Reason = Annotated[str, Meta(min_length=1, max_length=500)]
Minutes = Annotated[float, Meta(gt=0.0, le=480.0)]
Hours = Annotated[float, Meta(gt=0.0, le=72.0)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Shelve(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="shelve"):
    """Put an open alarm aside for a while; a P1 asks two people and 10 minutes at most."""

    alarm: Key
    minutes: Minutes
    reason: Reason


class Unshelve(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="unshelve"):
    """Take an alarm off the shelf before its time."""

    alarm: Key


class TakeOutOfService(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="take_out_of_service"
):
    """Two people take a rule on a subject out of service for a while (SYS-07); never its P1."""

    rule: Key
    subject: Key
    hours: Hours
    reason: Reason


class ReturnToService(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="return_to_service"
):
    """Put a rule on a subject back before its time."""

    rule: Key
    subject: Key


class Contain(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="contain"):
    """Somebody was there and the danger is over; closing still asks for cause and action."""

    alarm: Key
    note: Text = ""


class Come(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="come"):
    """Somebody is on the way; what nobody has acknowledged is acknowledged by it."""

    alarm: Key


class TakeBack(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="take_back_acknowledge"
):
    """Undo an acknowledgement that was a mistake: it asks again, and its wait begins anew."""

    alarm: Key


class OpenTicket(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="open_ticket"):
    """Something must be put right."""

    rule: Word = ""
    subject: Key
    text: Reason
    alarm: Word = ""
    room: Word = ""


class StepTicket(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="step_ticket"):
    """The next step of a ticket; ``to`` and ``due_utc_ns`` belong to its issue."""

    ticket: Key
    step: Literal["issue", "sign", "start", "feed_back", "verify", "reject", "close"]
    to: Word = ""
    due_utc_ns: Instant = 0
    note: Text = ""


class StartHandOver(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="start_hand_over"
):
    """Write the report of the shift that ends."""


class SignHandOver(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="sign_hand_over"
):
    """The next shift has read the report and takes over."""

    report: Key


class RosterLine(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="set_shift"):
    """Set who is on a shift from now on; without staff the shift is struck out."""

    shift: Key
    zh: Word
    en: Word
    begins: TimeOfDay
    ends: TimeOfDay
    days: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(min_length=1, max_length=7)]
    staff: Annotated[tuple[Key, ...], Meta(max_length=200)]
    along: Annotated[tuple[Key, ...], Meta(max_length=50)] = ()
    """Shifts next to it whose border moves with its own; all of it happens, or nothing."""
