"""The console put together: routes, and the tasks that keep its picture of the house fresh."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console import health as judge
from console.access import RefusedError
from console.actions import Actions
from console.auth import Auth
from console.board import Board
from console.database import now_ns
from console.deliveries import DeliveryBook, DeliveryViews
from console.house import History, House
from console.inspector_routes import InspectorViews
from console.kpis import Figures
from console.live import PictureSource
from console.outbox_probe import OutboxProbe
from console.pages import pages
from console.projection import BATCH_MAX, AlarmArchive, Applied, Projection
from console.record_routes import RecordViews
from console.register import Register
from console.replies import problem
from console.shield import Shield
from console.shift_book import ShiftBook
from console.shift_routes import ShiftViews
from console.shift_types import ShiftNews
from console.shift_views import incident_view
from console.track_routes import TrackViews
from console.view_types import Beat, Health, Picture, StayView
from console.views import Views
from console.wall import Wall
from engine.control import Unrecorded
from store.engine_client import EngineClient
from store.queries import HistoryDown

LOG: Final = logging.getLogger("console.app")
POLL_S: Final = 1.0
"""Between two hints; people on the map come by the live picture, not this way."""
BEAT_S: Final = 1.0
SESSIONS_EVERY_BEATS: Final = 5
STAYS_EVERY_BEATS: Final = 2
POSTGRES_EVERY_S: Final = 5.0

Job = Callable[[], Awaitable[None]]


class Console:
    """One console: build it, serve ``asgi``, and run ``jobs`` beside it."""

    def __init__(self, state: Path, *, history: History, source: PictureSource) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="projection")
        self._projection = Projection(state)
        self._outbox = OutboxProbe(state)
        self._hint = asyncio.Event()
        self._hinted_tick = 0
        self._shown_health: Health | None = None
        self._shown_stays: dict[str, StayView] = {}
        standing, archive = self._projection.standing(), AlarmArchive(state)
        board = Board(standing)
        self.house = House(
            auth=Auth(state),
            archive=archive,
            board=board,
            register=Register(standing.record, board=board, archive=archive),
            book=ShiftBook(standing),
            engine=EngineClient(state / "engine.sock"),
            source=source,
            history=history,
            figures=Figures(state),
        )
        self._wall = Wall(self.house.engine, self.house.hub)
        self.asgi = Shield(_routes(self.house, DeliveryBook(state)))

    @property
    def jobs(self) -> dict[str, Job]:
        """Return what runs beside the server, by name; none of them ever ends by itself."""
        return {
            "decisions": self._follow_decisions,
            "hints": self._follow_engine_news,
            "picture": self._follow_picture,
            "engine-health": self._follow_engine_health,
            "postgres-health": self._follow_postgres,
            "beat": self._beat,
            "wall": self._wall.work,
        }

    def close(self) -> None:
        """Close the files, once the jobs have ended."""
        self._thread.shutdown()
        self._projection.close()
        self._outbox.close()
        self.house.archive.close()
        self.house.figures.close()
        self.house.auth.close()

    async def _follow_decisions(self) -> None:
        """Show what the journal has, as soon as the engine hints at it or after POLL_S."""
        loop = asyncio.get_running_loop()
        while True:
            self._hint.clear()
            news = await loop.run_in_executor(self._thread, self._projection.poll)
            for applied in news:
                self._show(applied)
            if news and (len(news) == BATCH_MAX or self.house.board.tick < self._hinted_tick):
                continue
            try:
                async with asyncio.timeout(POLL_S):
                    await self._hint.wait()
            except TimeoutError:
                continue

    async def _follow_engine_news(self) -> None:
        """Wake the reader at each commit; show what the engine decides without a journal."""
        loop = asyncio.get_running_loop()
        async for news in self.house.engine.news():
            if isinstance(news, Unrecorded):
                applied = await loop.run_in_executor(
                    self._thread, self._projection.unrecorded, news
                )
                self._show(applied)
            else:
                self._hinted_tick = news.tick
                self._hint.set()

    async def _follow_picture(self) -> None:
        await self.house.source.follow(self._see, self.house.hub.watched)

    async def _follow_engine_health(self) -> None:
        await judge.follow_engine(self.house.engine, self.house.watch)

    async def _follow_postgres(self) -> None:
        while True:
            finding = judge.FINE
            try:
                await self.house.history.ping()
            except HistoryDown as error:
                finding = judge.Finding(ok=False, en=str(error), zh="历史数据库无应答")
            self.house.watch.found("postgres", finding)
            await asyncio.sleep(POSTGRES_EVERY_S)

    async def _beat(self) -> None:
        """Once a second: the beat, changed health; now and then stays and sessions."""
        beats = 0
        while True:
            await asyncio.sleep(BEAT_S)
            beats += 1
            house = self.house
            self._judge()
            house.hub.newest("beat", "beat", Beat(now_ns()))
            if beats % STAYS_EVERY_BEATS == 0 and house.hub.count:
                self._show_changed_stays()
            if beats % SESSIONS_EVERY_BEATS == 0:
                for session_sha in house.hub.sessions():
                    if house.auth.find_sha(session_sha) is None:
                        house.hub.end_session(session_sha)

    def _judge(self) -> None:
        house = self.house
        judge.look_at_picture(house.source, house.live, house.watch)
        judge.look_at_notifier(self._outbox.cursor(), self._named_down(), house.watch)
        judge.look_at_console(
            house.board,
            house.watch,
            writable=self._projection.writable,
            unreadable_count=self._projection.unreadable_count,
        )
        health = house.watch.health()
        if judge.differs(self._shown_health, health):
            self._shown_health = health
            house.hub.newest("health", "health", health)

    def _named_down(self) -> tuple[str, ...]:
        """Return the outlets that an open DEV-08 names."""
        names: list[str] = []
        for alarm in self.house.board.alarms():
            stored = self.house.archive.alarm(alarm.id) if alarm.rule == "DEV-08" else None
            if stored is None or stored[1] is None:
                continue
            samples = stored[1].samples
            names += [
                word for one in samples if one.name == "down" for word in str(one.value).split()
            ]
        return tuple(names)

    def _show(self, applied: Applied) -> None:
        """Bring one tick to the board and to every page."""
        house = self.house
        house.board.apply(applied)
        if applied.alarms:
            house.hub.alarms(applied.tick, applied.alarms, recorded=applied.recorded)
            self._wall.shown(applied.alarms)
        for stay in applied.stays:
            house.hub.newest("stay", f"stay {stay.stay}", house.board.stay_view(stay))
        for thing in applied.things:
            house.hub.newest("thing", f"thing {thing.kind} {thing.id}", thing)
        for news in house.register.apply(applied):
            house.hub.newest("record", f"record {news.stay}", news)
        if house.book.apply(applied):
            house.hub.newest("shift", "shift", ShiftNews(applied.tick))
        for incident in applied.incidents:
            house.hub.newest("incident", f"incident {incident.id}", incident_view(incident))
        for command_id in applied.answered:
            house.echoes.came(command_id, applied.tick)
        if applied.catalogue is not None:
            house.hub.newest("hello", "hello", house.board.hello())

    def _show_changed_stays(self) -> None:
        """Send the stays whose room or clock colour changed since they were sent last."""
        views = {view.stay: view for view in self.house.board.stays()}
        for stay, view in views.items():
            if self._shown_stays.get(stay) != view:
                self.house.hub.newest("stay", f"stay {stay}", view)
        self._shown_stays = views

    def _see(self, picture: Picture) -> None:
        """Bring a picture to the board and to every page."""
        self.house.live.take(picture)
        self.house.board.see(picture.people)
        self.house.hub.picture(picture)


def _routes(house: House, deliveries: DeliveryBook) -> Starlette:
    return Starlette(
        routes=[
            *Actions(house).routes(),
            *RecordViews(house).routes(),
            *InspectorViews(house).routes(),
            *ShiftViews(house).routes(),
            *TrackViews(house).routes(),
            *DeliveryViews(house, deliveries).routes(),
            *Views(house).routes(),
            pages(),
        ],
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _not_served,
            Exception: _crashed,
        },
    )


async def _refused(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RefusedError)
    return error.response


async def _not_served(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(
        error.status_code,
        "not_served",
        "没有这个地址、方法或页面。",
        f"{request.method} {request.url.path} is not served: {error.detail}.",
    )


async def _crashed(request: Request, error: Exception) -> Response:
    """Answer for a mistake of ours; the server logs it with its traceback."""
    del request, error
    return problem(
        500, "our_mistake", "控制台内部错误，已记录。", "A mistake of the console; it was logged."
    )
