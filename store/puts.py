"""Decisions as rows of the plain tables: which statement, which values. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from alerts.configuration import Configuration
from engine.decisions import AlarmChange, Decisions

ORDER: Final = (
    "alarm_change_put",
    "alarm_put",
    "notice_put",
    "answer_put",
    "stay_put",
    "thing_put",
    "record_put",
    "incident_put",
    "ticket_put",
)
"""Statements in the order they run; rows of one statement stay in the order of decisions."""

Values = Mapping[str, object]

# An escaped NUL, and not an escaped backslash before the letters u0000.
_ESCAPED_NUL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True, slots=True)
class Put:
    """One row: the statement's name, the tick it comes from, the values."""

    statement: str
    tick: int
    values: Values


def puts(decisions: Decisions, journal: int) -> Iterator[Put]:
    """Yield every row of the plain tables that one tick brings."""
    tick = decisions.tick
    for alarm in decisions.alarms:
        values = _alarm(alarm, journal, tick)
        yield Put("alarm_change_put", tick, values)
        yield Put("alarm_put", tick, values)
    for notice in decisions.notices:
        values = {
            **_plain(notice, journal, tick),
            "alarm_state": None,
            "n": notice.alarm_state.n,
        }
        yield Put("notice_put", tick, values)
    for answer in decisions.answers:
        values = {**_plain(answer, journal, tick), "utc_ns": decisions.utc_ns}
        yield Put("answer_put", tick, values)
    for stay in decisions.stays:
        values = {**_plain(stay, journal, tick), "flags": [_clean(flag) for flag in stay.flags]}
        yield Put("stay_put", tick, values)
    for thing in decisions.things:
        values = {**_plain(thing, journal, tick), "state": _json(thing.state)}
        yield Put("thing_put", tick, values)
    for incident in decisions.incidents:
        alarms = [_clean(alarm) for alarm in incident.alarms]
        yield Put("incident_put", tick, {**_plain(incident, journal, tick), "alarms": alarms})
    for number, ticket in enumerate(decisions.tickets):
        yield Put("ticket_put", tick, {**_plain(ticket, journal, tick), "number": number})
    for event in decisions.record:
        values = {**_plain(event, journal, tick), "data": _json(event.data)}
        yield Put("record_put", tick, values)


def config_puts(configuration: Configuration, config: int) -> Iterator[Put]:
    """Yield what the row numbers of a configuration mean."""
    for number, device in enumerate(configuration.devices):
        values: Values = {"id": device.id, "kind": device.kind, "sender": device.sender}
        yield Put("device_put", 0, {"config": config, "number": number, **values})
    for number, member in enumerate(configuration.staff):
        values = {"id": member.id, "role": member.role}
        yield Put("staff_put", 0, {"config": config, "number": number, **values})
    for number, room in enumerate(configuration.site.rooms):
        values = {"id": room.id, "zh": room.zh, "en": room.en}
        place = {"type": room.type, "level": room.level}
        yield Put("room_put", 0, {"config": config, "number": number, **values, **place})
    for number, level in enumerate(configuration.site.levels):
        yield Put("level_put", 0, {"config": config, "number": number, "id": level.id})


def _alarm(alarm: AlarmChange, journal: int, tick: int) -> Values:
    evidence = None if alarm.evidence is None else _json(alarm.evidence)
    return {**_plain(alarm, journal, tick), "evidence": evidence}


def _plain(item: msgspec.Struct, journal: int, tick: int) -> dict[str, object]:
    fields = {
        name: _clean(value) if isinstance(value, str) else value
        for name, value in msgspec.structs.asdict(item).items()
    }
    return {**fields, "journal": journal, "tick": tick}


def _json(item: object) -> str:
    return _ESCAPED_NUL.sub("\\1\ufffd", msgspec.json.encode(item).decode())


def _clean(text: str) -> str:
    """Return the text without what PostgreSQL cannot store, marked where something stood."""
    return text.replace("\0", "\ufffd")
