"""The console's own figures (ISA-18.2 table 7): from the changes it heard, over the last days.

Kept in the console's file for five weeks, so that they outlive the list and need no server.
"""

import asyncio
import time
from pathlib import Path
from typing import Final, TypedDict

import msgspec

from alerts.kpi import DAY_NS, Counters, Heard, Report
from alerts.ledger import FALSE_SHARE_PCT, JUDGED_MIN
from alerts.rules import by_id
from console.database import SQL, connect
from console.kpi_types import ActorView, FloodView, JudgedView, KpiLine, KpiView, NuisanceView
from console.view_types import Words
from engine.decisions import AlarmChange

DAYS: Final = (1, 7, 30)
"""Spans that may be asked for."""
TOLD: Final = tuple(sorted({code for rule in by_id().values() for code in rule.told}))
"""Codes by which a console may ask for its own alarms alone (rulebook 5: G, CR, CO ...)."""
BEFORE_NS: Final = 3 * DAY_NS
"""So much before the span is read too: what stood at its beginning is known."""
FRESH_S: Final = 5.0
"""An answer is so old at most; pages ask every few seconds."""
KEPT_MAX: Final = 64
_PERCENT: Final = Words("%", "%")
_ALARMS: Final = Words("个", "alarms")
_RULES: Final = by_id()
_heard: Final = msgspec.json.Decoder(Heard)

LINES: Final[dict[str, tuple[Words, Words]]] = {
    "alarms_per_day": (Words("每天报警", "Alarms a day"), _ALARMS),
    "alarms_per_hour": (Words("每小时报警", "Alarms an hour"), _ALARMS),
    "alarms_per_10_minutes": (Words("每10分钟报警", "Alarms in ten minutes"), _ALARMS),
    "high_alarms_per_hour": (Words("每小时一级报警", "P1 alarms an hour"), _ALARMS),
    "priority_high_pct": (Words("一级占比", "Share of P1"), _PERCENT),
    "priority_medium_pct": (Words("二级占比", "Share of P2"), _PERCENT),
    "priority_low_pct": (Words("三、四级占比", "Share of P3 and P4"), _PERCENT),
    "hours_over_30_pct": (Words("超过30个报警的小时", "Hours with more than 30"), _PERCENT),
    "ten_minutes_over_10_pct": (
        Words("超过10个报警的10分钟", "Ten minutes with more than 10"),
        _PERCENT,
    ),
    "max_in_10_minutes": (Words("10分钟内最多", "Most in any ten minutes"), _ALARMS),
    "time_in_flood_pct": (Words("报警风暴时间占比", "Time in flood"), _PERCENT),
    "top_10_share_pct": (Words("最频繁10个报警占比", "Share of the ten most frequent"), _PERCENT),
    "chattering_alarms": (Words("反复跳动的报警", "Chattering alarms"), _ALARMS),
    "fleeting_alarms": (Words("一闪即逝的报警", "Fleeting alarms"), _ALARMS),
    "stale_alarms_on_any_day": (Words("一天内最多滞留报警", "Stale alarms, worst day"), _ALARMS),
    "unauthorised_suppressions": (
        Words("未经授权的抑制", "Suppressed without authority"),
        Words("次", "times"),
    ),
}
"""Name and unit of each line, in the order of the table."""


def heard(change: AlarmChange) -> Heard:
    """Return what the figures need of a change."""
    return Heard(
        utc_ns=change.utc_ns,
        change=change.change,
        state=change.state,
        rule=change.rule,
        subject=change.subject,
        severity=change.severity,
        by=change.by,
        disposition=change.disposition,
        drill=change.drill,
    )


class Figures:
    """Answers from the console's file; an answer is worked out once and good for FRESH_S."""

    def __init__(self, state: Path) -> None:
        self._database = connect(state, synchronous="NORMAL")
        self._one = asyncio.Lock()
        self._made: dict[tuple[int, str], tuple[float, KpiView]] = {}

    async def view(self, *, days: int, told: str, until_utc_ns: int) -> KpiView:
        """Return the figures of the last days, of a told-code's alarms or of all (empty)."""
        async with self._one:
            made_s, view = self._made.get((days, told), (0.0, None))
            if view is None or time.monotonic() - made_s > FRESH_S:
                view = await asyncio.to_thread(self._view, days, told, until_utc_ns)
                if len(self._made) >= KEPT_MAX:
                    self._made.clear()
                self._made[days, told] = (time.monotonic(), view)
            return view

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _view(self, days: int, told: str, until_utc_ns: int) -> KpiView:
        (since_utc_ns,) = self._database.execute(SQL["heard_since"]).fetchone() or (until_utc_ns,)
        from_utc_ns = max(since_utc_ns, until_utc_ns - days * DAY_NS)
        counters = Counters(from_utc_ns)
        for (body,) in self._database.execute(SQL["heard_after"], (from_utc_ns - BEFORE_NS,)):
            one = _heard.decode(body)
            if not told or (one.rule in _RULES and told in _RULES[one.rule].told):
                counters.hear(one)
        return kpi_view(counters.report(until_utc_ns), days=days, told=told)


def kpi_view(report: Report, *, days: int, told: str) -> KpiView:
    """Return figures as pages show them."""
    return KpiView(
        from_utc_ns=report.from_utc_ns,
        until_utc_ns=report.until_utc_ns,
        days=days,
        told=told,
        annunciated=report.annunciated,
        kpis=tuple(
            KpiLine(
                name=name,
                label=label,
                unit=unit,
                target=report.kpis[name].target,
                value=report.kpis[name].value,
                met=report.kpis[name].met,
                least=report.kpis[name].least,
            )
            for name, (label, unit) in LINES.items()
        ),
        bad_actors=tuple(
            ActorView(count=actor.count, share_pct=actor.share_pct, **_named(actor.alarm))
            for actor in report.bad_actors
        ),
        chattering=_nuisances(report.chattering),
        fleeting=_nuisances(report.fleeting),
        stale=_nuisances(report.stale),
        judged=_judged(report),
        floods=tuple(
            FloodView(
                from_utc_ns=flood.from_utc_ns,
                until_utc_ns=flood.until_utc_ns,
                count=flood.count,
                peak=flood.peak,
                first=NuisanceView(**_named(flood.first)),
            )
            for flood in report.floods
        ),
        hours=report.hours,
    )


def _judged(report: Report) -> tuple[JudgedView, ...]:
    """Return the rules by their false share, the worst first."""
    worst_first = sorted(report.judged.items(), key=lambda item: (-item[1].share_pct, item[0]))
    return tuple(
        JudgedView(
            rule=rule,
            label=_label(rule),
            closed=each.closed,
            false=each.false,
            share_pct=each.share_pct,
            doubtful=each.closed >= JUDGED_MIN and each.share_pct > FALSE_SHARE_PCT,
        )
        for rule, each in worst_first
    )


def _nuisances(tags: tuple[str, ...]) -> tuple[NuisanceView, ...]:
    return tuple(NuisanceView(**_named(tag)) for tag in tags)


class _Name(TypedDict):
    """What is said of an alarm that has a rule and a subject."""

    rule: str
    label: Words
    subject: str


def _named(tag: str) -> _Name:
    rule, _, subject = tag.partition(":")
    return {"rule": rule, "label": _label(rule), "subject": subject}


def _label(rule: str) -> Words:
    known = _RULES.get(rule)
    return Words(known.zh, known.en) if known else Words(rule, rule)
