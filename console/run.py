"""The console process: ``custody console --state DIR``."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn
import uvloop
from typing_extensions import override

from console.app import Console, Job
from console.history import NoHistory, PostgresHistory
from console.live import NoPictures, ValkeyPictures

LOG: Final = logging.getLogger("console.run")
PORT: Final = 8080
STALLED_MS_MAX: Final = 30_000
GOODBYE_S: Final = 2
SEND_BYTES_MAX: Final = 256 * 1024


class Server(uvicorn.Server):
    """Says goodbye to the open pages first, so that stopping does not wait for them."""

    def __init__(self, config: uvicorn.Config, console: Console) -> None:
        super().__init__(config)
        self._console = console

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM or SIGINT, and return afterwards so that the files get closed."""
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGTERM, signal.SIGINT)
        for number in numbers:
            loop.add_signal_handler(number, self._stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self._console.house.hub.shutdown()
        self.force_exit = self.should_exit
        self.should_exit = True


def main(argv: list[str] | None = None) -> int:
    """Serve until told to stop; return the exit code."""
    options = _options(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(options))
    LOG.info("console_stopped")
    return 0


async def serve(console: Console, *, host: str, port: int) -> None:
    """Serve a console with all its jobs; the end of one is the end of all."""
    config = uvicorn.Config(
        console.asgi,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GOODBYE_S,
        timeout_keep_alive=30,
        proxy_headers=False,
    )
    server = Server(config, console)
    listening = _listen(host, port)
    LOG.info("console_listens url=http://%s:%d", *listening.getsockname()[:2])
    async with asyncio.TaskGroup() as group:
        jobs = [group.create_task(_job(name, job), name=name) for name, job in console.jobs.items()]
        await server.serve(sockets=[listening])
        for job in jobs:
            job.cancel()


async def _run(options: argparse.Namespace) -> None:
    source = ValkeyPictures(options.redis) if options.redis else NoPictures()
    history = PostgresHistory(options.dsn, options.state) if options.dsn else NoHistory()
    console = Console(options.state, history=history, source=source)
    try:
        await serve(console, host=options.host, port=options.port)
    finally:
        await history.close()
        console.close()


async def _job(name: str, job: Job) -> None:
    """Run one job; its crash ends the process, which the supervisor starts again."""
    try:
        await job()
    except Exception:
        LOG.exception("job_crashed job=%s", name)
        raise


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # A page that takes nothing for this long is cut off by the kernel (inherited on accept).
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MS_MAX)
    # What the kernel holds for a page that does not read is old by the time it is read.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES_MAX)
    listening.bind((host, port))
    listening.listen(128)
    listening.setblocking(False)  # noqa: FBT003
    return listening


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="custody console", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="state directory")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=PORT, help="port to listen on, 0 = any")
    parser.add_argument("--dsn", help="PostgreSQL, for history (or CUSTODY_DSN)")
    parser.add_argument("--redis", help="Valkey, for the picture (or CUSTODY_REDIS)")
    parser.set_defaults(
        dsn=os.environ.get("CUSTODY_DSN", ""), redis=os.environ.get("CUSTODY_REDIS", "")
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
