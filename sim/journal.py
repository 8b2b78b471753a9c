"""A story in virtual time: straight through slicer, journal and engine, hours in seconds."""

from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np
import shapely

from alerts.configuration import canonical, digest
from custody.commands import Command
from custody.facts import (
    FACT_TOPIC_COMMAND,
    FACT_TOPIC_CONFIG,
    FACT_TOPIC_SESSION,
    FACT_TOPIC_START,
    ConfigAdopted,
    EngineStarted,
    SessionChanged,
)
from custody.wire import Receipt
from engine.clockwork import Clockwork
from engine.decisions import AlarmChange, Decisions, Notice
from engine.slicer import Slicer
from engine.tick import RawFrame
from sim.centre import Request
from sim.clock import seconds
from sim.ledger import Ledger
from sim.officers import News
from sim.outbox import Outbox
from sim.story import Scenario, Story
from sim.truth import Raised
from store.journal import Journal

ENGINE: Final = "custody-sim"


@dataclass(slots=True)
class VirtualRun:
    """One story driven through a machine of its own; ``journal`` keeps what happened."""

    story: Story
    journal: Journal | None = None
    outbox: Outbox = field(default_factory=Outbox)
    raised: list[Raised] = field(default_factory=list)
    changes: list[AlarmChange] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    ticks: int = 0
    clockwork: Clockwork = field(default_factory=Clockwork)
    _slicer: Slicer = field(init=False)
    _asked: dict[str, Request] = field(default_factory=dict)
    _undurable: list[Decisions] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the journal at the story's start."""
        start_ns = self.story.now_ns
        self._slicer = Slicer(next_number=1, last_t_ns=start_ns, mono_ns=start_ns)

    def play(self, scenario: Scenario, *, for_s: float) -> None:
        """Tell a scenario for so many seconds of virtual time, or to its end if it has one."""
        centre = self.story.centre
        end_ns = centre.now_ns + seconds(for_s)
        self._slicer.offer_facts(self._opening(), centre.now_ns)
        scenario(self.story)
        centre.switch_on()
        while centre.now_ns < end_ns:
            centre.schedule.run_until(min(self._slicer.due_ns(), centre.schedule.next_ns()))
            if centre.outgoing or centre.requests:
                self._offer(centre.now_ns)
            if centre.now_ns >= self._slicer.due_ns():
                self._cut(centre.now_ns)
        if self.journal is not None:
            self.journal.append_decisions(self._undurable)

    def ledger(self, scenario: str) -> Ledger:
        """Return the account of this run."""
        return Ledger.of(self.story, scenario=scenario, outboxes=[self.outbox], done=True)

    def _opening(self) -> list[RawFrame]:
        """Return the facts with which every run of an engine begins."""
        content = canonical(self.story.centre.configuration)
        adopted = ConfigAdopted(
            sha256=digest(content),
            engine=ENGINE,
            numpy=np.__version__,
            geos=shapely.geos_version_string,
            canonical=content.decode(),
        )
        facts = (
            (FACT_TOPIC_CONFIG, adopted),
            (FACT_TOPIC_START, EngineStarted(gap_ns=0)),
            (FACT_TOPIC_SESSION, SessionChanged(session="alarm", up=True)),
            (FACT_TOPIC_SESSION, SessionChanged(session="telemetry", up=True)),
        )
        return [RawFrame(topic, msgspec.json.encode(fact)) for topic, fact in facts]

    def _offer(self, now_ns: int) -> None:
        centre = self.story.centre
        frames, centre.outgoing[:] = centre.outgoing[:], []
        for frame in frames:
            self.outbox.sent(frame, now_ns)
        raw = [(frame.reliable, RawFrame(frame.topic, frame.payload)) for frame in frames]
        self._slicer.offer_telemetry([each for reliable, each in raw if not reliable])
        facts = [each for reliable, each in raw if reliable]
        requests, centre.requests[:] = centre.requests[:], []
        facts += [self._command(request, now_ns) for request in requests]
        self._slicer.offer_facts(facts, now_ns)

    def _command(self, request: Request, now_ns: int) -> RawFrame:
        command = Command(
            id=f"sim-{self.story.centre.seed}-{request.number}",
            who=request.who,
            at_ns=now_ns,
            what=request.act,
        )
        self._asked[command.id] = request
        return RawFrame(FACT_TOPIC_COMMAND, msgspec.json.encode(command))

    def _cut(self, now_ns: int) -> None:
        raw = self._slicer.cut(mono_ns=now_ns, utc_ns=now_ns)
        if raw is None:
            return
        if self.journal is not None:
            self.journal.append(raw, self._undurable)
            self._undurable.clear()
        decisions = self.clockwork.advance(raw)
        self.ticks += 1
        if self.journal is not None:
            self._undurable.append(decisions)
        self._hear(decisions)

    def _hear(self, decisions: Decisions) -> None:
        """Give receipts to devices, answers to officers and alarms to the control room."""
        if decisions.verdicts is not None:
            for verdict in decisions.verdicts.receipts:
                receipt = msgspec.convert(
                    {name: getattr(verdict, name) for name in Receipt.__struct_fields__}, Receipt
                )
                if self.outbox.receipted(receipt):
                    self.story.centre.receive(receipt)
        for answer in decisions.answers:
            self._asked.pop(answer.command).answer = answer
        self.notices += decisions.notices
        for change in decisions.alarms:
            self.changes.append(change)
            if change.change == "raised":
                self.raised.append(
                    Raised(
                        rule=change.rule, subject=change.subject, raised_utc_ns=change.raised_utc_ns
                    )
                )
            self.story.control.hear(news_of(change))


def news_of(change: AlarmChange) -> News:
    """Return an alarm as the control room hears of it."""
    return News(
        id=change.id,
        rule=change.rule,
        severity=change.severity,
        state=change.state,
        subject_kind=change.subject_kind,
        subject=change.subject,
        room=change.room,
        raised_utc_ns=change.raised_utc_ns,
    )
