"""The custody suite's own engine, read through the console's register as a page reads it."""

from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from alerts.configuration import Configuration, canonical, digest
from config.policy_files import PACKAGE, read_policy
from console.board import Board
from console.catalogue import catalogue_of
from console.form_types import PeopleView
from console.people import people_view
from console.projection import Applied, Standing
from console.record_types import NextView, RecordView
from console.register import Register
from custody.record import RecordEvent
from tests.custody.suite import Suite, a_suite


@dataclass
class Archive:
    """The console's file, as far as the test fills it."""

    events: list[RecordEvent] = field(default_factory=list)

    def record(self, stay: str) -> list[RecordEvent]:
        return [event for event in self.events if event.stay == stay]


def under_the_law() -> Configuration:
    """The suite under the policies that are shipped."""
    names = ("cn-psapl-2026", "cn-continued-questioning-2004", "ew-pace-code-c")
    law = tuple(read_policy(PACKAGE, f"policies/{name}.toml") for name in names)
    return replace(a_suite(), policies=law)


@dataclass
class Desk:
    """A suite and the console's register beside it; ``view`` reads what the engine decided."""

    suite: Suite = field(default_factory=lambda: Suite.opened(under_the_law()))
    archive: Archive = field(default_factory=Archive)
    seen: int = 0

    def __post_init__(self):
        data = canonical(self.suite.configuration)
        catalogue = catalogue_of(digest(data), data.decode())
        self.board = Board(
            Standing(tick=0, utc_ns=0, catalogue=catalogue, alarms=(), stays=(), things=())
        )
        self.register = Register((), board=self.board, archive=self.archive)

    def read(self) -> list:
        """Take over what the engine has decided since the last time."""
        news = []
        for decisions in self.suite.log[self.seen :]:
            applied = Applied(
                tick=decisions.tick,
                utc_ns=decisions.utc_ns,
                stays=decisions.stays,
                record=decisions.record,
            )
            self.board.apply(applied)
            news.extend(self.register.apply(applied))
        self.seen = len(self.suite.log)
        return news

    def view(self, stay: str, *, role: str = "custody_officer", after: int = 0) -> RecordView:
        self.read()
        view = self.register.view(stay, role=role, after=after, utc_ns=self.suite.utc_ns)
        assert view is not None
        return view

    def next(self, stay: str, to: str) -> NextView:
        return next(one for one in self.view(stay).next if to in (one.to, one.act))

    def people(self) -> PeopleView:
        self.read()
        return people_view(self.board, self.register.records)


def encoded(view: RecordView) -> bytes:
    return msgspec.json.encode(view)
