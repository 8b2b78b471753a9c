"""Whole days of custody at random: each of I1-I8 holds, or its rule is active; restarts are felt
by nobody. Rulebook 5.3.
"""

import sys
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from alerts.states import NORMAL, UNACKNOWLEDGED
from custody.acts import care, intake, legal, people, steps
from custody.commands import BindBand, CloseAlarm
from custody.policy import Rung
from custody.procedure import BY_ID, STAGES
from custody.tables import NEVER
from tests.custody.suite import PLACES, ROOM_OF, Suite, a_suite
from tests.engine.build import S

STEP_S = 2
LONG_S = 60
AGAIN_NS = (300 + 2 * LONG_S) * S
WITHOUT_BAND = {"S0", "S12", "S14", "S15", "S16", "S17"}
HOLDING = {"holding", "juvenile-holding", "sobering"}
FLAGS = ["minor", "female", "over_70", "intoxicated", "self_harm"]
seen: Counter[str] = Counter()


def with_a_ladder():
    suite = a_suite()
    public = suite.policies[0]
    clock = public.limits[0]
    second = Rung(
        limit_s=12 * 3600,
        ground=("many_involved",),
        approver="dept_head",
        source="PSAPL 97",
        confidence="read",
    )
    public = replace(public, limits=(replace(clock, rungs=(*clock.rungs, second)),))
    return replace(suite, policies=(public, *suite.policies[1:]))


CONFIGURATION = with_a_ladder()


