"""Everything one console is made of, as the routes and the tasks share it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from console.auth import Auth
from console.board import Board
from console.echo import Echoes
from console.health import Watch
from console.hub import Hub
from console.kpis import Figures
from console.live import LivePicture, PictureSource
from console.projection import AlarmArchive
from console.register import Register
from console.shift_book import ShiftBook
from console.shift_views import ShiftDesk
from console.view_types import TrackPoint
from engine.decisions import AlarmChange
from store.engine_client import EngineClient
from store.trajectory import RaisedAlarm, Sighted, StoredStay, Walk


class History(Protocol):
    """What is asked of Postgres; each raises HistoryDown when it does not answer."""

    async def alarms(self, *, limit: int, before_utc_ns: int) -> list[AlarmChange]:
        """Return alarms raised before an instant, newest first."""

    async def changes(self, alarm: str) -> list[AlarmChange]:
        """Return every change of one alarm, in order."""

    async def track(self, stay_number: int, *, minutes: int) -> list[TrackPoint]:
        """Return where a stay was in the last minutes, oldest first."""

    async def walk(
        self, stay_number: int, *, since_utc_ns: int, until_utc_ns: int, step_ns: int, lost_ns: int
    ) -> Walk:
        """Return the way of a stay; HistorySlow when it is too long to gather in time."""

    async def everybody(self, *, at_utc_ns: int, fresh_ns: int) -> tuple[Sighted, ...]:
        """Return the last fix of everybody at an instant."""

    async def anybody(self, stretches: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
        """Return for each stretch of time whether a fix of anybody is stored inside it."""

    async def alarms_of(
        self, stay: str, *, rules: Sequence[str], since_utc_ns: int, until_utc_ns: int
    ) -> tuple[RaisedAlarm, ...]:
        """Return alarms of some rules about a stay."""

    async def stay(self, stay: str) -> StoredStay | None:
        """Return a stay as it stood last."""

    async def ping(self) -> None:
        """Return when the server answers."""

    async def close(self) -> None:
        """Let go of the server."""


@dataclass(frozen=True, slots=True)
class House:
    """One console."""

    auth: Auth
    archive: AlarmArchive
    board: Board
    register: Register
    book: ShiftBook
    engine: EngineClient
    source: PictureSource
    history: History
    figures: Figures
    hub: Hub = field(default_factory=Hub)
    echoes: Echoes = field(default_factory=Echoes)
    live: LivePicture = field(default_factory=LivePicture)
    watch: Watch = field(default_factory=Watch)

    @property
    def shift_desk(self) -> ShiftDesk:
        """Return who makes the views of tickets, shelf and hand-over."""
        return ShiftDesk(self.board, self.archive, self.book)
