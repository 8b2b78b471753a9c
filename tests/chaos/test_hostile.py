"""Receivers do their worst and the notifier is killed: each alarm's effect once, none missing."""

import math
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from statistics import median

import pytest
from msgspec.structs import replace

from engine.control import CommitHint
from tests.chaos import hostile
from tests.chaos.well import Well
from tests.servers.outlets_stage import Ears, Written, wait_for
from tests.store.decided import adopted, alarm, endpoint, notice, site

SEED = 20261122
KILLS = 15
PAIRS = 4
ALARMS = 20
"""In each half of a pair; each alarm is told to every good receiver."""
WARM_UP = 2
GOOD = 3
BAD = (
    *(hostile.Down, hostile.Failing, hostile.Hanging, hostile.Dying, hostile.Redirecting),
    *(hostile.Huge, hostile.Loris, hostile.Gone, hostile.Putting),
)
P99_TIMES_MAX = 5.0
MEDIAN_TIMES_MAX = 3.0
P99_S_MAX = 1.0
WAKE_UPS = 10
"""So often somebody is woken between a commit and the receiver that heard of it, at most."""


class Stage:
    """Receivers, the outlets as a process of our own clock, and the journal the test writes."""

    def __init__(self, state):
        self.state = state
        self.written = Written(state)
        self.ears = Ears(state)
        self.chance = random.Random(SEED)
        self.plain = hostile.Plain("plain")
        self.trap = hostile.Plain("trap")
        self.well = Well(GOOD)
        self.bad = [kind(kind.__name__.lower()) for kind in BAD]
        hostile.Redirecting.trap = self.trap.url
        # A name that changes: first the receiver, then a service on this machine.
        self.renamed = hostile.Plain("renamed")
        self.elsewhere = hostile.Plain("elsewhere", host="127.0.0.2", port=self.renamed.port)
        self.names = state / "names.txt"
        self.names.write_text("127.0.0.1")
        self.argv = [sys.executable, "-m", "tests.chaos.quick_outlets", "--state", str(state)]
        self.child = None
        self.number = 0
        self.committed_s = {}

    def points(self, *, bad):
        renamed = f"http://localhost:{self.renamed.port}/renamed"
        points = [endpoint("plain", self.plain.url)]
        for number, port in enumerate(self.well.ports):
            points.append(endpoint(f"well-{number}", f"http://127.0.0.1:{port}/well"))
        if bad:
            points += [endpoint("renamed", renamed)]
            points += [endpoint(each.name, each.url) for each in self.bad]
        return points

    def adopt(self, *, bad):
        self.written.tick(adopted=adopted(only_here(site(*self.points(bad=bad)))))

    def start(self, *, second_s, attempt_s):
        """Start the outlets with a clock of their own for the schedule."""
        clock = ["--second", str(second_s), "--attempt", str(attempt_s)]
        with (self.state / "outlets.log").open("ab") as log:
            self.child = subprocess.Popen([*self.argv, *clock], stderr=log)

    def kill(self):
        self.child.kill()
        self.child.wait()

    def ring(self, *, bad, severity=1):
        """Raise an alarm of which every endpoint is told."""
        self.number += 1
        raised = alarm(self.number, severity=severity)
        notices = tuple(notice(raised, point.id) for point in self.points(bad=bad))
        decided = self.written.tick(alarms=(raised,), notices=notices)
        self.committed_s[self.number] = time.monotonic()
        self.ears.say(CommitHint(tick=decided.tick))

    def measured(self, *, bad):
        """Ring at a steady pace; return how long each good receiver waited for each alarm."""
        self.adopt(bad=bad)
        for _ in range(WARM_UP):
            self.ring(bad=bad)
        time.sleep(0.5)
        begin = self.number
        for _ in range(ALARMS):
            self.ring(bad=bad)
            time.sleep(0.1)
        numbers = range(begin + 1, self.number + 1)
        told = {name_of(n, f"well-{each}"): n for n in numbers for each in range(GOOD)}
        wait_for(lambda: told.keys() <= self.well.heard_s.keys())
        return [self.well.heard_s[name] - self.committed_s[n] for name, n in told.items()]

    def told(self, point):
        """Return the ids of all notices to an endpoint."""
        return {name_of(number, point) for number in range(1, self.number + 1)}

    def states(self):
        with closing(sqlite3.connect(self.state / "outlets" / "outbox.sqlite")) as database:
            return dict(database.execute("select state, count(*) from notices group by state"))

    def close(self):
        if self.child is not None:
            self.kill()
        self.well.close()
        for each in (self.plain, self.trap, self.renamed, self.elsewhere, *self.bad):
            each.close()


