"""A console on a real history: people whose way of the last hours is stored in TimescaleDB.

``python -m tests.browser.way_stage`` keeps it open for working on the trajectory page.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
import psycopg

from app.services import Postgres
from custody.record import RecordEvent
from engine.decisions import AlarmChange
from sim.routes import Waypoint, Ways
from store.identity import journal_identity
from tests.browser.stage import INVESTIGATORS, alarm, changed
from tests.console.scene import PASSWORD, SITE, Running, opened, scene, wait_for

SECOND_NS = 10**9
HOURS = 2.0
OFFICER = INVESTIGATORS[0]
WALK_MPS = 1.1
GAP_S = 95
"""Longer than POS-14 allows; the person walks on meanwhile."""
VISITS = (
    *(("intake", 240.0), ("search-1", 420.0), ("holding-3", 1_500.0), ("interview-1", 1_620.0)),
    *(("medical", 700.0), ("holding-12", 900.0), ("holding-3", 9_999.0)),
)
"""Rooms in turn, and how long each, seconds; holding-12 is upstairs."""

Seen = tuple[float, Waypoint]
"""Seconds since the arrival, place."""


@dataclass
class WayStage:
    """Where the console answers, when the stays began, and the server to stop."""

    console: Running
    postgres: Postgres
    arrived_utc_ns: int

    @property
    def url(self) -> str:
        return self.console.url


def walked(visits: Iterable[tuple[str, float]], *, seed: int = 3) -> Iterator[Seen]:
    """Yield a fix a second of somebody who goes from room to room and never stands quite still."""
    ways, chance, second = Ways(SITE.site), Random(seed), 0.0
    at: Waypoint | None = None
    for room, stay_s in visits:
        goal = ways.spot(room, chance)
        route = None if at is None else ways.route(at, goal)
        for metre in range(int(route.length_m / WALK_MPS) if route else 0):
            yield second, route.at(metre * WALK_MPS)
            second += 1
        end = second + stay_s
        while second < end:
            if int(second) % 40 == 0:
                goal = ways.spot(room, chance)
            yield second, goal
            second += 1
        at = goal


@contextmanager
def way_stage(folder: Path) -> Iterator[WayStage]:
    """A centre in which D-0001 has been for two hours, and D-0002 was."""
    with ExitStack() as running:
        postgres = running.enter_context(Postgres(folder / "pg", durable=False))
        made = running.enter_context(scene(folder, roles=("control_room", "technician")))
        began = time.time_ns() - int(HOURS * 3_600) * SECOND_NS
        made.engine.commit(stays=_stays(began), record=_record(began))
        made.engine.commit(alarms=_alarms(began))
        log = running.enter_context((folder / "outlets.log").open("wb"))
        outlets = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "outlets", "--state", made.state],
            stderr=log,
            env={**os.environ, "CUSTODY_DSN": postgres.dsn, "CUSTODY_REDIS": ""},
        )
        running.callback(outlets.wait, 10)
        running.callback(outlets.terminate)
        identity = journal_identity(made.state / "journal")
        wait_for(lambda: _stored(postgres.dsn, identity) > 0, seconds=20)
        _fill(postgres.dsn, identity, began)
        console = made.console("--dsn", postgres.dsn)
        wait_for(lambda: console.health()["parts"]["postgres"]["ok"], seconds=10)
        yield WayStage(console=console, postgres=postgres, arrived_utc_ns=began)


def _stays(began: int):
    first = msgspec.structs.replace(opened(1), arrived_utc_ns=began, responsible=OFFICER)
    over = msgspec.structs.replace(
        opened(2),
        arrived_utc_ns=began,
        change="closed",
        open=False,
        utc_ns=began + 3_000 * SECOND_NS,
    )
    never = msgspec.structs.replace(opened(3), arrived_utc_ns=began)
    return first, over, never


def _record(began: int) -> tuple[RecordEvent, ...]:
    kinds = (("stay.opened", {"responsible": OFFICER}), ("band.bound", {"band": "band-001"}))
    return tuple(
        RecordEvent(
            number=number, stay="D-0001", utc_ns=began, recorded_utc_ns=began, kind=kind,
            by="s-001", data={**data, "arrived_utc_ns": began} if number == 1 else data,
        )
        for number, (kind, data) in enumerate(kinds, 1)
    )  # fmt: skip


def gap_begin_s() -> float:
    """Return when D-0001 is lost: on the way from the interview to the doctor."""
    left = next(second for second, at in walked(VISITS) if at.room == "medical")
    return left - 20


def _alarms(began: int) -> tuple[AlarmChange, ...]:
    ago_s = (time.time_ns() - began) / SECOND_NS - gap_begin_s() - 60
    raised = alarm("POS-14", "D-0001", "corridor-west", ago_s=ago_s, due=True)
    closed = changed(raised, "closed", by="s-003", ago_s=ago_s - 300)
    return raised, msgspec.structs.replace(closed, note="true: 走廊基站断电，录像已核对")


def _stored(dsn: str, identity: str) -> int:
    try:
        with psycopg.connect(dsn, connect_timeout=2) as connection:
            row = connection.execute(
                "select count(*) from custody.alarms a join custody.journals j"
                " on j.number = a.journal where j.identity = %s",
                (identity,),
            ).fetchone()
    except psycopg.Error:
        return 0
    return int(row[0])


def _fill(dsn: str, identity: str, began: int) -> None:
    """Store the ways as the telemetry writer would: D-0001, D-0002 and the officer of D-0001."""
    until_s, lost_s = HOURS * 3_600 - 2, gap_begin_s()
    mine = [one for one in walked(VISITS) if one[0] < until_s]
    seen = [one for one in mine if not lost_s < one[0] < lost_s + GAP_S]
    officer = [one for one in mine if one[1].room in ("interview-1", "medical")]
    over = [one for one in walked(VISITS, seed=5) if one[0] < 2_990]
    staff = [member.id for member in SITE.staff].index(OFFICER)
    with psycopg.connect(dsn) as connection:
        (config,) = connection.execute(
            "select c.number from custody.configs c join custody.journals j"
            " on j.number = c.journal where j.identity = %s",
            (identity,),
        ).fetchone()
        copied = connection.cursor().copy(
            "copy custody.positions (time, config, device, holder_kind, holder, x_mm, y_mm, z_mm,"
            " level, room, accuracy_mm) from stdin"
        )
        with copied as copy:
            for kind, holder, fixes, aside_m in (
                (1, 1, seen, 0.0),
                (1, 2, over, 0.0),
                (2, staff, officer, 0.9),
            ):
                for row in _rows(fixes, began, aside_m):
                    at, *place = row
                    copy.write_row((at, config, 0, kind, holder, *place))


def _rows(fixes: Iterable[Seen], began: int, aside_m: float) -> Iterator[tuple]:
    levels = [level.id for level in SITE.site.levels]
    rooms = [room.id for room in SITE.site.rooms]
    chance = Random(11)
    for second, at in fixes:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S+00", time.gmtime(began / SECOND_NS + second))
        x_m, y_m = at.x_m + chance.gauss(0, 0.12) + aside_m, at.y_m + chance.gauss(0, 0.12)
        room = rooms.index(at.room) if at.room in rooms else -1
        yield stamp, int(x_m * 1e3), int(y_m * 1e3), 1_000, levels.index(at.level), room, 450


def main() -> int:
    """Keep a stage open until interrupted."""
    with tempfile.TemporaryDirectory() as folder, way_stage(Path(folder)) as made:
        sys.stdout.write(f"{made.url}  user control_room, password {PASSWORD}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
