"""What became of one attempt, whatever the channel. Pure."""

from dataclasses import dataclass
from typing import Final

GONE: Final = 410
_SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt; ``status`` 0 means that no answer came.

    Channels that are not HTTP say 250 for taken, as a mail server does.
    """

    status: int
    error: str = ""
    retry_after_s: float = 0.0
    answer: bytes = b""
    """What the receiver said, for channels that tell more by it than by the status."""

    @property
    def taken(self) -> bool:
        """Return whether the receiver took the notice: any 2xx and nothing said against it."""
        return self.status in _SUCCESS and not self.error

    @property
    def gone(self) -> bool:
        """Return whether the receiver wants no notice any more."""
        return self.status == GONE


TAKEN: Final = Outcome(250)


def failure(error: Exception) -> Outcome:
    """Return an attempt that got no answer."""
    return Outcome(0, f"{type(error).__name__}: {error}")
