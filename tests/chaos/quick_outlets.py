"""The outlets process with another clock for its schedule and a name server of the test's own."""

import argparse
import asyncio
import logging
from pathlib import Path

import uvloop

from alerts.notify.places import look_up
from app.outlets import Outlets, Settings

NAME = "localhost"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--second", type=float, required=True)
    parser.add_argument("--attempt", type=float, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx2").setLevel(logging.WARNING)

    async def resolve(host: str, port: int):
        """Ask the file, each time anew, for the one name that changes."""
        if host != NAME:
            return await look_up(host, port)
        return (options.state / "names.txt").read_text().split()

    settings = Settings(
        state=options.state,
        dsn="",
        redis="",
        telemetry_keep_days=1,
        resolve=resolve,
        attempt_s=options.attempt,
        second_s=options.second,
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Outlets(settings).run())


if __name__ == "__main__":
    main()
