"""A calm day: arrivals, searches, interviews, rounds, meals and releases; nothing to alarm of."""

from typing import Final

from sim.cast import cells, on_duty
from sim.clock import Script
from sim.house import PEOPLE_MAX, POLICE, Custody, House, of_sex, police
from sim.people import Detainee, Officer
from sim.procedure.day import interview, look_in, toilet
from sim.procedure.intake import arrive, begin_holding
from sim.procedure.leaving import decide, release
from sim.story import Story

HELD_AT_START: Final = 8
ARRIVALS_EVERY_S: Final = 200.0
AGE_S_MAX: Final = 5_400.0
"""Nobody's clock is near a limit: the colours begin hours later."""
SIT_S: Final = (90.0, 260.0)
INTERVIEW_S: Final = (60.0, 150.0)
BETWEEN_ROUNDS_S: Final = (120.0, 420.0)
"""Rounds come at varied times: nobody may count on them (CLK-09)."""
ROOMS_A_ROUND: Final = 6
WOMEN: Final = 0.3
MORE_INTERVIEWS: Final = 0.4


def ordinary_day(story: Story) -> None:
    """Fill half of the holding rooms and let the day go on for as long as it is watched."""
    house = House(story, "ordinary-day")
    for row in range(HELD_AT_START):
        room = house.take_room(cells(story.centre))
        if room is not None:
            person = story.centre.bring(house.bands.pop(0), room)
            story.play(_held_since_morning(house, person, room, row))
    story.play(_arrivals(house))
    story.play(_rounds(house))
    story.finished = True


def _held_since_morning(house: House, person: Detainee, cell: str, row: int) -> Script:
    """Open the stay of somebody who was here before the shift, by quick registration."""
    yield 2.0 + 0.6 * row
    guards = [guard for guard in on_duty(house.centre, "guard") if police(guard)]
    guard, age_s = guards[row % len(guards)], house.between((600.0, AGE_S_MAX))
    yield from house.story.admit(person, age_s=age_s, responsible=guard)
    custody = _custody(house, person, cell, guard, full=False)
    house.held.append(custody)
    yield from begin_holding(house, custody)
    yield house.between((10.0, 120.0))
    yield from _held(house, custody)


def _custody(
    house: House, person: Detainee, cell: str, officer: Officer, *, full: bool, woman: bool = False
) -> Custody:
    return Custody(
        person=person,
        regime=house.centre.configuration.default_policy,
        flags=("female",) if woman else (),
        room=cell,
        responsible=officer,
        lead=house.lead(()),
        number=house.number(),
        full=full,
    )


def _arrivals(house: House) -> Script:
    yield 25.0
    while True:
        woman = house.chance.random() < WOMEN
        cell = house.take_room(cells(house.centre)) if house.bands else None
        crew = _crew(house, woman=woman) if cell is not None else []
        if cell is not None and crew:
            house.story.play(_arrive(house, cell, crew, woman=woman))
            yield house.between((0.7 * ARRIVALS_EVERY_S, 1.3 * ARRIVALS_EVERY_S))
        else:
            if cell is not None:
                house.free_room(cell)
            yield 30.0


def _crew(house: House, *, woman: bool) -> list[Officer]:
    """Return two free officers of the person's sex, either of whom can answer for one more."""
    fit = of_sex(("female",) if woman else ())
    crew = house.take_officers(
        2, *POLICE, fit=lambda officer: fit(officer) and house.answers_for(officer) < PEOPLE_MAX
    )
    return sorted(crew, key=house.answers_for)


def _arrive(house: House, cell: str, crew: list[Officer], *, woman: bool) -> Script:
    """From the sally port by way of every desk of the intake to a holding room."""
    posts, centre = house.posts(crew), house.centre
    port = yield from house.wait_for_room("sally-port")
    yield from centre.walk(crew, port)
    person = centre.bring(house.bands.pop(0), port)
    custody = _custody(house, person, cell, crew[0], full=True, woman=woman)
    yield from arrive(house, custody, crew, port)
    yield from house.leave(crew, posts)
    yield from _held(house, custody)


def _held(house: House, custody: Custody) -> Script:
    """Sit, be interviewed, go to the toilet, sit; after some rounds be released."""
    body = custody.person.body
    for round_number in range(house.chance.randint(1, 3)):
        body.doing = "sitting" if round_number % 2 == 0 else "lying"
        yield house.between(SIT_S)
        body.doing = "sitting"
        if house.chance.random() < MORE_INTERVIEWS:
            yield from interview(house, custody, for_s=house.between(INTERVIEW_S))
        else:
            yield from toilet(house, custody)
    if custody.full:
        yield from decide(house, custody, "fine")
    yield from release(house, custody)


def _rounds(house: House) -> Script:
    """Let two guards look in at the rooms that were seen longest ago, with water and food."""
    yield 60.0
    while True:
        # A cell is opened by two, as the night asks for (ACC-07), and women are visited too.
        guards = house.take_pair("guard", first=_woman)
        if guards:
            posts = house.posts(guards)
            waiting = sorted(
                (custody for custody in house.held if custody.in_room),
                key=lambda custody: custody.seen_s,
            )
            for custody in waiting[:ROOMS_A_ROUND]:
                if custody.in_room:
                    yield from look_in(house, guards, custody, meal=True)
            yield from house.leave(guards, posts)
        yield house.between(BETWEEN_ROUNDS_S)


def _woman(officer: Officer) -> bool:
    return officer.staff.sex == "female"
