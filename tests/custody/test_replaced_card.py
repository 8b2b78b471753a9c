"""A lost card is replaced: from then on the new one is its holder, on the map and for the rules."""

import numpy as np

from custody.acts import people
from engine.rows import HOLDER_NONE, HOLDER_STAFF, POSITION_ROW
from tests.custody.suite import Suite


def located(suite: Suite, *, card: str, where: str) -> tuple[int, int]:
    """Who the map shows for a fix of a card: kind of holder, and staff row."""
    suite.is_at(where=where, what=(card,))
    rows = np.frombuffer(suite.tick().positions, POSITION_ROW)
    return int(rows["holder_kind"][0]), int(rows["holder"][0])


def staff_row(suite: Suite, name: str) -> int:
    return [person.id for person in suite.configuration.staff].index(name)


def test_the_new_card_is_its_holder_on_the_map_and_the_old_one_nobody():
    suite = Suite.opened()
    assert located(suite, card="card-001", where="c1") == (HOLDER_STAFF, 0)
    assert located(suite, card="card-020", where="c1") == (HOLDER_NONE, 0)
    suite.must(people.ReplaceCard(staff="s-001", card="card-020"))
    assert located(suite, card="card-020", where="c1") == (HOLDER_STAFF, 0)
    assert located(suite, card="card-001", where="c1") == (HOLDER_NONE, 0)


def test_the_old_card_can_go_to_somebody_else():
    suite = Suite.opened()
    suite.must(people.ReplaceCard(staff="s-001", card="card-020"))
    suite.must(people.ReplaceCard(staff="s-002", card="card-001"))
    expected = (HOLDER_STAFF, staff_row(suite, "s-002"))
    assert located(suite, card="card-001", where="c1") == expected


def test_the_officer_with_the_new_card_is_company_and_the_lost_card_is_none():
    suite = Suite.opened()
    stay = suite.held()
    suite.must(people.ReplaceCard(staff="s-004", card="card-020"))
    world = suite.clockwork._engine._world
    for card, attended in (("card-004", False), ("card-020", True)):
        for _ in range(3):
            suite.is_at(where="h1", what=("band-001", card))
            suite.run(1)
        assert bool(world.accompanied[world.slot_of(stay)]) == attended


def test_panic_on_the_new_card_names_the_officer_and_a_restart_forgets_nothing():
    suite = Suite.opened()
    suite.must(people.ReplaceCard(staff="s-004", card="card-020"))
    suite.restore(suite.clockwork.snapshot())
    suite.press("card-020", "panic")
    assert [alarm.id for alarm in suite.tick().alarms] == ["MOT-13:s-004:1"]
