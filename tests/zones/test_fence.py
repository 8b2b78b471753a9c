"""Fences as their users wish them: no flapping, no false enter, timers that need no message."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twins.fence import FenceTwin
from zones.fence import EVENTS, FenceRule, Fences, Moves, chance_inside_pct
from zones.shapes import Shape

S = 1_000_000_000
SQUARE = ((0, 0), (4000, 0), (4000, 4000), (0, 4000))
FAR = ((10_000, 0), (14_000, 0), (14_000, 4000), (10_000, 4000))
STRIP = ((5000, 0), (5300, 0), (5300, 4000), (5000, 4000))


def moves(*fixes):
    """Return moves of (person, x, y, accuracy[, level[, z]])."""
    full = [(*fix, *(0, 0)[len(fix) - 4 :]) for fix in fixes]
    person, x, y, accuracy, level, z = zip(*full, strict=True) if full else ((),) * 6
    return Moves(
        np.array(person, np.int64),
        np.array(x, np.int32),
        np.array(y, np.int32),
        np.array(z, np.int32),
        np.array(level, np.int16),
        np.array(accuracy, np.int32),
    )


def named(events):
    initial = ["", " initially"]
    return [
        (int(person), int(fence), EVENTS[kind] + initial[int(first)])
        for person, fence, kind, first in zip(
            events.person, events.fence, events.kind, events.initial, strict=True
        )
    ]


class Story:
    """One person's way through fences, told in seconds."""

    def __init__(self, *shapes, **settings_):
        self.fences = Fences(1, tuple(FenceRule(Shape(0, (ring,)), **settings_) for ring in shapes))

    def at(self, second, *fix):
        fixes = [(0, *fix)] if fix else []
        happened = self.fences.step(moves(*fixes), t_ns=round(second * S))
        return [what for _, _, what in named(happened)]


def test_somebody_who_is_there_when_the_fence_appears_did_not_enter_it():
    story = Story(SQUARE)

    assert story.at(0, 2000, 2000, 300) == ["enter initially"]


def test_somebody_who_is_outside_at_first_makes_no_event():
    assert Story(SQUARE).at(0, 8000, 2000, 300) == []


def test_jitter_at_the_wall_never_leaves_the_room():
    story = Story(SQUARE, exit_tolerance_mm=200)
    story.at(0, 3900, 2000, 400)
    chance = np.random.default_rng(7)
    happened = []
    for step in range(1, 400):
        x = round(3900 + chance.normal(0, 150))
        happened += story.at(step / 5, x, 2000, 400)

    assert happened == []


