"""``custody bench alarms``: days of a 40-person centre, a dead gateway, 1,000 alarms in a minute.

Every line of ISA-18.2 table 7 is computed from what the real step decided. A line that is not met
is printed as it is.
"""

import argparse
import json
import sys
import time
from typing import Final

import msgspec
import numpy as np

from alerts.kpi import Counters, Heard
from bench.alarm_events import flood, gateway_failure
from bench.ordinary_centre import DAY_S, PEOPLE, RATES, START_UTC_NS, Centre, Errand, S
from config.load import DEMO_DIR, load_site
from custody.commands import Acknowledge, AnyAct, CloseAlarm
from engine.decisions import AlarmChange, Decisions

Report = dict[str, object]

ACK_MEDIAN_S: Final = {1: 8.0, 2: 20.0, 3: 60.0, 4: 120.0}
ACK_SIGMA: Final = 0.6
"""Assumption: the control room's reaction, log-normal; P1 8 s, P2 20 s at the median."""
LOOK_S: Final = 90.0
"""Assumption: so long after somebody came the matter is closed."""
TRUE_RULES: Final = ("MOT-08", "PAIR-02", "CLK-01", "CLK-02")
PROGRESS_S: Final = 6 * 3600


class ControlRoom:
    """Acknowledges, sends the officer whom the engine names, closes with what it was."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.open: dict[str, AlarmChange] = {}
        self.due: list[tuple[float, str, str]] = []
        roles = {"control_room", "custody_officer"}
        staff = centre.configuration.staff
        self.clerk = next(person.id for person in staff if person.role in roles)
        cards = [person.id for person in staff if person.card]
        self.card_of = {name: PEOPLE + index for index, name in enumerate(cards)}

    def hear(self, decisions: Decisions) -> None:
        """Take note of what changed."""
        for alarm in decisions.alarms:
            if alarm.state in ("normal", "closed", "suppressed"):
                self.open.pop(alarm.id, None)
                continue
            self.open[alarm.id] = alarm
            if alarm.state in ("unacknowledged", "returned") and alarm.change != "told":
                median_s = ACK_MEDIAN_S[alarm.severity]
                wait_s = median_s * float(np.exp(self.centre.chance.normal(0.0, ACK_SIGMA)))
                self.due.append((self.centre.second + wait_s, "ack", alarm.id))
            if alarm.change == "raised":
                self._send(alarm)

    def _send(self, alarm: AlarmChange) -> None:
        """Let the officer whom the engine names walk to the person."""
        self.due.append((self.centre.second + LOOK_S, "close", alarm.id))
        person = next((p for p, s in self.centre.stays.items() if s == alarm.stay), None)
        walker = self.card_of.get(alarm.officer)
        if person is None or walker is None or walker in self.centre.errands:
            return
        centre = self.centre
        centre.levels[walker] = centre.levels[person]
        goal = (float(centre.x_m[person]), float(centre.y_m[person]))
        centre.errands[walker] = Errand(*goal, until_s=centre.second + LOOK_S)

    def act(self) -> None:
        """Do what is due."""
        ready = [entry for entry in self.due if entry[0] <= self.centre.second]
        if not ready:
            return
        self.due = [entry for entry in self.due if entry[0] > self.centre.second]
        for _, what, alarm_id in sorted(ready):
            alarm = self.open.get(alarm_id)
            if alarm is not None:
                self._do(what, alarm)

    def _do(self, what: str, alarm: AlarmChange) -> None:
        act: AnyAct | None = None
        if what == "ack" and alarm.state in ("unacknowledged", "returned"):
            act = Acknowledge(alarm=alarm.id)
        elif what == "close" and alarm.state == "acknowledged":
            cause = "true" if alarm.rule in TRUE_RULES else "false_data"
            act = CloseAlarm(alarm=alarm.id, cause=cause, action="went there")  # type: ignore[arg-type]
        elif what == "close":
            self.due.append((self.centre.second + LOOK_S, "close", alarm.id))
        if act is not None:
            self.centre.ask(self.clerk, act)


def happen(centre: Centre, officers: list[int]) -> None:
    """Let what happens by chance happen in this second."""
    chance = centre.chance
    centre.blows.clear()
    for name, rate in RATES.items():
        count = len(centre.fixed) if name == "device_silent" else PEOPLE
        for _ in range(chance.poisson(rate.a_day * count / DAY_S)):
            _happen(centre, name, int(chance.integers(count)), officers)


def _happen(centre: Centre, name: str, who: int, officers: list[int]) -> None:
    chance, now_s = centre.chance, centre.second
    match name:
        case "blow" | "blow_then_still":
            centre.blows.add(who)
            if name == "blow_then_still":
                centre.still_until[who] = now_s + 25.0
        case "fix_gap":
            centre.gap_until[who] = now_s + chance.uniform(3.0, 20.0)
        case "poor_fixes":
            centre.poor_until[who] = now_s + 10.0
        case "sos" if who in centre.stays:
            centre.press(centre.configuration.devices[int(centre.bands[who])].id)
        case "band_silent":
            centre.quiet_until[centre.bands[who]] = now_s + chance.uniform(15.0, 40.0)
        case "device_silent":
            centre.quiet_until[centre.fixed[who]] = now_s + chance.uniform(20.0, 60.0)
        case _ if name in ("walk", "left_alone"):
            _escort(centre, who, officers, leaves_early=name == "left_alone")
        case _:
            assert name == "sos", "every rate has something that happens"


def _escort(centre: Centre, who: int, officers: list[int], *, leaves_early: bool) -> None:
    """Walk with somebody to an interview room on their level."""
    free = [each for each in officers if each not in centre.errands]
    rooms = [place for place in centre.interviews if place[2] == centre.levels[who]]
    if who in centre.errands or who not in centre.stays or not free or not rooms:
        return
    room = rooms[int(centre.chance.integers(len(rooms)))]
    officer, home = free[0], centre.homes[who % len(centre.homes)]
    until_s = centre.second + centre.chance.uniform(1200.0, 3600.0)
    centre.x_m[officer], centre.y_m[officer] = centre.x_m[who], centre.y_m[who]
    centre.levels[officer] = centre.levels[who]
    centre.errands[who] = Errand(room[0], room[1], until_s)
    centre.errands[officer] = Errand(room[0] + 1.0, room[1], until_s - 60.0 * leaves_early)
    centre.homing[who] = centre.homing[officer] = home


def ordinary_days(seed: int, days: float) -> Report:
    """Return the figures of some days."""
    centre = Centre(load_site(DEMO_DIR), seed)
    counters, room = Counters(START_UTC_NS), ControlRoom(centre)
    clerk = next(p.id for p in centre.configuration.staff if p.role == "custody_officer")
    officers = list(range(PEOPLE + 4, len(centre.worn)))
    centre.opened()
    began, step_s = time.perf_counter(), 0.0
    while centre.second < days * DAY_S:
        _arrivals(centre, clerk)
        happen(centre, officers)
        centre.walk()
        room.act()
        before = time.perf_counter()
        decisions = centre.tick()
        step_s += time.perf_counter() - before
        centre.hear_answers(decisions, clerk)
        room.hear(decisions)
        for alarm in decisions.alarms:
            counters.hear(heard(alarm))
        if int(centre.second) % PROGRESS_S == 0:
            sys.stderr.write(f"\r{centre.second / DAY_S:.2f} days")
    sys.stderr.write("\n")
    report = counters.report(START_UTC_NS + round(centre.second * S))
    return {
        "days": round(centre.second / DAY_S, 3),
        "people": PEOPLE,
        "seed": seed,
        "ticks": centre.number,
        "seconds": round(time.perf_counter() - began, 1),
        "step_us": round(step_s / centre.number * 1e6, 1),
        "rates_a_day": {name: [rate.a_day, rate.source] for name, rate in RATES.items()},
        **msgspec.to_builtins(report),
    }


def _arrivals(centre: Centre, clerk: str) -> None:
    """Register whoever has a free place, release whoever has been here long enough."""
    for person in [p for p, leaves in centre.leaves_s.items() if leaves <= centre.second]:
        centre.release(person, clerk)
        centre.quiet_until[centre.bands[person]] = centre.second + 300.0
    if int(centre.second) % 20 == 0:
        taken = {*centre.stays, *centre.waiting.values()}
        ready = centre.quiet_until[centre.bands] <= centre.second
        free = [person for person in range(PEOPLE) if person not in taken and ready[person]]
        if free:
            centre.register(free[0], clerk)


def heard(alarm: AlarmChange) -> Heard:
    """Return a change as the counters take it."""
    return Heard(
        utc_ns=alarm.utc_ns,
        change=alarm.change,
        state=alarm.state,
        rule=alarm.rule,
        subject=alarm.subject,
        severity=alarm.severity,
        by=alarm.by,
        disposition=alarm.disposition,
    )


def main(argv: list[str]) -> int:
    """Run all three and print what was measured; an unmet line does not fail the command."""
    parser = argparse.ArgumentParser(prog="custody bench alarms", description=__doc__)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line instead of a readable page")
    options = parser.parse_args(argv)
    report = {
        **ordinary_days(options.seed, options.days),
        "gateway_failure": gateway_failure(options.seed),
        "flood": flood(options.seed),
    }
    text = json.dumps(report, ensure_ascii=False) if options.json else readable(report)
    sys.stdout.write(text + "\n")
    return 0


def readable(report: Report) -> str:
    """Return the report as a page."""
    kpis = report["kpis"]
    assert isinstance(kpis, dict), "a table"
    lines = [
        f"{name:<28}{line['value']:>10} {'>=' if line['least'] else '<='} {line['target']:<8}"
        f"{'met' if line['met'] else 'NOT MET'}"
        for name, line in kpis.items()
    ]
    rest = {key: report[key] for key in ("annunciated", "bad_actors", "gateway_failure", "flood")}
    return "\n".join([*lines, json.dumps(rest, indent=2, ensure_ascii=False)])
