"""The outlets process: decisions to PostgreSQL, to Valkey and to people, each at its own pace."""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, Never

import uvloop

from alerts.notify.carriers import Carriers
from alerts.notify.keys import Keys
from alerts.notify.letters import Letters
from alerts.notify.notifier import Notifier
from alerts.notify.outbox import Outbox
from alerts.notify.places import Resolve, look_up
from alerts.notify.web import TOTAL_S_MAX
from alerts.rules import by_id
from app.notices import NoticeSource, due
from app.reports import Reports
from engine.control import CommitHint
from store.database import connect, prepare, prune
from store.engine_client import EngineClient
from store.feed import Feed
from store.identity import journal_identity
from store.journal import DecisionTail
from store.live import LivePicture
from store.standing import Standing
from store.statements import statements
from store.writer import RecordWriter, TelemetryWriter, keep_writing

POLL_S: Final = 0.25
SETTLED_S: Final = 1.0
PRUNE_EVERY_S: Final = 3_600.0
TELEMETRY_KEEP_DAYS: Final = 400

_log = logging.getLogger("outlets")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are; an empty address leaves that outlet out."""

    state: Path
    dsn: str
    redis: str
    telemetry_keep_days: int
    resolve: Resolve = look_up
    """How names of receivers become addresses."""
    attempt_s: float = TOTAL_S_MAX
    """Longest attempt at a receiver."""
    second_s: float = 1.0
    """How long a second of the schedule of attempts takes; the tests' one is shorter."""


