"""Is a legal regime in order: every value has its source, limits grow, bands shrink."""

from collections.abc import Iterator
from itertools import pairwise

from config.errors import ConfigError, Place
from config.places import Places
from custody.policy import Band, LimitClock, Policy, Rung


def policy_problems(policies: tuple[Policy, ...], places: Places) -> Iterator[ConfigError]:
    """Yield what is wrong with any of the site's policies."""
    for policy in policies:
        place = places.place("policy", policy.id)
        if not policy.limits:
            yield ConfigError(place.at("limits"), "the policy limits nothing", "add [[limits]]")
        seen: set[str] = set()
        for index, clock in enumerate(policy.limits):
            here = Place(place.file, f"limits[{index}]")
            if clock.id in seen:
                problem = f"there are two clocks {clock.id}"
                yield ConfigError(here.at("id"), problem, "give each its own id")
            seen.add(clock.id)
            yield from _clock(clock, here)


def _clock(clock: LimitClock, place: Place) -> Iterator[ConfigError]:
    yield from _sources(clock, place)
    for key, size in (("rungs", len(clock.rungs)), ("bands", len(clock.bands))):
        if size == 0:
            yield ConfigError(place.at(key), f"{clock.id} has no {key}", f"add [[limits.{key}]]")
    for index, (before, rung) in enumerate(pairwise(clock.rungs), 1):
        if rung.limit_s <= before.limit_s:
            here = Place(place.file, f"{place.key}.rungs[{index}].limit_s")
            problem = f"{clock.id}: {rung.limit_s} s does not follow {before.limit_s} s"
            yield ConfigError(here, problem, "order the rungs from short to long")
    for index, (before_band, band) in enumerate(pairwise(clock.bands), 1):
        here = Place(place.file, f"{place.key}.bands[{index}]")
        if band.left_s >= before_band.left_s:
            problem = f"{clock.id}: {band.left_s} s left does not follow {before_band.left_s} s"
            yield ConfigError(here.at("left_s"), problem, "order the bands from long to short")
        if band.severity > before_band.severity:
            problem = f"{clock.id}: P{band.severity} after P{before_band.severity} grows milder"
            yield ConfigError(here.at("severity"), problem, "let severity only grow worse")
    if clock.bands and (clock.bands[-1].left_s, clock.bands[-1].colour) != (0, "red_card"):
        here = Place(place.file, f"{place.key}.bands[{len(clock.bands) - 1}]")
        problem = f"{clock.id}: the last band is not the red card at 0 s"
        yield ConfigError(here, problem, 'end with left_s = 0 and colour = "red_card"')


def _sources(clock: LimitClock, place: Place) -> Iterator[ConfigError]:
    """Yield values without a source: nobody could defend an alarm that one of them raised."""
    sources = [(place.at("source"), clock.source)]
    listed: tuple[tuple[str, tuple[Rung | Band, ...]], ...] = (
        ("rungs", clock.rungs),
        ("bands", clock.bands),
    )
    for key, parts in listed:
        for index, part in enumerate(parts):
            where = Place(place.file, f"{place.key}.{key}[{index}].source")
            sources.append((where, part.source))
    for where, source in sources:
        if not source.strip():
            problem = f"{clock.id}: the value has no source"
            yield ConfigError(where, problem, "name the article, or the document it is from")
