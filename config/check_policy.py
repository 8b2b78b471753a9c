"""Is a legal regime in order: sources stand, limits grow, bands shrink, events exist."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, get_args

import msgspec

from config.errors import ConfigError, Place
from config.explain import nearest
from config.places import Places
from custody.acts.legal import CaseEvent
from custody.kinds import KINDS
from custody.policy import (
    AnyClock,
    Band,
    IntervalClock,
    LimitClock,
    Policy,
    RollingClock,
    TimedClock,
)

_CASE_EVENTS: Final = get_args(CaseEvent)
_LISTS: Final = (
    *("limits", "reviews", "intervals", "rollings", "deadlines"),
    *("presences", "separations", "gates"),
)


def policy_problems(policies: tuple[Policy, ...], places: Places) -> Iterator[ConfigError]:
    """Yield what is wrong with any of the site's policies."""
    for policy in policies:
        yield from problems_of(policy, places.place("policy", policy.id).file)


def problems_of(policy: Policy, file: str) -> Iterator[ConfigError]:
    """Yield what is wrong with one policy."""
    if not policy.limits:
        yield ConfigError(Place(file, "limits"), "the policy limits nothing", "add [[limits]]")
    seen: set[str] = set()
    for clock, here in _clocks(policy, file):
        if clock.id in seen:
            problem = f"there are two clocks {clock.id}"
            yield ConfigError(here.at("id"), problem, "give each its own id")
        seen.add(clock.id)
        yield from _sources(clock, here)
        yield from _events(clock, here)
        if isinstance(clock, LimitClock):
            yield from _ladder(policy, clock, here)
        if isinstance(clock, TimedClock):
            yield from _bands(clock.id, clock.bands, here)
        if isinstance(clock, IntervalClock):
            yield from _gaps(clock, here)
        if isinstance(clock, RollingClock) and bool(clock.rest_s) == bool(clock.count):
            problem = f"{clock.id}: either rest_s or count must say what the window holds"
            yield ConfigError(here.at("rest_s"), problem, "write one of the two")


def _clocks(policy: Policy, file: str) -> Iterator[tuple[AnyClock, Place]]:
    for key in _LISTS:
        for index, clock in enumerate(getattr(policy, key)):
            yield clock, Place(file, f"{key}[{index}]")


def _ladder(policy: Policy, clock: LimitClock, place: Place) -> Iterator[ConfigError]:
    if not clock.rungs:
        yield ConfigError(place.at("rungs"), f"{clock.id} has no rungs", "add [[limits.rungs]]")
    for index, (before, rung) in enumerate(pairwise(clock.rungs), 1):
        here = Place(place.file, f"{place.key}.rungs[{index}]")
        if rung.basis == "start" and rung.limit_s <= before.limit_s:
            problem = f"{clock.id}: {rung.limit_s} s does not follow {before.limit_s} s"
            yield ConfigError(here.at("limit_s"), problem, "order the rungs from short to long")
        if rung.approver not in policy.ranks:
            problem = f"{clock.id}: nobody of rank {rung.approver!r} can grant this rung"
            yield ConfigError(here.at("approver"), problem, nearest(rung.approver, policy.ranks))
        known = [review.id for review in policy.reviews]
        if rung.requires_clock and rung.requires_clock not in known:
            problem = f"{clock.id}: there is no review {rung.requires_clock}"
            yield ConfigError(
                here.at("requires_clock"), problem, nearest(rung.requires_clock, known)
            )
        if rung.bands:
            yield from _bands(clock.id, rung.bands, here)
    last = clock.bands[-1] if clock.bands else None
    if last is not None and (last.left_s, last.colour) != (0, "red_card"):
        here = Place(place.file, f"{place.key}.bands[{len(clock.bands) - 1}]")
        problem = f"{clock.id}: the last band is not the red card at 0 s"
        yield ConfigError(here, problem, 'end with left_s = 0 and colour = "red_card"')


