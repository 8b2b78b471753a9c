"""The console's own figures: what it heard, kept beside the list, told over HTTP."""

import asyncio
import itertools
import sqlite3
from contextlib import closing

import msgspec
import pytest

from alerts.kpi import DAY_NS, HOUR_NS
from console.database import path_of
from console.kpis import LINES, Figures
from console.pretend_engine import PretendEngine
from console.projection import Projection
from tests.console.scene import ADOPTED, raised, scene, wait_for


@pytest.fixture
def engine(tmp_path):
    made = PretendEngine(tmp_path)
    made.commit(adopted=ADOPTED)
    yield made
    made.close()


def follow(tmp_path) -> None:
    with closing(Projection(tmp_path)) as projection:
        list(itertools.chain.from_iterable(iter(projection.poll, [])))


def view(tmp_path, *, until_ns: int, days: int = 7, told: str = ""):
    with closing(Figures(tmp_path)) as figures:
        return asyncio.run(figures.view(days=days, told=told, until_utc_ns=until_ns))


def ended(change, *, after_ns: int, disposition: str):
    said = {"change": "closed", "state": "closed", "by": "s-005", "disposition": disposition}
    return msgspec.structs.replace(change, n=2, utc_ns=change.utc_ns + after_ns, **said)


def test_every_line_of_the_table_has_its_words_and_its_value(tmp_path, engine):
    first = raised(1)
    engine.commit(alarms=(first, raised(2, rule="DEV-01", severity=2)))
    follow(tmp_path)
    shown = view(tmp_path, until_ns=first.utc_ns + DAY_NS)
    assert [line.name for line in shown.kpis] == list(LINES)
    assert len(shown.kpis) == 16
    value = {line.name: line.value for line in shown.kpis}
    assert value["alarms_per_day"] == pytest.approx(2, rel=0.01)
    assert value["priority_high_pct"] == 50
    assert shown.annunciated == 2
    assert shown.hours[0] == (1, 1, 0, 0)
    # Heard since a moment ago: the span is no longer than what was heard.
    assert shown.until_utc_ns - shown.from_utc_ns < 2 * DAY_NS


def test_a_desk_can_ask_for_what_is_told_to_it(tmp_path, engine):
    first = raised(1)  # SOS: told to the guard and the control room
    engine.commit(alarms=(first, raised(2, rule="CLK-02")))  # law: not told to them
    follow(tmp_path)
    shown = view(tmp_path, until_ns=first.utc_ns + HOUR_NS, told="CR")
    assert [(one.rule, one.subject) for one in shown.bad_actors] == [("MOT-08", "D-0001")]


def test_what_people_closed_as_false_stands_by_its_rule(tmp_path, engine):
    first = raised(1)
    engine.commit(alarms=(first,))
    changes = [raised(number, rule="POS-07", severity=2) for number in range(2, 7)]
    engine.commit(alarms=tuple(changes))
    engine.commit(alarms=(ended(first, after_ns=60 * 10**9, disposition="true"),))
    closed = [ended(one, after_ns=10**9, disposition="false_data") for one in changes]
    engine.commit(alarms=tuple(closed))
    follow(tmp_path)
    judged = view(tmp_path, until_ns=first.utc_ns + HOUR_NS).judged
    said = [(one.rule, one.closed, one.false, one.doubtful) for one in judged]
    assert said == [("POS-07", 5, 5, True), ("MOT-08", 1, 0, False)]


def test_what_stands_for_a_day_is_named(tmp_path, engine):
    first = raised(1)
    engine.commit(alarms=(first,))
    follow(tmp_path)
    assert view(tmp_path, until_ns=first.utc_ns + DAY_NS - HOUR_NS).stale == ()
    stale = view(tmp_path, until_ns=first.utc_ns + 2 * DAY_NS, days=1).stale
    assert [(one.rule, one.subject) for one in stale] == [("MOT-08", "D-0001")]


def test_a_file_of_before_is_filled_from_the_journal(tmp_path, engine):
    first = raised(1)
    engine.commit(alarms=(first,))
    follow(tmp_path)
    with closing(sqlite3.connect(path_of(tmp_path))) as database:
        database.executescript("DROP TABLE heard; DROP TABLE heard_since; PRAGMA user_version = 2;")
    follow(tmp_path)
    assert view(tmp_path, until_ns=first.utc_ns + HOUR_NS).annunciated == 1


@pytest.mark.servers
def test_the_figures_over_http(tmp_path):
    with scene(tmp_path) as stage:
        stage.engine.commit(alarms=(raised(1),))
        console = stage.console()
        with console.client(None) as client:
            assert client.get("/api/kpis").status_code == 401
        with console.client() as client:
            wait_for(lambda: client.get("/api/alarms").json()["alarms"])
            shown = client.get("/api/kpis", params={"days": 1, "told": "CR"}).json()
            assert shown["annunciated"] == 1
            assert shown["bad_actors"][0]["label"]["en"] == "SOS pressed"
            for wrong in ({"days": 2}, {"days": "x"}, {"told": "XX"}):
                assert client.get("/api/kpis", params=wrong).status_code == 400
