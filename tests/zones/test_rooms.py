"""Rooms people are believed to be in: strays move nobody, two sure fixes do, doubt ends in time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from custody.belief import RoomBelief
from custody.columns import Positions
from custody.tables import NEVER
from tests.engine.tiny import tiny_site
from tests.twins.rooms import RoomTwin
from zones.membership import RoomFinder
from zones.rooms import RoomJudge

S = 1_000_000_000
SITE = tiny_site()
FINDER, JUDGE = RoomFinder(SITE), RoomJudge(SITE)
H1, H2, LOBBY, NOWHERE = 0, 1, 2, -1


def fixes_at(places, accuracy_mm):
    count = len(places)
    x, y = (np.array(side, dtype=np.int32) for side in zip(*places, strict=True))
    zeros, long = np.zeros(count, np.int32), np.zeros(count, np.int64)
    accuracy = np.full(count, accuracy_mm, np.int32)
    return Positions(
        np.arange(count, dtype=np.int32), long, long, long, zeros, long,
        x, y, zeros, accuracy, zeros.astype(np.int16),
    )  # fmt: skip


def belief_in(*rooms):
    room = np.array(rooms, dtype=np.int16)
    never, score = np.full(len(rooms), NEVER), np.zeros(len(rooms), np.int32)
    return RoomBelief(room, room, np.zeros(len(rooms), np.int8), score, never)


def told(places, *, accuracy_mm=100, every_ns=S // 2, room=H1, barred=None):
    belief, rooms = belief_in(room), []
    for step, place in enumerate(places):
        fixes = fixes_at([place], accuracy_mm)
        seen = FINDER.rooms_of(fixes.x_mm, fixes.y_mm, fixes.level)
        belief = JUDGE.settle(belief, fixes, seen, step * every_ns, barred)
        rooms.append(int(belief.room[0]))
    return rooms


IN_H1, IN_H2, IN_LOBBY, OUT = (2000, 2000), (6000, 2000), (10_000, 2000), (2000, 9000)


def test_one_stray_fix_moves_nobody_and_two_in_a_row_do():
    track = [IN_H1, IN_H2, IN_H1, IN_H2, IN_LOBBY, IN_H2, IN_H2]

    assert told(track) == [H1, H1, H1, H1, H1, H1, H2]


def test_a_fix_whose_circle_reaches_back_is_not_believed_at_once():
    just_beyond = (4100, 2000)

    assert told([just_beyond] * 4, accuracy_mm=500, every_ns=S // 5) == [H1] * 4


def test_somebody_who_stays_just_beyond_the_wall_is_believed_in_the_end():
    rooms = told([(4150, 2000)] * 12, accuracy_mm=500)

    assert rooms[:3] == [H1] * 3
    assert rooms[-1] == H2


def test_somebody_who_walks_out_is_believed_within_a_second():
    walk = [(3500 + 260 * step, 2000) for step in range(12)]  # 1.3 m/s, five fixes a second

    rooms = told(walk, accuracy_mm=400, every_ns=S // 5)
    crossed = next(step for step, (x, _) in enumerate(walk) if x > 4000)
    assert rooms.index(H2) - crossed <= 4


def test_jitter_at_a_wall_changes_rooms_a_hundredth_as_often():
    chance = np.random.default_rng(3)
    track = [(round(3800 + chance.normal(0, 250)), 2000) for _ in range(3000)]

    naive = np.array([H1 if x <= 4000 else H2 for x, _ in track])
    believed = np.array(told(track, accuracy_mm=450, every_ns=S // 5))
    assert np.count_nonzero(np.diff(naive)) > 500
    assert np.count_nonzero(np.diff(believed)) <= np.count_nonzero(np.diff(naive)) / 100


def wall(old, new):
    return old != new


def errors_that_stay(chance, count, sigma_mm):
    """Half of an error is still there a fix later, as indoors between E1 and E2."""
    error, found = 0.0, []
    for _ in range(count):
        error = 0.5 * error + np.sqrt(0.75) * chance.normal(0, sigma_mm)
        found.append(error)
    return found


def test_who_sits_by_a_wall_for_a_day_is_not_believed_beyond_it():
    """30 cm from the wall, a fix a second with the errors of the bench of alarms."""
    chance = np.random.default_rng(5)
    track = [(round(3700 + x), 2000) for x in errors_that_stay(chance, 20_000, 220)]
    assert sum(x > 4000 for x, _ in track) > 500, "many fixes do lie beyond the wall"
    rooms = told(track, accuracy_mm=334, every_ns=S, barred=wall)
    assert set(rooms) == {H1}


def test_two_fixes_far_beyond_a_wall_are_believed_as_ever():
    assert told([IN_H1, IN_H2, IN_H2], accuracy_mm=300, barred=wall) == [H1, H1, H2]


def test_who_walks_through_a_door_that_is_told_to_be_shut_is_believed_within_two_seconds():
    walk = [(3500 + 600 * step, 2000) for step in range(8)]  # 1.2 m/s, two fixes a second

    rooms = told(walk, accuracy_mm=400, barred=wall)
    crossed = next(step for step, (x, _) in enumerate(walk) if x > 4000)
    assert rooms.index(H2) - crossed <= 4


def test_leaving_the_house_and_coming_back_are_moves_like_any_other():
    assert told([OUT, OUT, IN_H2, IN_H2], room=H1) == [H1, NOWHERE, NOWHERE, H2]


places = st.tuples(st.integers(-1000, 13_000), st.integers(-1000, 5000))


@given(
    st.lists(st.tuples(places, places, places), min_size=1, max_size=25),
    st.sampled_from([0, 150, 400, 900]),
    st.sampled_from([S // 10, S // 2, S]),
)
@settings(max_examples=200, deadline=None)
def test_the_kernel_equals_its_scalar_twin(track, accuracy_mm, every_ns):
    belief = belief_in(H1, H2, NOWHERE)
    twins = [RoomTwin(room, room) for room in (H1, H2, NOWHERE)]
    for step, there in enumerate(track):
        fixes = fixes_at(there, accuracy_mm)
        seen = FINDER.rooms_of(fixes.x_mm, fixes.y_mm, fixes.level)
        weights = JUDGE.weights(belief.room, fixes, seen)
        expected = [
            twin.fix(int(at), int(weight), step * every_ns)
            for twin, at, weight in zip(twins, seen, weights, strict=True)
        ]
        belief = JUDGE.settle(belief, fixes, seen, step * every_ns)
        assert belief.room.tolist() == expected
