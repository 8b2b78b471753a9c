"""The legal clock of a stay as the pages show it, from the adopted policy and the arrival."""

from collections.abc import Mapping

from alerts.configuration import Configuration
from console.view_types import ClockView, ThingView, Words
from custody.clocks import worst
from engine.decisions import StayChange


def stay_clock(
    stay: StayChange,
    configuration: Configuration | None,
    things: Mapping[tuple[str, str], ThingView],
    utc_ns: int,
) -> ClockView | None:
    """Return the clock that needs a person first; none for a closed stay or an unknown regime."""
    if configuration is None or not stay.open:
        return None
    policy = next((one for one in configuration.policies if one.id == stay.regime), None)
    if policy is None:
        return None
    state = worst(
        policy,
        arrived_utc_ns=stay.arrived_utc_ns,
        rung=_rung(things.get(("clock", stay.stay))),
        utc_ns=utc_ns,
    )
    if state is None:
        return None
    due_utc_ns = state.next_utc_ns or state.limit_utc_ns
    label = Words(state.clock.zh, state.clock.en)
    return ClockView(state.clock.id, label, state.limit_utc_ns, state.colour, due_utc_ns)


def _rung(thing: ThingView | None) -> int:
    """Return the rung the engine says was granted; the first when it says nothing."""
    rung = thing.state.get("rung") if thing else None
    return rung if isinstance(rung, int) else 0
