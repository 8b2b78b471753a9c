"""The legal clock of a stay as the pages show it, from the adopted policy and the arrival."""

from collections.abc import Mapping

from alerts.configuration import Configuration
from console.view_types import ClockView, ThingView, Words
from custody.clocks.worst import by_arrival, worst
from custody.policy import Policy
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
    thing = things.get(("clock", stay.stay))
    shown = _shown(thing, policy) if thing else None
    if shown is not None:
        return shown
    arrived_utc_ns = stay.arrived_utc_ns
    state = worst(by_arrival(policy, arrived_utc_ns=arrived_utc_ns, rung=0, utc_ns=utc_ns))
    if state is None:
        return None
    due_utc_ns = state.next_utc_ns or state.limit_utc_ns
    label = Words(state.clock.zh, state.clock.en)
    return ClockView(state.clock.id, label, state.limit_utc_ns, state.colour, due_utc_ns)


def _shown(thing: ThingView, policy: Policy) -> ClockView | None:
    """Return the clock as the engine said it stands; none when it did not say all of it."""
    name, limit_utc_ns = thing.state.get("clock"), thing.state.get("limit_utc_ns")
    colour, due_utc_ns = thing.state.get("colour"), thing.state.get("due_utc_ns")
    clock = policy.limit(name) if isinstance(name, str) else None
    if clock is None or not isinstance(limit_utc_ns, int) or not isinstance(colour, str):
        return None
    next_utc_ns = due_utc_ns if isinstance(due_utc_ns, int) and due_utc_ns else limit_utc_ns
    return ClockView(clock.id, Words(clock.zh, clock.en), limit_utc_ns, colour, next_utc_ns)
