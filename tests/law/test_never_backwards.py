"""Whatever is written into a record, no clock runs backwards and no order of arrival matters."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from config.policy_files import PACKAGE, read_policy
from custody.clocks.civil import CHINA
from custody.clocks.evaluate import evaluate, states_at
from custody.clocks.happened import FAR
from custody.clocks.limit import pauses_of
from custody.policy import LimitClock
from custody.record import RecordEvent, standing

S = 1_000_000_000
MINUTE = 60 * S
POLICIES = [
    read_policy(PACKAGE, f"policies/{name}.toml")
    for name in ("cn-psapl-2026", "cn-continued-questioning-2004", "ew-pace-code-c")
]
RANK = {0: 0, 4: 1, 3: 2, 2: 3, 1: 4}
HAPPENS = [
    ("restraint.began", {"kind": "drunk"}),
    ("restraint.ended", {"kind": "drunk"}),
    ("hospital.left_for", {"purpose": "treatment"}),
    ("hospital.returned", {"purpose": "treatment"}),
    ("hospital.questioning_began", {}),
    ("hospital.questioning_ended", {}),
    ("case.event", {"event": "detention_authorised"}),
    ("review.held", {}),
    ("flag.set", {"flag": "pregnant"}),
    ("clock.extended", {"clock": "CN-03", "rung": 1, "ground": "identity_unknown"}),
    ("clock.extended", {"clock": "CN-03", "rung": 2, "ground": "complex_and_detention_possible"}),
    ("clock.extended", {"clock": "CN-04", "rung": 1, "ground": "no_identity"}),
    ("clock.extended", {"clock": "EW-01", "rung": 1, "ground": "diligent_indictable"}),
    ("clock.extended", {"clock": "EW-01", "rung": 2, "ground": "diligent_indictable"}),
]


def entry(number, minute, what):
    kind, data = what
    return RecordEvent(
        number=number,
        stay="D-0001",
        utc_ns=minute * MINUTE,
        recorded_utc_ns=minute * MINUTE,
        kind=kind,
        by="s-001",
        data=data,
    )


@st.composite
def records(draw):
    minutes = sorted(draw(st.lists(st.integers(1, 60 * 48), max_size=14)))
    told = [entry(1, 0, ("stay.arrived", {}))]
    for number, minute in enumerate(minutes, 2):
        told.append(entry(number, minute, draw(st.sampled_from(HAPPENS))))
    return tuple(told)


def limits(policy, events, minute):
    states = states_at(policy, events, minute * MINUTE, CHINA)
    return {state.clock.id: state for state in states if isinstance(state.clock, LimitClock)}


LAW = st.sampled_from(POLICIES)


@settings(max_examples=150, deadline=None)
@given(policy=LAW, events=records(), minutes=st.tuples(st.integers(0, 5000), st.integers(0, 5000)))
def test_a_colour_never_grows_milder_by_waiting(policy, events, minutes):
    earlier, later = sorted(minutes)
    before, after = limits(policy, events, earlier), limits(policy, events, later)
    for name, state in before.items():
        assert RANK[after[name].severity] >= RANK[state.severity]
        assert list(state.steps) == sorted(state.steps, key=lambda step: step.utc_ns)


@settings(max_examples=150, deadline=None)
@given(policy=LAW, events=records())
def test_a_limit_is_exactly_what_was_granted_and_counted(policy, events):
    """No more time than the last rung that holds; every second of it outside pauses."""
    for state in limits(policy, events, 0).values():
        if state.limit_utc_ns >= FAR or state.clock.rungs[state.rung].basis == "grant":
            continue
        pauses = pauses_of(state.clock, standing(events))
        inside = sum(
            max(0, min(p.to_utc_ns, state.limit_utc_ns) - max(p.from_utc_ns, state.start_utc_ns))
            for p in pauses
        )
        counted_ns = state.limit_utc_ns - state.start_utc_ns - inside
        assert counted_ns == state.clock.rungs[state.rung].limit_s * S
        assert state.statutory_utc_ns >= state.limit_utc_ns


@settings(max_examples=100, deadline=None)
@given(policy=LAW, events=records(), seed=st.integers(0, 1000))
def test_the_order_in_which_entries_arrive_changes_nothing(policy, events, seed):
    shuffled = list(events)
    random.Random(seed).shuffle(shuffled)
    assert states_at(policy, shuffled, 3000 * MINUTE) == states_at(policy, events, 3000 * MINUTE)


@settings(max_examples=100, deadline=None)
@given(policy=LAW, events=records(), cut=st.integers(0, 3000))
def test_what_is_known_later_never_changes_what_was_known_then(policy, events, cut):
    known = [event for event in events if event.recorded_utc_ns <= cut * MINUTE]
    assert evaluate(policy, events, cut * MINUTE) == evaluate(policy, known, cut * MINUTE)
