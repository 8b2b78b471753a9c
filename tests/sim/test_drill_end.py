"""At its end a drill closes its own alarm, and never one that became real."""

import asyncio

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from sim.drill import ConsoleSide, Result

ID = "MOT-08:band-030:1"
SEEN = {
    "id": ID,
    "rule": "MOT-08",
    "subject": "band-030",
    "state": "unacknowledged",
    "raised_utc_ns": 1,
}


def end(*, closing=200, **seen):
    """End a drill whose alarm the console shows so; return what was closed, with what words."""
    closed = []

    async def deliveries(_request):
        return JSONResponse({"deliveries": []})

    async def alarm(_request):
        return JSONResponse({**SEEN, **seen})

    async def close(request):
        closed.append(await request.json())
        return JSONResponse({"code": "said so"}, closing)

    desk = Starlette(
        routes=[
            Route("/api/deliveries", deliveries),
            Route("/api/alarms/{id}", alarm),
            Route("/api/alarms/{id}/close", close, methods=["POST"]),
        ]
    )

    async def once():
        transport = httpx2.ASGITransport(app=desk)
        async with httpx2.AsyncClient(transport=transport, base_url="http://desk") as client:
            result = Result(rule="MOT-08", subject="band-030", room="holding-1", alarm=ID)
            await ConsoleSide(client, "band-030").end(result, 1)

    asyncio.run(once())
    return closed


def test_a_drill_closes_its_own_alarm(capsys):
    assert end(drill=True) == [{"cause": "benign", "action": "drill over"}]
    assert not capsys.readouterr().err


def test_an_alarm_that_became_real_stays_open_and_is_named(capsys):
    assert end(drill=False) == []
    assert f"{ID} is no drill any more, left open" in capsys.readouterr().err


@pytest.mark.parametrize("state", ["closed", "normal"])
def test_what_is_over_is_not_closed_again(capsys, state):
    assert end(drill=True, state=state) == []
    assert not capsys.readouterr().err


def test_a_close_that_was_refused_is_said(capsys):
    assert len(end(drill=True, closing=409)) == 1
    assert "was not closed" in capsys.readouterr().err
    assert len(end(drill=True, closing=302)) == 1
    assert "was not closed" in capsys.readouterr().err