def _bands(name: str, bands: tuple[Band, ...], place: Place) -> Iterator[ConfigError]:
    if not bands:
        key = place.key.split("[", maxsplit=1)[0]
        yield ConfigError(place.at("bands"), f"{name} has no bands", f"add [[{key}.bands]]")
    for index, (before, band) in enumerate(pairwise(bands), 1):
        here = Place(place.file, f"{place.key}.bands[{index}]")
        if band.left_s >= before.left_s:
            problem = f"{name}: {band.left_s} s left does not follow {before.left_s} s"
            yield ConfigError(here.at("left_s"), problem, "order the bands from long to short")
        if band.severity > before.severity:
            problem = f"{name}: P{band.severity} after P{before.severity} grows milder"
            yield ConfigError(here.at("severity"), problem, "let severity only grow worse")


def _gaps(clock: IntervalClock, place: Place) -> Iterator[ConfigError]:
    levels = [gap.level for gap in clock.gaps]
    if not levels or levels[0] != 1 or sorted(set(levels)) != levels:
        problem = f"{clock.id}: the gaps do not begin with level 1 and rise"
        yield ConfigError(place.at("gaps"), problem, "write one gap a level, from level 1 on")
    for index, (before, gap) in enumerate(pairwise(clock.gaps), 1):
        if gap.max_s > before.max_s:
            here = Place(place.file, f"{place.key}.gaps[{index}].max_s")
            problem = f"{clock.id}: a closer level must not be visited less often"
            yield ConfigError(here, problem, f"write at most {before.max_s}")


def _sources(clock: AnyClock, place: Place) -> Iterator[ConfigError]:
    """Yield values without a source: nobody could defend an alarm that one of them raised."""
    for key, source in _named(msgspec.to_builtins(clock), place.key, "source"):
        if not str(source).strip():
            problem = f"{clock.id}: the value has no source"
            where = Place(place.file, key)
            yield ConfigError(where, problem, "name the article, or the document it is from")


def _events(clock: AnyClock, place: Place) -> Iterator[ConfigError]:
    """Yield events that no record can hold: such a clock would never start, or never end."""
    tree = msgspec.to_builtins(clock)
    for key, kind in _named(tree, place.key, "kind"):
        if ".where." in key:
            continue
        if kind not in KINDS:
            problem = f"{clock.id}: no custody record holds {kind!r}"
            yield ConfigError(Place(place.file, key), problem, nearest(str(kind), KINDS))
    for key, event in _tables(tree, place.key):
        says = _words(KINDS.get(str(event["kind"]), ""))
        for name in event.get("where", ()):
            if name not in says:
                problem = f"{clock.id}: {event['kind']} says nothing of {name}"
                yield ConfigError(
                    Place(place.file, f"{key}.where.{name}"), problem, nearest(name, says)
                )
        said = event.get("where", {}).get("event", ())
        for name in [said] if isinstance(said, str) else said:
            if event["kind"] == "case.event" and name not in _CASE_EVENTS:
                problem = f"{clock.id}: no case feed says {name!r}"
                place_of = Place(place.file, f"{key}.where.event")
                yield ConfigError(place_of, problem, nearest(name, _CASE_EVENTS))


def _words(meaning: str) -> list[str]:
    """Return the names of an event's data as custody.kinds lists them."""
    listed = meaning.partition("data: ")[2]
    return [part.split(" ")[0] for part in listed.split(", ")]


def _tables(tree: object, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every table with a kind of event in a tree of builtins, with its path."""
    if isinstance(tree, dict):
        if isinstance(tree.get("kind"), str) and "where" in tree:
            yield key, tree
            return
        for name, value in tree.items():
            yield from _tables(value, f"{key}.{name}")
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            yield from _tables(value, f"{key}[{index}]")


def _named(tree: object, key: str, name: str) -> Iterator[tuple[str, object]]:
    """Yield every value of a name in a tree of builtins, with its path."""
    if isinstance(tree, dict):
        for inner, value in tree.items():
            if inner == name:
                yield f"{key}.{inner}", value
            else:
                yield from _named(value, f"{key}.{inner}", name)
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            yield from _named(value, f"{key}[{index}]", name)
