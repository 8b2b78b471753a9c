"""What a page reads: alarms, stays, the map, history, and the stream."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import Caller, RefusedError, caller_of
from console.build import alarm_step, alarm_view, evidence_view, rule_view
from console.database import now_ns
from console.house import House
from console.hub import TooManyClientsError
from console.kpis import DAYS, TOLD
from console.opening import opening
from console.replies import answer, problem
from console.stream import EventStream
from console.view_types import (
    AlarmDetail,
    AlarmHistory,
    AlarmList,
    AlarmView,
    AsideRule,
    StayList,
)
from engine.decisions import AlarmChange, Evidence
from store.queries import HistoryDown

HISTORY_MAX: Final = 500
UTC_NS_MAX: Final = 2**63 - 1


class Views:
    """Routes that read."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/healthz", self.health),
            Route("/api/me", self.me),
            Route("/api/site", self.site),
            Route("/api/alarms", self.alarms),
            Route("/api/alarms/history", self.alarm_history),
            Route("/api/alarms/{id}", self.alarm),
            Route("/api/kpis", self.kpis),
            Route("/api/stays", self.stays),
            Route("/api/stream", self.stream),
        ]

    async def health(self, request: Request) -> Response:
        """Say what works; 503 when no alarm can be raised or recorded."""
        del request
        health = self._house.watch.health()
        return answer(health, 503 if health.status == "down" else 200)

    async def me(self, request: Request) -> Response:
        """Say who is signed in."""
        return answer((await self._caller(request)).me())

    async def site(self, request: Request) -> Response:
        """Return the plan for the map."""
        await self._caller(request)
        view = self._house.board.catalogue.site_view()
        assert view is not None, "nobody is signed in before a configuration was adopted"
        return answer(view)

    async def alarms(self, request: Request) -> Response:
        """Return open alarms, or with ``state=over`` those that are over."""
        await self._caller(request)
        state = request.query_params.get("state", "open")
        board = self._house.board
        if state == "open":
            return answer(AlarmList(board.tick, board.alarms()))
        if state == "over":
            return answer(AlarmList(board.tick, tuple(self._house.archive.over())))
        raise RefusedError(_bad_query("state", "open, over"))

    async def alarm(self, request: Request) -> Response:
        """Return one alarm with its evidence, rule and history; an old one from Postgres."""
        await self._caller(request)
        alarm = request.path_params["id"]
        evidence, life = self._kept(alarm)
        if not life:
            try:
                evidence, life = await self._remembered(alarm)
            except HistoryDown as error:
                return postgres_down(error)
        if not life:
            return problem(404, "no_such_alarm", "没有这条告警。", "There is no such alarm.")
        catalogue = self._house.board.catalogue
        return answer(
            AlarmDetail(
                **msgspec.structs.asdict(life[-1]),
                evidence=None if evidence is None else evidence_view(evidence, catalogue),
                rule_text=rule_view(life[-1].rule, catalogue),
                history=tuple(alarm_step(one) for one in life),
                aside=self._aside_rule(life[-1]),
            )
        )

    def _aside_rule(self, alarm: AlarmView) -> AsideRule:
        return self._house.shift_desk.aside_rule(alarm, now_ns())

    async def alarm_history(self, request: Request) -> Response:
        """Return alarms of the past from Postgres."""
        await self._caller(request)
        limit = whole(request, "limit", default=100, highest=HISTORY_MAX)
        before = whole(request, "before", default=UTC_NS_MAX, highest=UTC_NS_MAX)
        try:
            found = await self._house.history.alarms(limit=limit, before_utc_ns=before)
        except HistoryDown as error:
            return postgres_down(error)
        return answer(AlarmHistory(tuple(self._view(change, None) for change in found)))

    async def kpis(self, request: Request) -> Response:
        """Return the figures of ISA-18.2 table 7 over the last days, as this console heard them."""
        await self._caller(request)
        days = whole(request, "days", default=DAYS[1], highest=DAYS[-1])
        if days not in DAYS:
            raise RefusedError(_bad_query("days", ", ".join(map(str, DAYS))))
        told = request.query_params.get("told", "")
        if told not in ("", *TOLD):
            raise RefusedError(_bad_query("told", ", ".join(TOLD)))
        return answer(await self._house.figures.view(days=days, told=told, until_utc_ns=now_ns()))

    async def stays(self, request: Request) -> Response:
        """Return every stay that is shown."""
        await self._caller(request)
        return answer(StayList(self._house.board.stays()))

    async def stream(self, request: Request) -> Response | EventStream:
        """Open the event stream; Last-Event-ID brings back every alarm change since."""
        caller = await self._caller(request, watching=True)
        seen = request.headers.get("last-event-id", "") or request.query_params.get("after", "")
        try:
            client = self._house.hub.join(caller.session.token_sha)
        except TooManyClientsError:
            return problem(503, "too_many_pages", "打开的页面过多。", "Too many pages are open.")
        return EventStream(
            self._house.hub, client, opening(self._house, int(seen) if _is_tick(seen) else None)
        )

    async def _caller(self, request: Request, *, watching: bool = False) -> Caller:
        house = self._house
        return await caller_of(request, house.auth, house.board.catalogue, watching=watching)

    def _kept(self, alarm: str) -> tuple[Evidence | None, list[AlarmView]]:
        """Return an alarm's evidence and life as kept here; a change not recorded yet is last."""
        stored = self._house.archive.alarm(alarm)
        standing = self._house.board.alarm(alarm)
        life = self._house.archive.changes(alarm) if stored else []
        if standing is not None and all(one.n < standing.n for one in life):
            life.append(standing)
        return None if stored is None else stored[1], life

    async def _remembered(self, alarm: str) -> tuple[Evidence | None, list[AlarmView]]:
        """Return an alarm's evidence and life as Postgres has it; raises HistoryDown."""
        evidence: Evidence | None = None
        life: list[AlarmView] = []
        for change in await self._house.history.changes(alarm):
            evidence = change.evidence or evidence
            life.append(self._view(change, life[-1] if life else None))
        return evidence, life

    def _view(self, change: AlarmChange, before: AlarmView | None) -> AlarmView:
        return alarm_view(change, before, self._house.board.catalogue, recorded=True)


def _is_tick(text: str) -> bool:
    return text.isdecimal() and len(text) < len(str(UTC_NS_MAX))


def whole(request: Request, name: str, *, default: int, highest: int, lowest: int = 1) -> int:
    """Return a whole number of the query; raises RefusedError."""
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or len(text) > len(str(highest)) or not lowest <= int(text) <= highest:
        raise RefusedError(_bad_query(name, f"{lowest}..{highest}"))
    return int(text)


def _bad_query(name: str, allowed: str) -> Response:
    return problem(400, "bad_query", f"参数 {name} 应为 {allowed}。", f"{name} must be {allowed}.")


def postgres_down(error: HistoryDown) -> Response:
    """Return that the history cannot be read, which takes nothing from alarms."""
    return problem(
        503,
        "postgres_down",
        "历史数据库（PostgreSQL）无应答；告警与确认不受影响。",
        "The history database (PostgreSQL) does not answer; alarms are not affected.",
        source=f"postgres: {error}",
    )