class Outlets:
    """One feed, and behind it outlets that know nothing of each other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        folder = settings.state / "outlets"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        journal = settings.state / "journal"
        self._identity = journal_identity(journal)
        sql = statements("outbox.sql", "alerts.notify")
        self._outbox = Outbox(folder / "outbox.sqlite", journal=self._identity, sql=sql)
        self._spare = Outbox(None, journal=self._identity, sql=sql)
        self._feed = Feed(partial(DecisionTail, journal), self._outbox.cursor)
        self._engine = EngineClient(settings.state / "engine.sock")
        self._hinted = asyncio.Event()
        self._pumping = Standing("feed", up=True)
        self._record = Standing("postgres")
        self._telemetry = Standing("postgres-telemetry")
        self._valkey = Standing("valkey")
        self._notifying = Standing("notifier", up=True, cursor=self._outbox.cursor)
        self._letters = Letters(rules=by_id(), keys=Keys(settings.state / "secrets.toml"))
        self._notifier: Notifier | None = None
        self._reports = Reports(
            self._engine, boxes=(self._outbox, self._spare), down=self._down, lags=self._lags
        )

    async def run(self) -> None:
        """Work until cancelled."""
        jobs: dict[str, Callable[[], Awaitable[None]]] = {
            "pump": self._pump,
            "hints": self._listen,
            "notifier": self._notify,
            "reports": self._reports.work,
        }
        if self._settings.dsn:
            jobs |= {"record": self._write_record, "telemetry": self._write_telemetry}
            jobs |= {"retention": self._retain}
        if self._settings.redis:
            jobs |= {"live": self._show}
        standings = {"record": self._record, "telemetry": self._telemetry}
        standings |= {"live": self._valkey, "notifier": self._notifying, "pump": self._pumping}
        async with asyncio.TaskGroup() as group:
            for name, job in jobs.items():
                standing = standings.get(name, Standing(name, up=True))
                group.create_task(_for_ever(job, standing), name=name)

    async def _pump(self) -> Never:
        while True:
            self._hinted.clear()
            while self._feed.pump():  # noqa: ASYNC110 - no waiting, only giving way
                await asyncio.sleep(0)
            self._pumping.reached()
            try:
                async with asyncio.timeout(POLL_S):
                    await self._hinted.wait()
            except TimeoutError:
                continue

    async def _listen(self) -> None:
        async for each in self._engine.news():
            if isinstance(each, CommitHint):
                self._feed.newest = max(self._feed.newest, each.tick)
                self._hinted.set()
            elif self._notifier is not None and each.notices:
                self._notifier.take_unrecorded(due(each.notices))

    async def _notify(self) -> None:
        self._notifier = Notifier(
            self._outbox,
            spare=self._spare,
            carriers=Carriers(
                self._letters, resolve=self._settings.resolve, total_s=self._settings.attempt_s
            ),
            tell=self._reports.tell,
            second_s=self._settings.second_s,
        )
        source = NoticeSource(self._feed, self._notifier.cursor)
        settled = asyncio.get_running_loop().call_later(SETTLED_S, self._notifying.reached)
        try:
            await self._notifier.run(source)
        finally:
            settled.cancel()
            source.close()

    async def _write_record(self) -> None:
        writer = RecordWriter(self._feed, self._identity, self._record)
        await keep_writing(self._settings.dsn, writer.work, self._record)

    async def _write_telemetry(self) -> None:
        writer = TelemetryWriter(self._feed, self._identity, self._telemetry)
        await keep_writing(self._settings.dsn, writer.work, self._telemetry)

    async def _show(self) -> None:
        saved = self._settings.state / "outlets" / "picture.msgpack"
        live = LivePicture(self._feed, url=self._settings.redis, saved=saved, standing=self._valkey)
        await live.work()

    async def _retain(self) -> Never:
        while True:
            await asyncio.sleep(PRUNE_EVERY_S)
            before = datetime.now(UTC) - timedelta(days=self._settings.telemetry_keep_days)
            async with await connect(self._settings.dsn) as connection:
                features = await prepare(connection)
                pruned = await prune(connection, features, before)
            _log.info("telemetry_pruned count=%d", pruned)

    def _down(self) -> dict[str, bool]:
        endpoints = {} if self._notifier is None else self._notifier.down()
        down = {f"notifier:{name}": is_down for name, is_down in endpoints.items()}
        down |= {each.name: each.down for each in (self._notifying, self._pumping)}
        if self._settings.dsn:
            down["postgres"] = self._record.down or self._telemetry.down
        if self._settings.redis:
            down["valkey"] = self._valkey.down
        return down

    def _lags(self) -> dict[str, int]:
        if self._notifier is not None:
            self._notifying.cursor = self._notifier.cursor
        standings = [self._notifying]
        if self._settings.dsn:
            standings += [self._record, self._telemetry]
        if self._settings.redis:
            standings.append(self._valkey)
        newest = self._feed.newest
        return {each.name: max(0, newest - each.cursor) for each in standings}


async def _for_ever(job: Callable[[], Awaitable[None]], standing: Standing) -> Never:
    """Run a job again whenever it ends: one outlet's mistake is never another's."""
    while True:
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - the task's outermost line; DEV-08 tells it
            _log.exception("outlet_failed outlet=%s", standing.name)
            standing.lost(error)
        await asyncio.sleep(standing.backoff_s())


def main(argv: Sequence[str]) -> int:
    """Bring decisions to PostgreSQL, to Valkey and to people until told to stop."""
    parser = argparse.ArgumentParser(prog="custody outlets", description=main.__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder of the journal")
    parser.add_argument("--dsn", default=os.environ.get("CUSTODY_DSN", ""), help="PostgreSQL")
    parser.add_argument("--redis", default=os.environ.get("CUSTODY_REDIS", ""), help="Valkey")
    parser.add_argument("--telemetry-keep-days", type=int, default=TELEMETRY_KEEP_DAYS)
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    settings = Settings(
        state=options.state,
        dsn=options.dsn,
        redis=options.redis,
        telemetry_keep_days=options.telemetry_keep_days,
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(settings))
    return 0


async def _until_told(settings: Settings) -> None:
    task = asyncio.current_task()
    assert task is not None, "runs in a task"
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        await Outlets(settings).run()
    except asyncio.CancelledError:
        _log.info("outlets_stopped")
