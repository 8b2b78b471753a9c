"""How an outlet stands: up or down, how far it came. Written by the outlet, read by its process."""

import logging
import time
from dataclasses import dataclass, field
from typing import Final

BACKOFF_S: Final = (0.1, 0.25, 0.5, 1.0, 2.0)
STUCK_S: Final = 3.0

_log = logging.getLogger("outlets")


@dataclass(slots=True)
class Standing:
    """One outlet's state; ``cursor`` is the last tick that is safe on the other side."""

    name: str
    up: bool = False
    cursor: int = 0
    failures: int = 0
    refused: int = 0
    """Rows that the other side would not take, put aside."""
    since_utc_ns: int = field(default_factory=time.time_ns)

    asked_s: float = 0.0
    """When we asked what is not answered yet (monotonic); 0 when nothing is."""

    @property
    def down(self) -> bool:
        """Return whether nothing gets through: refused, or not answered for 3 s."""
        return not self.up or (self.asked_s > 0 and time.monotonic() - self.asked_s > STUCK_S)

    def asking(self) -> None:
        """Note that we ask and wait."""
        self.asked_s = time.monotonic()

    def reached(self) -> None:
        """Note that the other side answers."""
        self.asked_s = 0.0
        if not self.up:
            _log.info("outlet_up outlet=%s failures=%d", self.name, self.failures)
            self._turn(up=True)
        self.failures = 0

    def lost(self, error: BaseException) -> None:
        """Note that the other side does not answer."""
        self.asked_s = 0.0
        if self.up or self.failures == 0:
            kind = type(error).__name__
            _log.warning("outlet_down outlet=%s kind=%s error=%s", self.name, kind, error)
        if self.up:
            self._turn(up=False)
        self.failures += 1

    def backoff_s(self) -> float:
        """Return how long to wait before the next try."""
        return BACKOFF_S[min(max(self.failures - 1, 0), len(BACKOFF_S) - 1)]

    def _turn(self, *, up: bool) -> None:
        self.up = up
        self.since_utc_ns = time.time_ns()
