"""The step: one tick in, its decisions out. Pure; all state can be exported and loaded.

``Engine.step`` and PHASES, read from top to bottom, are the whole order of events in a tick.
"""

from collections.abc import Callable
from typing import Final, cast

import msgspec
from shapely.errors import ShapelyError

from alerts.configuration import Configuration
from alerts.ledger import Ledger
from alerts.machine import Machine
from custody.access import show_house
from custody.book.desk import ENGINE
from custody.commands import AdoptConfig, Command
from custody.facts import (
    AnyFact,
    CommandGiven,
    ConfigAdopted,
    DeviceFact,
    EngineStarted,
    Meter,
    SessionChanged,
)
from custody.refusals import Outcome
from custody.world import World
from engine import phases, places
from engine.adopt import ConfigurationUnfitError, readable, refusal
from engine.alarms import step_alarms
from engine.asked import Asked
from engine.command import answer_of, obey
from engine.counted import judge_heads, judge_muster
from engine.decisions import Adopted, Answer, Decisions
from engine.fences import FenceWatch
from engine.fixed import judge_fixed
from engine.record import desk_of, judge_sessions
from engine.response import escalate, judge_ledger
from engine.tick import Tick
from engine.turn import Force, Turn, first_turn

ANSWERS_MAX: Final = 10_000
"""Commands whose answers are remembered, so that a retry is answered again, not done again."""
PHASES: Final[tuple[Callable[[Turn], None], ...]] = (
    phases.take_positions,
    places.follow_tracks,
    places.note_activity,
    phases.take_body,
    phases.judge_tracks,
    phases.judge_company,
    judge_sessions,
    places.judge_places,
    places.judge_fences,
    judge_fixed,
    judge_muster,
    judge_heads,
    phases.judge_clocks,
    phases.judge_duties,
    judge_ledger,
    step_alarms,
    escalate,
    phases.show_devices,
    phases.write_rows,
)
"""What happens in a tick, after its facts (commands and links first, one by one) are taken.

A configuration that came with the tick comes into force behind the last phase, so that all of a
tick is judged under one set of rows; intake follows with the next tick.
"""
_NO_CONFIG: Final = Outcome(
    accepted=False, reason="no configuration is in force yet", source="engine"
)


