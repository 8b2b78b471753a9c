"""Gates, presence and separation: what is missing, from what holds now."""

from collections.abc import Collection, Mapping, Sequence

from custody.policy import GateClock, PresenceClock, SeparationClock

NOT = "not "
"""Before a need: this must not hold."""


def missing(gate: GateClock, holds: Collection[str]) -> tuple[str, ...]:
    """Return the needs of a gate that are not met, in its own order."""
    return tuple(
        need for need in gate.needs if (need.removeprefix(NOT) in holds) == need.startswith(NOT)
    )


def absent(clock: PresenceClock, people: Sequence[Collection[str]]) -> int:
    """Return how many people with all the attributes are missing."""
    there = sum(all(one in person for one in clock.attributes) for person in people)
    return max(0, clock.people - there)


def together_wrongly(
    clock: SeparationClock, one: Mapping[str, str | bool], other: Mapping[str, str | bool]
) -> bool:
    """Return whether two people who are together must be kept apart, whichever comes first."""
    if clock.same_case:
        return bool(one.get("case")) and one.get("case") == other.get("case")
    return (_all(clock.one, one) and _all(clock.other, other)) or (
        _all(clock.one, other) and _all(clock.other, one)
    )


def _all(wanted: Sequence[str], person: Mapping[str, str | bool]) -> bool:
    return all(bool(person.get(attribute)) for attribute in wanted)
