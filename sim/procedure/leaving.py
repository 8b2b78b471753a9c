"""The way out: what is decided and by whom, lengthening, hand-over, release, transfer."""

from typing import Final, Literal

from custody.acts import care, legal, people
from custody.acts.legal import Measure
from custody.acts.steps import Evidence
from custody.registry import Role
from sim.clock import Script
from sim.house import Custody, House, police
from sim.people import Officer
from sim.procedure.intake import step

Receiver = Literal["person", "case", "transfer"]
Level = Literal["legal_officer", "legal_department"]
DESK_S: Final = (20.0, 45.0)
REVIEWS: Final[tuple[tuple[Level, Role], ...]] = (
    ("legal_officer", "legal_review"),
    ("legal_department", "duty_inspector"),
)
"""Levels of review above the officer of the case, and the role that signs (R38)."""


def extend(house: House, custody: Custody, *, clock: str, ground: str) -> Script:
    """Have the next rung of a limit granted by a leader who is not on the case."""
    yield from house.does(
        custody.lead,
        legal.ExtendClock(
            stay=custody.stay,
            clock=clock,
            rung=1,
            ground=ground,
            approver=house.one("duty_inspector").key,
            evidence=f"approval-{house.number()}",
        ),
    )


def hand_over(house: House, custody: Custody, to: Officer) -> Script:
    """Let another officer answer for the person; the receiver accepts."""
    before = custody.responsible
    if to is before or custody.left:
        return
    yield from house.does(before, people.HandOver(stay=custody.stay, to=to.key))
    yield 4.0
    yield from house.does(to, people.AcceptHandOver(stay=custody.stay))
    custody.responsible = to


def decide(house: House, custody: Custody, measure: Measure) -> Script:
    """Three people review, each of their own level; then it is decided (S11, R38)."""
    stay = custody.stay
    with_them = () if custody.companion is None else (custody.companion,)
    yield from house.signs(custody, step(custody, "S11", present=with_them))
    yield 5.0
    yield from house.does(custody.lead, legal.SignReview(stay=stay, level="officer"))
    for level, role in REVIEWS:
        yield 5.0
        yield from house.does(house.one(role), legal.SignReview(stay=stay, level=level))
    document = f"decision-{house.number()}"
    yield from house.does(
        house.one("duty_inspector"),
        legal.Decide(stay=stay, measure=measure, document=document),
    )


def release(house: House, custody: Custody) -> Script:
    """Give back what was taken at the exit desk (S14), sign, and walk out of the door (S15)."""
    centre, desk = house.centre, house.story.custody_officer
    guards = yield from house.wait_for_escorts(custody)
    posts = house.posts(guards)
    # One at a time: whoever stands by while somebody leaves is near an open way out.
    lobby = yield from house.wait_for_room("exit-lobby")
    yield from house.fetch(custody, guards)
    yield from house.escort(custody, guards, lobby)
    house.free_room(custody.room)
    if custody.full:
        yield from house.does(desk, step(custody, "S14", lobby))
        yield from _returned(house, custody, "person")
        yield house.between(DESK_S)
        signed: Evidence = {
            "documents": f"release-{custody.number}",
            "medical_advice": "none needed",
        }
        yield from house.does(desk, legal.Release(stay=custody.stay, evidence=signed))
        _band_off(house, custody)
    else:
        yield house.between(DESK_S)
        yield from house.story.release(custody.person)
        house.bands.append(custody.person.band)
    yield from _gone(house, custody, "released")
    # The guard's own card opens, so the guard comes along to the door.
    exit_door = centre.ways.exit_of(lobby)
    yield from centre.walk([guards[0], custody.person], centre.ways.at_door(exit_door, lobby))
    yield from centre.walk(
        [custody.person], centre.ways.beyond(exit_door, 15.0), token=guards[0].card
    )
    del centre.detainees[custody.person.key]
    house.free_room(lobby)
    house.dismiss(guards, posts)


def transfer(house: House, custody: Custody) -> Script:
    """Hand the person over to the crew of a vehicle in the sally port (S16, S17)."""
    centre, desk = house.centre, house.story.custody_officer
    guards = yield from house.wait_for_escorts(custody, police)
    posts = house.posts(guards)
    port = yield from house.wait_for_room("sally-port")
    yield from house.fetch(custody, guards)
    yield from house.escort(custody, guards, port)
    house.free_room(custody.room)
    yield from _returned(house, custody, "transfer")
    number = custody.number
    yield from house.does(
        desk,
        legal.Transfer(
            stay=custody.stay,
            to="detention-house",
            vehicle=f"vehicle-{number}",
            escorts=tuple(guard.key for guard in guards),
            room=port,
            evidence={
                "papers": f"warrant-{number}",
                "health_check": "fit",
                "headcount": 1,
                "vehicle_check": True,
            },
        ),
        people.UnbindBand(stay=custody.stay, note="handed over to the vehicle's crew"),
    )
    stay = custody.stay
    _band_off(house, custody)
    del centre.detainees[custody.person.key]
    house.free_room(port)
    house.dismiss(guards, posts)
    yield house.between((60.0, 120.0))
    stamp = f"stamp-{number}"
    yield from house.does(
        desk, legal.HandOverReceived(stay=stay, receiver="detention-house", stamp=stamp)
    )
    yield from _gone(house, custody, "transferred")


def _returned(house: House, custody: Custody, to: Receiver) -> Script:
    keeper = house.one("property_keeper")
    for code in custody.items:
        yield from house.does(keeper, care.ReturnItem(stay=custody.stay, code=code, to=to))


def _band_off(house: House, custody: Custody) -> None:
    """Take the band off and hang it up."""
    house.centre.bands[custody.person.band].take_off()
    house.bands.append(custody.person.band)


def _gone(house: House, custody: Custody, how: str) -> Script:
    """Note how the stay ended, and have the visitors' badges back."""
    custody.left = how
    house.held.remove(custody)
    for badge in custody.others:
        yield from house.does(house.story.custody_officer, people.ReturnBadge(badge=badge))
