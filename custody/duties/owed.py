"""Every duty owed to a person: the one list, in the order in which it is asked."""

from collections.abc import Callable
from typing import Final

from custody.clocks.happened import FAR
from custody.duties import checks, law, requests
from custody.duties.duty import Duty, Held

CARE: Final[tuple[Callable[[Held], list[Duty]], ...]] = (
    checks.visits,
    checks.rousing,
    checks.regular,
    checks.ghosts,
    checks.observers,
    checks.sobriety,
    law.meals,
    requests.needs,
    requests.doctor,
    requests.medicine,
    requests.exercise,
    requests.complaint,
    requests.illness,
    requests.death,
)
"""Owed to everybody who is here, also under a quick registration."""
PROCEDURE: Final[tuple[Callable[[Held], list[Duty]], ...]] = (
    law.notice,
    law.deadlines,
    law.rests,
    requests.interpreter,
    requests.legal_aid,
    requests.parents,
    requests.dependants,
    requests.consul,
    requests.release,
    requests.victims,
    requests.sessions,
)
"""Owed where the whole procedure is kept; a quick registration has nowhere to say it was done."""


def duties_of(held: Held) -> tuple[Duty, ...]:
    """Return everything owed to a person by their record, the law and the site's numbers.

    Nothing here looks at a clock: what is late follows from the instants.
    """
    if held.record.ended or held.begun_utc_ns == FAR:
        return ()
    asked = (*CARE, *PROCEDURE) if held.record.full else CARE
    return tuple(duty for find in asked for duty in find(held))
