"""Decisions in PostgreSQL: at once, each once, and none missing however often the server goes."""

# ruff: noqa: S608 - the statements are put together from the tests' own words

import asyncio
import os
import signal
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
import pytest

from app.services import Postgres
from engine.control import CommitHint
from store.database import connect, prepare, prune
from store.identity import journal_identity
from store.migrate import Migration, MigrationChangedError, migrate, migrations
from store.queries import History, HistoryDown
from tests.servers.outlets_stage import Ears, Written, outlets, wait_for
from tests.store.decided import (
    START_UTC_NS,
    adopted,
    alarm,
    answer,
    door,
    evidence,
    motion,
    notice,
    position,
    room_of_type,
    room_row,
    rows,
    site,
    stay,
    utc_ns,
    vitals,
)

pytestmark = pytest.mark.servers


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path)


def asked(dsn, sql, *values):
    with psycopg.connect(dsn, connect_timeout=2) as connection:
        return connection.execute(sql, values).fetchall()


def mine(state: Path) -> str:
    """Return the part of a WHERE that leaves other tests' journals out."""
    identity = journal_identity(state / "journal")
    return f"journal = (select number from custody.journals where identity = '{identity}')"


def count(dsn, table, state):
    return asked(dsn, f"select count(*) from custody.{table} where {mine(state)}")[0][0]


def is_stored(dsn, table, state, expected):
    try:
        return count(dsn, table, state) == expected
    except psycopg.Error:
        return False


def test_everything_that_matters_stands_in_plain_tables(postgres, written, tmp_path):
    raised = alarm(1)
    acked = alarm(1, n=2, change="acknowledged", state="acknowledged", by="s-001", note="去看 ok")
    written.tick(adopted=adopted(site()), stays=(stay(1),))
    written.tick(alarms=(raised,), notices=(notice(raised, "duty"),), things=(door("d-1", "open"),))
    written.tick(alarms=(acked,), answers=(answer("c-1"),), things=(door("d-1", "closed"),))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_stored(postgres.dsn, "alarm_changes", tmp_path, 2))
        wait_for(lambda: is_stored(postgres.dsn, "answers", tmp_path, 1))

    where = mine(tmp_path)
    row = asked(
        postgres.dsn,
        f"select n, state, note, by, evidence->>'cause_t_ns' from custody.alarms where {where}",
    )
    assert row == [(2, "acknowledged", "去看 ok", "s-001", str(START_UTC_NS - 5))]
    assert asked(postgres.dsn, f"select state from custody.things where {where}") == [
        ({"contact": "closed"},)
    ]
    assert asked(postgres.dsn, f"select stay, open from custody.stays where {where}") == [
        ("D-0001", True)
    ]
    assert count(postgres.dsn, "notices", tmp_path) == 1


def test_alarms_are_stored_within_150_ms_of_their_commit(postgres, written, tmp_path):
    written.tick(adopted=adopted(site()))
    with Ears(tmp_path) as ears, outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_stored(postgres.dsn, "configs", tmp_path, 1))
        wait_for(lambda: ears.is_watched)
        committed_ns = {}
        for number in range(1, 41):
            raised = alarm(number)
            decided = written.tick(alarms=(raised,))
            committed_ns[raised.id] = time.time_ns()
            ears.say(CommitHint(tick=decided.tick))
            time.sleep(0.03)
        wait_for(lambda: is_stored(postgres.dsn, "alarms", tmp_path, 40))
        stored = asked(
            postgres.dsn,
            "select id, (extract(epoch from stored_at) * 1000000)::bigint * 1000"
            f" from custody.alarm_changes where {mine(tmp_path)}",
        )
    late_ms = sorted((at_ns - committed_ns[name]) / 1e6 for name, at_ns in stored)
    assert late_ms[-1] < 150, late_ms


def test_telemetry_is_counted_to_the_row_and_says_where_a_stay_was(postgres, written, tmp_path):
    holding = room_of_type("holding")
    written.tick(adopted=adopted(site()), stays=(stay(1),))
    for second in range(60):
        fix = position(1, x_m=second / 2, room=room_row(holding), t_ns=utc_ns(second * 10))
        body = {"vitals": rows(vitals(1)), "motions": rows(motion(1), motion(2))}
        written.tick(positions=rows(fix), **body)
    history = History(postgres.dsn, identity=journal_identity(tmp_path / "journal"))

    async def story():
        async def stored():
            try:
                return await history.telemetry_rows()
            except HistoryDown:
                return {}

        expected = {"positions": 60, "vitals": 60, "motions": 120}
        async with asyncio.timeout(20):
            while await stored() != expected:  # noqa: ASYNC110 - another process writes
                await asyncio.sleep(0.1)
        since = {"since_utc_ns": utc_ns(100), "until_utc_ns": utc_ns(200)}
        points = await history.track(1, **since)
        await history.close()
        return points

    with outlets(tmp_path, dsn=postgres.dsn):
        points = asyncio.run(story())
    assert [(point[0], point[1]) for point in points] == [
        (utc_ns(second * 10), second / 2) for second in range(10, 20)
    ]
    assert {point[4] for point in points} == {holding}


