"""The one matrix machine does what a slow cell-by-cell machine does."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.cell import Delays
from alerts.machine import Machine
from alerts.states import ACKNOWLEDGE, CLOSE
from tests.twins.slow_machine import LEVELS, SlowCell

SECOND = 10
delays = st.tuples(*[st.sampled_from((0, 0, SECOND, 3 * SECOND))] * LEVELS)
latches = st.tuples(*[st.booleans()] * LEVELS)
cells = st.builds(
    SlowCell,
    raise_ns=delays,
    clear_ns=delays,
    latched=latches,
    again_ns=st.sampled_from((0, 5 * SECOND)),
)
moments = st.tuples(
    st.integers(1, 2 * SECOND),  # time that passes
    st.lists(st.integers(0, LEVELS), min_size=3, max_size=3),  # level of each cell
    st.lists(st.booleans(), min_size=3, max_size=3),  # a fact occurred
    st.sampled_from(("", "", "", "acknowledge", "close")),
    st.integers(0, 2),  # the cell a person acts on
)


def delays_of(slow: list[SlowCell]) -> Delays:
    return Delays(
        np.array([cell.raise_ns for cell in slow], dtype=np.int64),
        np.array([cell.clear_ns for cell in slow], dtype=np.int64),
        np.array([cell.latched for cell in slow]),
        np.array([cell.again_ns for cell in slow], dtype=np.int64),
    )


def person_acts(machine: Machine, act: str, cell: int, t_ns: int) -> list[str]:
    event = {"acknowledge": ACKNOWLEDGE, "close": CLOSE}[act]
    if not machine.can(cell, event):
        return []
    do = machine.acknowledge if act == "acknowledge" else machine.close
    return [do(cell, t_ns=t_ns, utc_ns=t_ns).change]


def same_story(slow: list[SlowCell], story: list) -> None:
    machine, asked, t_ns = Machine(len(slow)), delays_of(slow), 0
    for passes, levels, occurred, act, actor in story:
        t_ns += passes
        if act:
            fast = person_acts(machine, act, actor, t_ns)
            cell = slow[actor]
            assert fast == (cell.acknowledge() if act == "acknowledge" else cell.close(t_ns))
        came = {index: [] for index in range(len(slow))}
        for change in machine.step(
            np.array(levels, dtype=np.int8), np.array(occurred), asked, t_ns=t_ns, utc_ns=t_ns
        ):
            came[change.cell].append(change.change)
        for index, cell in enumerate(slow):
            # A fact that occurred is one that holds in this moment.
            expected = cell.step(levels[index], occurred=occurred[index], t_ns=t_ns)
            assert came[index] == expected, f"cell {index} at {t_ns}"
            assert machine.occurrences[index] == cell.occurrences
            assert machine.number[index] == cell.number


@settings(max_examples=300, deadline=None)
@given(st.lists(cells, min_size=3, max_size=3), st.lists(moments, max_size=40))
def test_the_matrix_tells_the_same_story_as_cell_by_cell(slow, story):
    same_story(slow, story)


def one(raise_s=0, clear_s=0, *, latched=False, again_s=0) -> SlowCell:
    return SlowCell(
        (raise_s * SECOND,) * 3, (clear_s * SECOND,) * 3, (latched,) * 3, again_s * SECOND
    )


def changes(machine: Machine, asked: Delays, levels: list[int]) -> list[tuple[int, str]]:
    return [
        (second, change.change)
        for second, level in enumerate(levels)
        for change in machine.step(
            np.array([level], dtype=np.int8),
            np.zeros(1, np.bool_),
            asked,
            t_ns=second * SECOND,
            utc_ns=second * SECOND,
        )
    ]


def test_a_level_must_hold_for_the_whole_raise_delay():
    assert changes(Machine(1), delays_of([one(raise_s=3)]), [0, 1, 1, 1, 1]) == [(4, "raised")]


def test_a_flicker_begins_the_raise_delay_anew():
    levels = [0, 1, 1, 0, 1, 1, 1, 1]
    assert changes(Machine(1), delays_of([one(raise_s=3)]), levels) == [(7, "raised")]


def test_a_flicker_begins_the_clear_delay_anew():
    levels = [1, 0, 0, 1, 0, 0, 0, 0]
    came = changes(Machine(1), delays_of([one(clear_s=3)]), levels)
    assert came == [(0, "raised"), (7, "cleared")]


def test_clearing_uses_the_clear_delay_not_the_raise_delay():
    levels = [1, 1, 0, 0, 0]
    came = changes(Machine(1), delays_of([one(raise_s=1, clear_s=2)]), levels)
    assert came == [(1, "raised"), (4, "cleared")]


def test_a_worse_level_does_not_wait_for_the_milder_one():
    cell = SlowCell((5 * SECOND, SECOND, 0), (0, 0, 0), (False,) * 3, 0)
    assert changes(Machine(1), delays_of([cell]), [1, 2, 2, 3]) == [
        (2, "raised"),
        (3, "escalated_severity"),
    ]


def test_a_latched_alarm_that_comes_back_is_the_same_alarm_again():
    machine, asked = Machine(1), delays_of([one(clear_s=1, latched=True)])
    assert changes(machine, asked, [1, 0, 0, 1]) == [(0, "raised"), (3, "occurred_again")]
    assert (machine.number[0], machine.occurrences[0]) == (1, 2)


def test_a_closed_alarm_whose_danger_stands_comes_back_after_its_time():
    machine, asked = Machine(1), delays_of([one(latched=True, again_s=3)])
    changes(machine, asked, [1])
    machine.close(0, t_ns=SECOND, utc_ns=SECOND)
    levels = [1, 1, 1, 1, 1]
    assert changes(machine, asked, levels) == [(4, "raised")]
    assert machine.number[0] == 2
