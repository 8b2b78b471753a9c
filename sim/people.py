"""The people of a story: where each of them is at any instant, and what they carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from custody.registry import Staff
from sim.body import Body
from sim.clock import SECOND_NS
from sim.routes import Route, Waypoint

SPEED_MPS: Final = (0.8, 1.4)
LAG_M: Final = 0.9
"""Somebody who follows keeps this distance."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of walking: from one reach of a route to another, ``lag_m`` behind the leader."""

    route: Route
    start_ns: int
    end_ns: int
    start_m: float
    end_m: float
    lag_m: float = 0.0

    def walked_m(self, t_ns: int) -> float:
        """Return how far along the route the walker is."""
        if t_ns >= self.end_ns:
            return max(0.0, self.end_m - self.lag_m)
        share = max(0, t_ns - self.start_ns) / (self.end_ns - self.start_ns)
        return max(0.0, self.start_m + (self.end_m - self.start_m) * share - self.lag_m)


class Person:
    """Somebody in the building; stands still or walks a leg."""

    def __init__(self, *, key: str, at: Waypoint, chance: Random) -> None:
        self.key = key
        self.chance = chance
        self.speed_mps = chance.uniform(*SPEED_MPS)
        self.busy = False
        self._leg = _standing(at)

    def place(self, t_ns: int) -> Waypoint:
        """Return where the person is."""
        return self._leg.route.at(self._leg.walked_m(t_ns))

    @property
    def leg(self) -> Leg:
        """Return the stretch the person walks, or where they stand."""
        return self._leg

    def moving(self, t_ns: int) -> bool:
        """Return whether the person walks at an instant."""
        leg = self._leg
        return leg.end_m > leg.start_m and leg.start_ns < t_ns < leg.end_ns

    def stand(self, at: Waypoint) -> None:
        """Be at a place."""
        self._leg = _standing(at)

    def walk(self, leg: Leg) -> None:
        """Walk a leg."""
        self._leg = leg

    def left_to(self, t_ns: int) -> Route:
        """Return what is left of the present leg's route."""
        return self._leg.route.rest(self._leg.walked_m(t_ns))


class Officer(Person):
    """A member of staff with a door card."""

    def __init__(self, *, staff: Staff, at: Waypoint, chance: Random) -> None:
        super().__init__(key=staff.id, at=at, chance=chance)
        self.staff = staff

    @property
    def card(self) -> str:
        """Return the card the officer carries."""
        return self.staff.card or ""


class Detainee(Person):
    """A person in custody: a body with a band; the pseudonym comes from the engine."""

    def __init__(self, *, key: str, band: str, at: Waypoint, chance: Random) -> None:
        super().__init__(key=key, at=at, chance=chance)
        self.band = band
        self.body = Body(Random(f"{chance.random()}:body"))
        self.stay: str | None = None

    @property
    def pseudonym(self) -> str:
        """Return the stay's pseudonym; the stay must be open."""
        assert self.stay is not None, f"{self.key} has no open stay yet"
        return self.stay


def legs_of(
    group: Sequence[Person], route: Route, *, start_m: float, end_m: float, now_ns: int
) -> float:
    """Let a group walk part of a route in single file; return how many seconds it takes."""
    speed_mps = min(person.speed_mps for person in group)
    duration_s = (end_m - start_m) / speed_mps
    end_ns = now_ns + max(1, round(duration_s * SECOND_NS))
    for row, person in enumerate(group):
        person.walk(Leg(route, now_ns, end_ns, start_m, end_m, row * LAG_M))
    return duration_s


def _standing(at: Waypoint) -> Leg:
    return Leg(Route.of((at,)), 0, 1, 0.0, 0.0)
