"""Who is with whom, where others are mistaken: stale escorts, two instants, walls, doubles.

Traccar, Tile38 and omlox compare last positions: each of these stories would come out wrong there.
"""

import math

import pytest

from tests.engine.build import Centre
from tests.engine.small_site import CENTRES

H1, H2 = CENTRES["h1"], CENTRES["h2"]


def unattended(centre: Centre) -> bool:
    engine = centre.clockwork._engine
    return bool(engine._machine.state[engine._force.cells.at("PAIR-02", "stay", 0)])


def accompanied(centre: Centre) -> bool:
    return bool(centre.clockwork._engine._world.accompanied[0])


def together(at=(2.0, 6.0)) -> Centre:
    centre = Centre.opened()
    centre.stay("band-001")
    for _ in range(8):
        centre.position("band-001", at)
        centre.position("card-001", at)
        centre.run(1)
    assert accompanied(centre)
    return centre


def test_an_escort_of_long_ago_is_no_escort():
    """The officer's last fix lies beside the person and is twenty seconds old."""
    centre = together()
    for _ in range(22):
        centre.position("band-001", (2.0, 6.0))
        centre.run(1)
    assert unattended(centre)


def test_two_who_walk_together_are_together_though_their_fixes_are_of_two_instants():
    """They walk on at 1.5 m/s; the card is heard every four seconds."""
    centre = together((1.0, 6.0))
    alone, apart_m = 0, 0.0
    card = (1.0, 6.0)
    for second in range(9):
        at = (1.0 + 1.5 * second, 6.0)
        centre.position("band-001", at)
        if second % 4 == 0:
            card = at
            centre.position("card-001", at)
        apart_m = max(apart_m, math.dist(at, card))
        centre.run(1)
        alone += not accompanied(centre)
    assert apart_m >= 4.5
    assert alone == 0


def test_one_who_comes_to_where_the_other_was_has_not_met_them():
    """The officer was last heard at the cell's door when the person was eight metres away.

    By last positions they stand two metres apart; nobody knows where the officer has gone since.
    """
    centre = together(CENTRES["i1"])
    for second, at in enumerate([(10, 2), (9.5, 5), (5, 5), (2.5, 3.0), (2.5, 2.8)]):
        if second == 0:
            centre.position("card-001", (2.5, 5.0))
            centre.run(0.5)
            centre.position("card-001", (2.5, 5.0))
        centre.position("band-001", at)
        centre.run(0.5)
        centre.position("band-001", at)
        centre.run(0.5 if second < 4 else 0.3)
    world = centre.clockwork._engine._world
    assert centre.clockwork._engine._world.stay_room(0) == "h1"
    assert centre.t_ns - world.devices.fix_t_ns[world.layout.staff_card[0]] < 5 * 10**9
    assert not accompanied(centre)


def test_behind_a_wall_is_not_near():
    """Half a metre apart in two cells, each by the wall between them."""
    centre = together(H1)
    for _ in range(25):
        centre.position("band-001", (3.7, 1.0))
        centre.position("card-001", (4.3, 1.0))
        centre.run(1)
    assert unattended(centre)


def test_at_the_open_side_of_a_door_is_near():
    """The guard stands in the corridor at the cell's door, the person two steps inside."""
    centre = together(H1)
    for _ in range(20):
        centre.position("band-001", (2.5, 3.0))
        centre.position("card-001", (2.5, 5.0))
        centre.run(1)
    assert accompanied(centre)


def test_golden_29_two_bands_under_one_id_are_told_of_within_seconds():
    """One was started later: its frames are the newer boot's; both go on speaking in turn."""
    centre = together()
    raised: list[str] = []
    seconds = 0
    while "PAIR-10" not in raised and seconds < 6:
        seconds += 1
        for boot, at in ((1, H2), (7, (2.0, 6.0))):
            centre.boots["band-001"] = boot
            centre.position("band-001", at)
            raised += [c.rule for c in centre.run(0.5)]
        centre.position("card-001", (2.0, 6.0))
    assert "PAIR-10" in raised
    assert seconds <= 4


@pytest.mark.parametrize("lost", [True, False])
def test_a_band_that_starts_again_is_not_two(lost):
    """With the next boot number, or with a lower one because it lost its counters."""
    centre = together()
    centre.boots["band-001"] = 0 if lost else 2
    raised = []
    for _ in range(45):
        centre.position("band-001", (2.0, 6.0))
        centre.position("card-001", (2.0, 6.0))
        raised += [change.rule for change in centre.run(1)]
    assert "PAIR-10" not in raised
    assert accompanied(centre)
