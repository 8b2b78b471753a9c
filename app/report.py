"""The account of a run as one JSON object, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import msgspec

from app.account import JournalAccount, Stored
from app.observer import AckRoundTrip
from app.received import Received
from sim.ledger import Ledger
from sim.truth import Raised, compare

SHED_SHARE_MAX: Final = 0.001
P1_LATENCY_S_MAX: Final = 1.0
SECOND_NS: Final = 1_000_000_000


class AlarmState(msgspec.Struct, frozen=True, kw_only=True):
    """Alarm and state frames: said by the simulator, found in the journal."""

    published: int
    journaled: int


class Telemetry(msgspec.Struct, frozen=True, kw_only=True):
    """Telemetry frames: published = journaled + shed; refused ones are journaled too."""

    published: int
    journaled: int
    shed: int
    refused: int


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from the causing frame's publishing, or from the instant a timer fell due."""

    n: int
    p50: float
    p99: float
    max: float
    p1_max: float
    """The worst of the life-safety alarms."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that ``--json`` writes."""

    scenario: str
    alarm_state: AlarmState
    telemetry: Telemetry
    telemetry_rows: int
    timescaledb: bool
    truth: dict[str, int]
    alarms: dict[str, int]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    notices_due: int
    notices_delivered: int
    signatures_bad: int
    ack_roundtrip: AckRoundTrip | None
    latency_s: dict[str, Latency]
    rss_mb: dict[str, float]
    setup_s: float
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the report is made of, each from its own witness."""

    ledger: Ledger
    journal: JournalAccount
    stored: Stored
    received: Sequence[Received]
    seen_utc_ns: Mapping[str, int]
    ack: AckRoundTrip | None
    rss_mb: Mapping[str, float]
    setup_s: float
    until_utc_ns: int
    """When the simulator fell silent; what comes later is its silence, not its story."""


def report(evidence: Evidence) -> Report:
    """Return the whole account, with its problems named."""
    ledger, journal, until_ns = evidence.ledger, evidence.journal, evidence.until_utc_ns
    raised = [each for each in journal.raised if each.raised_utc_ns <= until_ns]
    due = {key for key, notice in journal.notices.items() if notice.utc_ns <= until_ns}
    delivered = {each.id for each in evidence.received if each.valid}
    comparison = compare(
        ledger.truth,
        [Raised(rule=x.rule, subject=x.subject, raised_utc_ns=x.raised_utc_ns) for x in raised],
        until_utc_ns=until_ns,
    )
    whole = Report(
        scenario=ledger.scenario,
        alarm_state=AlarmState(
            published=ledger.published["alarm_state"], journaled=journal.alarm_state
        ),
        telemetry=Telemetry(
            published=ledger.published["telemetry"],
            journaled=journal.telemetry,
            shed=journal.shed,
            refused=journal.telemetry_refused,
        ),
        telemetry_rows=evidence.stored.telemetry_rows,
        timescaledb=evidence.stored.timescaledb,
        truth=_counted(x.rule for x in ledger.truth if not x.optional),
        alarms=_counted(x.rule for x in raised),
        missing=comparison.missing,
        unexpected=comparison.unexpected,
        notices_due=len(due),
        notices_delivered=len(due & delivered),
        signatures_bad=sum(1 for each in evidence.received if not each.valid),
        ack_roundtrip=evidence.ack,
        latency_s=_latencies(evidence, {x.id for x in raised}),
        rss_mb=dict(evidence.rss_mb),
        setup_s=evidence.setup_s,
    )
    shown = {x.id for x in raised}
    problems = (
        *_frame_problems(whole, evidence.ledger),
        *_alarm_problems(whole, evidence, shown),
        *_notice_problems(whole),
    )
    return msgspec.structs.replace(whole, problems=problems)


def _frame_problems(whole: Report, ledger: Ledger) -> Iterable[str]:
    """Yield what is wrong with the frames, one sentence each."""
    if whole.alarm_state.published != whole.alarm_state.journaled:
        yield f"alarm and state frames differ: {whole.alarm_state}"
    telemetry = whole.telemetry
    if telemetry.published != telemetry.journaled + telemetry.shed:
        yield f"telemetry does not add up: {telemetry}"
    if telemetry.shed > SHED_SHARE_MAX * telemetry.published:
        yield f"{telemetry.shed} of {telemetry.published} telemetry frames were shed"
    if telemetry.refused:
        yield f"{telemetry.refused} telemetry frames of our own simulator were refused"
    if not whole.telemetry_rows:
        yield "no telemetry row is in the database"
    if ledger.pending:
        yield f"{ledger.pending} alarm or state frames never got a receipt"


def _alarm_problems(whole: Report, evidence: Evidence, raised: set[str]) -> Iterable[str]:
    """Yield what is wrong with the alarms, one sentence each."""
    yield from (f"missing alarm: {line}" for line in whole.missing)
    yield from (f"unexpected alarm: {line}" for line in whole.unexpected)
    unstored = raised - {each.id for each in evidence.stored.alarms}
    yield from (f"alarm not in the database: {key}" for key in sorted(unstored))
    unseen = raised - set(evidence.seen_utc_ns)
    yield from (f"alarm never shown on the screen: {key}" for key in sorted(unseen))
    for name, latency in whole.latency_s.items():
        if latency.p1_max >= P1_LATENCY_S_MAX:
            yield f"a P1 alarm was late, {name} after {latency.p1_max} s"


def _notice_problems(whole: Report) -> Iterable[str]:
    """Yield what is wrong with the notices, one sentence each."""
    if whole.notices_due != whole.notices_delivered:
        yield f"{whole.notices_due} notices due, {whole.notices_delivered} delivered"
    if whole.signatures_bad:
        yield f"{whole.signatures_bad} webhooks were badly signed"


def _latencies(evidence: Evidence, raised: set[str]) -> dict[str, Latency]:
    """Return stored, console and webhook latencies of the alarms that have an instant of cause."""
    causes = {x.id: x for x in evidence.stored.alarms if x.cause_utc_ns and x.id in raised}
    webhooks: dict[str, int] = {}
    for each in evidence.received:
        if each.valid and each.body.get("type") == "alarm.first":
            webhooks.setdefault(str(each.body["alarm"]), each.received_utc_ns)
    arrivals = {
        "stored": {key: alarm.stored_utc_ns for key, alarm in causes.items()},
        "console": evidence.seen_utc_ns,
        "webhook": webhooks,
    }
    return {
        name: _latency(
            [
                ((at_ns[key] - alarm.cause_utc_ns) / SECOND_NS, alarm.severity)
                for key, alarm in causes.items()
                if key in at_ns
            ]
        )
        for name, at_ns in arrivals.items()
    }


def _latency(measured: Sequence[tuple[float, int]]) -> Latency:
    seconds = sorted(value for value, _ in measured)
    gravest = [value for value, severity in measured if severity == 1]
    return Latency(
        n=len(seconds),
        p50=_percentile(seconds, 50),
        p99=_percentile(seconds, 99),
        max=_percentile(seconds, 100),
        p1_max=round(max(gravest, default=0.0), 3),
    )


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """Return the smallest value that this many percent do not exceed (0 when there is none)."""
    if not ordered:
        return 0.0
    return round(ordered[ceil(len(ordered) * percent / 100) - 1], 3)


def _counted(rules: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(rules).items()))
