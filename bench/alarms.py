"""``custody bench alarms``: days of a 40-person centre, a dead gateway, 1,000 alarms in a minute.

Every line of ISA-18.2 table 7 is computed from what the real step decided. A line that is not met
is printed as it is, with what made it so.
"""

import argparse
import json
import math
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Final

import msgspec

from alerts.kpi import RINGS, Counters
from alerts.kpi import Report as Figures
from bench.alarm_events import flood, gateway_failure
from bench.columns import S
from bench.forty import forty
from bench.noise import DAY_S, RATES
from bench.ordinary_week import DURATIONS, Week
from bench.seconds import Seconds
from console.kpis import heard
from sim.journal import news_of

Report = dict[str, object]

START: Final = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday, eight in the morning at the centre."""
PROGRESS_S: Final = 3600
RULES_SHOWN: Final = 20


class Days:
    """Some days of the centre, and what was counted meanwhile."""

    def __init__(self, seed: int) -> None:
        self.start_ns = round(START.timestamp()) * S
        self.week = Week(forty(), seed=seed, start_ns=self.start_ns)
        self.run = Seconds(self.week.centre)
        self.counters = Counters(self.start_ns)
        self.rings = Counter[str]()
        self.held_count = 0

    def play(self, days: float, *, minutes: float) -> float:
        """Let days pass, at most for so many minutes of our own; return the seconds it took."""
        began = time.perf_counter()
        self.week.begin()
        while self.run.second < days * DAY_S:
            self._tick()
            if self.run.number % PROGRESS_S == 0:
                held = len(self.week.house.held)
                sys.stderr.write(f"\r{self.run.second / DAY_S:.2f} days, {held} held ")
                if time.perf_counter() - began > minutes * 60:
                    break
        sys.stderr.write("\n")
        return time.perf_counter() - began

    def _tick(self) -> None:
        decisions = self.run.tick()
        self.held_count += len(self.week.house.held)
        for alarm in decisions.alarms:
            self.counters.hear(heard(alarm))
            self.week.desk.hear(news_of(alarm))
            if alarm.change in RINGS and alarm.state == "unacknowledged":
                self.rings[f"{alarm.rule} P{alarm.severity}"] += 1


def ordinary_days(seed: int, days: float, *, minutes: float = math.inf) -> Report:
    """Return the figures of some days, or of as many as fit in so many minutes."""
    made = Days(seed)
    seconds = made.play(days, minutes=minutes)
    run, week = made.run, made.week
    figures = made.counters.report(made.start_ns + round(run.second * S))
    noise = {
        name: {
            "a_day": round(rate.a_day, 4),
            "of": rate.of,
            "source": rate.source,
            "happened": run.happened[name],
        }
        for name, rate in RATES.items()
    }
    return {
        "days": round(run.second / DAY_S, 3),
        "seed": seed,
        "ticks": run.number,
        "seconds": round(seconds, 1),
        "tick_us": round(seconds / run.number * 1e6, 1),
        "places": len(week.centre.bands),
        "held_on_average": round(made.held_count / run.number, 1),
        "arrived": week.arrived,
        "acts": week.story.done.total(),
        "refused": week.story.refused,
        "noise": noise,
        "durations": DURATIONS,
        "rings_by_rule": dict(made.rings.most_common(RULES_SHOWN)),
        **msgspec.to_builtins(figures),
        "unmet": reasons(figures, made.rings),
    }


def reasons(figures: Figures, rings: Counter[str]) -> dict[str, str]:
    """Return for each line that is not met what made it so: the rules that rang most."""
    most = ", ".join(f"{rule} {count}" for rule, count in rings.most_common(5))
    by_severity = Counter[str]()
    for rule, count in rings.items():
        by_severity[rule[-2:]] += count
    shares = ", ".join(f"{name} {count}" for name, count in sorted(by_severity.items()))
    special = {
        "priority_high_pct": shares,
        "priority_medium_pct": shares,
        "priority_low_pct": shares,
        "top_10_share_pct": ", ".join(f"{a.alarm} {a.count}" for a in figures.bad_actors),
        "chattering_alarms": ", ".join(figures.chattering),
        "fleeting_alarms": ", ".join(figures.fleeting[:20]),
        "stale_alarms_on_any_day": ", ".join(figures.stale),
        "max_in_10_minutes": ", ".join(f"{f.first} {f.count}" for f in figures.floods),
    }
    return {name: special.get(name, most) for name, line in figures.kpis.items() if not line.met}


def main(argv: list[str]) -> int:
    """Run all three and print what was measured; an unmet line does not fail the command."""
    parser = argparse.ArgumentParser(prog="custody bench alarms", description=__doc__)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument(
        "--minutes", type=float, default=math.inf, help="stop after so long with what there is"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line instead of a readable page")
    options = parser.parse_args(argv)
    # The short ones first: what fails there fails before hours were spent.
    bad_minutes = {"gateway_failure": gateway_failure(options.seed), "flood": flood(options.seed)}
    days = ordinary_days(options.seed, options.days, minutes=options.minutes)
    report: Report = {**days, **bad_minutes}
    text = json.dumps(report, ensure_ascii=False) if options.json else readable(report)
    sys.stdout.write(text + "\n")
    return 0


def readable(report: Report) -> str:
    """Return the report as a page."""
    kpis, unmet = report["kpis"], report["unmet"]
    assert isinstance(kpis, dict), "a table"
    assert isinstance(unmet, dict), "reasons by line"
    lines = [
        f"{name:<28}{line['value']:>10} {'>=' if line['least'] else '<='} {line['target']:<8}"
        f"{'met' if line['met'] else 'NOT MET: ' + unmet[name]}"
        for name, line in kpis.items()
    ]
    shown = ("days", "tick_us", "held_on_average", "arrived", "annunciated", "rings_by_rule")
    rest = {key: report[key] for key in (*shown, "refused", "gateway_failure", "flood")}
    return "\n".join([*lines, json.dumps(rest, indent=2, ensure_ascii=False)])
