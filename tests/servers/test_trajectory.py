"""The way of a stay out of real TimescaleDB: nothing that matters is left out, however long."""

# ruff: noqa: S608 - the statements are put together from the tests' own words

import asyncio
import itertools
import time

import psycopg
import pytest

from store import queries
from store.identity import journal_identity
from store.queries import HistorySlow
from store.trajectory import FIXES_MAX, Trajectories, step_of
from tests.servers.outlets_stage import Written, outlets, wait_for
from tests.store.decided import START_UTC_NS, adopted, alarm, demo_site, room_row, site, stay

pytestmark = pytest.mark.servers

SECOND_NS = 10**9
LOST_NS = 10 * SECOND_NS
ROOMS = demo_site().site.rooms
HERE, THERE = ROOMS[3].id, ROOMS[4].id


@pytest.fixture
def house(postgres, tmp_path):
    """A journal whose outlets have written its configuration, two stays and an alarm."""
    written = Written(tmp_path)
    gap = {"rule": "POS-14", "severity": 3, "raised_utc_ns": START_UTC_NS + 3_260 * SECOND_NS}
    written.tick(
        adopted=adopted(site()),
        stays=(stay(1), stay(2, is_open=False, change="closed", utc_ns=START_UTC_NS + SECOND_NS)),
    )
    written.tick(alarms=(alarm(1, **gap),))
    with outlets(tmp_path, dsn=postgres.dsn):
        house = House(postgres.dsn, journal_identity(tmp_path / "journal"))
        wait_for(lambda: house.count("alarms") == 1)
        yield house


class House:
    """A database with one journal, filled with fixes as the telemetry writer would."""

    def __init__(self, dsn: str, identity: str) -> None:
        self.dsn, self.identity = dsn, identity

    def count(self, table: str) -> int:
        try:
            return self._ask(
                f"select count(*) from custody.{table} t join custody.journals j"
                " on j.number = t.journal where j.identity = %s",
                self.identity,
            )
        except psycopg.Error:
            return 0

    def walk(
        self,
        since_s: float,
        until_s: float,
        *,
        room: str = HERE,
        every_s: float = 1.0,
        kind: int = 1,
        holder: int = 1,
        x_mm: int = 5_000,
    ) -> None:
        """Put a fix every so often from one second after the arrival to another."""
        self._do(
            "insert into custody.positions select"
            " to_timestamp(%s::float8) + s * interval '1 s', c.number, 0, %s, %s,"
            " %s + 100 * (s::int %% 7), 2000, 1000, 0, %s, 300 from custody.configs c"
            " join custody.journals j on j.number = c.journal,"
            " generate_series(%s::numeric, %s::numeric, %s::numeric) s"
            " where j.identity = %s",
            *(START_UTC_NS / 1e9, kind, holder, x_mm, room_row(room)),
            *(since_s, until_s - every_s / 2, every_s, self.identity),
        )

    def ask(self, question):
        """Return what the console's own reader answers."""

        async def story():
            ways = Trajectories(self.dsn, identity=self.identity)
            try:
                return await question(ways)
            finally:
                await ways.close()

        return asyncio.run(story())

    def way(self, since_s: float, until_s: float, *, step_s: int = 10, stay_number: int = 1):
        return self.ask(
            lambda ways: ways.walk(
                stay_number,
                since_utc_ns=at(since_s),
                until_utc_ns=at(until_s),
                step_ns=step_s * SECOND_NS,
                lost_ns=LOST_NS,
            )
        )

    def _ask(self, sql: str, *values: object) -> int:
        with psycopg.connect(self.dsn, connect_timeout=2) as connection:
            return connection.execute(sql, values).fetchone()[0]

    def _do(self, sql: str, *values: object) -> None:
        with psycopg.connect(self.dsn, connect_timeout=2) as connection:
            connection.execute(sql, values)


def at(second: float) -> int:
    return START_UTC_NS + round(second * SECOND_NS)


def seconds(walk) -> list[float]:
    return [(fix.utc_ns - START_UTC_NS) / SECOND_NS for fix in walk.fixes]


