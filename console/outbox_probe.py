"""Does the notifier follow? Looked up in its own file, because a dead one reports nothing."""

import sqlite3
from pathlib import Path
from typing import Final

from store.identity import journal_identity
from store.statements import statements

BEHIND_TICKS_MAX: Final = 150
"""Its cursor moves every 50 quiet ticks; beyond this it stands still."""
_CURSOR: Final = statements("outbox.sql", "alerts.notify")["cursor"]


class OutboxProbe:
    """Reads the notifier's cursor, read-only."""

    def __init__(self, state: Path) -> None:
        self._path = state / "outlets" / "outbox.sqlite"
        self._journal = state / "journal"
        self._database: sqlite3.Connection | None = None

    def cursor(self) -> int | None:
        """Return up to which tick notices were taken, None when the notifier never ran here."""
        try:
            if self._database is None:
                self._database = sqlite3.connect(
                    f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1
                )
            row = self._database.execute(_CURSOR, (journal_identity(self._journal),)).fetchone()
        except sqlite3.OperationalError:
            self.close()
            return None
        return 0 if row is None else int(row[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()
        self._database = None
