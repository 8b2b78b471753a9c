"""Ordinary days of a centre with forty places: who comes, what is done with them, who is on shift.

Nothing here is told to the engine but what officers enter and devices send. The durations are
assumptions; they stand in DURATIONS and in the answer of the bench.
"""

from collections.abc import Generator
from typing import Final

import numpy as np
from typing_extensions import override

from alerts.configuration import Configuration
from bench.desk import Desk
from bench.seconds import QuietCentre
from custody.acts.intake import Flag
from custody.acts.legal import Measure
from custody.acts.steps import StartSession, TakeStep
from custody.commands import AnyAct
from custody.registry import Role
from sim.cast import cells, on_duty
from sim.clock import Pause, Script
from sim.house import PEOPLE_MAX, POLICE, Custody, House, of_sex, police
from sim.people import Officer
from sim.procedure.day import interview, look_in, rest, toilet
from sim.procedure.intake import arrive
from sim.procedure.leaving import decide, hand_over, release, transfer
from sim.story import Asked, Story, name_of

HOUR_S: Final = 3600.0
DAY_S: Final = 24 * HOUR_S
LOCAL_S: Final = 8 * HOUR_S
"""Asia/Shanghai."""
PSAPL: Final = "cn-psapl-2026"
QUESTIONED: Final = "cn-continued-questioning-2004"
CRIMINAL: Final = "cn-criminal-2020"
DURATIONS: Final = {
    "arrivals_every_min": (4.0, 9.0),
    "arrivals_at_night_every_min": (15.0, 40.0),
    "psapl_h": (2.0, 5.7),
    "psapl_long_h": (6.2, 7.3),
    "questioned_h": (4.0, 9.5),
    "criminal_h": (4.0, 9.5),
    "interview_min": (20.0, 45.0),
    "sit_min": (12.0, 40.0),
    "rounds_every_min": (1.0, 5.0),
    "seen_ago_min": (4.0, 16.0),
    "meal_every_h": (4.0, 5.0),
}
"""Assumptions of an ordinary day, from and to.

Guards vary their rounds, as Title 15 1027.5(d) asks (CLK-09): each visit draws when the next one
is wanted. In a model of that loop alone 0.2 % of six visits in a row are too regular for CLK-09
so, and 23 % of visits come after 15 minutes; drawn from 8 to 14 minutes 7.4 % and 12 %.
"""
LONG_SHARE: Final = 0.12
"""So many of the public-order stays come near their eight hours."""
TRIES_MAX: Final = 6
AGAIN_S: Final = 7.0
WOMEN_SHARE: Final = 0.2
SEEN: Final = ("seen_ago_min", 60.0)
NIGHT: Final = (22, 6)
SHIFTS_AT_H: Final = (8, 20)
ON_SHIFT: Final[dict[Role, tuple[int, tuple[str, ...]]]] = {
    "guard": (
        22,
        (
            *("guard-post", "guard-post-upper", "guard-post-wing"),
            *("staff-room", "escort", "staff-room", "escort"),
        ),
    ),
    "investigator": (12, ("case-office", "case-management")),
    "control_room": (2, ("control-room",)),
    "custody_officer": (2, ("duty-office",)),
    "duty_inspector": (1, ("duty-office",)),
    "medical": (2, ("medical",)),
    "property_keeper": (1, ("property",)),
    "legal_review": (1, ("legal-office",)),
}
"""How many of each role a shift has, and in which rooms they wait, in turn."""
DOOR: Final = "reception"
"""Staff come and go by the reception."""


class PatientStory(Story):
    """A story that goes on when the engine refuses something; refusals are counted."""

    refused: dict[str, int]

    @override
    def ask(self, act: AnyAct, *, who: Officer | None = None) -> Generator[Pause, None, str]:
        """Ask, and return what the engine answered; a step that it refuses is asked for again."""
        for _ in range(TRIES_MAX if isinstance(act, TakeStep | StartSession) else 1):
            request = self.centre.ask(who or self.custody_officer, act)
            yield Asked(request).answered
            answer = request.answer
            assert answer is not None, "the script waited for it"
            if answer.accepted:
                self.done[name_of(act)] += 1
                return answer.result
            why = f"{name_of(act)}: {getattr(answer, 'reason', '')}"
            self.refused[why] = self.refused.get(why, 0) + 1
            yield AGAIN_S
        return ""