def test_a_sure_exit_is_told_after_its_delay_without_another_message():
    story = Story(SQUARE, exit_delay_ns=S // 2)
    story.at(0, 2000, 2000, 200)

    assert story.at(1, 6000, 2000, 200) == []
    assert story.at(1.4) == []
    assert story.at(1.5) == ["exit"]


def test_a_little_outside_counts_as_inside_until_the_tolerance_runs_out():
    story = Story(SQUARE, exit_tolerance_mm=500, tolerance_timeout_ns=3 * S)
    story.at(0, 2000, 2000, 100)

    assert story.at(1, 4300, 2000, 100) == []
    assert story.at(3.9) == []
    assert story.at(4.0) == ["exit"]


def test_coming_back_ends_the_exit_that_was_about_to_be():
    story = Story(SQUARE, exit_delay_ns=S)
    story.at(0, 2000, 2000, 100)
    story.at(1, 6000, 2000, 100)

    assert story.at(1.5, 2000, 2000, 100) == []
    assert story.at(60, 2000, 2000, 100) == []


def test_silence_inside_is_lost_inside_and_not_an_exit():
    story = Story(SQUARE, lost_ns=10 * S)
    story.at(0, 2000, 2000, 100)

    assert story.at(10) == []
    assert story.at(10.1) == ["lost"]
    assert story.at(30) == []
    assert story.at(31, 2100, 2000, 100) == ["found"]


def test_a_dwell_is_told_once_by_the_clock_alone():
    story = Story(SQUARE, dwell_ns=5 * S)
    story.at(0, 2000, 2000, 100)

    assert [story.at(second) for second in (4.9, 5.0, 6.0)] == [[], ["dwell"], []]


def test_a_strip_between_two_fixes_was_crossed():
    story = Story(STRIP)
    story.at(0, 4000, 2000, 200)

    assert story.at(1, 6500, 2000, 200) == ["cross"]


def test_who_passes_under_a_fence_did_not_cross_it():
    above = Shape(0, (STRIP,), low_mm=2000, high_mm=3000)
    for z_mm, expected in ((1000, []), (2500, ["cross"]), (0, ["cross"])):  # 0: not known
        fences = Fences(1, (FenceRule(above),))
        fences.step(moves((0, 4000, 2000, 200, 0, z_mm)), t_ns=0)
        events = named(fences.step(moves((0, 6500, 2000, 200, 0, z_mm)), t_ns=S))

        assert [what for _, _, what in events] == expected


def test_a_corner_that_the_error_may_have_cut_was_not_crossed():
    story = Story(SQUARE)
    story.at(0, 4050, -150, 600)

    assert story.at(1, 4150, 250, 600) == []


def test_a_fix_without_a_level_says_nothing_and_one_on_another_level_leads_out():
    story = Story(SQUARE)
    story.at(0, 2000, 2000, 100)

    assert story.at(1, 20_000, 2000, 100, -1) == []
    assert story.at(2, 2000, 2000, 100, 1) == []
    assert story.at(2.5, 2000, 2000, 100, 1) == ["exit"]


def test_other_people_and_fences_are_left_alone():
    fences = Fences(3, (FenceRule(Shape(0, (SQUARE,))), FenceRule(Shape(0, (FAR,)))))
    fences.step(moves((0, 2000, 2000, 100), (2, 12_000, 2000, 100)), t_ns=0)
    events = named(fences.step(moves((2, 2000, 2000, 100)), t_ns=S))

    assert events == [(2, 0, "enter")]
    assert fences.table.state.tolist() == [[2, 1], [0, 0], [2, 2]]


def test_a_restored_table_goes_on_with_its_timers():
    rules = (FenceRule(Shape(0, (SQUARE,)), exit_delay_ns=S),)
    fences, other = Fences(1, rules), Fences(1, rules)
    fences.step(moves((0, 2000, 2000, 100)), t_ns=0)
    fences.step(moves((0, 9000, 2000, 100)), t_ns=S)
    other.load(fences.table.export())

    assert named(other.step(moves(), t_ns=2 * S)) == [(0, 0, "exit")]


def test_chance_is_certain_where_the_fix_is_and_even_on_the_edge():
    depth = np.array([0, -1, 0, 1000, -1000])
    accuracy = np.array([0, 0, 500, 500, 500], dtype=np.int32)

    assert chance_inside_pct(depth, accuracy).tolist() == [100, 0, 50, 100, 0]


@st.composite
def stories(draw):
    rule = FenceRule(
        Shape(0, (SQUARE,)),
        sure_share=draw(st.sampled_from([0.6, 0.9])),
        exit_tolerance_mm=draw(st.sampled_from([0, 300])),
        tolerance_timeout_ns=draw(st.sampled_from([S, 3 * S])),
        exit_delay_ns=draw(st.sampled_from([0, S // 2, S])),
        dwell_ns=draw(st.sampled_from([0, 2 * S])),
        lost_ns=draw(st.sampled_from([2 * S, 5 * S])),
    )
    place = st.tuples(st.integers(-1500, 5500), st.integers(-500, 4500), st.integers(0, 900))
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from([S // 10, S // 2, S, 3 * S]), st.one_of(st.none(), place)),
            min_size=1,
            max_size=30,
        )
    )
    return rule, steps


@given(stories(), stories())
@settings(max_examples=300, deadline=None)
def test_the_kernel_equals_its_scalar_twin(one, two):
    """Two people in two fences, each pair against its own twin."""
    rules, people = (one[0], two[0]), (one[1], two[1])
    fences = Fences(2, rules)
    slim = fences.shapes.slim_mm

    def depth_of(fence):
        return lambda x, y: int(
            fences.shapes.depth_mm(
                np.array([x], np.int32), np.array([y], np.int32), np.array([fence])
            )[0]
        )

    twins = {
        (person, fence): FenceTwin(rules[fence], depth_of(fence), int(slim[fence]))
        for person in (0, 1)
        for fence in (0, 1)
    }
    t_ns = 0
    for first, second in zip(*people, strict=False):
        t_ns += first[0]
        fixes = [
            (person, *step[1]) for person, step in ((0, first), (1, second)) if step[1] is not None
        ]
        seen = [what for what in named(fences.step(moves(*fixes), t_ns=t_ns)) if what[2] != "cross"]
        told = {person: fix for person, *fix in fixes}
        expected = [
            (person, fence, what)
            for (person, fence), twin in twins.items()
            for what in twin.step(t_ns, told.get(person))
        ]
        assert sorted(seen) == sorted(expected)
