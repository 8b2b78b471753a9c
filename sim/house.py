"""A centre at work: which rooms, officers and bands are free, and who answers for how many."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from math import hypot
from random import Random
from typing import Final

from custody.acts.intake import Flag
from custody.acts.legal import FeedEvent
from custody.commands import AnyAct
from custody.registry import Role
from sim.cast import first_room, on_duty
from sim.clock import Pause, Script
from sim.people import Detainee, Officer, Person
from sim.story import Story
from zones.plan import Room

PEOPLE_MAX: Final = 4
"""For how many people one officer answers here; the site allows five (PAIR-08)."""
SETTLE_S: Final = 5.0
"""After so long in a room the engine knows who is there, and a step may be taken."""
BRISK_MPS: Final = 1.15
"""Nobody dawdles with an escort: a corridor is passed within a minute (POS-06)."""
SPOTS: Final = 8
"""Places to stand that somebody who fetches a person chooses from."""
PRIVATE: Final = ("holding", "juvenile-holding", "care")
"""Room types in which people are held: nobody stays behind alone there (PAIR-11)."""
POLICE: Final[tuple[Role, ...]] = ("guard", "investigator")

Room_ = Generator[Pause, None, str]
Crew = Generator[Pause, None, list[Officer]]
Fit = Callable[[Officer], bool]


@dataclass(slots=True)
class Custody:
    """One person's way through custody, as the officers around them know it."""

    person: Detainee
    regime: str
    flags: tuple[Flag, ...]
    room: str
    """The holding or care room that is theirs."""
    responsible: Officer
    lead: Officer
    """The investigator of the case."""
    number: int
    items: list[str] = field(default_factory=list)
    others: tuple[str, ...] = ()
    """Badges of the adult and the interpreter who are there for them."""
    full: bool = True
    companion: Officer | None = None
    """Who stays with somebody whose room is not locked."""
    fed: bool = False
    in_room: bool = False
    """Sits in the own room, so that a round may look in."""
    seen_s: float = 0.0
    """When their holding began, or a visit was entered last (CLK-07)."""
    left: str = ""
    """How the stay ended: released or transferred."""

    @property
    def stay(self) -> str:
        """Return the stay's pseudonym."""
        return self.person.pseudonym

    @property
    def case(self) -> str:
        """Return the number of the case."""
        return f"case-{self.number}"

    @property
    def reference(self) -> str:
        """Return the number under which the case system knows the person."""
        return f"person-{self.number}"

    @property
    def woman(self) -> bool:
        """Return whether the person is a woman or a girl."""
        return "female" in self.flags

    @property
    def minor(self) -> bool:
        """Return whether the person is a minor."""
        return "minor" in self.flags


