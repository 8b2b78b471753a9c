"""Whom and what the forms choose from: staff, visitors, free bands and cards, rooms, regimes."""

from console.board import Board
from console.catalogue import Catalogue
from console.database import now_ns
from console.form_types import (
    Choice,
    KeptView,
    PeopleView,
    RegimeView,
    RoomChoice,
    StaffView,
    VisitorView,
)
from console.records import Records
from console.words_record import ROLE_WORDS, VISITOR_WORDS, named
from custody.policy import Policy
from custody.registry import DeviceKind, Staff


def people_view(board: Board, records: Records) -> PeopleView:
    """Return everything that forms choose from, as the configuration and the records have it."""
    catalogue = board.catalogue
    configuration = catalogue.configuration
    assert configuration is not None, "nobody is signed in before a configuration was adopted"
    worn = {record.band for record in records.open()}
    cards = {member.id: _card(member, records) for member in configuration.staff}
    taken = set(cards.values())
    return PeopleView(
        staff=tuple(_staff(member, cards[member.id], records) for member in configuration.staff),
        visitors=_visitors(records),
        bands=tuple(one for one in _devices(catalogue, "band") if one not in worn),
        cards=tuple(one for one in _devices(catalogue, "card") if one not in taken),
        readers=_devices(catalogue, "reader"),
        rooms=_rooms(board, records),
        regimes=tuple(_regime(policy) for policy in configuration.policies),
    )


def _card(member: Staff, records: Records) -> str:
    return records.house.cards.get(member.id, member.card or "")


def _staff(member: Staff, card: str, records: Records) -> StaffView:
    return StaffView(
        id=member.id,
        zh=member.zh,
        en=member.en,
        role=member.role,
        role_words=named(ROLE_WORDS, member.role),
        rank=member.rank,
        sex=member.sex,
        card=card,
        on_duty=not records.house.off_duty.get(member.id, False),
        answers_for=tuple(
            record.stay for record in records.open() if record.responsible == member.id
        ),
    )


def _visitors(records: Records) -> tuple[VisitorView, ...]:
    return tuple(
        VisitorView(
            badge=visitor.badge,
            kind=visitor.kind,
            zh=named(VISITOR_WORDS, visitor.kind).zh,
            en=named(VISITOR_WORDS, visitor.kind).en,
            sex=visitor.sex,
            stay=visitor.stay,
            places=visitor.places,
        )
        for visitor in records.house.visitors.values()
    )


def _devices(catalogue: Catalogue, kind: DeviceKind) -> tuple[str, ...]:
    configuration = catalogue.configuration
    assert configuration is not None, "asked only once a configuration was adopted"
    return tuple(device.id for device in configuration.devices if device.kind == kind)


def _rooms(board: Board, records: Records) -> tuple[RoomChoice, ...]:
    site = board.catalogue.site_view()
    assert site is not None, "asked only once a configuration was adopted"
    inside: dict[str, list[str]] = {}
    for stay in board.stays():
        if stay.open and stay.room is not None:
            inside.setdefault(stay.room.id, []).append(stay.stay)
    used, kept = _sessions(records)
    return tuple(
        RoomChoice(
            id=room.id,
            zh=room.zh,
            en=room.en,
            type=room.type,
            level=room.level,
            capacity=room.capacity,
            stays=tuple(inside.get(room.id, ())),
            session=used.get(room.id, ""),
            kept=tuple(sorted(kept.get(room.id, ()), key=lambda one: one.from_utc_ns)),
        )
        for room in site.rooms
    )


def _sessions(records: Records) -> tuple[dict[str, str], dict[str, list[KeptView]]]:
    """Return, by room, whose session is there, and for whom it is kept."""
    used: dict[str, str] = {}
    kept: dict[str, list[KeptView]] = {}
    for record in records.open():
        session = record.session
        if session is None:
            continue
        if session.state != "reserved":
            used[session.room] = record.stay
        elif not 0 < session.until_utc_ns <= now_ns():
            kept.setdefault(session.room, []).append(
                KeptView(
                    stay=record.stay,
                    from_utc_ns=session.from_utc_ns,
                    until_utc_ns=session.until_utc_ns,
                )
            )
    return used, kept


def _regime(policy: Policy) -> RegimeView:
    clocks = (*policy.limits, *policy.reviews)
    return RegimeView(
        id=policy.id,
        zh=policy.zh,
        en=policy.en,
        clocks=tuple(Choice(value=clock.id, zh=clock.zh, en=clock.en) for clock in clocks),
    )