class Week:
    """The officers' and detainees' side of ordinary days."""

    def __init__(self, configuration: Configuration, *, seed: int, start_ns: int) -> None:
        self.centre = QuietCentre(configuration=configuration, seed=seed, start_ns=start_ns)
        self.shift = 0
        clerk = self._come_to_work(0)
        self.desk = Desk(centre=self.centre, clerk=clerk)
        first = on_duty(self.centre, "custody_officer")[0]
        self.story = PatientStory(centre=self.centre, control=self.desk, custody_officer=first)
        self.story.refused = {}
        self.house = House(self.story, "ordinary-week")
        self.desk.house = self.house
        self.desk.visit = self._see
        self.chance = np.random.default_rng(seed + 1)
        self.next_meal_s: dict[int, float] = {}
        self.next_visit: dict[int, tuple[float, float]] = {}
        """By person: the visit it was drawn after, and when the next one is meant to be."""
        self.arrived = 0

    def begin(self) -> None:
        """Let everything start."""
        self.centre.switch_on()
        play = self.story.play
        play(self._arrivals())
        for level in ("1f", "2f", "2f"):
            play(self._rounds(level))
        play(self._shifts())

    def _come_to_work(self, shift: int, room: str = "") -> Officer:
        """Employ a shift, each in the room where they wait (or all at a door)."""
        for role, (count, rooms) in ON_SHIFT.items():
            members = [each for each in self.centre.configuration.staff if each.role == role]
            if role in POLICE:
                # Women and men stand in turn on the list: a shift takes them by twos.
                mine = [each for row, each in enumerate(members) if row // 2 % 2 == shift]
            else:
                mine = members[shift::2]
            for row, member in enumerate(mine[:count]):
                self.centre.employ(member.id, room or rooms[row % len(rooms)])
        return on_duty(self.centre, "control_room")[0]

    def _drawn(self, name: str, unit_s: float) -> float:
        low, high = DURATIONS[name]
        return float(self.chance.uniform(low, high)) * unit_s

    @property
    def hour(self) -> float:
        """Return the local hour of the day."""
        elapsed_s = self.centre.now_ns / 1e9 + LOCAL_S
        return elapsed_s % DAY_S / HOUR_S

    @property
    def night(self) -> bool:
        """Return whether people sleep."""
        return self.hour >= NIGHT[0] or self.hour < NIGHT[1]

    def _arrivals(self) -> Script:
        yield 60.0
        while True:
            name = "arrivals_at_night_every_min" if self.night else "arrivals_every_min"
            yield self._drawn(name, 60.0)
            flags: tuple[Flag, ...] = ("female",) if self.chance.random() < WOMEN_SHARE else ()
            room = self.house.take_room(cells(self.centre)) if self.house.bands else None
            if room is None:
                continue
            crew = self._crew(flags)
            if not crew:
                self.house.free_room(room)
                continue
            self.story.play(self._stay(room, crew, flags))

    def _crew(self, flags: tuple[Flag, ...]) -> list[Officer]:
        """Return two free officers of the person's sex, the first of whom can answer for them."""
        house, fit = self.house, of_sex(flags)
        crew = house.take_officers(
            2, *POLICE, fit=lambda each: fit(each) and house.answers_for(each) < PEOPLE_MAX
        )
        return sorted(crew, key=house.answers_for)

    def _stay(self, room: str, crew: list[Officer], flags: tuple[Flag, ...]) -> Script:
        """One person's way through custody."""
        house, centre = self.house, self.centre
        regime, for_s = self._kind()
        posts = house.posts(crew)
        port = yield from house.wait_for_room("sally-port")
        yield from centre.walk(crew, port)
        custody = Custody(
            person=centre.bring(house.bands.pop(0), port),
            regime=regime,
            flags=flags,
            room=room,
            responsible=crew[0],
            lead=house.lead(flags),
            number=house.number(),
        )
        self.arrived += 1
        leaves_s = centre.schedule.elapsed_s + for_s
        self.next_meal_s[custody.number] = 0.0
        centre.tags[custody.person.band].battery_pct = 90.0
        yield from arrive(house, custody, crew, port)
        yield from house.leave(crew, posts)
        yield from self._held(custody, leaves_s)
        yield from decide(house, custody, self._measure(regime))
        if regime == CRIMINAL:
            yield from transfer(house, custody)
        else:
            yield from release(house, custody)
        self.next_meal_s.pop(custody.number)
        self.next_visit.pop(custody.number, None)

    def _kind(self) -> tuple[str, float]:
        """Return the regime and how long the stay lasts."""
        draw = self.chance.random()
        if draw < 0.2:  # noqa: PLR2004 - a fifth each
            return QUESTIONED, self._drawn("questioned_h", HOUR_S)
        if draw < 0.4:  # noqa: PLR2004
            return CRIMINAL, self._drawn("criminal_h", HOUR_S)
        if self.chance.random() < LONG_SHARE:
            return PSAPL, self._drawn("psapl_long_h", HOUR_S)
        return PSAPL, self._drawn("psapl_h", HOUR_S)

    def _measure(self, regime: str) -> Measure:
        measures: dict[str, Measure] = {
            PSAPL: "fine",
            QUESTIONED: "release",
            CRIMINAL: "criminal_detention",
        }
        return measures[regime]

    def _held(self, custody: Custody, leaves_s: float) -> Script:
        """Sit, be questioned, go to the toilet, sleep; until it is time to decide."""
        house, schedule = self.house, self.centre.schedule
        interviews = int(self.chance.integers(1, 3))
        while (left_s := leaves_s - schedule.elapsed_s) > HOUR_S:
            if self.night and left_s > 2 * HOUR_S:
                custody.person.body.doing = "lying"
                yield from rest(house, custody, for_s=self._sleep_s(left_s))
                continue
            yield self._drawn("sit_min", 60.0)
            if interviews and not self.night:
                interviews -= 1
                yield from interview(house, custody, for_s=self._drawn("interview_min", 60.0))
            else:
                yield from toilet(house, custody)
        yield max(0.0, leaves_s - schedule.elapsed_s)
        yield lambda: custody.fed

    def _sleep_s(self, left_s: float) -> float:
        until_six_s = (NIGHT[1] - self.hour) % 24 * HOUR_S
        return min(until_six_s, left_s - HOUR_S)

    def _rounds(self, level: str) -> Script:
        """Let two guards look in at everybody of a level, with meals when they are due."""
        yield 300.0
        while True:
            guards = self.house.take_pair("guard", first=_woman)
            if not guards:
                yield 20.0
                continue
            posts = self.house.posts(guards)
            for custody in self._waiting(level):
                due = self.centre.schedule.elapsed_s > self._next_visit_s(custody)
                if custody.in_room and not custody.left and due:
                    yield from self._look(guards, custody)
            yield from self.house.leave(guards, posts)
            yield self._drawn("rounds_every_min", 60.0)

    def _next_visit_s(self, custody: Custody) -> float:
        """Return when a guard means to look in again: drawn anew after each visit (CLK-09)."""
        seen_s, at_s = self.next_visit.get(custody.number, (-1.0, 0.0))
        if seen_s != custody.seen_s:
            at_s = custody.seen_s + self._drawn(*SEEN)
            self.next_visit[custody.number] = (custody.seen_s, at_s)
        return at_s

    def _waiting(self, level: str) -> list[Custody]:
        now_ns = self.centre.now_ns
        found = [
            custody
            for custody in self.house.held
            if custody.in_room and custody.person.place(now_ns).level == level
        ]
        return sorted(found, key=lambda custody: custody.seen_s)

    def _look(self, guards: list[Officer], custody: Custody) -> Script:
        now_s = self.centre.schedule.elapsed_s
        due = now_s >= self.next_meal_s.get(custody.number, now_s) and not (
            self.night and custody.fed
        )
        yield from look_in(self.house, guards, custody, meal=due)
        if due:
            self.next_meal_s[custody.number] = now_s + self._drawn("meal_every_h", HOUR_S)

    def _see(self, stay: str) -> Script:
        """Let two guards look in at one person at once: a visit fell due."""
        custody = next((each for each in self.house.held if each.person.stay == stay), None)
        if custody is None or not custody.in_room:
            return
        guards = self.house.take_pair("guard", first=_woman)
        if not guards:
            return
        posts = self.house.posts(guards)
        yield from self._look(guards, custody)
        yield from self.house.leave(guards, posts)

    def _shifts(self) -> Script:
        """Change the shift at eight and at eight."""
        while True:
            yield self._to_next_shift_s()
            before = list(self.centre.officers.values())
            self.shift = 1 - self.shift
            self._come_to_work(self.shift, DOOR)
            fresh = [each for each in self.centre.officers.values() if each not in before]
            for officer in fresh:
                officer.busy = True
                officer.speed_mps = max(officer.speed_mps, 1.15)
            on_the_way = set(fresh)
            for officer, room in self._places(fresh):
                self.story.play(self._to_post(officer, room, on_the_way))
                yield 5.0
            while on_the_way:
                yield 1.0
            yield from self._handed_over(fresh)
            self.house.keep_posts(fresh)
            self.desk.clerk_is(next(each for each in fresh if each.staff.role == "control_room"))
            for officer in before:
                self.story.play(self._go_home(officer))
                yield 3.0

    def _places(self, fresh: list[Officer]) -> list[tuple[Officer, str]]:
        places = []
        for role, (_, rooms) in ON_SHIFT.items():
            members = [each for each in fresh if each.staff.role == role]
            places += [(each, rooms[row % len(rooms)]) for row, each in enumerate(members)]
        return places

    def _to_next_shift_s(self) -> float:
        hours = min((at - self.hour) % 24 or 24.0 for at in SHIFTS_AT_H)
        return hours * HOUR_S

    def _to_post(self, officer: Officer, room: str, on_the_way: set[Officer]) -> Script:
        yield from self.centre.walk([officer], room)
        on_the_way.discard(officer)
        officer.busy = False

    def _handed_over(self, fresh: list[Officer]) -> Script:
        """Let the new shift take everybody over, one after the other."""
        self.story.custody_officer = next(
            each for each in fresh if each.staff.role == "custody_officer"
        )
        for custody in list(self.house.held):
            fit = [each for each in fresh if each.staff.role in POLICE and police(each)]
            if custody.person.stay and not custody.left and custody.responsible not in fresh:
                yield from hand_over(self.house, custody, min(fit, key=self.house.answers_for))

    def _go_home(self, officer: Officer) -> Script:
        yield lambda: not officer.busy
        officer.busy = True
        yield from self.centre.walk([officer], DOOR)
        self.centre.officers.pop(officer.key, None)
        self.centre.tags[officer.card].carrier = None


def _woman(officer: Officer) -> bool:
    return officer.staff.sex == "female"
