"""Who is told and when: ladders, arrivals and shifts that contradict themselves or the staff."""

from collections.abc import Iterator
from itertools import pairwise

from alerts.configuration import Configuration
from alerts.escalate import TIERS_MAX
from config.errors import ConfigError, Place
from config.explain import nearest

SEVERITIES = 4


def roster_problems(configuration: Configuration) -> Iterator[ConfigError]:
    """Yield what is wrong with ladders, arrival limits, personal phones and shifts."""
    notify = configuration.notify
    yield from _ladder(notify.ladder_s)
    for index, seconds in enumerate(notify.arrive_within_s):
        if seconds < 0:
            place = Place("notify.toml", f"arrive_within_s[{index}]")
            yield ConfigError(place, f"{seconds:g} s is not allowed", "write 0 (never) or more")
    staff = {person.id for person in configuration.staff}
    for endpoint in notify.endpoints:
        if endpoint.staff and endpoint.staff not in staff:
            problem = f"{endpoint.id}: there is no member of staff {endpoint.staff}"
            place = Place("notify.toml", "endpoints")
            yield ConfigError(place, problem, nearest(endpoint.staff, staff))
    if notify.endpoints and all(endpoint.staff for endpoint in notify.endpoints):
        problem = "every phone belongs to somebody, so off duty nobody is told"
        yield ConfigError(
            Place("notify.toml", "endpoints"), problem, "add one that is nobody's own"
        )
    yield from _shifts(configuration, staff)


def _ladder(ladder: tuple[tuple[float, ...], ...]) -> Iterator[ConfigError]:
    if ladder and len(ladder) != SEVERITIES:
        problem = f"{len(ladder)} rows for four severities"
        yield ConfigError(Place("notify.toml", "ladder_s"), problem, "write a row for P1 to P4")
    for index, steps in enumerate(ladder):
        place = Place("notify.toml", f"ladder_s[{index}]")
        if len(steps) >= TIERS_MAX:
            remedy = f"write {TIERS_MAX - 1} at most"
            yield ConfigError(place, f"{len(steps)} steps for {TIERS_MAX} tiers", remedy)
        if any(later <= earlier for earlier, later in pairwise((0.0, *steps))):
            yield ConfigError(place, "the steps do not rise", "write rising seconds above 0")


def _shifts(configuration: Configuration, staff: set[str]) -> Iterator[ConfigError]:
    seen: set[str] = set()
    for index, shift in enumerate(configuration.roster.shifts):
        place = Place("roster.toml", f"shifts[{index}]")
        if shift.id in seen:
            yield ConfigError(place.at("id"), f"{shift.id} stands twice", "give it its own id")
        seen.add(shift.id)
        for name in shift.staff:
            if name not in staff:
                problem = f"{shift.id}: there is no member of staff {name}"
                yield ConfigError(place.at("staff"), problem, nearest(name, staff))
