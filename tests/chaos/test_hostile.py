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
from tests.servers.outlets_stage import Ears, Written, wait_for
from tests.store.decided import adopted, alarm, endpoint, notice, site

SEED = 20261122
KILLS = 15
QUIET_ALARMS = 40
WARM_UP = 2
BAD = (
    *(hostile.Down, hostile.Failing, hostile.Hanging, hostile.Dying, hostile.Redirecting),
    *(hostile.Huge, hostile.Loris, hostile.Gone, hostile.Putting),
)
OTHERS_S_MAX = 1.0


class Stage:
    """Receivers, the outlets as a process of our own clock, and the journal the test writes."""

    def __init__(self, state, *, second_s, attempt_s):
        self.state = state
        self.written = Written(state)
        self.ears = Ears(state)
        self.chance = random.Random(SEED)
        self.plain = hostile.Plain("plain")
        self.trap = hostile.Plain("trap")
        self.bad = [kind(kind.__name__.lower()) for kind in BAD]
        hostile.Redirecting.trap = self.trap.url
        # A name that changes: first the receiver, then a service on this machine.
        self.renamed = hostile.Plain("renamed")
        self.elsewhere = hostile.Plain("elsewhere", host="127.0.0.2", port=self.renamed.port)
        self.names = state / "names.txt"
        self.names.write_text("127.0.0.1")
        self.argv = [sys.executable, "-m", "tests.chaos.quick_outlets", "--state", str(state)]
        self.argv += ["--second", str(second_s), "--attempt", str(attempt_s)]
        self.child = None
        self.number = 0
        self.committed_s = {}

    def points(self, *, bad):
        renamed = f"http://localhost:{self.renamed.port}/renamed"
        points = [endpoint("plain", self.plain.url)]
        if bad:
            points += [endpoint("renamed", renamed)]
            points += [endpoint(each.name, each.url) for each in self.bad]
        return points

    def adopt(self, *, bad):
        self.written.tick(adopted=adopted(only_here(site(*self.points(bad=bad)))))

    def start(self):
        with (self.state / "outlets.log").open("ab") as log:
            self.child = subprocess.Popen(self.argv, stderr=log)

    def kill(self):
        self.child.kill()
        self.child.wait()

    def ring(self, *, bad, severity=1):
        """Raise an alarm of which every endpoint is told."""
        self.number += 1
        raised = alarm(self.number, severity=severity)
        notices = tuple(notice(raised, point.id) for point in self.points(bad=bad))
        decided = self.written.tick(alarms=(raised,), notices=notices)
        self.committed_s[notices[0].id] = time.monotonic()
        self.ears.say(CommitHint(tick=decided.tick))

    def late_s(self, names):
        """Return how long after its commit each notice reached the good receiver."""
        return sorted(self.plain.heard_s[name] - self.committed_s[name] for name in names)

    def told(self, point):
        """Return the ids of all notices to an endpoint."""
        return {f"MOT-08:D-0001:{number}:{point}:1:first" for number in range(1, self.number + 1)}

    def states(self):
        with closing(sqlite3.connect(self.state / "outlets" / "outbox.sqlite")) as database:
            return dict(database.execute("select state, count(*) from notices group by state"))

    def close(self):
        if self.child is not None:
            self.kill()
        for each in (self.plain, self.trap, self.renamed, self.elsewhere, *self.bad):
            each.close()


def only_here(configuration):
    """Allow 127.0.0.1 and nothing beside it."""
    notify = replace(configuration.notify, allow=("127.0.0.1/32",))
    return replace(configuration, notify=notify)


def p99(values):
    return values[min(len(values) - 1, math.ceil(0.99 * len(values)) - 1)]


@pytest.fixture
def stage(tmp_path, request):
    second_s, attempt_s, _ = request.param
    made = Stage(tmp_path, second_s=second_s, attempt_s=attempt_s)
    yield made
    made.close()


QUICK = (0.02, 0.5, 12.0)
"""Ten minutes of the schedule in twelve seconds."""
LONG = (1.0, 5.0, 600.0)


@pytest.mark.chaos
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    "stage",
    [pytest.param(QUICK, id="quick"), pytest.param(LONG, id="long", marks=pytest.mark.long)],
    indirect=True,
)
def test_each_effect_once_none_missing_and_nobody_waits_for_the_bad_ones(stage, request):
    ill_s = request.node.callspec.params["stage"][2]
    stage.start()
    wait_for(lambda: stage.ears.is_watched)

    # Given: what a good receiver waits for when all are good.
    stage.adopt(bad=False)
    alone = _paced(stage, QUIET_ALARMS, bad=False)

    # When: nine bad receivers and a name that changes are told of the same alarms.
    first = stage.number
    stage.adopt(bad=True)
    beside = _paced(stage, QUIET_ALARMS, bad=True)
    assert p99(beside) < OTHERS_S_MAX, (p99(alone), p99(beside))
    assert median(beside) < 3 * median(alone) + 0.05, (median(alone), median(beside))

    # And: the name points elsewhere, its receiver away; the notifier is killed again and again.
    stage.names.write_text("127.0.0.2")
    began_s = time.monotonic()
    for _ in range(KILLS):
        for _ in range(2):
            stage.ring(bad=True, severity=stage.chance.choice((1, 2)))
        time.sleep(stage.chance.uniform(0.2, 1.6))
        stage.kill()
        stage.start()
    time.sleep(max(0.0, ill_s - (time.monotonic() - began_s)))

    # Then: repaired, each hears every alarm, once for each id, and nobody else heard anything.
    stage.names.write_text("127.0.0.1")
    for each in stage.bad:
        each.repair()
    wait_for(lambda: set(stage.states()) == {"sent"}, limit_s=60 if ill_s < 60 else 400)
    for each in (stage.renamed, *stage.bad):
        wanted = {name for name in stage.told(each.name) if int(name.split(":")[2]) > first}
        assert each.effects == wanted, each.name
    assert stage.plain.effects == stage.told("plain")
    assert stage.trap.connections == 0, "a redirect was followed"
    assert stage.elsewhere.connections == 0, "a name led to an address that nobody allowed"
    again = sum(count - 1 for count in stage.plain.tries.values())
    assert again <= 8 * KILLS
    figures = f"p99 alone {p99(alone):.4f} s, beside bad ones {p99(beside):.4f} s, twice {again}\n"
    sys.stdout.write(figures)


def _paced(stage, count, *, bad):
    """Ring at a steady pace; return how long the good receiver waited for each."""
    for _ in range(WARM_UP):
        stage.ring(bad=bad)
    time.sleep(0.5)
    begin = len(stage.committed_s)
    for _ in range(count):
        stage.ring(bad=bad)
        time.sleep(0.1)
    names = [*stage.committed_s][begin:]
    wait_for(lambda: all(name in stage.plain.effects for name in names))
    return stage.late_s(names)