class Day(RuleBasedStateMachine):
    """Officers do right and wrong things in any order."""

    @initialize()
    def open(self):
        self.suite = Suite.opened(CONFIGURATION)
        self.suite.tick_ns = STEP_S * S
        self.stays: list[str] = []
        self.before: dict[str, list] = {}
        self.recording = True
        self.read, self.closed_ns = 0, {}
        self.stays += [self.suite.held(), self.suite.register("female")]
        seen["examples"] += 1

    def world(self):
        return self.suite.clockwork._engine._world

    def active(self, name: str, row: int) -> bool:
        """The rule's alarm is open, or a person closed it minutes ago and it will come back."""
        engine = self.suite.clockwork._engine
        subject = self.world().records[row].stay
        since_ns = self.suite.t_ns - self.closed_ns.get(f"{name} {subject}", -AGAIN_NS)
        is_open = engine._machine.state[engine._force.cells.at(name, "stay", row)] != NORMAL
        return is_open or since_ns < AGAIN_NS

    def read_on(self):
        """Note which alarms people closed since the last look."""
        for decisions in self.suite.log[self.read :]:
            for change in decisions.alarms:
                if change.change == "closed":
                    self.closed_ns[f"{change.rule} {change.subject}"] = decisions.t_ns
        self.read = len(self.suite.log)

    def open_stays(self):
        world = self.world()
        for stay in self.stays:
            slot = world.slot_of(stay)
            if slot >= 0 and world.stays.open[slot] and world.records[slot].stay == stay:
                yield slot, world.records[slot]

    def pick(self, data):
        known = [record.stay for _, record in self.open_stays()]
        return data.draw(st.sampled_from(known)) if known else ""

    def beat(self):
        if self.recording:
            self.suite.recording()

    @precondition(lambda self: len(self.stays) < 4)
    @rule(flags=st.sets(st.sampled_from(FLAGS), max_size=2), other=st.booleans())
    def register(self, flags, other):
        regime = "cn-continued-questioning-2004" if other else "cn-psapl-2026"
        self.stays.append(self.suite.register(*sorted(flags), regime=regime))

    @rule(data=st.data(), hurry=st.integers(1, 8))
    def go_on(self, data, hurry):
        """Do what the table says comes next, as far as it goes."""
        stay = self.pick(data)
        for _ in range(hurry):
            stage = self.suite.record(stay).stage if stay else "S17"
            ways = [to for to in BY_ID[stage].follows if to not in ("S15", "S16", "S17", "S13")]
            if not ways:
                return
            to = data.draw(st.sampled_from(ways))
            self.beat()
            self.prepare(stay, stage, to)
            minor = self.suite.record(stay).flags.get("minor", False)
            old = self.world().stays.never_holding[self.world().slot_of(stay)]
            rooms = {"S8": "jh" if minor else "h1", "S9": "ji" if minor else "i1"}
            rooms |= {"S8": "jc" if minor else "care"} if old else {}
            if self.suite.step(stay, to, room=rooms.get(to, "")).accepted:
                seen[to] += 1

    def prepare(self, stay: str, stage: str, to: str):
        record = self.suite.record(stay)
        if stage == "S4" and not record.band:
            self.suite.ask(BindBand(stay=stay, band=f"band-{self.stays.index(stay) + 1:03}"))
        elif stage == "S6" and record.flags.get("minor", False):
            badge = f"v-{stay}"
            kind = "guardian"
            self.suite.ask(people.IssueBadge(badge=badge, kind=kind, sex="male", stay=stay))
            adult = {"adult": badge}

            self.suite.ask(care.ServeRights(stay=stay, signed="signed", **adult), who="s-001")
        elif stage == "S3" and not record.items:
            self.suite.ask(care.AddItem(stay=stay, code=f"I-{stay}", what="phone"), who="s-008")
        elif not (stage == "S9" and record.session is not None):
            self.suite.prove(stay, to)

    @rule(data=st.data(), to=st.sampled_from(STAGES))
    def try_anything(self, data, to):
        stay = self.pick(data)
        if stay:
            self.suite.step(stay, to)

    @rule(data=st.data(), single=st.booleans(), wrong=st.sampled_from(["", "", "", "h1", "ji"]))
    def question(self, data, single, wrong):
        """Take somebody to an interview room, usually the right one, and begin."""
        stay = self.pick(data)
        if not stay:
            return
        record = self.suite.record(stay)
        room = wrong or ("ji" if record.flags.get("minor", False) else "i1")
        for _ in range(2 * bool(record.band)):
            self.suite.is_at(where=room, what=(record.band,))
            self.suite.tick()
        if record.stage == "S8":
            seen["S9"] += self.suite.step(stay, "S9", room=room).accepted
        self.beat()
        self.suite.tick()
        officers = ("s-001",) if single else ("s-001", "s-002")
        others = tuple(badge for badge in (f"v-{stay}",) if badge in self.world().house.visitors)
        answer = self.suite.question(
            stay, room=room, officers=officers, single_officer=single, others=others
        )
        seen["sessions"] += answer.accepted

    @rule(data=st.data())
    def finish_questioning(self, data):
        stay = self.pick(data)
        if stay:
            self.suite.ask(steps.CloseSession(stay=stay), who="s-001")
            end = steps.EndSession(stay=stay, record="r", recording="h", signed="signed")
            self.suite.ask(end, who="s-001")

    @rule(data=st.data(), rung=st.integers(1, 2), approver=st.sampled_from(["s-001", "s-005"]))
    def extend(self, data, rung, approver):
        stay = self.pick(data)
        if not stay:
            return
        answer = self.suite.ask(
            legal.ExtendClock(
                stay=stay,
                clock="CN-03",
                rung=rung,
                ground="many_involved",
                approver=approver,
                evidence="doc-9",
            )
        )
        assert not (answer.accepted and approver == "s-001")
        seen["extension"] += answer.accepted

    @rule(data=st.data(), to=st.sampled_from(["s-002", "s-004", "s-010"]), accept=st.booleans())
    def hand_over(self, data, to, accept):
        stay = self.pick(data)
        if stay:
            self.suite.ask(people.HandOver(stay=stay, to=to))
            if accept:
                self.suite.ask(people.AcceptHandOver(stay=stay), who=to)

    @rule(who=st.sampled_from(["s-001", "s-002", "s-004"]), on=st.booleans())
    def duty(self, who, on):
        self.suite.ask(people.SetDuty(staff=who, on=on))

    @rule(data=st.data(), place=st.sampled_from([*PLACES]))
    def walk(self, data, place):
        stay = self.pick(data)
        band = self.suite.record(stay).band if stay else ""
        if band:
            for _ in range(2):  # The second fix is believed.
                self.suite.is_at(where=place, what=(band,))
                self.beat()
                self.suite.tick()

    @rule(ticks=st.sampled_from([1, 5, 60, 300]))
    def time_passes(self, ticks):
        self.suite.tick_ns = LONG_S * S
        for _ in range(ticks):
            self.beat()
            self.suite.tick()
        self.suite.tick_ns = STEP_S * S

    @rule(runs=st.booleans())
    def recorder(self, runs):
        self.recording = runs

    @rule(data=st.data())
    def close_an_alarm(self, data):
        log = self.suite.log[-200:]
        alarms = [change.id for decisions in log for change in decisions.alarms]
        if alarms:
            alarm = data.draw(st.sampled_from(sorted(set(alarms))))
            self.suite.ask(CloseAlarm(alarm=alarm, cause="true", action="went there"))

    @rule(data=st.data())
    def health_gets_worse(self, data):
        stay = self.pick(data)
        if stay:
            self.suite.ask(intake.SetFlags(stay=stay, add=("pregnant",)))
            self.suite.ask(steps.FastTrack(stay=stay))

    @rule()
    def restart(self):
        """What was saved and read back is what goes on."""
        saved = self.suite.clockwork.snapshot()
        self.suite.restore(saved)
        assert self.suite.clockwork.snapshot() == saved
        seen["restarts"] += 1

    @invariant()
    def i1_registered_banded_and_under_a_clock(self):
        self.read_on()
        world, t_ns = self.world(), self.suite.t_ns
        for slot, record in self.open_stays():
            assert record.arrived_utc_ns > 0
            assert world.layout.policies[world.stays.regime[slot]].limits
            waited = t_ns - int(world.stays.registered_t_ns[slot])
            if not record.band and record.stage not in WITHOUT_BAND and waited > 180 * S:
                assert self.active("PAIR-01", slot)

    @invariant()
    def i2_search_comes_before_any_other_room(self):
        world = self.world()
        for slot, record in self.open_stays():
            here = self.suite.record(record.stay)
            room = world.stay_room(slot) or ROOM_OF.get(here.stage, "")
            if room not in world.layout.rooms.ids or here.stage in WITHOUT_BAND:
                continue
            kind = world.layout.rooms.types[world.layout.rooms.ids.index(room)]
            if (
                kind in HOLDING | {"interview", "property", "rights", "lawyer"}
                and not (world.stays.searched[slot])
            ):
                assert self.active("PROC-03", slot) or here.stage == "S13"

    @invariant()
    def i3_exactly_one_officer_on_duty_answers(self):
        world = self.world()
        for slot, record in self.open_stays():
            assert record.responsible in world.layout.staff_ids
            assert world.stays.responsible[slot] == world.layout.staff_ids.index(record.responsible)
            assert not world.house.off_duty.get(record.responsible, False)

    @invariant()
    def i4_every_running_session_is_recorded(self):
        world, t_ns = self.world(), self.suite.t_ns
        for slot, record in self.open_stays():
            session = record.session
            if session is None or session.state != "running":
                continue
            gap_ns = t_ns - int(world.stays.recorder_ok_t_ns[slot])
            assert gap_ns <= 5 * S or self.active("PROC-12", slot)
            assert session.single_officer or len(session.officers) >= 2

    @invariant()
    def i5_no_clock_past_its_rung_unseen(self):
        for slot, record in self.open_stays():
            begun = record.arrived_utc_ns
            if self.suite.utc_ns - begun >= 12 * 3600 * S:
                closed = f"CLK-02 {record.stay}" in self.closed_ns
                assert closed or self.active("CLK-02", slot)

    @invariant()
    def i6_the_record_only_grows(self):
        for _, record in self.open_stays():
            old = self.before.get(record.stay, [])
            assert record.events[: len(old)] == old
            assert [event.number for event in record.events] == list(
                range(1, len(record.events) + 1)
            )
            times = [event.recorded_utc_ns for event in record.events]
            assert times == sorted(times)
            self.before[record.stay] = list(record.events)

    @invariant()
    def i7_separation_holds(self):
        world = self.world()
        rooms = [
            record.session.room for _, record in self.open_stays() if record.session is not None
        ]
        assert len(rooms) == len(set(rooms))
        for slot, record in self.open_stays():
            row = int(world.stays.stage_room[slot])
            kind = world.layout.rooms.types[row] if row >= 0 else ""
            if record.stage == "S8" and kind in HOLDING and world.stays.never_holding[slot]:
                located = world.stay_room(slot)
                assert located or self.active("PROC-21", slot)

    @invariant()
    def i8_every_open_p1_has_its_escalation(self):
        machine = self.suite.clockwork._engine._machine
        limit_ns = 30 * S
        for cell in (machine.state == UNACKNOWLEDGED).nonzero()[0]:
            worst = self.suite.clockwork._engine._force.cells.of(int(cell))[0].rule.severity
            waiting = int(machine.waiting_t_ns[cell])
            assert waiting != int(NEVER)
            if worst == 1 and machine.raised[cell] and self.suite.t_ns - waiting > limit_ns:
                assert machine.tier[cell] > 0 or worst > 1


@pytest.mark.simulation
@pytest.mark.timeout(900)
def test_each_invariant_holds_or_its_rule_is_active(capsys):
    seen.clear()
    how = settings(
        max_examples=30,
        stateful_step_count=35,
        deadline=None,
        phases=[Phase.generate],
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Day, settings=how)
    with capsys.disabled():
        reached = {name: seen[name] for name in ("S9", "S14", "extension", "sessions", "restarts")}
        sys.stdout.write(f"\ninvariants: {seen['examples']} examples, reached {reached}\n")
    assert min(reached.values()) > 0, reached