def test_a_kill_at_any_moment_neither_doubles_nor_loses_a_row(postgres, written, tmp_path):
    written.tick(adopted=adopted(site()))
    with outlets(tmp_path, dsn=postgres.dsn) as process:
        for number in range(1, 201):
            written.tick(alarms=(alarm(number),), positions=rows(position(1, x_m=number)))
            if number % 40 == 0:
                time.sleep(number / 200)
                process.kill()
                process.start()
        wait_for(lambda: is_stored(postgres.dsn, "alarm_changes", tmp_path, 200))
        wait_for(lambda: telemetry(postgres.dsn, tmp_path) == (200, 200))


def telemetry(dsn, state):
    (row,) = asked(
        dsn,
        "select count(*), count(distinct x_mm) from custody.positions"
        f" where config in (select number from custody.configs where {mine(state)})",
    )
    return row


def test_a_server_that_was_away_is_only_a_lagging_cursor(written, tmp_path, tmp_path_factory):
    with (
        Postgres(tmp_path_factory.mktemp("away"), durable=False) as server,
        Ears(tmp_path) as ears,
        outlets(tmp_path, dsn=server.dsn) as process,
    ):
        written.tick(adopted=adopted(site()))
        wait_for(lambda: is_stored(server.dsn, "configs", tmp_path, 1))
        server.kill()
        many = rows(*(position(1, x_m=x) for x in range(100)))
        for number in range(1, 301):
            written.tick(alarms=(alarm(number),) if number % 3 == 0 else (), positions=many)
        wait_for(lambda: ears.named("outlet_down").get("postgres") == 1)
        wait_for(lambda: ears.named("cursor_lag").get("postgres", 0) >= 300)

        server.launch()
        server.wait_ready()
        back_s = time.monotonic()
        wait_for(lambda: is_stored(server.dsn, "alarm_changes", tmp_path, 100))
        wait_for(lambda: telemetry(server.dsn, tmp_path)[0] == 30_000)
        # 30 s of ticks in far less; the outlets try again at least each 2 s.
        assert time.monotonic() - back_s < 6
        wait_for(lambda: ears.named("outlet_down").get("postgres") == 0)
        wait_for(lambda: ears.named("cursor_lag").get("postgres") == 0)
        assert process.rss_mb() < 250


def test_a_row_that_cannot_be_stored_is_put_aside_and_holds_nobody_up(postgres, written, tmp_path):
    written.tick(adopted=adopted(site()))
    huge = alarm(2, occurrences=2**63 - 1, severity=70_000)
    written.tick(alarms=(alarm(1), huge, alarm(3)))
    written.tick(alarms=(alarm(4),))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_stored(postgres.dsn, "alarm_changes", tmp_path, 3))
        wait_for(lambda: is_stored(postgres.dsn, "refused_rows", tmp_path, 2))
    aside = asked(
        postgres.dsn,
        f"select statement, content from custody.refused_rows where {mine(tmp_path)} order by 1",
    )
    assert [statement for statement, _ in aside] == ["alarm_change_put", "alarm_put"]
    assert "MOT-08:D-0001:2" in aside[0][1]


def test_a_new_journal_in_an_old_database_begins_anew(postgres, tmp_path):
    for name in ("old", "new"):
        state = tmp_path / name
        written = Written(state)
        written.tick(adopted=adopted(site()))
        written.tick(alarms=(alarm(1, note=name),))
        with outlets(state, dsn=postgres.dsn):
            wait_for(lambda state=state: is_stored(postgres.dsn, "alarms", state, 1))
    for name in ("old", "new"):
        notes = asked(
            postgres.dsn, f"select note from custody.alarms where {mine(tmp_path / name)}"
        )
        assert notes == [(name,)]


