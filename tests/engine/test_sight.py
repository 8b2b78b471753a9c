"""SEP-03 sees through open doors and not through walls; POS-08 lets people cross a room."""

import numpy as np
import pytest

from custody.acts import intake
from custody.sight import in_sight
from tests.custody.suite import Suite
from tests.engine.build import Centre

IN_CELL, AT_DOOR, ASIDE = (2.5, 0.5), (2.5, 7.5), (9.0, 7.5)


def seen(centre: Centre) -> bool:
    world = centre.clockwork._engine._world
    ids = world.layout.devices.ids
    one, other = (np.array([ids.index(name)], np.int32) for name in ("band-001", "band-002"))
    return bool(in_sight(world, one, other, within_mm=20_000)[0])


def two(one, other) -> Centre:
    centre = Centre.opened()
    for _ in range(4):
        centre.position("band-001", one)
        centre.position("band-002", other)
        centre.run(0.5)
    return centre


@pytest.mark.parametrize(
    ("other", "door", "expected"),
    [
        (AT_DOOR, "open", True),
        (AT_DOOR, "closed", False),
        (AT_DOOR, "unknown", False),
        (ASIDE, "open", False),
        ((2.5, 60.0), "open", False),
    ],
)
def test_a_line_of_sight_leads_through_an_open_door_only(other, door, expected):
    centre = two(IN_CELL, other)
    centre.door("door-h1", door, "unlocked", "card")
    centre.run(0.2)
    assert seen(centre) is expected


def test_two_open_cells_across_from_each_other_see_one_another_only_when_both_are_open():
    """h1 and h2 lie side by side: the line between them meets the wall they share."""
    centre = two((3.9, 3.5), (4.1, 3.5))
    for door in ("door-h1", "door-h2"):
        centre.door(door, "open", "unlocked", "card")
    centre.run(0.2)
    assert not seen(centre)


@pytest.mark.parametrize("door", ["open", "closed"])
def test_people_of_one_case_who_see_each_other_are_told_of(door):
    suite = Suite.opened()
    one, other = suite.held(), suite.held(band="band-002")
    for stay in (one, other):
        case = {"case": "A-1", "kind": "fraud", "group": "G-1"}
        suite.must(intake.LinkCase(stay=stay, **case))
    suite.door("door-i1", door, "unlocked", "card")
    raised = []
    for _ in range(12):
        suite.is_at(where="42,0.5", what=("band-001", "card-003"))
        suite.is_at(where="42,7.5", what=("band-002", "card-004"))
        raised += [change.rule for change in suite.run(1)]
    assert ("SEP-03" in raised) is (door == "open")


def leaps(path: list[tuple[float, float]], *, open_doors: tuple[str, ...]) -> bool:
    """Walk a card along places, one a second; return whether POS-08 was raised."""
    centre = Centre.opened()
    for door in open_doors:
        centre.door(door, "open", "unlocked", "card")
    raised = []
    for at in (*path[:1] * 4, *path, *path[-1:] * 5):
        centre.position("card-001", at)
        raised += [change.rule for change in centre.run(1)]
    return "POS-08" in raised


ACROSS = [(2.5, 3.6), (4.0, 4.4), (6.5, 3.4)]
"""Out of h1, a step along the corridor, into h2: one fix a second."""


def test_who_crosses_a_corridor_between_two_fixes_makes_no_impossible_movement():
    assert not leaps(ACROSS, open_doors=("door-h1", "door-h2"))


def test_through_shut_doors_it_is_impossible():
    assert leaps(ACROSS, open_doors=())


def test_too_far_for_anybody_to_run_it_is_impossible():
    far = [(2.5, 0.4), (2.5, 0.4), (11.6, 0.4)]
    assert leaps(far, open_doors=("door-h1", "door-i1"))


def test_a_fix_that_waited_on_its_way_makes_no_leap_of_the_next_one():
    """A run at 2.5 m/s; the third fix comes 0.9 s late and the fourth right behind it."""
    centre = Centre.opened()
    raised = []
    waiting = None
    for tick in range(60):
        if tick % 10 == 0:
            centre.position("card-001", (1.0 + 2.5 * min(tick // 10, 5), 6.0))
            if tick == 20:
                waiting = centre.telemetry.pop()
        if tick == 29:
            centre.telemetry.append(waiting)
        raised += [change.rule for change in centre.tick().alarms]
    assert "POS-08" not in raised


@pytest.mark.parametrize("away_s", [2, 3_600])
def test_a_band_that_was_off_for_long_may_be_put_on_in_another_room(away_s):
    """Off in h1, on again in i1: after an hour that is no movement, after two seconds it is."""
    centre, raised = Centre.opened(), []
    for at in ((2.0, 2.0), (10.0, 2.0)):
        for _ in range(5):
            centre.position("band-001", at)
            raised += [change.rule for change in centre.run(1)]
        centre.number += away_s * 10
    assert ("POS-08" in raised) is (away_s == 2)
