"""Bad positions: counted, refused or held back; nobody is silenced, nobody moved wrongly."""

import json

import pytest
from msgspec.structs import replace

from engine.tick import RawFrame
from tests.engine.build import Centre, S
from tests.engine.small_site import CENTRES, a_configuration
from zones.plan import Level

BEFORE = (8.0, 6.0)


def walking(configuration=None) -> Centre:
    centre = Centre.opened(configuration)
    centre.stay("band-001")
    for _ in range(4):
        settle(centre)
    return centre


def settle(centre: Centre, at=BEFORE) -> list[str]:
    centre.position("band-001", at)
    centre.position("card-001", at)
    return [change.rule for change in centre.run(1)]


def where(centre: Centre) -> str:
    return centre.clockwork._engine._world.stay_room(0)


def raw(centre: Centre, text: str, **said) -> None:
    """A position frame with one value put in as it stands, however wrong."""
    frame = centre.frame("band-001", "telemetry", "position", **said)
    centre.telemetry.append(RawFrame(frame.topic, frame.payload.replace(b'"PUT"', text.encode())))


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e999", "null"]
)
def test_a_number_that_is_none_is_refused_and_counted(text):
    centre = walking()
    said = {"x_m": "PUT", "y_m": 6.0, "accuracy_m": 0.2, "level": "g"}
    raw(centre, text, **said)
    decided = centre.tick()
    assert decided.verdicts.telemetry_refused == 1
    assert where(centre) == "c1"
    assert set(settle(centre)) <= {"DEV-13"}
    assert where(centre) == "c1"


def test_a_single_fix_far_off_the_site_moves_nobody():
    centre = walking()
    centre.position("band-001", (9000.0, -9000.0))
    centre.run(1)
    settle(centre)
    assert where(centre) == "c1"
    row = centre.clockwork._engine._world.layout.devices.ids.index("band-001")
    assert centre.clockwork._engine._world.devices.odd_count[row] == 1


def test_two_fixes_on_another_level_move_nobody_up_there():
    """Radio goes through floors: a third in a row would be believed."""
    base = a_configuration()
    attic = Level(id="a", zh="阁楼", en="Attic", floor_m=3.0, height_m=3.0)
    centre = walking(replace(base, site=replace(base.site, levels=(*base.site.levels, attic))))
    for level in ("a", "a", "g", "a", "a", "g"):
        frame = centre.frame(
            "band-001", "telemetry", "position", x_m=8.0, y_m=6.0, accuracy_m=0.2, level=level
        )
        centre.telemetry.append(frame)
        centre.position("card-001", BEFORE)
        raised = [change.rule for change in centre.run(1)]
        assert where(centre) == "c1"
        assert "POS-01" not in raised


@pytest.mark.parametrize("off_s", [-7200.0, -60.0, 60.0, 86_400.0])
def test_a_stamp_of_another_time_is_taken_by_its_arrival(off_s):
    centre = walking()
    for _ in range(4):
        frame = json.loads(
            centre.frame(
                "band-001", "telemetry", "position", x_m=2.0, y_m=2.0, accuracy_m=0.2, level="g"
            ).payload
        )
        frame["t_ns"] += round(off_s * S)
        topic = "custody/v1/gw-1/band-001/telemetry/position"
        centre.telemetry.append(RawFrame(topic, json.dumps(frame).encode()))
        centre.position("card-001", CENTRES["h1"])
        centre.run(1)
    assert where(centre) == "h1"


def test_a_repeat_and_an_old_frame_are_dropped_and_counted():
    centre = walking()
    centre.position("band-001", (2.0, 2.0))
    kept = centre.telemetry[-1]
    centre.tick()
    centre.position("band-001", BEFORE)
    centre.tick()
    centre.telemetry += [kept, kept]
    assert centre.tick().verdicts.telemetry_duplicate == 2
    assert where(centre) == "c1"


def test_a_teleport_is_shown_as_impossible_and_believed_when_it_comes_again():
    """Nobody is silenced: who truly is elsewhere is followed with the second fix."""
    centre = walking()
    raised = []
    for _ in range(4):
        centre.position("band-001", (8.0, 60.0))
        centre.position("card-001", BEFORE)
        raised += [change.rule for change in centre.run(1)]
    assert {"POS-08", "POS-01"} <= set(raised)
