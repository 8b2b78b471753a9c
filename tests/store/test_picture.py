"""The live picture: who is where, and no body signal where P-15 forbids it."""

import msgspec
import pytest

from alerts.configuration import Configuration
from store.picture import Picture
from tests.store.decided import (
    adopted,
    alarm,
    demo_site,
    motion,
    position,
    room_of_type,
    room_row,
    rows,
    site,
    stay,
    tick,
    vitals,
)

HOLDING = room_of_type("holding")
INTERVIEW = room_of_type("interview")


def fix(number, *, room=HOLDING, x_m=1.0):
    return rows(position(number, x_m=x_m, room=room_row(room)))


@pytest.fixture
def picture():
    """D-0001 (a minor) and D-0002 are in custody."""
    picture = Picture()
    stays = (stay(1, flags=("minor",)), stay(2))
    picture.fold([tick(1, adopted=adopted(site()), stays=stays)])
    return picture


def people(picture):
    return {person.id: person for person in picture.changes()[0]}


def test_the_last_fix_of_each_person_wins(picture):
    two = rows(position(1, x_m=1), position(2, x_m=9), position(1, x_m=2))
    picture.fold([tick(2, positions=two), tick(3, positions=fix(1, x_m=3.25))])

    seen = people(picture)

    assert {name: person.x_m for name, person in seen.items()} == {"D-0001": 3.25, "D-0002": 9}
    one = seen["D-0001"]
    assert (one.key, one.room, one.level) == ("stay:D-0001", HOLDING, demo_site().site.levels[0].id)
    assert (one.band, one.responsible, one.minor) == ("band-001", "s-001", True)


def test_only_who_changed_is_told_again(picture):
    picture.fold([tick(2, positions=fix(1) + fix(2))])
    assert set(people(picture)) == {"D-0001", "D-0002"}
    picture.fold([tick(3, positions=fix(2))])
    assert set(people(picture)) == {"D-0002"}
    assert {person.id for person in picture.everybody()} == {"D-0001", "D-0002"}


def test_who_left_custody_is_gone_and_a_late_fix_brings_nobody_back(picture):
    picture.fold([tick(2, positions=fix(1) + fix(2))])
    picture.changes()

    picture.fold([tick(3, stays=(stay(1, change="closed", is_open=False),))])
    picture.fold([tick(4, positions=fix(1))])

    assert picture.changes() == ([], ["stay:D-0001"])
    assert [person.id for person in picture.everybody()] == ["D-0002"]


def test_arcs_follow_readings_alarms_and_silence(picture):
    picture.fold([tick(2, positions=fix(1), vitals=rows(vitals(1)), motions=rows(motion(1)))])
    arcs = people(picture)["D-0001"].arcs
    assert (arcs.pulse, arcs.oxygen, arcs.motion) == ("ok", "ok", "ok")

    low = alarm(1, rule="VIT-01")
    picture.fold([tick(3, alarms=(low,))])
    assert people(picture)["D-0001"].arcs.oxygen == "alarm"

    over = msgspec.structs.replace(low, n=2, change="cleared", state="returned")
    picture.fold([tick(4, alarms=(over,))])
    assert people(picture)["D-0001"].arcs.oxygen == "ok"

    picture.fold([tick(4 + 310)])
    arcs = people(picture)["D-0001"].arcs
    assert (arcs.pulse, arcs.oxygen, arcs.motion) == ("unknown", "unknown", "unknown")


@pytest.mark.parametrize("kind", ["interview", "lawyer", "search", "toilet"])
def test_no_arcs_where_vitals_are_withheld(picture, kind):
    body = {"vitals": rows(vitals(1)), "motions": rows(motion(1))}
    picture.fold([tick(2, positions=fix(1, room=room_of_type(kind)), **body)])
    picture.fold([tick(3, alarms=(alarm(1, rule="VIT-08"),))])
    assert people(picture)["D-0001"].arcs is None


def test_no_arcs_once_the_step_withheld_the_vitals(picture):
    picture.fold([tick(2, positions=fix(1), vitals=rows(vitals(1)))])
    assert people(picture)["D-0001"].arcs is not None
    picture.fold([tick(3, vitals=rows(vitals(1, withheld=True)))])
    assert people(picture)["D-0001"].arcs is None
    picture.fold([tick(4, positions=fix(1), vitals=rows(vitals(1)))])
    assert people(picture)["D-0001"].arcs.pulse == "ok"


def test_no_value_of_the_body_is_part_of_a_person(picture):
    picture.fold([tick(2, positions=fix(1), vitals=rows(vitals(1, pulse_bpm=123.45)))])
    assert b"123" not in msgspec.json.encode(picture.everybody())


def test_a_restarted_picture_goes_on_where_it_was(picture):
    picture.fold([tick(2, positions=fix(1) + fix(2), alarms=(alarm(1, rule="VIT-08"),))])
    saved = msgspec.msgpack.decode(
        msgspec.msgpack.encode(picture.save()), type=type(picture.save())
    )
    restored = Picture.restore(saved)

    assert restored.tick == 2
    assert [each.key for each in restored.everybody()] == ["stay:D-0001", "stay:D-0002"]
    assert restored.everybody()[0].arcs.pulse == "alarm"
    restored.fold([tick(3, stays=(stay(2, change="closed", is_open=False),))])
    assert restored.changes()[1] == ["stay:D-0002"]


def test_a_new_configuration_moves_rows_by_name(picture):
    picture.fold([tick(2, positions=fix(1, room=INTERVIEW) + fix(2))])
    picture.changes()

    rooms = tuple(room for room in reversed(demo_site().site.rooms) if room.id != HOLDING)
    plan = msgspec.structs.replace(demo_site().site, rooms=rooms)
    changed: Configuration = msgspec.structs.replace(site(), site=plan)
    picture.fold([tick(3, adopted=adopted(changed))])

    told, gone = picture.changes()
    assert [(person.id, person.room, person.arcs) for person in told] == [
        ("D-0001", INTERVIEW, None)
    ]
    assert gone == ["stay:D-0002"]


def test_rows_that_wait_for_a_server_do_not_pile_up(picture):
    for number in range(2, 2_000):
        picture.fold([tick(number, positions=fix(1, x_m=number % 50))])
    assert len(picture._unread) <= 50
    assert people(picture)["D-0001"].x_m == 1_999 % 50
