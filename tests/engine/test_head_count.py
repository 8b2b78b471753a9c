"""The head count names who is not accounted for, and believes closed doors, not open ones."""

import pytest

from custody.acts import intake
from tests.custody.suite import Suite
from tests.engine.build import Centre, S
from tests.engine.guarded_site import a_guarded_centre


@pytest.fixture
def centre() -> Centre:
    """Two people in two cells, both located, all doors locked."""
    centre = Centre.opened(a_guarded_centre())
    centre.stay("band-001")
    centre.stay("band-002")
    for door in ("door-h1", "door-h2"):
        centre.door(door, "closed", "locked")
    for _ in range(3):
        centre.position("band-001", "h1")
        centre.position("band-002", "h2")
        centre.run(1.0)
    return centre


def heads(centre: Centre) -> dict[str, object]:
    """The last head count that was told."""
    told = [
        thing
        for decisions in centre.log
        for thing in decisions.things
        if thing.kind == "head_count"
    ]
    return told[-1].state


def test_everybody_who_is_located_is_here(centre):
    assert heads(centre)["register"] == heads(centre)["here"] == 2
    assert heads(centre)["agreed"] is True


def test_who_is_not_located_any_more_is_behind_the_doors_that_stayed_shut(centre):
    for _ in range(20):
        centre.position("band-001", "h1")
        centre.run(1.0)
    assert heads(centre)["behind_doors"] == 1
    assert heads(centre)["agreed"] is True


def test_a_door_that_opened_since_leaves_the_person_missing_by_name(centre):
    for second in range(20):
        centre.position("band-001", "h1")
        if second == 5:
            centre.door("door-h2", "open", "unlocked", "card")
        if second == 8:
            centre.door("door-h2", "closed", "locked", "card")
        centre.run(1.0)
    assert heads(centre)["missing"] == "D-0002 no fix"
    assert heads(centre)["agreed"] is False


def test_outside_is_missing_unless_it_was_approved(centre):
    for _ in range(5):
        centre.position("band-001", "h1")
        centre.position("band-002", "outside")
        centre.run(1.0)
    assert heads(centre)["missing"] == "D-0002 outside"

    assert centre.let_out("D-0002", 600.0).accepted
    centre.position("band-001", "h1")
    centre.position("band-002", "outside")
    centre.run(1.5)
    assert heads(centre)["away"] == 1
    assert heads(centre)["agreed"] is True


def test_without_a_band_somebody_is_missing_by_name(centre):
    centre.stay("")
    for _ in range(2):
        centre.position("band-001", "h1")
        centre.position("band-002", "h2")
        centre.run(1.0)
    assert heads(centre)["missing"] == "D-0003 no band"


def test_a_camera_that_counts_otherwise_names_room_and_person(centre):
    centre.sighting("cam-h1", "count", "0")
    centre.position("band-001", "h1")
    centre.position("band-002", "h2")
    centre.run(1.5)
    assert heads(centre)["rooms"] == "h1 camera 0 tags 1 (D-0001)"


def test_a_covered_camera_counts_nothing(centre):
    centre.sighting("cam-h1", "count", "0")
    centre.sighting("cam-h1", "covered")
    centre.run(1.5)
    assert heads(centre)["rooms"] == ""


def test_who_is_booked_and_has_not_come_is_not_missed():
    suite = Suite.opened()
    suite.register()
    suite.must(
        intake.BookStay(
            regime="cn-psapl-2026", responsible="s-001", expected_utc_ns=suite.utc_ns + 3600 * S
        )
    )
    suite.run(1.5)
    assert (heads(suite)["register"], heads(suite)["missing"]) == (1, "D-0001 no band")