class House:
    """Which rooms and officers are taken at the moment, and who is held."""

    def __init__(self, story: Story, name: str) -> None:
        self.story = story
        self.centre = story.centre
        self.chance: Random = story.centre.chance(name)
        self.bands = list(story.centre.bands)
        """The rack: bands that nobody wears."""
        self.held: list[Custody] = []
        self._taken: set[str] = set()
        self._keepers = self._one_a_post()
        for officer in story.centre.officers.values():
            officer.speed_mps = max(officer.speed_mps, BRISK_MPS)
        self._under_way: list[Custody] = []
        self._minors_waiting = 0
        self._line: list[int] = []
        """Who waits for two investigators, first come first served."""
        self._numbers = 0

    def number(self) -> int:
        """Return a number that nothing else has: of a case, an item, a badge."""
        self._numbers += 1
        return self._numbers

    def one(self, *roles: Role) -> Officer:
        """Return the first on duty of these roles, wherever they are."""
        return on_duty(self.centre, *roles)[0]

    def take_room(self, rooms: Sequence[Room]) -> str | None:
        """Return a free room and keep it, or None."""
        free = [room.id for room in rooms if room.id not in self._taken]
        if not free:
            return None
        chosen = self.chance.choice(free)
        self._taken.add(chosen)
        return chosen

    def wait_for_room(self, *types: str) -> Room_:
        """Wait until a room of these types is free; keep it."""
        return (yield from self.wait_for_one_of(self.centre.rooms_of(*types)))

    def wait_for_one_of(self, rooms: Sequence[Room]) -> Room_:
        """Wait until one of these rooms is free; keep it."""
        first_room(self.centre, *(room.type for room in rooms))
        while (room := self.take_room(rooms)) is None:
            yield 1.0
        return room

    def free_room(self, room: str) -> None:
        """Let a room go."""
        self._taken.discard(room)

    def take_officers(self, count: int, *roles: Role, fit: Fit = lambda _: True) -> list[Officer]:
        """Return free officers and keep them; an empty list when there are too few."""
        free = [
            each
            for each in on_duty(self.centre, *roles)
            if not each.busy and each.key not in self._keepers and fit(each)
        ][:count]
        if len(free) < count:
            return []
        for officer in free:
            officer.busy = True
        return free

    def wait_for_officers(self, count: int, *roles: Role, fit: Fit = lambda _: True) -> Crew:
        """Wait until so many are free; keep them."""
        while not (crew := self.take_officers(count, *roles, fit=fit)):
            yield 1.0
        return crew

    def take_pair(self, *roles: Role, first: Fit, fit: Fit = lambda _: True) -> list[Officer]:
        """Return two free officers of whom the first is fit for more; empty when there are none."""
        one = self.take_officers(1, *roles, fit=lambda each: first(each) and fit(each))
        two = self.take_officers(1, *roles, fit=fit) if one else []
        if not two:
            for officer in one:
                officer.busy = False
            return []
        return [*one, *two]

    def take_escorts(self, custody: Custody, fit: Fit = lambda _: True) -> list[Officer]:
        """Return two free guards, one of them a woman for a woman (PAIR-11); or nobody."""
        return self.take_pair("guard", first=_beside(custody), fit=fit)

    def wait_for_escorts(self, custody: Custody, fit: Fit = lambda _: True) -> Crew:
        """Wait for the same."""
        while not (pair := self.take_escorts(custody, fit)):
            yield 1.0
        return pair

    def wait_for_questioners(self, custody: Custody) -> Crew:
        """Wait in line for two investigators: one trained for a minor, a woman for a woman."""
        ticket, beside = self.number(), _beside(custody)
        self._line.append(ticket)
        pair: list[Officer] = []
        while not pair:
            if self._line[0] == ticket:
                pair = self.take_pair(
                    "investigator",
                    first=lambda each: beside(each) and (each.staff.juvenile or not custody.minor),
                )
            if not pair:
                yield 1.0
        self._line.remove(ticket)
        return pair

    def near(self, rooms: Sequence[Room], person: Person) -> list[Room]:
        """Return the rooms on the person's level, all of them when there is none."""
        level = person.place(self.centre.now_ns).level
        return [room for room in rooms if room.level == level] or list(rooms)

    def _one_a_post(self, crew: set[str] | None = None) -> set[str]:
        """Return a guard (of a crew) for each post, who stays there whatever happens (POS-11).

        An auxiliary where there is one: officers are needed for searches.
        """
        by_post: dict[str, str] = {}
        for guard in sorted(on_duty(self.centre, "guard"), key=police):
            if crew is not None and guard.key not in crew:
                continue
            by_post.setdefault(guard.place(self.story.now_ns).room, guard.key)
        return set(by_post.values())

    def keep_posts(self, crew: Sequence[Officer]) -> None:
        """Let a new shift's guards hold the posts from now on."""
        here = {officer.key for officer in crew}
        self._keepers = self._one_a_post(here)

    def answers_for(self, officer: Officer) -> int:
        """Return for how many people an officer answers."""
        return sum(custody.responsible is officer for custody in self.held)

    def lead(self, flags: Sequence[Flag]) -> Officer:
        """Return the investigator with the fewest cases; a minor's is trained (PCC 319)."""
        fit = [
            officer
            for officer in on_duty(self.centre, "investigator")
            if "minor" not in flags or officer.staff.juvenile
        ]
        return min(fit, key=lambda officer: sum(each.lead is officer for each in self.held))

    def between(self, span_s: tuple[float, float]) -> float:
        """Return a duration by chance."""
        return self.chance.uniform(*span_s)

    def fetch(self, custody: Custody, crew: Sequence[Officer]) -> Script:
        """Let officers walk to the person; the first stands as near as the walls allow."""
        here = custody.person.place(self.story.now_ns)
        chance, ways = crew[0].chance, self.centre.ways
        spots = [ways.spot(custody.room, chance) for _ in range(SPOTS)]
        goal = min(spots, key=lambda spot: hypot(spot.x_m - here.x_m, spot.y_m - here.y_m))
        yield from self.centre.walk(crew, goal)

    def escort(self, custody: Custody, crew: Sequence[Officer], room: str) -> Script:
        """Walk the person between two officers (or behind one) and wait until all are located."""
        yield from self.set_out(custody)
        custody.in_room = False
        custody.person.speed_mps = max(custody.person.speed_mps, BRISK_MPS)
        yield from self.centre.walk([crew[0], custody.person, *crew[1:]], room)
        self.set_down(custody)
        yield SETTLE_S

    def set_out(self, custody: Custody) -> Script:
        """Wait until the ways are clear: a minor meets no adult on them (SEP-02).

        Who is under way already goes on: an arrival is not held up between two desks.
        """
        if custody in self._under_way:
            self._under_way.append(custody)
            return
        self._minors_waiting += custody.minor
        while any(other.minor or custody.minor for other in self._under_way) or (
            self._minors_waiting and not custody.minor
        ):
            yield 1.0
        self._minors_waiting -= custody.minor
        self._under_way.append(custody)

    def set_down(self, custody: Custody) -> None:
        """Note that the person is in a room again."""
        self._under_way.remove(custody)

    def dismiss(self, officers: Sequence[Officer], posts: Sequence[str]) -> None:
        """Let officers go back to where they came from, each alone, and be free again."""
        for officer, post in zip(officers, posts, strict=True):
            self.story.play(self._go_back(officer, post))

    def leave(self, officers: Sequence[Officer], posts: Sequence[str]) -> Script:
        """Let officers walk out of somebody's room together, then let them go."""
        room = officers[0].place(self.story.now_ns).room
        if room in [each.id for each in self.centre.rooms_of(*PRIVATE)]:
            yield from self.centre.walk(officers, self.centre.ways.threshold(room))
        self.dismiss(officers, posts)

    def _go_back(self, officer: Officer, post: str) -> Script:
        yield from self.centre.walk([officer], post)
        officer.busy = False

    def posts(self, officers: Sequence[Officer]) -> list[str]:
        """Return the rooms where officers are now."""
        return [officer.place(self.story.now_ns).room for officer in officers]

    def does(self, who: Officer, *acts: AnyAct) -> Script:
        """Have an officer do one act after the other."""
        for act in acts:
            yield from self.story.order(act, who=who)

    def case_tells(self, custody: Custody, event: FeedEvent) -> None:
        """Let the case system, if there is one, say something of this person."""
        if self.centre.cases is not None:
            said = {"stay": custody.stay, "reference": custody.reference}
            self.centre.cases.tell(custody.case, event, **said)

    def signs(self, custody: Custody, *acts: AnyAct) -> Script:
        """Have the officer who answers for the person do one act after the other."""
        yield from self.does(custody.responsible, *acts)


def police(officer: Officer) -> bool:
    """Return whether somebody is an officer and no auxiliary (CQ 29)."""
    return officer.staff.rank != "auxiliary"


def _beside(custody: Custody) -> Fit:
    """Return who may be alone with a person in a private room: with a woman a woman (PAIR-11)."""
    return lambda officer: officer.staff.sex == "female" or not custody.woman


def of_sex(flags: Sequence[Flag]) -> Fit:
    """Return who may search a person: officers of their own sex (PSAPL 103)."""
    sex = "female" if "female" in flags else "male"
    return lambda officer: police(officer) and officer.staff.sex == sex