def test_a_thinned_way_keeps_both_sides_of_each_gap_and_each_room(house):
    house.walk(0, 605)
    house.walk(605, 3_000, room=THERE)
    house.walk(3_200, 7_200, room=THERE)
    house.walk(0, 7_200, holder=2, room=HERE)
    walk = house.way(100, 7_000)
    shown = seconds(walk)
    assert walk.whole
    assert walk.fixes[-1].number == 6_900 - 200, "all fixes are counted, few are sent"
    assert len(shown) < 720
    assert {604.0, 605.0} <= set(shown), "the last fix here and the first there"
    assert {2_999.0, 3_200.0} <= set(shown), "the last before the gap and the first after it"
    assert [fix.room for fix in walk.fixes if fix.utc_ns in (at(604), at(605))] == [HERE, THERE]
    apart = [b - a for a, b in itertools.pairwise(shown)]
    assert sorted(apart)[-2] <= 10.0, "no step of time is left out"
    assert walk.before.utc_ns == at(99)
    assert walk.after.utc_ns == at(7_000)
    assert walk.fixes[0].accuracy_m == 0.3


def test_a_day_at_five_fixes_a_second_comes_whole_within_the_time_limit(house):
    day_s = 24 * 3_600
    house.walk(0, day_s, every_s=0.2)
    step_ns = step_of(day_s * SECOND_NS)
    started_s = time.monotonic()
    walk = house.way(0, day_s, step_s=step_ns // SECOND_NS)
    took_s = time.monotonic() - started_s
    assert walk.whole
    assert walk.fixes[-1].number == day_s * 5
    assert 2_880 <= len(walk.fixes) <= FIXES_MAX
    assert took_s < queries.ANSWER_S_MAX, len(walk.fixes)


def test_a_way_with_more_edges_than_fit_says_where_it_was_cut(house):
    for room, since in ((HERE, 0), (THERE, 1)):
        house.walk(since, FIXES_MAX + 100, room=room, every_s=2)
    walk = house.way(0, FIXES_MAX + 100)
    assert not walk.whole
    assert len(walk.fixes) == FIXES_MAX
    assert walk.after is None, "what follows was not looked for"
    assert walk.fixes[-1].utc_ns == at(FIXES_MAX - 1)


def test_a_question_that_takes_too_long_is_told_from_a_server_that_is_down(house, monkeypatch):
    house.walk(0, 24 * 3_600)
    monkeypatch.setattr(queries, "STATEMENT_MS_MAX", 20)
    with pytest.raises(HistorySlow, match="within 20 ms"):
        house.way(0, 24 * 3_600)


def test_who_was_around_is_everybodys_last_fresh_fix(house):
    house.walk(0, 20)
    house.walk(0, 20, holder=2, x_mm=9_000)
    house.walk(0, 12, kind=2, holder=4)
    house.walk(0, 20, kind=2, holder=5, room=THERE)
    found = house.ask(lambda ways: ways.everybody(at_utc_ns=at(18.5), fresh_ns=5 * SECOND_NS))
    names = {(one.kind, one.id): one for one in found}
    assert set(names) == {
        ("stay", "D-0001"),
        ("stay", "D-0002"),
        ("staff", demo_site().staff[5].id),
    }
    assert names["stay", "D-0001"].utc_ns == at(18)
    assert names["staff", demo_site().staff[5].id].room == THERE


def test_a_gap_of_one_is_told_from_a_gap_of_all(house):
    house.walk(0, 100)
    house.walk(150, 200)
    house.walk(110, 140, kind=2, holder=4)
    stretches = [(at(99), at(150)), (at(141), at(149)), (at(199), at(400))]
    assert house.ask(lambda ways: ways.anybody(stretches)) == (True, False, False)
    assert house.ask(lambda ways: ways.anybody([])) == ()


def test_alarms_and_stays_that_are_over_are_found_again(house):
    rules = ("POS-07", "POS-14")
    found = house.ask(
        lambda ways: ways.alarms("D-0001", rules=rules, since_utc_ns=0, until_utc_ns=at(9_999))
    )
    later = house.ask(
        lambda ways: ways.alarms(
            "D-0001", rules=rules, since_utc_ns=at(3_261), until_utc_ns=at(9_999)
        )
    )
    closed = house.ask(lambda ways: ways.stay("D-0002"))
    assert [(one.rule, one.severity) for one in found] == [("POS-14", 3)]
    assert later == ()
    assert (closed.number, closed.open, closed.utc_ns) == (2, False, at(1))
    assert house.ask(lambda ways: ways.stay("D-0099")) is None


def test_another_journals_fixes_are_not_ours(house):
    house.walk(0, 100)
    stranger = House(house.dsn, "nobody")
    assert stranger.way(0, 100).fixes == ()
