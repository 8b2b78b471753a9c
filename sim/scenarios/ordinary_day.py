"""A calm day: arrivals, searches, interviews, walks, meals and releases; nothing to alarm of."""

from collections.abc import Sequence
from typing import Final

from custody.registry import Role
from sim.cast import cells, first_room, on_duty
from sim.clock import Script
from sim.people import Detainee, Officer
from sim.story import Story
from zones.plan import Room

HELD_AT_START: Final = 8
ARRIVALS_EVERY_S: Final = 200.0
AGE_S_MAX: Final = 5_400.0
"""Nobody's clock is near a limit: the colours begin hours later."""
ESCORTS: Final = 2
"""A cell is opened by two, which the night asks for (ACC-07)."""
SIT_S: Final = (90.0, 260.0)
INTERVIEW_S: Final = (150.0, 420.0)
TOILET_S: Final = (40.0, 90.0)
DESK_S: Final = (20.0, 45.0)
INTAKE_TYPES: Final = ("intake", "search", "property", "medical", "rights", "collection")


class House:
    """Which rooms and officers are taken at the moment."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.chance = story.centre.chance("ordinary-day")
        self.bands = list(story.centre.bands)
        """The rack: bands that nobody wears."""
        self._taken: set[str] = set()
        self._keepers = self._one_a_post()

    def take_room(self, rooms: Sequence[Room]) -> str | None:
        """Return a free room and keep it, or None."""
        free = [room.id for room in rooms if room.id not in self._taken]
        if not free:
            return None
        chosen = self.chance.choice(free)
        self._taken.add(chosen)
        return chosen

    def free_room(self, room: str) -> None:
        """Let a room go."""
        self._taken.discard(room)

    def take_officers(self, count: int, *roles: Role) -> list[Officer]:
        """Return free officers and keep them; an empty list when there are too few."""
        on_hand = [each for each in on_duty(self.story.centre, *roles) if not each.busy]
        free = [each for each in on_hand if each.key not in self._keepers][:count]
        if len(free) < count:
            return []
        for officer in free:
            officer.busy = True
        return free

    def _one_a_post(self) -> set[str]:
        """Return a guard for each post, who stays there whatever happens (POS-11)."""
        by_post: dict[str, str] = {}
        for guard in on_duty(self.story.centre, "guard"):
            by_post.setdefault(guard.place(self.story.now_ns).room, guard.key)
        return set(by_post.values())

    def between(self, span_s: tuple[float, float]) -> float:
        """Return a duration by chance."""
        return self.chance.uniform(*span_s)


def ordinary_day(story: Story) -> None:
    """Fill half of the holding rooms and let the day go on for as long as it is watched."""
    house = House(story)
    for row in range(HELD_AT_START):
        room = house.take_room(cells(story.centre))
        if room is not None:
            person = story.centre.bring(house.bands.pop(0), room)
            story.play(_held_since_morning(house, person, room, row))
    story.play(_arrivals(house))
    story.play(_meals(house))
    story.finished = True


def _held_since_morning(house: House, person: Detainee, cell: str, row: int) -> Script:
    yield 2.0 + 0.6 * row
    guards = on_duty(house.story.centre, "guard")
    age_s = house.between((600.0, AGE_S_MAX))
    yield from house.story.admit(person, age_s=age_s, responsible=guards[row % len(guards)])
    yield house.between((10.0, 120.0))
    yield from _held(house, person, cell)


def _arrivals(house: House) -> Script:
    yield 25.0
    while True:
        story = house.story
        cell = house.take_room(cells(story.centre)) if house.bands else None
        pair = house.take_officers(2, "guard", "investigator") if cell is not None else []
        if cell is not None and pair:
            story.play(_arrive(house, house.bands.pop(0), cell, pair))
            yield house.between((0.7 * ARRIVALS_EVERY_S, 1.3 * ARRIVALS_EVERY_S))
        else:
            if cell is not None:
                house.free_room(cell)
            yield 30.0


def _arrive(house: House, band: str, cell: str, pair: list[Officer]) -> Script:
    """From the sally port by way of every desk of the intake to a holding room."""
    centre, story = house.story.centre, house.story
    posts = [officer.place(story.now_ns).room for officer in pair]
    port = first_room(centre, "sally-port")
    yield from centre.walk(pair, port)
    person = centre.bring(band, port)
    yield from centre.walk([pair[0], person, pair[1]], first_room(centre, INTAKE_TYPES[0]))
    yield from story.admit(person, age_s=20.0, responsible=pair[0])
    for kind in INTAKE_TYPES[1:]:
        yield from centre.walk([pair[0], person, pair[1]], first_room(centre, kind))
        yield house.between(DESK_S)
    yield from centre.walk([pair[0], person, pair[1]], cell)
    yield from _dismiss(house, pair, posts)
    yield from _held(house, person, cell)


def _held(house: House, person: Detainee, cell: str) -> Script:
    """Sit, be interviewed, go to the toilet, sit; after some rounds be released."""
    for round_number in range(house.chance.randint(2, 4)):
        person.body.doing = "sitting" if round_number % 2 == 0 else "lying"
        yield house.between(SIT_S)
        person.body.doing = "sitting"
        if house.chance.random() < 0.6:  # noqa: PLR2004 - more interviews than other walks
            yield from _interview(house, person, cell)
        else:
            yield from _toilet(house, person, cell)
    yield from _release(house, person, cell)


def _interview(house: House, person: Detainee, cell: str) -> Script:
    centre = house.story.centre
    room = house.take_room(centre.rooms_of("interview"))
    if room is None:
        return
    pair = house.take_officers(2, "investigator")
    if not pair:
        house.free_room(room)
        return
    posts = [officer.place(centre.now_ns).room for officer in pair]
    yield from centre.walk(pair, cell)
    yield from centre.walk([pair[0], person, pair[1]], room)
    person.body.doing = "talking"
    yield house.between(INTERVIEW_S)
    person.body.doing = "sitting"
    yield from centre.walk([pair[0], person, pair[1]], cell)
    house.free_room(room)
    yield from _dismiss(house, pair, posts)


def _toilet(house: House, person: Detainee, cell: str) -> Script:
    centre = house.story.centre
    level = person.place(centre.now_ns).level
    toilets = [
        room
        for room in centre.rooms_of("toilet")
        if room.level == level and "staff" not in room.id and "juvenile" not in room.id
    ]
    toilet = house.take_room(toilets)
    if toilet is None:
        return
    guards = house.take_officers(ESCORTS, "guard")
    if guards:
        posts = [guard.place(centre.now_ns).room for guard in guards]
        yield from centre.walk(guards, cell)
        yield from centre.walk([guards[0], person, guards[1]], centre.ways.threshold(toilet))
        # Not deep inside: the guard at the door stays near.
        spot = centre.ways.beside(centre.ways.inside(toilet), person.chance)
        yield from centre.walk([person], spot)
        yield house.between(TOILET_S)
        yield from centre.walk([guards[0], person, guards[1]], cell)
        yield from _dismiss(house, guards, posts)
    house.free_room(toilet)


def _release(house: House, person: Detainee, cell: str) -> Script:
    """Close the stay at the exit desk, then walk out of the door as anybody may."""
    centre, story = house.story.centre, house.story
    guards: list[Officer] = []
    while not guards:
        guards = house.take_officers(ESCORTS, "guard")
        yield 5.0
    posts = [guard.place(centre.now_ns).room for guard in guards]
    lobby = first_room(centre, "exit-lobby")
    exit_door = centre.ways.exit_of(lobby)
    yield from centre.walk(guards, cell)
    yield from centre.walk([guards[0], person, guards[1]], lobby)
    house.free_room(cell)
    yield house.between(DESK_S)
    yield from story.release(person)
    house.bands.append(person.band)
    # The guard's own card opens, so the guard comes along to the door.
    yield from centre.walk([guards[0], person], centre.ways.at_door(exit_door, lobby))
    yield from centre.walk([person], centre.ways.beyond(exit_door, 15.0), token=guards[0].card)
    del centre.detainees[person.key]
    yield from _dismiss(house, guards, posts)


def _meals(house: House) -> Script:
    """Let a guard look in at each occupied holding room with water and food."""
    yield 60.0
    while True:
        centre = house.story.centre
        guards = house.take_officers(ESCORTS, "guard")
        if guards:
            posts = [guard.place(centre.now_ns).room for guard in guards]
            rooms = [room.id for room in cells(centre)]
            held = [
                person.place(centre.now_ns).room
                for person in centre.detainees.values()
                if person.stay is not None and person.place(centre.now_ns).room in rooms
            ]
            for room in held[:4]:
                yield from centre.walk(guards, room)
                yield 6.0
            yield from _dismiss(house, guards, posts)
        yield house.between((240.0, 420.0))


def _dismiss(house: House, officers: list[Officer], posts: list[str]) -> Script:
    """Let officers go back to where they came from and be free again."""
    centre = house.story.centre
    for officer, post in zip(officers, posts, strict=True):
        yield from centre.walk([officer], post)
        officer.busy = False
