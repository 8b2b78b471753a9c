"""A door goes through its table, whatever its controller says in whatever order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody import doors
from custody.tables import DoorTable
from custody.wire import DoorState

S = 1_000_000_000
RELEASE_NS = 10 * S


def said(contact: str, lock: str, release: str = "none", *, tamper: bool = False) -> DoorState:
    return DoorState(
        v=1,
        device="door",
        boot=1,
        seq=1,
        t_ns=0,
        contact=contact,
        lock=lock,
        release=release,
        tamper=tamper,
    )


def after(*frames: DoorState, every_ns: int = S) -> str:
    table = DoorTable(1)
    for number, frame in enumerate(frames, 1):
        doors.take(table, 0, frame, t_ns=number * every_ns, release_ns=RELEASE_NS)
    return doors.STATES[table.state[0]]


@pytest.mark.parametrize(
    ("frames", "state"),
    [
        ((), "fault"),
        ((said("closed", "locked"),), "locked"),
        ((said("closed", "unlocked", "card"),), "closed"),
        ((said("closed", "locked"), said("open", "unlocked", "card")), "open"),
        ((said("closed", "locked"), said("open", "unlocked", "button")), "open"),
        ((said("closed", "locked"), said("open", "locked")), "forced"),
        ((said("closed", "locked"), said("open", "unlocked")), "forced"),
        ((said("open", "locked"),), "forced"),
        ((said("closed", "unlocked"), said("open", "unlocked")), "open"),
        ((said("open", "locked"), said("open", "unlocked", "card")), "forced"),
        ((said("open", "locked"), said("closed", "locked")), "locked"),
        ((said("closed", "locked"), said("unknown", "locked")), "fault"),
        ((said("closed", "unknown"),), "fault"),
        ((said("closed", "locked", tamper=True),), "fault"),
    ],
)
def test_where_a_door_stands_after_what_its_controller_said(frames, state):
    assert after(*frames) == state


def test_a_release_explains_an_opening_for_its_time_and_no_longer():
    released = (said("closed", "unlocked", "card"), said("closed", "locked"))
    assert after(*released, said("open", "locked"), every_ns=S) == "open"
    assert after(*released, said("open", "locked"), every_ns=6 * S) == "forced"


frames = st.builds(
    said,
    st.sampled_from(["open", "closed", "unknown"]),
    st.sampled_from(["locked", "unlocked", "unknown"]),
    st.sampled_from(["none", "card", "button", "remote", "fire", "schedule"]),
    tamper=st.booleans(),
)


@given(st.lists(frames, max_size=12))
def test_a_leaf_that_is_shut_is_never_shown_open_nor_the_other_way(told):
    table = DoorTable(1)
    for number, frame in enumerate(told, 1):
        doors.take(table, 0, frame, t_ns=number * S, release_ns=RELEASE_NS)
        state = doors.STATES[table.state[0]]
        if frame.contact == "closed":
            assert state in ("locked", "closed", "fault")
        elif frame.contact == "open":
            assert state in ("open", "held", "forced", "fault")
            assert state != "fault" or frame.tamper
        else:
            assert state == "fault"


def test_every_state_of_the_table_can_be_reached_and_left():
    assert {start for start, _ in doors.TRANSITIONS} == set(range(len(doors.STATES)))
    assert set(doors.TRANSITIONS.values()) == set(range(len(doors.STATES)))
    table = DoorTable(1)
    assert np.all(doors.open_now(table) == [False])
