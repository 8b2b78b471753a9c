"""The plain program to compare with: aiomqtt, json, shapely room by room, executemany each second.

It is what one writes in an afternoon with the usual packages. It keeps nothing that the engine
keeps (no journal, no order, no rules), so the comparison is generous to it.
"""

import argparse
import asyncio
import contextlib
import json
import resource
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import aiomqtt
import psycopg
import shapely

TABLE = "CREATE TEMP TABLE plain (device text, kind text, at bigint, room text, body jsonb)"
INSERT = "INSERT INTO plain VALUES (%s, %s, %s, %s, %s)"

Row = tuple[str, str, int, str, str]


def room_of(rooms: list[tuple[str, str, shapely.Polygon]], body: dict[str, object]) -> str:
    """Return the first room that contains the fix."""
    point = shapely.Point(float(str(body["x_m"])), float(str(body["y_m"])))
    for name, level, polygon in rooms:
        if level == body["level"] and polygon.contains(point):
            return name
    return ""


async def receive(options: argparse.Namespace, rows: list[Row]) -> None:
    """Decode every frame and find its room."""
    rooms = [
        (room["id"], room["level"], shapely.Polygon(room["outer"]))
        for room in json.loads(options.rooms.read_text())
    ]
    url = urlsplit(options.mqtt)
    async with aiomqtt.Client(
        url.hostname or "127.0.0.1", url.port or 1883, username=url.username, password=url.password
    ) as client:
        await client.subscribe("custody/v1/+/+/telemetry/#", qos=0)
        async for message in client.messages:
            body = json.loads(bytes(message.payload))
            kind = str(message.topic).rsplit("/", 1)[-1]
            room = room_of(rooms, body) if kind == "position" else ""
            rows.append((body["device"], kind, body["t_ns"], room, json.dumps(body)))


async def write(dsn: str, rows: list[Row], stored: list[int]) -> None:
    """Insert what has come in, once a second, and note how many."""
    async with (
        await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        await cursor.execute(TABLE)
        while True:
            await asyncio.sleep(1)
            batch = rows.copy()
            rows.clear()
            if batch:
                await cursor.executemany(INSERT, batch)
                stored.append(len(batch))


async def run(options: argparse.Namespace) -> int:
    """Receive and write for so many seconds; return how many frames were stored."""
    rows: list[Row] = []
    stored: list[int] = []
    # Both tasks run until the time is over; only that ends them.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(options.seconds), asyncio.TaskGroup() as group:
            group.create_task(receive(options, rows), name="receive")
            group.create_task(write(options.dsn, rows, stored), name="write")
    return sum(stored)


def main(argv: list[str]) -> int:
    """Run and print one JSON line: frames stored, CPU seconds, frames per CPU second."""
    parser = argparse.ArgumentParser(prog="bench.plain", description=__doc__)
    parser.add_argument("--mqtt", required=True)
    parser.add_argument("--dsn", required=True)
    parser.add_argument("--rooms", type=Path, required=True, help="JSON list of rooms")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args(argv)
    before = time.process_time()
    stored = asyncio.run(run(options))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = time.process_time() - before
    report = {
        "frames": stored,
        "cpu_s": round(cpu_s, 3),
        "frames_per_cpu_s": round(stored / cpu_s, 1),
        "rss_mb": round(usage.ru_maxrss / 1024, 1),
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
