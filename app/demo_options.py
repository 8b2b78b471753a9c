"""What ``custody demo`` is asked for: the options, and whether they can be met at all."""

import argparse
import math
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from app.addresses import add_server_options
from app.demo_folder import DemoRefused
from config.load import DEMO_DIR
from sim.scenarios import SCENARIOS

CONNECT_LIMIT_S: Final = 5
PORT_MAX: Final = 65535


def demo_options(argv: Sequence[str], description: str | None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="custody demo", description=description)
    add_server_options(parser)
    parser.add_argument("--for", dest="for_s", type=float, metavar="SECONDS", help="then end")
    parser.add_argument("--headless", action="store_true", help="open no browser")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the account of the run")
    parser.add_argument("--port", type=int, help="console's port (default: a free one)")
    parser.add_argument("--site", type=Path, default=DEMO_DIR, metavar="DIR", help="another site")
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="tour")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same people")
    parser.add_argument("--keep", action="store_true", help="go on with the last run's state")
    parser.add_argument("--run", type=Path, default=Path(".run/demo"), help="folder of the run")
    parser.add_argument("--logins", type=Path, help="with --mqtt: JSON {sender: password}")
    return parser.parse_args(argv)


def refuse_impossible(options: argparse.Namespace) -> None:
    """Raise DemoRefused for what cannot be, before anything is started or emptied."""
    problem = _impossible(options) or _port_taken(options.port) or _unreachable(options.dsn)
    if problem:
        raise DemoRefused(problem)


def _impossible(options: argparse.Namespace) -> str:
    seconds, account = options.for_s, options.json
    if seconds is not None and not (math.isfinite(seconds) and seconds > 0):
        return f"--for {seconds:g}: give a number of seconds above 0"
    if not (options.site / "notify.toml").is_file():
        return f"--site {options.site}: no site lies there (notify.toml is missing)"
    if account is not None and (account.is_dir() or not account.absolute().parent.is_dir()):
        return f"--json {account}: name a file in a folder that exists"
    return ""


def _port_taken(port: int | None) -> str:
    if not port:
        return ""
    if not 0 < port <= PORT_MAX:
        return f"--port {port}: ports are 1 to {PORT_MAX}"
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        return f"--port {port}: {error.strerror}; name another, or none for a free one"
    return ""


def _unreachable(dsn: str | None) -> str:
    if not dsn:
        return ""
    try:
        psycopg.connect(dsn, connect_timeout=CONNECT_LIMIT_S).close()
    except psycopg.Error as error:
        # The message of libpq names host and port; the address itself may hold a password.
        said = " ".join(str(error).split())
        return f"--dsn: the database cannot be reached ({said})"
    return ""
