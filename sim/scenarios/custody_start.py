"""The first seconds of a shift: somebody steps out of the car, others already sit in their rooms.

Everybody stands where the work is, so that a run in real time sees many acts within seconds.
"""

from typing import Final

from custody.acts import care
from sim.cast import cells, on_duty
from sim.clock import Script
from sim.house import POLICE, Custody, House, of_sex, police
from sim.people import Officer
from sim.procedure.day import VISIT_S
from sim.procedure.intake import arrive, begin_holding
from sim.procedure.leaving import extend, hand_over
from sim.story import Story

HELD: Final = 2
AGE_S: Final = 900.0
"""They came a quarter of an hour ago: no colour, no visit is due yet."""
EVERY_S: Final = 0.7
SEATED_S: Final = 1.5
"""Two fixes in the room, and the guard is seen beside them."""


def custody_start(story: Story) -> None:
    """Bring one person in at the port; look after two others where they sit."""
    house = House(story, "custody-start")
    for row in range(HELD):
        story.play(_held(house, row))
    story.play(_arrival(house))
    story.finished = True


def _arrival(house: House) -> Script:
    """Two officers stand at the sally port with somebody: booked, arrived, on to the search."""
    centre = house.centre
    crew = house.take_officers(2, *POLICE, fit=of_sex(()))
    port = yield from house.wait_for_room("sally-port")
    cell = yield from house.wait_for_one_of(house.near(cells(centre), crew[0]))
    posts = house.posts(crew)
    for officer in crew:
        officer.stand(centre.ways.spot(port, officer.chance))
    yield 1.0
    custody = _custody(house, port, crew[0], cell=cell, full=True)
    yield from arrive(house, custody, crew, port)
    house.dismiss(crew, posts)


def _held(house: House, row: int) -> Script:
    """Let a guard sit with somebody held since earlier: visit, food, hand-over, limit."""
    guards = house.take_officers(1, "guard", fit=police)
    cell = yield from house.wait_for_one_of(cells(house.centre))
    guard = guards[0]
    guard.stand(house.centre.ways.spot(cell, guard.chance))
    custody = _custody(house, cell, guard, cell=cell, full=False)
    yield 1.0 + EVERY_S * row
    yield from house.story.admit(custody.person, age_s=AGE_S, responsible=guard)
    house.held.append(custody)
    yield from begin_holding(house, custody)
    yield SEATED_S
    yield from _asked(house, custody)
    yield VISIT_S - SEATED_S
    yield from house.does(guard, care.RecordCheck(stay=custody.stay, kind="visit"))
    yield from house.does(guard, care.Offer(stay=custody.stay, what="meal"))


def _asked(house: House, custody: Custody) -> Script:
    """Note what they ask for; let another officer answer for them, and lengthen the limit."""
    stay, desk = custody.stay, house.story.custody_officer
    yield from house.does(
        desk,
        care.LawyerRequest(stay=stay),
        care.LawyerAnswer(stay=stay, outcome="arranged"),
        care.FamilyNotice(stay=stay, outcome="done"),
    )
    yield from house.does(custody.responsible, care.Offer(stay=stay, what="drink"))
    to = next(each for each in on_duty(house.centre, "investigator") if police(each))
    yield from hand_over(house, custody, to)
    yield from extend(house, custody, clock="CN-03", ground="identity_unknown")


def _custody(house: House, room: str, officer: Officer, *, cell: str, full: bool) -> Custody:
    return Custody(
        person=house.centre.bring(house.bands.pop(0), room),
        regime=house.centre.configuration.default_policy,
        flags=(),
        room=cell,
        responsible=officer,
        lead=house.lead(()),
        number=house.number(),
        full=full,
    )
