"""What became of notices: read from the notifier's own file, without ever writing it."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alerts.channels import kind_of
from alerts.configuration import Endpoint
from alerts.notify.notice import DueNotice
from alerts.rules import by_id
from console.access import RefusedError, caller_of
from console.catalogue import Catalogue
from console.delivery_types import ChannelView, DeliveryList, DeliveryView
from console.house import House
from console.replies import answer, problem
from console.view_types import Words
from console.views import whole
from store.statements import statements

STATES: Final = ("pending", "sent", "given_up")
LIMIT_MAX: Final = 1_000
WORD_CHARS_MAX: Final = 200
WAIT_S: Final = 0.2

_SQL: Final = statements("outbox.sql", "alerts.notify")
_decoder: Final = msgspec.msgpack.Decoder(DueNotice)
_RULES: Final = by_id()
_NOBODY: Final = Words("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deliveries are asked for; empty words ask for all."""

    state: str = ""
    endpoint: str = ""
    alarm: str = ""
    limit: int = 200


class DeliveryBook:
    """The notifier's file, read-only; before it ever ran there is nothing in it."""

    def __init__(self, state: Path) -> None:
        self._path = state / "outlets" / "outbox.sqlite"

    def read(self, wanted: Wanted, catalogue: Catalogue) -> DeliveryList:
        """Return deliveries and how each endpoint fares; raises sqlite3.OperationalError."""
        points = _points(catalogue)
        if not self._path.exists():
            return DeliveryList(deliveries=(), channels=_channels(points, ()))
        place = f"{self._path.absolute().as_uri()}?mode=ro"
        database = sqlite3.connect(place, uri=True, timeout=WAIT_S)
        try:
            rows = database.execute(
                _SQL["deliveries"],
                {
                    "state": wanted.state,
                    "endpoint": wanted.endpoint,
                    "alarm": wanted.alarm,
                    "limit": wanted.limit,
                },
            ).fetchall()
            counts = database.execute(_SQL["channels"]).fetchall()
        finally:
            database.close()
        return DeliveryList(
            deliveries=tuple(_delivery(row, points, catalogue) for row in rows),
            channels=_channels(points, counts),
        )


class DeliveryViews:
    """The route."""

    def __init__(self, house: House, book: DeliveryBook) -> None:
        self._house = house
        self._book = book

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/api/deliveries", self.deliveries)]

    async def deliveries(self, request: Request) -> Response:
        """Return what became of notices: ``?state=``, ``?endpoint=``, ``?alarm=``, ``?limit=``."""
        house = self._house
        await caller_of(request, house.auth, house.board.catalogue)
        state = request.query_params.get("state", "")
        if state and state not in STATES:
            allowed = ", ".join(STATES)
            raise RefusedError(
                problem(
                    400, "bad_query", f"参数 state 应为 {allowed}。", f"state must be {allowed}."
                )
            )
        wanted = Wanted(
            state=state,
            endpoint=request.query_params.get("endpoint", "")[:WORD_CHARS_MAX],
            alarm=request.query_params.get("alarm", "")[:WORD_CHARS_MAX],
            limit=whole(request, "limit", default=200, highest=LIMIT_MAX),
        )
        try:
            # Its file may be long or busy; no page waits for that.
            read = partial(self._book.read, wanted, house.board.catalogue)
            return answer(await asyncio.to_thread(read))
        except sqlite3.OperationalError as error:
            return problem(
                503,
                "outbox_down",
                "通知服务的文件暂时无法读取，请重试。",
                "The notifier's file cannot be read now: try again.",
                source=str(error),
            )


def _points(catalogue: Catalogue) -> dict[str, Endpoint]:
    if catalogue.configuration is None:
        return {}
    return {point.id: point for point in catalogue.configuration.notify.endpoints}


def _delivery(
    row: tuple[bytes, str, str, int, int, int, int, str],
    points: dict[str, Endpoint],
    catalogue: Catalogue,
) -> DeliveryView:
    content, endpoint, state, attempts, taken, first, ended, error = row
    notice = _decoder.decode(content)
    rule = _RULES.get(notice.rule)
    point = points.get(endpoint)
    return DeliveryView(
        id=notice.id,
        alarm=notice.alarm,
        rule=notice.rule,
        severity=notice.severity,
        label=Words(rule.zh, rule.en) if rule else Words(notice.rule, notice.rule),
        subject=notice.subject,
        room=catalogue.place(notice.room),
        reason=notice.reason,
        tier=notice.tier,
        endpoint=endpoint,
        name=Words(point.zh, point.en) if point else _NOBODY,
        channel=kind_of(point.channel) if point else "",
        state=state,
        attempts=attempts,
        taken_utc_ns=taken,
        first_utc_ns=first,
        ended_utc_ns=ended,
        error=error,
        drill=notice.drill,
    )


def _channels(
    points: dict[str, Endpoint], counts: Sequence[tuple[str, int, int, int, int, int | None, int]]
) -> tuple[ChannelView, ...]:
    """Return every endpoint of the configuration, and those that still have something to get."""
    nothing = (0, 0, 0, 0, None, 0)
    found = {row[0]: row[1:] for row in counts}
    orphans = sorted(name for name, row in found.items() if name not in points and row[0])
    return tuple(
        _channel(name, points.get(name), found.get(name, nothing)) for name in [*points, *orphans]
    )


def _channel(
    name: str, point: Endpoint | None, count: tuple[int, int, int, int, int | None, int]
) -> ChannelView:
    pending, sent, given_up, sent_utc_ns, waiting_utc_ns, attempts = count
    return ChannelView(
        endpoint=name,
        name=Words(point.zh, point.en) if point else _NOBODY,
        channel=kind_of(point.channel) if point else "",
        tier=point.tier if point else 0,
        told=point.told if point else (),
        language=point.language if point else "",
        staff=point.staff if point else "",
        pending=pending,
        sent=sent,
        given_up=given_up,
        sent_utc_ns=sent_utc_ns,
        waiting_utc_ns=waiting_utc_ns or 0,
        failing=pending > 0 and (point is None or attempts > 0),
    )
