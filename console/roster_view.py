"""The roster as its page shows it, and who would be told of an alarm that rang now."""

from typing import Final

from alerts.configuration import Configuration, Endpoint
from alerts.escalate import TIERS_MAX, audience
from alerts.roster import MINUTE_NS, Roster
from alerts.rules import RULES
from console.shift_types import (
    EndpointView,
    MemberView,
    RosterView,
    RuleRef,
    ShiftView,
    ToldView,
)
from console.view_types import Words
from console.words_record import ROLE_WORDS, named
from custody.clocks.civil import DAY_NS
from custody.registry import Staff

SEVERITIES: Final = 4


def roster_view(
    configuration: Configuration,
    roster: Roster,
    *,
    off_duty: dict[str, bool],
    edited: bool,
    utc_ns: int,
) -> RosterView:
    """Return the roster page; ``off_duty`` are those who said so themselves."""
    on_duty, notify = roster.on_duty(utc_ns), configuration.notify
    running = {shift.id for shift in roster.running(utc_ns)}
    return RosterView(
        utc_ns=utc_ns,
        until_utc_ns=_next_change(roster, utc_ns),
        edited=edited,
        shifts=tuple(
            ShiftView(
                id=shift.id,
                zh=shift.zh,
                en=shift.en,
                begins=shift.begins,
                ends=shift.ends,
                days=shift.days,
                staff=shift.staff,
                running=shift.id in running,
            )
            for shift in roster.shifts
        ),
        staff=tuple(
            _member(
                one,
                notify.endpoints,
                on_duty=(on_duty is None or one.id in on_duty) and not off_duty.get(one.id, False),
            )
            for one in configuration.staff
        ),
        endpoints=tuple(_endpoint(one) for one in notify.endpoints),
        severity_max=notify.severity_max,
        ladder_s=tuple(_ladder(configuration, severity) for severity in range(SEVERITIES)),
        told=_told(configuration, on_duty),
    )


def _next_change(roster: Roster, utc_ns: int) -> int:
    """Return when a clock time of a shift comes next, 0 without shifts."""
    local_ns = utc_ns + roster.local.offset_ns(utc_ns)
    clocks = {clock for shift in roster.shifts for clock in (shift.begins, shift.ends)}
    waits = [(_of_day_ns(clock) - local_ns - 1) % DAY_NS + 1 for clock in clocks]
    return utc_ns + min(waits, default=-utc_ns)


def _of_day_ns(clock: str) -> int:
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE_NS


def _member(member: Staff, endpoints: tuple[Endpoint, ...], *, on_duty: bool) -> MemberView:
    return MemberView(
        id=member.id,
        zh=member.zh,
        en=member.en,
        role=member.role,
        role_words=named(ROLE_WORDS, member.role),
        on_duty=on_duty,
        phones=tuple(point.id for point in endpoints if point.staff == member.id),
    )


def _endpoint(point: Endpoint) -> EndpointView:
    return EndpointView(
        id=point.id,
        zh=point.zh,
        en=point.en,
        tier=point.tier,
        staff=point.staff,
        language=point.language,
    )


def _ladder(configuration: Configuration, severity: int) -> tuple[float, ...]:
    """Return after how many seconds tiers 1, 2, ... hear; nobody else is told after that."""
    notify = configuration.notify
    if severity + 1 > notify.severity_max:
        return ()
    steps = notify.ladder_s[severity] if notify.ladder_s else ()
    after_s = steps or (notify.escalate_after_s[severity],)
    return (0.0, *(seconds for seconds in after_s if seconds > 0))


def _told(configuration: Configuration, on_duty: frozenset[str] | None) -> tuple[ToldView, ...]:
    """Return the rules by whom they tell, with the receivers of each tier at this moment."""
    lists: dict[tuple[str, ...], list[RuleRef]] = {}
    for rule in RULES:
        severities = tuple(sorted({int(level.severity) for level in rule.levels}))
        ref = RuleRef(id=rule.id, label=Words(rule.zh, rule.en), severities=severities)
        lists.setdefault(rule.told, []).append(ref)
    return tuple(
        ToldView(
            told=told,
            rules=tuple(rules),
            tiers=tuple(
                tuple(
                    point.id
                    for point in audience(configuration.notify, told, tier=tier, on_duty=on_duty)
                )
                for tier in range(1, TIERS_MAX + 1)
            ),
        )
        for told, rules in sorted(lists.items())
    )
