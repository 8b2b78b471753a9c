"""Replays case logs as custody records: every verdict is what our own clocks and gates say."""

from collections.abc import Iterable
from typing import Final, cast

import msgspec

from custody.clocks.evaluate import states_at
from custody.clocks.happened import FAR
from custody.clocks.needs import missing
from custody.clocks.state import ClockState
from custody.policy import Band, DeadlineClock, Event, GateClock, Policy
from custody.record import RecordEvent, standing
from engine.snapshot import freeze, thaw
from evaluate.case_logs import ENDED, OPENED, CaseStep

Key = tuple[str, str, int, str]
"""Log, case, row of the step (0: the case itself), what is judged."""
Verdicts = dict[Key, str]
END_SEQ: Final = 1_000_000_000
"""The end of a case stands behind its last step of the same instant."""
_RED: Final = (Band(left_s=0, colour="red", severity=2),)
_TRIAGE: Final = "ER Sepsis Triage"


def _step(name: str) -> Event:
    return Event(kind="case.event", where={"event": name})


def _deadline(name: str, start: str, stop: str, limit_s: int, due: str = "") -> DeadlineClock:
    return DeadlineClock(
        id=name,
        zh=name,
        en=name,
        start=(_step(start),),
        stop=(_step(stop),),
        limit_s=limit_s,
        due=due,
        once=True,
        bands=_RED,
        source="protocol of the case logs",
    )


def _gate(step: str, *needs: str) -> GateClock:
    return GateClock(id=step, zh=step, en=step, step=step, needs=needs, source="fine procedure")


ORDER: Final = (
    *("Create Fine", "Send Fine", "Insert Fine Notification"),
    *("Add penalty", "Send for Credit Collection"),
)
"""Steps of a road fine that may never come in another order."""
GATES: Final = (
    *(
        _gate(step, *ORDER[: min(place, 1)], *(f"not {later}" for later in ORDER[place + 1 :]))
        for place, step in enumerate(ORDER)
    ),
    _gate("Payment", "Create Fine"),
    _gate("Insert Date Appeal to Prefecture", "Create Fine"),
    _gate("Send Appeal to Prefecture", "Create Fine"),
    _gate("Receive Result Appeal from Prefecture", "Send Appeal to Prefecture"),
)
POLICY: Final = Policy(
    id="case-logs",
    zh="案件日志",
    en="Case logs",
    jurisdiction="test",
    effective="2026-01-01",
    limits=(),
    deadlines=(
        _deadline("deadline", OPENED, ENDED, 1, due="due_utc_ns"),
        _deadline("antibiotics", _TRIAGE, "IV Antibiotics", 3600),
        _deadline("lactate", _TRIAGE, "LacticAcid", 3 * 3600),
    ),
    gates=GATES,
)


class CaseReplay:
    """The records of all cases, filled step by step in whatever order they arrive."""

    def __init__(self) -> None:
        self._records: dict[str, list[RecordEvent]] = {}

    def take(self, steps: Iterable[CaseStep]) -> None:
        """Write steps into the records of their cases."""
        for step in steps:
            data: dict[str, str | int | float | bool | None] = {"event": step.name}
            if step.due_utc_ns:
                data["due_utc_ns"] = step.due_utc_ns
            event = RecordEvent(
                number=END_SEQ if step.name == ENDED else step.seq,
                stay=f"{step.log}/{step.case}",
                utc_ns=step.utc_ns,
                recorded_utc_ns=step.utc_ns,
                kind="case.event",
                by="log",
                data=data,
            )
            self._records.setdefault(event.stay, []).append(event)

    def snapshot(self) -> bytes:
        """Return everything as the engine's own snapshot bytes."""
        rows = [msgspec.to_builtins(events) for events in self._records.values()]
        return freeze({"records": rows})

    @classmethod
    def restored(cls, data: bytes) -> "CaseReplay":
        """Return a replay that goes on where a snapshot was taken."""
        replay = cls()
        for rows in cast("list[object]", thaw(data)["records"]):
            events = msgspec.convert(rows, list[RecordEvent])
            replay._records[events[0].stay] = events
        return replay

    def verdicts(self) -> Verdicts:
        """Return what our clocks and gates say of every case and step."""
        found: Verdicts = {}
        for stay, events in self._records.items():
            log, _, case = stay.partition("/")
            judge = {"receipt": _receipt, "sepsis": _sepsis, "road": _road}[log]
            found |= {(log, case, seq, what): said for seq, what, said in judge(events)}
        return found


Said = list[tuple[int, str, str]]


def _clocks(events: list[RecordEvent]) -> dict[str, ClockState]:
    return {state.clock.id: state for state in states_at(POLICY, events, FAR)}


def _receipt(events: list[RecordEvent]) -> Said:
    """Judge a permit case by its own deadline: its end, and each of its steps."""
    steps = standing(events)
    clock = _clocks(events)["deadline"]
    ended = [event for event in steps if event.number == END_SEQ]
    said: Said = [(0, "end", _end(clock, ended))]
    for event in steps:
        if 0 < event.number < END_SEQ:
            late = event.utc_ns > clock.limit_utc_ns
            said.append((event.number, "step", "after_deadline" if late else "in_time"))
    return said


def _end(clock: ClockState, ended: list[RecordEvent]) -> str:
    if not ended:
        return "never_ended"
    return "overdue" if ended[0].utc_ns > clock.limit_utc_ns else "in_time"


def _sepsis(events: list[RecordEvent]) -> Said:
    """Judge a patient: antibiotics within 1 h of triage, lactate within 3 h."""
    clocks = _clocks(events)
    said: Said = []
    for what, step in (("antibiotics", "IV Antibiotics"), ("lactate", "LacticAcid")):
        state = clocks.get(what)
        if state is None:
            said.append((0, what, "no_triage"))
            continue
        given = [event.utc_ns for event in events if event.data["event"] == step]
        if any(utc_ns < state.start_utc_ns for utc_ns in given):
            said.append((0, what, "in_time"))
        elif state.status != "stopped":
            said.append((0, what, "missing"))
        else:
            late = state.stop_utc_ns > state.limit_utc_ns
            said.append((0, what, "late" if late else "in_time"))
    return said


def _road(events: list[RecordEvent]) -> Said:
    """Judge the order of a fine's steps: each passes its gate or does not."""
    gates = {gate.step: gate for gate in POLICY.gates}
    done: dict[str, None] = {}
    said: Said = []
    for event in standing(events):
        name = str(event.data["event"])
        lacking = missing(gates[name], done) if name in gates else ()
        said.append((event.number, "order", "out_of_order" if lacking else "in_order"))
        done[name] = None
    return said
