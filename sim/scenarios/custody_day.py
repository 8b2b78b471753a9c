"""Whole stays from the sally port to the way out: eight people, four regimes, every duty kept."""

from collections.abc import Callable
from typing import Final

import msgspec

from custody.acts.intake import Flag
from custody.acts.legal import Measure
from custody.registry import Role
from sim.cast import CastError, cells, on_duty
from sim.clock import Script
from sim.house import PEOPLE_MAX, POLICE, Custody, House, of_sex, police
from sim.people import Officer
from sim.procedure.day import interview, look_in, rest, see_doctor, toilet
from sim.procedure.intake import arrive
from sim.procedure.leaving import decide, extend, hand_over, release, transfer
from sim.story import Story

PSAPL: Final = "cn-psapl-2026"
QUESTIONED: Final = "cn-continued-questioning-2004"
CRIMINAL: Final = "cn-criminal-2020"
PACE: Final = "ew-pace-code-c"
ARRIVALS_EVERY_S: Final = (40.0, 70.0)
SIT_S: Final = (20.0, 50.0)
INTERVIEW_S: Final = (50.0, 90.0)
REST_S: Final = (60.0, 100.0)
BETWEEN_ROUNDS_S: Final = (60.0, 240.0)
SHIFT_S: Final = 1_080.0
"""When the shift changes: everybody who is held is handed over."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """What one person's day is like."""

    regime: str = PSAPL
    flags: tuple[Flag, ...] = ()
    rooms: str = "holding"
    """Type of the room in which they are held."""
    interviews: int = 1
    doctor: bool = False
    rests: bool = False
    extension: tuple[str, str] | None = None
    """Clock and ground of a lengthening."""
    measure: Measure = "fine"


WOMEN: Final = (
    Way(flags=("minor", "female"), rooms="juvenile-holding", measure="warning"),
    Way(
        regime=QUESTIONED,
        flags=("female",),
        interviews=2,
        extension=("CN-04", "no_identity"),
        measure="release",
    ),
    Way(flags=("female", "medical"), doctor=True),
    Way(
        flags=("female", "interpreter"),
        extension=("CN-03", "identity_unknown"),
        measure="admin_detention",
    ),
)
MEN: Final = (
    Way(regime=PACE, rests=True, measure="bail"),
    Way(flags=("intoxicated",), rests=True),
    Way(regime=CRIMINAL, measure="criminal_detention"),
    Way(regime=QUESTIONED, flags=("over_70",), rooms="care", measure="release"),
)
WAYS: Final = (*WOMEN, *MEN)
"""Searched by officers of their own sex, women and men arrive beside each other."""


def custody_day(story: Story) -> None:
    """Bring eight people in one after the other; the story is over when all of them have left."""
    regimes = {policy.id for policy in story.centre.configuration.policies}
    strange = sorted({way.regime for way in WAYS} - regimes)
    if strange:
        message = f"site.toml: policies: this story needs {', '.join(strange)}"
        raise CastError(message)
    house = House(story, "custody-day")
    people: list[Custody] = []
    story.play(_arrivals(house, WOMEN, people))
    story.play(_arrivals(house, MEN, people))
    story.play(_rounds(house))
    story.play(_shift_change(house))
    story.play(_end(story, people))


def _arrivals(house: House, ways: tuple[Way, ...], people: list[Custody]) -> Script:
    yield 5.0
    for way in ways:
        # Who stays in a care room is no officer of the case: that would be questioning (PROC-09).
        roles: tuple[Role, ...] = ("guard",) if way.rooms == "care" else POLICE
        crew = yield from house.wait_for_officers(2, *roles, fit=_searchers(house, way.flags))
        house.story.play(_stay(house, way, crew, people))
        yield house.between(ARRIVALS_EVERY_S)


def _searchers(house: House, flags: tuple[Flag, ...]) -> Callable[[Officer], bool]:
    """Return who may search a person and can answer for one more."""
    fit = of_sex(flags)
    return lambda officer: fit(officer) and house.answers_for(officer) < PEOPLE_MAX


def _stay(house: House, way: Way, crew: list[Officer], people: list[Custody]) -> Script:
    """One person's way through custody."""
    posts, centre = house.posts(crew), house.centre
    rooms = cells(centre) if way.rooms == "holding" else centre.rooms_of(way.rooms)
    room = yield from house.wait_for_one_of(house.near(rooms, crew[0]))
    port = yield from house.wait_for_room("sally-port")
    yield from centre.walk(crew, port)
    lead = house.lead(way.flags)
    custody = Custody(
        person=centre.bring(house.bands.pop(0), port),
        regime=way.regime,
        flags=way.flags,
        room=room,
        responsible=lead if "minor" in way.flags else crew[0],
        lead=lead,
        number=house.number(),
    )
    people.append(custody)
    if way.rooms == "care":
        # The room is not locked: an officer stays with the person.
        custody.companion = crew[1]
    yield from arrive(house, custody, crew, port)
    leaving = crew[:1] if custody.companion is not None else crew
    yield from house.leave(leaving, posts[: len(leaving)])
    yield from _held(house, way, custody)
    if custody.companion is not None:
        house.dismiss(crew[1:], posts[1:])


def _held(house: House, way: Way, custody: Custody) -> Script:
    """Wait, be questioned, rest, see the doctor if need be; then what is decided is done."""
    yield house.between(SIT_S)
    if way.doctor:
        yield from see_doctor(house, custody)
    for number in range(way.interviews):
        yield house.between(SIT_S)
        yield from interview(house, custody, for_s=house.between(INTERVIEW_S))
        if way.extension is not None and number == 0:
            clock, ground = way.extension
            yield from extend(house, custody, clock=clock, ground=ground)
    if way.rests:
        yield from rest(house, custody, for_s=house.between(REST_S))
        yield from toilet(house, custody)
    yield lambda: custody.fed
    yield from decide(house, custody, way.measure)
    if way.measure in ("admin_detention", "criminal_detention"):
        yield from transfer(house, custody)
    else:
        yield from release(house, custody)


def _rounds(house: House) -> Script:
    """Let a guard, a woman, look in at everybody at varied times; who has not eaten gets a meal."""
    yield 300.0
    while True:
        guards = yield from house.wait_for_officers(1, "guard", fit=_police_woman)
        posts = house.posts(guards)
        waiting = sorted(
            (custody for custody in house.held if custody.in_room),
            key=lambda custody: custody.seen_s,
        )
        for custody in waiting:
            if custody.in_room:
                yield from look_in(house, guards, custody, meal=not custody.fed)
        yield from house.leave(guards, posts)
        yield house.between(BETWEEN_ROUNDS_S)


def _police_woman(officer: Officer) -> bool:
    """Return who may be alone with anybody: women (PAIR-11), continued questioning (PAIR-12)."""
    return police(officer) and officer.staff.sex == "female"


def _shift_change(house: House) -> Script:
    """Let everybody who is held be taken over by another officer (R39)."""
    yield SHIFT_S
    for custody in list(house.held):
        if custody.person.stay is None or custody.left:
            continue
        fit = [
            officer
            for officer in on_duty(house.centre, *POLICE)
            if police(officer)
            and officer is not custody.responsible
            and (officer.staff.juvenile or not custody.minor)
        ]
        yield from hand_over(house, custody, min(fit, key=house.answers_for))


def _end(story: Story, people: list[Custody]) -> Script:
    """Call the story over when everybody has come and left."""
    yield lambda: len(people) == len(WAYS) and all(custody.left for custody in people)
    story.finished = True