class Engine:
    """Everything that is decided, tick by tick."""

    def __init__(self) -> None:
        self._force: Force | None = None
        self._world: World | None = None
        self._machine = Machine(0)
        self._answers: dict[str, Answer] = {}
        self._numbers: dict[str, int] = {}
        """Raise numbers of subjects that left the configuration, so that no id comes twice."""
        self._ledger = Ledger()
        self._heard: dict[str, int] = {}
        """When a fact of a rule with a pause last counted, oldest first."""
        self._asked = Asked(0)
        self._watch: FenceWatch

    def step(self, tick: Tick) -> Decisions:
        """Return what follows from a tick."""
        adopted = self._first_config(tick)
        if self._force is None or self._world is None:
            answers = [self._answer(command, _NO_CONFIG) for command in _commands(tick)]
            return _nothing(tick, answers)
        turn = first_turn(
            tick,
            self._force,
            self._world,
            self._machine,
            ledger=self._ledger,
            heard=self._heard,
            asked=self._asked,
            watch=self._watch,
        )
        turn.adopted = adopted
        self._take_facts(turn)
        for phase in PHASES:
            phase(turn)
        self._adopt_pending(turn)
        return self._decisions(turn)

    def _first_config(self, tick: Tick) -> Adopted | None:
        """Adopt the first configuration before anything else; later ones end their tick."""
        if self._force is not None:
            return None
        first = next((fact for fact in tick.facts if isinstance(fact, ConfigAdopted)), None)
        if first is None:
            return None
        configuration = readable(first.canonical)
        assert isinstance(configuration, Configuration), "our own journal holds what was checked"
        self._take(Force(configuration, first.canonical))
        return self._adopted()

    def _take(self, force: Force) -> None:
        """Put a configuration in force; state moves over by the names of things."""
        if self._world is None or self._force is None:
            self._world, self._machine = World(force.layout), Machine(force.cells.size)
            self._force, self._asked = force, Asked(force.cells.size)
            self._watch = FenceWatch(force.configuration, force.layout)
            return
        old, world, machine = self._force, self._world, Machine(force.cells.size)
        kept = force.cells.kept(old.cells, lambda kind: old.layout.kept_rows(kind, force.layout))
        self._remember_numbers(old, force)
        machine.moved_from(self._machine, kept)
        self._world, self._machine, self._force = world.moved_to(force.layout), machine, force
        self._world.marks = self._ledger.marks
        _note_rules(old.configuration, force.configuration, self._ledger)
        show_house(self._world)
        self._asked = Asked(force.cells.size)
        watch = FenceWatch(force.configuration, force.layout)
        watch.take_over(self._watch)
        self._watch = watch
        self._recall_numbers()

    def _remember_numbers(self, old: Force, new: Force) -> None:
        """Keep the raise numbers of subjects that leave."""
        assert self._world is not None, "there is a world to leave"
        for block in old.cells.blocks:
            if block.kind == "stay":
                continue
            left = set(new.layout.ids(block.kind))
            for row, name in enumerate(old.layout.ids(block.kind)):
                number = int(self._machine.number[block.start + row])
                if number and name not in left:
                    self._numbers[f"{block.rule.id}:{name}"] = number

    def _recall_numbers(self) -> None:
        """Give subjects that come back the raise numbers they had."""
        assert self._force is not None, "a configuration was just taken"
        for block in self._force.cells.blocks:
            if block.kind == "stay":
                continue
            for row, name in enumerate(self._force.layout.ids(block.kind)):
                number = self._numbers.pop(f"{block.rule.id}:{name}", 0)
                if number:
                    self._machine.number[block.start + row] = number

    def _adopted(self) -> Adopted:
        assert self._force is not None, "a configuration is in force"
        return Adopted(sha256=self._force.sha256, canonical=self._force.canonical)

    def _take_facts(self, turn: Turn) -> None:
        """Take the tick's facts one by one: commands, frames, sessions, meters."""
        for fact in turn.tick.facts:
            self._take_fact(turn, fact)

    def _take_fact(self, turn: Turn, fact: AnyFact) -> None:
        match fact:
            case ConfigAdopted():
                if fact.sha256 != turn.force.sha256 and turn.pending is None:
                    turn.pending = (fact.canonical, None)
            case CommandGiven():
                self._take_command(turn, fact.command)
            case DeviceFact():
                phases.hear_device(turn, fact)
            case Meter():
                phases.hear_meter(turn, fact)
            case SessionChanged():
                phases.hear_session(turn, fact)
            case EngineStarted():
                phases.hear_start(turn, fact)
            case _:
                phases.judge_fact(turn, fact)

    def _take_command(self, turn: Turn, command: Command) -> None:
        known = self._answers.get(command.id)
        if known is not None:
            turn.answers.append(known)
            return
        written = len(turn.record)
        outcome = obey(turn, command)
        phases.judge_written(turn, written)
        if outcome is not None:
            turn.answers.append(self._answer(command, outcome))

    def _answer(self, command: Command, outcome: Outcome) -> Answer:
        """Return the answer to a command and remember it for retries."""
        answer = answer_of(command, outcome)
        self._answers[command.id] = answer
        if len(self._answers) > ANSWERS_MAX:
            del self._answers[next(iter(self._answers))]
        return answer

    def _adopt_pending(self, turn: Turn) -> None:
        """Adopt or refuse a configuration that came in during the tick, as its last act."""
        if turn.pending is None:
            return
        canonical, command = turn.pending
        why = self._adopt(turn, canonical)
        if not why:
            turn.adopted = self._adopted()
        outcome = Outcome(accepted=not why, reason=why, source="config" if why else "")
        asked = command or _config_command(turn.tick)
        turn.answers.append(self._answer(asked, outcome))

    def _adopt(self, turn: Turn, canonical: str) -> str:
        """Put a configuration in force; return why not, empty when done."""
        configuration = readable(canonical)
        if isinstance(configuration, str):
            return configuration
        try:
            force = Force(configuration, canonical)
        except (ConfigurationUnfitError, ShapelyError, ValueError, ArithmeticError) as error:
            return str(error)
        why = refusal(turn.world, turn.force.cells, turn.machine, force.layout)
        if not why:
            edited = self._ledger.shifts is not None
            self._take(force)
            if edited and self._ledger.shifts is None:
                desk_of(turn, ENGINE).note("roster.adopted", {})
        return why

    def _decisions(self, turn: Turn) -> Decisions:
        tick = turn.tick
        return Decisions(
            tick=tick.number,
            t_ns=tick.t_ns,
            utc_ns=tick.utc_ns,
            adopted=turn.adopted,
            alarms=tuple(turn.alarms),
            answers=tuple(turn.answers),
            notices=tuple(turn.notices),
            stays=tuple(turn.stays),
            things=tuple(turn.things),
            record=tuple(turn.record),
            incidents=tuple(turn.incidents),
            tickets=tuple(turn.tickets),
            fences=turn.fences,
            verdicts=tick.verdicts,
            positions=turn.positions,
            vitals=turn.vitals,
            motions=turn.motions,
        )

    def export(self) -> dict[str, object]:
        """Return the whole state: arrays and values that MessagePack knows."""
        return {
            "canonical": self._force.canonical if self._force else "",
            "world": self._world.export() if self._world else {},
            "machine": self._machine.export(),
            "answers": [msgspec.to_builtins(answer) for answer in self._answers.values()],
            "numbers": dict(sorted(self._numbers.items())),
            "ledger": msgspec.to_builtins(self._ledger),
            "heard": [[key, t_ns] for key, t_ns in self._heard.items()],
            "asked": self._asked.export(),
            "fences": self._watch.export() if self._force else {},
        }

    def load(self, state: dict[str, object]) -> None:
        """Take back what ``export`` gave."""
        answers = msgspec.convert(state["answers"], type=list[Answer])
        self._answers = {answer.command: answer for answer in answers}
        self._numbers = msgspec.convert(state["numbers"], type=dict[str, int])
        self._ledger = msgspec.convert(state["ledger"], type=Ledger)
        self._heard = dict(msgspec.convert(state["heard"], type=list[tuple[str, int]]))
        canonical = cast("str", state["canonical"])
        if not canonical:
            return
        configuration = readable(canonical)
        assert isinstance(configuration, Configuration), "a snapshot holds what was in force"
        self._take(Force(configuration, canonical))
        assert self._world is not None, "a configuration was just taken"
        self._world.load(cast("dict[str, object]", state["world"]))
        self._world.marks = self._ledger.marks
        self._machine.load(state["machine"])
        self._asked.load(state["asked"])
        self._watch.load(state["fences"])


def _commands(tick: Tick) -> list[Command]:
    return [fact.command for fact in tick.facts if isinstance(fact, CommandGiven)]


def _config_command(tick: Tick) -> Command:
    """Return a ``$config`` fact as the command it amounts to, so that it has an answer too."""
    return Command(
        id=f"$config-{tick.number}", who="engine", at_ns=tick.utc_ns, what=AdoptConfig(canonical="")
    )


def _nothing(tick: Tick, answers: list[Answer]) -> Decisions:
    """Return the decisions of an engine that has no rows yet."""
    return Decisions(
        tick=tick.number,
        t_ns=tick.t_ns,
        utc_ns=tick.utc_ns,
        answers=tuple(answers),
        verdicts=tick.verdicts,
    )


def _note_rules(old: Configuration, new: Configuration, ledger: Ledger) -> None:
    """Note that thresholds or filters changed (SYS-07); a new roster ends what people set."""
    before, after = (old.thresholds, old.filters), (new.thresholds, new.filters)
    if before != after:
        ledger.changed = True
    if old.roster != new.roster:
        ledger.shifts = None
