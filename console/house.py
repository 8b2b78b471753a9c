"""Everything one console is made of, as the routes and the tasks share it."""

from dataclasses import dataclass, field
from typing import Protocol

from console.auth import Auth
from console.board import Board
from console.health import Watch
from console.hub import Hub
from console.live import LivePicture, PictureSource
from console.projection import AlarmArchive
from console.view_types import AlarmView, TrackPoint
from store.engine_client import EngineClient


class HistoryDownError(Exception):
    """Postgres does not answer; only history and tracks need it."""


class History(Protocol):
    """What is asked of Postgres."""

    async def alarms(self, *, limit: int, before_utc_ns: int) -> tuple[AlarmView, ...]:
        """Return alarms raised before an instant, newest first; raises HistoryDownError."""

    async def track(self, stay_number: int, *, minutes: int) -> tuple[TrackPoint, ...]:
        """Return where a stay was, oldest first; raises HistoryDownError."""

    async def ping(self) -> None:
        """Return when the server answers; raises HistoryDownError."""


@dataclass(frozen=True, slots=True)
class House:
    """One console."""

    auth: Auth
    archive: AlarmArchive
    board: Board
    engine: EngineClient
    source: PictureSource
    history: History
    hub: Hub = field(default_factory=Hub)
    live: LivePicture = field(default_factory=LivePicture)
    watch: Watch = field(default_factory=Watch)
