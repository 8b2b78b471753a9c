"""The console's own SQLite file: users, sessions and the alarm projection."""

import sqlite3
import time
from pathlib import Path
from typing import Final, Literal

from store.statements import statements

SQL: Final = statements("console.sql", "console")
_BUSY_S: Final = 5.0


def now_ns() -> int:
    """Return the wall clock, UTC ns."""
    return time.time_ns()


def path_of(state: Path) -> Path:
    """Return the console's file under a state directory."""
    return state / "console" / "console.sqlite"


def connect(state: Path, *, synchronous: Literal["NORMAL", "FULL"]) -> sqlite3.Connection:
    """Open the file, making it and its tables when they are not there.

    FULL for users and sessions; NORMAL for the projection, whose cursor is lost with its rows and
    which is then simply read again from the journal. The caller keeps to one thread at a time.
    """
    path = path_of(state)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(SQL["schema"])
    return connection
