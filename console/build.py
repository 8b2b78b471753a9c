"""Views made of decisions: what an alarm, a stay and an evidence look like on screen."""

from typing import Final

from alerts.rules import by_id
from console.catalogue import Catalogue
from console.view_types import (
    AlarmStep,
    AlarmView,
    ClockView,
    EvidenceView,
    Place,
    RuleView,
    SampleView,
    StayView,
    ThingView,
    ThresholdView,
    Words,
)
from engine.decisions import AlarmChange, Evidence, StayChange, ThingChange

_RULES: Final = by_id()
_COLOURS: Final = ("red_card", "red", "orange", "yellow")


def alarm_view(
    change: AlarmChange, before: AlarmView | None, catalogue: Catalogue, *, recorded: bool
) -> AlarmView:
    """Return an alarm after a change; cause and due instant stay those of the last evidence."""
    rule = _RULES.get(change.rule)
    evidence = change.evidence
    return AlarmView(
        id=change.id,
        n=change.n,
        change=change.change,
        state=change.state,
        rule=change.rule,
        severity=change.severity,
        label=Words(rule.zh, rule.en) if rule else Words(change.rule, change.rule),
        subject_kind=change.subject_kind,
        subject=change.subject,
        stay=change.stay,
        room=catalogue.place(change.room),
        raised_utc_ns=change.raised_utc_ns,
        utc_ns=change.utc_ns,
        by=change.by,
        note=change.note,
        occurrences=change.occurrences,
        told=rule.told if rule else (),
        guidance=Words(rule.guidance_zh, rule.guidance_en) if rule else Words("", ""),
        cause_t_ns=_cause_t_ns(evidence, before),
        due_utc_ns=_due_utc_ns(evidence, before),
        recorded=recorded,
        response=change.response,
        disposition=change.disposition,
        root=change.root,
        until_utc_ns=change.until_utc_ns,
        officer=_officer(change, before),
        camera=change.camera or (before.camera if before else ""),
        drill=change.drill,
    )


def _officer(change: AlarmChange, before: AlarmView | None) -> str:
    """Return who goes there: whoever said so, else the nearest when it rang."""
    if change.change == "coming":
        return change.by
    return change.officer or (before.officer if before else "")


def evidence_view(evidence: Evidence, catalogue: Catalogue) -> EvidenceView:
    """Return why an alarm was raised; withheld values are null already (P-15)."""
    return EvidenceView(
        samples=tuple(
            SampleView(sample.name, sample.value, sample.threshold, sample.t_ns)
            for sample in evidence.samples
        ),
        room=catalogue.place(evidence.room),
        device=evidence.device,
        cause_device=evidence.cause_device,
        cause_boot=evidence.cause_boot,
        cause_seq=evidence.cause_seq,
        cause_t_ns=evidence.cause_t_ns,
        due_utc_ns=evidence.due_utc_ns,
        withheld=evidence.withheld,
    )


def rule_view(rule_id: str, catalogue: Catalogue) -> RuleView:
    """Return a rule's words with the thresholds in force."""
    rule = _RULES.get(rule_id)
    if rule is None:
        words = Words(rule_id, rule_id)
        return RuleView(id=rule_id, label=words, basis=Words("", ""), source="", thresholds=())
    return RuleView(
        id=rule_id,
        label=Words(rule.zh, rule.en),
        basis=Words(rule.basis_zh, rule.basis_en),
        source=rule.source,
        thresholds=tuple(
            ThresholdView(one.key, one.unit, one.meaning, catalogue.threshold(rule_id, one.key))
            for one in rule.thresholds
        ),
    )


def alarm_step(view: AlarmView) -> AlarmStep:
    """Return one change of an alarm without the parts that its other changes repeat."""
    return AlarmStep(
        n=view.n,
        change=view.change,
        state=view.state,
        severity=view.severity,
        utc_ns=view.utc_ns,
        by=view.by,
        note=view.note,
    )


def stay_view(change: StayChange, *, room: Place | None, clock: ClockView | None) -> StayView:
    """Return a stay as it stands."""
    return StayView(
        stay=change.stay,
        number=change.number,
        open=change.open,
        regime=change.regime,
        arrived_utc_ns=change.arrived_utc_ns,
        band=change.band,
        responsible=change.responsible,
        flags=change.flags,
        room=room,
        clock=clock,
        stage=change.stage if change.full else "",
        level=change.level,
    )


def thing_view(change: ThingChange) -> ThingView:
    """Return a door, sensor, device or clock as it stands."""
    return ThingView(kind=change.kind, id=change.id, state=change.state, utc_ns=change.utc_ns)


def _cause_t_ns(evidence: Evidence | None, before: AlarmView | None) -> int:
    if evidence is not None:
        return evidence.cause_t_ns
    return before.cause_t_ns if before else 0


def _due_utc_ns(evidence: Evidence | None, before: AlarmView | None) -> int:
    if evidence is not None:
        return evidence.due_utc_ns
    return before.due_utc_ns if before else 0
