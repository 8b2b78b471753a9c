"""Where frames come from: an MQTT session that gives batches and takes acknowledgements.

Two implementations pass the same tests: ``mqtt5_source`` (fast) and ``paho_source`` (second path).
"""

import urllib.parse
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

from engine.tick import RawFrame

KEEP_ALIVE_S: Final = 10
SESSION_EXPIRY_S: Final = 24 * 3600
RECEIVE_MAX: Final = 1000
"""Unacknowledged QoS 1 frames the broker may have under way; the broker's own limit is equal."""
CONNECT_S_MAX = 5.0
RECONNECT_S_MIN = 0.1
RECONNECT_S_MAX = 2.0


NO_PACKET_ID = 0
"""Of a frame that came with QoS 0 on a QoS 1 session: nothing to acknowledge."""


class Mark(NamedTuple):
    """What acknowledges one frame; worthless once its connection (epoch) has ended."""

    epoch: int
    packet_id: int


class Batch(NamedTuple):
    """Frames in order of arrival; ``marks`` has one for each frame, or none at all for QoS 0."""

    frames: list[RawFrame]
    marks: list[Mark]


class Login(NamedTuple):
    """Where the broker is and who we are there."""

    host: str
    port: int
    user: str
    password: str


class Subscription(NamedTuple):
    """One session: its client id, what it listens to, and how surely."""

    client_id: str
    filters: tuple[str, ...]
    qos: int
    """0 or 1. Never 2: its handshake confirms a frame before the application has seen it."""


class Source(Protocol):
    """One MQTT session. Keeps itself connected; gives frames; never acknowledges by itself."""

    @property
    def up(self) -> bool:
        """Whether the session is subscribed now."""

    async def run(self, taken: Callable[[Batch], None], changed: Callable[[bool], None]) -> None:
        """Stay connected for ever; tell batches to ``taken`` and up/down to ``changed``."""

    def drain(self) -> None:
        """Take what has come by now; a tick is cut after this, so that frames do not wait."""

    def acknowledge(self, marks: Sequence[Mark]) -> int:
        """Acknowledge frames of this connection; return how many marks were still worth it."""

    def hear_also(self, filters: tuple[str, ...]) -> None:
        """Listen with QoS 0 to these topics too, or to none of them any more (empty)."""

    def publish(self, topic: str, payloads: Sequence[bytes]) -> bool:
        """Publish with QoS 0; return False when the session is down (nothing is kept)."""


def login_of(url: str) -> Login:
    """Return the login of ``mqtt://user:password@host:port``; raises ValueError."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "mqtt" or not parts.hostname:
        message = "the broker's address has the form mqtt://user:password@host:port"
        raise ValueError(message)
    return Login(
        host=parts.hostname,
        port=parts.port or 1883,
        user=urllib.parse.unquote(parts.username or ""),
        password=urllib.parse.unquote(parts.password or ""),
    )