def name_of(number, point):
    return f"MOT-08:D-0001:{number}:{point}:1:first"


def only_here(configuration):
    """Allow 127.0.0.1 and nothing beside it."""
    notify = replace(configuration.notify, allow=("127.0.0.1/32",))
    return replace(configuration, notify=notify)


def p99(values):
    values = sorted(values)
    return values[min(len(values) - 1, math.ceil(0.99 * len(values)) - 1)]


@pytest.fixture
def stage(tmp_path):
    made = Stage(tmp_path)
    yield made
    made.close()


REAL = {"second_s": 1.0, "attempt_s": 5.0}
QUICK = {"second_s": 0.02, "attempt_s": 0.5}
"""Ten minutes of the schedule in twelve seconds."""


@pytest.mark.chaos
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("clock", "ill_s"),
    [
        pytest.param(QUICK, 12.0, id="quick"),
        pytest.param(REAL, 600.0, id="long", marks=pytest.mark.long),
    ],
)
def test_each_effect_once_none_missing_and_nobody_waits_for_the_bad_ones(stage, clock, ill_s):
    stage.start(**REAL)
    wait_for(lambda: stage.ears.is_watched)

    # Given: what good receivers wait for when all are good; when: nine bad ones and a name that
    # changes are told of the same alarms; in turn, so that both meet the same machine.
    alone, beside, late, told_bad = [], [], [], set()
    for _ in range(PAIRS):
        alone += stage.measured(bad=False)
        first = stage.number
        begin = len(stage.well.late_s)
        beside += stage.measured(bad=True)
        late += stage.well.late_s[begin:]
        told_bad |= set(range(first + 1, stage.number + 1))
    figures = f"median {median(alone):.4f} s alone, {median(beside):.4f} s beside bad ones; "
    figures += f"p99 {p99(alone):.4f} s alone, {p99(beside):.4f} s beside bad ones"
    figures += f"; the machine wakes a sleeper {p99(late):.4f} s late (p99)"
    sys.stdout.write(f"{len(alone)} notices each: {figures}\n")
    assert median(beside) <= MEDIAN_TIMES_MAX * median(alone), figures
    assert p99(beside) <= P99_TIMES_MAX * p99(alone) + WAKE_UPS * p99(late), figures
    assert p99(beside) < P99_S_MAX, figures

    # And: the name points elsewhere, its receiver away; the notifier is killed again and again.
    stage.names.write_text("127.0.0.2")
    began_s = time.monotonic()
    first = stage.number
    for _ in range(KILLS):
        for _ in range(2):
            stage.ring(bad=True, severity=stage.chance.choice((1, 2)))
        time.sleep(stage.chance.uniform(0.2, 1.6))
        stage.kill()
        stage.start(**clock)
    time.sleep(max(0.0, ill_s - (time.monotonic() - began_s)))

    # Then: repaired, each hears every alarm, once for each id, and nobody else heard anything.
    stage.names.write_text("127.0.0.1")
    for each in stage.bad:
        each.repair()
    wait_for(lambda: set(stage.states()) == {"sent"}, limit_s=60 if ill_s < 60 else 400)
    told_bad |= set(range(first + 1, stage.number + 1))
    for each in (stage.renamed, *stage.bad):
        wanted = {name_of(number, each.name) for number in told_bad}
        assert each.effects == wanted, each.name
    assert stage.plain.effects == stage.told("plain")
    assert stage.trap.connections == 0, "a redirect was followed"
    assert stage.elsewhere.connections == 0, "a name led to an address that nobody allowed"
    again = sum(count - 1 for count in stage.plain.tries.values())
    assert again <= 8 * KILLS
    sys.stdout.write(f"sent twice because it was killed: {again}\n")
