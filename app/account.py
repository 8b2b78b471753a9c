"""What really happened, read from where it ended: the journal's files and the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from custody.facts import FACT_TOPIC_METER, Meter
from engine.decisions import AlarmChange, Decisions, Notice
from engine.tick import RawFrame
from store.identity import journal_identity
from store.journal_read import DecisionTail, TickReader
from store.statements import statements

_SQL: Final = statements("queries.sql")


class _Identity(msgspec.Struct, frozen=True):
    device: str
    boot: int
    seq: int


@dataclass(slots=True)
class JournalAccount:
    """Counts of a journal: unique alarm and state frames, telemetry frames, sheds, decisions."""

    alarm_state: int = 0
    telemetry: int = 0
    telemetry_refused: int = 0
    shed: int = 0
    raised: list[AlarmChange] = field(default_factory=list)
    notices: dict[str, Notice] = field(default_factory=dict)


class StoredAlarm(msgspec.Struct, frozen=True, array_like=True):
    """A raised alarm as the database has it; the cause is 0 where there was no single one."""

    id: str
    rule: str
    severity: int
    cause_utc_ns: int
    stored_utc_ns: int


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What the database has of one journal."""

    timescaledb: bool
    telemetry_rows: int
    alarms: tuple[StoredAlarm, ...]
    notices: int


def read_journal(folder: Path) -> JournalAccount:
    """Return the account of a journal; the engine should have stopped."""
    account = JournalAccount()
    seen: set[tuple[str, str, int, int]] = set()
    for facts, telemetry in _ticks(folder):
        account.telemetry += len(telemetry)
        for frame in facts:
            if frame.topic == FACT_TOPIC_METER:
                meter = msgspec.json.decode(frame.payload, type=Meter)
                account.shed += int(meter.value) if meter.name == "shed" else 0
            elif not frame.topic.startswith("$"):
                seen.add(_identity(frame))
    account.alarm_state = len(seen)
    for decisions in all_decisions(folder):
        if decisions.verdicts is not None:
            account.telemetry_refused += decisions.verdicts.telemetry_refused
        account.raised += [change for change in decisions.alarms if change.change == "raised"]
        account.notices.update({notice.id: notice for notice in decisions.notices})
    return account


def all_decisions(folder: Path) -> Iterator[Decisions]:
    """Yield every tick's decisions of a journal."""
    tail = DecisionTail(folder)
    while found := tail.read():
        yield from found
    tail.close()


def read_database(dsn: str, journal: Path) -> Stored:
    """Return what the database has of this journal; raises psycopg.Error."""
    mine = {"identity": journal_identity(journal)}
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = connection.execute(_SQL["telemetry_rows"].encode(), mine).fetchone()
        extension = connection.execute(
            "select count(*) from pg_extension where extname = 'timescaledb'"
        ).fetchone()
        alarms = connection.execute(_SQL["stored_latency"].encode(), mine).fetchall()
        notices = connection.execute(_SQL["notice_count"].encode(), mine).fetchone()
    assert rows is not None, "counts have one row"
    assert extension is not None, "counts have one row"
    assert notices is not None, "counts have one row"
    return Stored(
        timescaledb=bool(extension[0]),
        telemetry_rows=sum(rows),
        alarms=tuple(StoredAlarm(*row) for row in alarms),
        notices=notices[0],
    )


def _ticks(folder: Path) -> Iterator[tuple[tuple[RawFrame, ...], tuple[RawFrame, ...]]]:
    reader = TickReader(folder)
    number = 0
    while rows := reader.read(number):
        for raw in rows:
            yield raw.facts, raw.telemetry
        number = rows[-1].number
    reader.close()


def _identity(frame: RawFrame) -> tuple[str, str, int, int]:
    """Return what a frame is known by; one that cannot be read counts by its own bytes."""
    sender = frame.topic.split("/")[2]
    try:
        who = msgspec.json.decode(frame.payload, type=_Identity)
    except msgspec.DecodeError:
        return (sender, frame.payload.hex(), 0, 0)
    return (sender, who.device, who.boot, who.seq)