def test_history_gives_back_what_was_decided(postgres, written, tmp_path):
    raised = alarm(1, evidence=evidence(withheld=True))
    acked = msgspec.structs.replace(
        alarm(1, n=2, change="acknowledged", state="acknowledged"), evidence=None
    )
    other = alarm(2)
    written.tick(adopted=adopted(site()))
    written.tick(alarms=(raised, acked, other))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_stored(postgres.dsn, "alarm_changes", tmp_path, 3))

    async def story():
        history = History(postgres.dsn, identity=journal_identity(tmp_path / "journal"))
        await history.ping()
        newest = await history.alarms(limit=1)
        older = await history.alarms(limit=10, before_utc_ns=other.raised_utc_ns)
        changes = await history.changes(raised.id)
        await history.close()
        return newest, older, changes

    newest, older, changes = asyncio.run(story())
    assert newest == [other]
    assert older == [msgspec.structs.replace(acked, evidence=raised.evidence)]
    assert changes == [raised, acked]


def test_history_says_that_the_server_is_down_and_finds_it_again(tmp_path_factory):
    with Postgres(tmp_path_factory.mktemp("down")) as server:

        async def story():
            async with await connect(server.dsn) as connection:
                await prepare(connection)
            history = History(server.dsn, identity="x")
            await history.ping()
            server.kill()
            began_s = time.monotonic()
            with pytest.raises(HistoryDown):
                await history.ping()
            assert time.monotonic() - began_s < 5
            server.launch()
            server.wait_ready()
            await history.ping()
            await history.close()

        asyncio.run(story())


def test_migrations_are_done_once_and_never_changed(postgres):
    async def story():
        async with await connect(postgres.dsn) as connection:
            await prepare(connection)
            assert await migrate(connection) == 0
            changed = [
                Migration(each.number, each.name, each.sql + "\n-- changed")
                for each in migrations()
            ]
            with pytest.raises(MigrationChangedError):
                await migrate(connection, changed)
            more = Migration(len(changed) + 1, "9999_more.sql", "create table custody.no_such (x")
            with pytest.raises(psycopg.errors.SyntaxError):
                await migrate(connection, [*migrations(), more])
            assert await migrate(connection) == 0

    asyncio.run(story())


def test_old_telemetry_goes_and_young_telemetry_stays(postgres, written, tmp_path):
    old, young = START_UTC_NS - 30 * 86_400 * 10**9, START_UTC_NS
    written.tick(adopted=adopted(site()))
    written.tick(positions=rows(position(1, x_m=1, t_ns=young), position(1, x_m=2, t_ns=young)))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: telemetry(postgres.dsn, tmp_path)[0] == 2)

    async def story():
        async with await connect(postgres.dsn) as connection:
            features = await prepare(connection)
            await connection.execute(
                "insert into custody.positions select to_timestamp(%s), config, device,"
                " holder_kind, holder, 77, y_mm, z_mm, level, room, accuracy_mm"
                " from custody.positions",
                (old // 10**9,),
            )
            before = datetime.fromtimestamp(old / 1e9 + 86_400, UTC)
            assert await prune(connection, features, before)
            cursor = await connection.execute(
                "select count(*) from custody.positions where x_mm=77"
            )
            return (await cursor.fetchone())[0]

    assert asyncio.run(story()) == 0
    assert telemetry(postgres.dsn, tmp_path)[0] == 2


def test_the_server_is_a_hypertable_where_timescaledb_is(postgres):
    async def story():
        async with await connect(postgres.dsn) as connection:
            features = await prepare(connection)
            assert bool(features.timescaledb) == postgres.timescaledb
            if postgres.timescaledb:
                cursor = await connection.execute(
                    "select hypertable_name from timescaledb_information.hypertables order by 1"
                )
                found = [row[0] for row in await cursor.fetchall()]
                assert found == ["motions", "positions", "vitals"]

    asyncio.run(story())


def test_a_server_that_hangs_is_told_of_and_drained(written, tmp_path, tmp_path_factory):
    with (
        Postgres(tmp_path_factory.mktemp("hangs"), durable=False) as server,
        Ears(tmp_path) as ears,
        outlets(tmp_path, dsn=server.dsn),
    ):
        written.tick(adopted=adopted(site()))
        wait_for(lambda: is_stored(server.dsn, "configs", tmp_path, 1))
        with all_stopped(server.running().pid):
            for number in range(1, 21):
                written.tick(alarms=(alarm(number),), positions=rows(position(1, x_m=number)))
            wait_for(lambda: ears.named("outlet_down").get("postgres") == 1)
        wait_for(lambda: is_stored(server.dsn, "alarm_changes", tmp_path, 20))
        wait_for(lambda: telemetry(server.dsn, tmp_path) == (20, 20))


@contextmanager
def all_stopped(pid):
    """Stop a server with all its children, as a machine out of memory would."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pids = [pid, *map(int, children)]
    for each in pids:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in pids:
            # A backend may have been on its way out when it was stopped.
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)
