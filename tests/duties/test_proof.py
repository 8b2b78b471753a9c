"""Proof of a visit (rulebook 5.1): badge at the cell for ten seconds, or door and reader."""

import pytest
from msgspec.structs import replace

from custody.acts.care import RecordCheck
from custody.registry import Device
from tests.engine.build import Centre, S
from tests.engine.small_site import a_configuration

BEFORE_THE_DOOR = (2.5, 5.5)
DOWN_THE_CORRIDOR = (8.0, 6.0)
IN_THE_CELL = (3.0, 3.0)


def a_centre() -> Centre:
    """The small centre with a reader at the door of h1, and somebody in h1."""
    base = a_configuration()
    doors = tuple(
        replace(door, readers=("rd-h1",)) if door.id == "door-h1" else door
        for door in base.site.doors
    )
    reader = Device(id="rd-h1", kind="reader", sender="doorctl")
    site = replace(base.site, doors=doors)
    centre = Centre.opened(replace(base, site=site, devices=(*base.devices, reader)))
    centre.stay()
    stand(centre, 3, None)
    return centre


def stand(centre: Centre, seconds: float, place: tuple[float, float] | None):
    """Let time pass with the officer at a place, or with a badge that nobody locates."""
    for _ in range(round(seconds)):
        centre.position("band-001", "h1")
        if place is not None:
            centre.position("card-001", place)
        for _ in range(10):
            centre.tick()


def check(centre: Centre, kind: str = "visit", **said):
    centre.ask(RecordCheck(stay="D-0001", kind=kind, **said), who="s-001")
    (event,) = [one for one in centre.log[-1].record if one.kind == f"check.{kind}"]
    return event.data["proven"], event.data["elsewhere"]


@pytest.mark.parametrize("place", [BEFORE_THE_DOOR, IN_THE_CELL])
def test_ten_seconds_at_the_cell_prove_a_visit(place):
    centre = a_centre()
    stand(centre, 9, place)
    assert check(centre) == (False, False)
    stand(centre, 2, place)
    assert check(centre) == (True, False)


def test_the_corridor_further_on_is_elsewhere():
    centre = a_centre()
    stand(centre, 20, DOWN_THE_CORRIDOR)
    assert check(centre) == (False, True)


def test_a_look_elsewhere_in_between_begins_the_ten_seconds_anew():
    centre = a_centre()
    stand(centre, 8, BEFORE_THE_DOOR)
    stand(centre, 2, DOWN_THE_CORRIDOR)
    stand(centre, 8, BEFORE_THE_DOOR)
    assert check(centre) == (False, False)
    stand(centre, 3, BEFORE_THE_DOOR)
    assert check(centre) == (True, False)


def test_a_badge_without_a_place_proves_nothing_and_accuses_nobody():
    assert check(a_centre()) == (False, False)


def test_where_the_badge_has_no_place_the_door_of_the_cell_speaks_for_a_minute():
    centre = a_centre()
    centre.door("door-h1", "open", "unlocked", "card")
    stand(centre, 50, None)
    assert check(centre) == (True, False)
    stand(centre, 15, None)
    assert check(centre) == (False, False)


def test_where_the_badge_has_no_place_a_swipe_at_the_cells_reader_speaks():
    centre = a_centre()
    swipe = {"token": "card-001", "medium": "card", "granted": True}
    centre.facts.append(centre.frame("rd-h1", "state", "swipe", **swipe))
    stand(centre, 30, None)
    assert check(centre) == (True, False)
    centre.ask(RecordCheck(stay="D-0001", kind="visit"), who="s-002")
    assert centre.log[-1].record[-1].data["proven"] is False  # it was not their card


def test_a_badge_that_is_elsewhere_is_not_helped_by_the_door():
    centre = a_centre()
    centre.door("door-h1", "open", "unlocked", "card")
    stand(centre, 12, DOWN_THE_CORRIDOR)
    assert check(centre) == (False, True)


def test_a_late_entry_proves_nothing_and_accuses_nobody():
    centre = a_centre()
    stand(centre, 20, DOWN_THE_CORRIDOR)
    assert check(centre, at_utc_ns=centre.utc_ns - 5 * S) == (False, False)


@pytest.mark.parametrize(
    ("response", "proven"), [("woke", True), ("obeyed", True), ("", False), ("no_response", False)]
)
def test_rousing_needs_an_answer_as_well(response, proven):
    centre = a_centre()
    stand(centre, 12, IN_THE_CELL)
    assert check(centre, "rouse", response=response) == (proven, False)


def test_the_trail_outlives_a_restart_and_a_new_configuration():
    centre = a_centre()
    stand(centre, 8, BEFORE_THE_DOOR)
    centre.clockwork = type(centre.clockwork).restore(centre.clockwork.snapshot())
    stand(centre, 1, BEFORE_THE_DOOR)
    assert centre.adopt(replace(centre.configuration, default_policy="cn-psapl-2026")).accepted
    stand(centre, 2, BEFORE_THE_DOOR)
    assert check(centre) == (True, False)
