"""The demo centre is a place that could be built: it tiles, it connects, it keeps its promises."""

import os
import subprocess
import sys
import time

import pytest
import shapely

from alerts.configuration import canonical, digest, from_canonical
from config.check import warnings
from config.draw import draw_site
from config.geometry import room_shapes
from config.load import DEMO_DIR, ConfigError, load_site, read_site, with_endpoint_urls
from scripts import draw_demo_site

STAGES = {
    "S1": {"sally-port", "intake"},
    "S2": {"search"},
    "S3": {"property"},
    "S5": {"medical"},
    "S6": {"rights"},
    "S7": {"collection"},
    "S8": {"holding", "juvenile-holding", "corridor", "toilet"},
    "S9": {"interview", "juvenile-interview"},
    "S10": {"identification", "lawyer"},
    "S13": {"sobering"},
    "S14": {"exit-lobby"},
    "minor": {"juvenile-care"},
    "CQ-4h": {"care"},
    "house": {"control", "duty-office", "evidence", "server", "stairs", "lift", "reception"},
}
CELL_M2_MIN = 6.0


@pytest.fixture(scope="module")
def demo():
    return load_site(DEMO_DIR)


def test_it_loads_without_a_warning_in_half_a_second_of_a_core():
    taken = []
    for _ in range(3):
        started = time.process_time()
        loaded = read_site(DEMO_DIR)
        taken.append(time.process_time() - started)
    assert min(taken) < 0.5
    assert warnings(loaded.configuration, loaded.places) == []


def test_units_of_each_level_tile_without_gap_or_overlap(demo):
    shapes = room_shapes(demo.site)
    for level in demo.site.levels:
        rooms = [shapes[room.id] for room in demo.site.rooms if room.level == level.id]
        whole = shapely.union_all(rooms)
        assert isinstance(whole, shapely.Polygon), "one building"
        assert len(whole.interiors) == 0, "no gap"
        assert sum(room.area for room in rooms) == pytest.approx(whole.area, abs=0.001)


def test_every_stage_of_a_stay_has_its_rooms(demo):
    there = {room.type for room in demo.site.rooms}
    missing = {stage: types - there for stage, types in STAGES.items() if types - there}
    assert missing == {}


def test_there_are_rooms_enough_of_each_kind(demo):
    count: dict[str, int] = {}
    for room in demo.site.rooms:
        count[room.type] = count.get(room.type, 0) + 1
    assert len(demo.site.rooms) >= 40
    assert count["holding"] >= 8
    assert count["interview"] >= 6
    assert count["search"] == 2
    assert count["lawyer"] == 2


def test_no_two_rooms_or_doors_have_one_name(demo):
    for parts in (demo.site.rooms, demo.site.doors):
        for language in ("zh", "en"):
            names = [getattr(part, language) for part in parts]
            assert sorted(set(names)) == sorted(names)


def test_every_holding_room_is_as_large_as_the_law_wants(demo):
    shapes = room_shapes(demo.site)
    small = {
        room.id: shapes[room.id].area
        for room in demo.site.rooms
        if room.type in {"holding", "juvenile-holding"} and shapes[room.id].area < CELL_M2_MIN
    }
    assert small == {}, "CQ 27: a single room has at least 6 m2"


def test_a_detainee_can_reach_every_custody_room_without_leaving_the_custody_area(demo):
    custody = {kind.id for kind in demo.site.room_types if kind.custody_area}
    inside = {room.id for room in demo.site.rooms if room.type in custody}
    seen, todo = {"sally-port"}, ["sally-port"]
    ways = [door.rooms for door in demo.site.doors]
    ways += [connector.rooms for connector in demo.site.connectors]
    while todo:
        here = todo.pop()
        for way in ways:
            for room in way if here in way else ():
                if room in inside and room not in seen:
                    seen.add(room)
                    todo.append(room)
    assert inside - seen == set()


def test_cells_are_locked_and_read_and_the_sally_port_has_two_doors(demo):
    locked = {"holding", "juvenile-holding", "sobering"}
    kinds = {room.id: room.type for room in demo.site.rooms}
    doors = [door for door in demo.site.doors if kinds.get(door.rooms[0]) in locked]
    assert len(doors) == sum(kind in locked for kind in kinds.values())
    assert all(door.kind == "cell" and door.device and door.readers for door in doors)
    sally = [door for door in demo.site.doors if "sally-port" in door.rooms]
    assert {("outside" in door.rooms) for door in sally} == {True, False}
    assert all(door.kind == "sally" and door.device and door.readers for door in sally)


def test_camera_recording_and_analytics_are_three_settings(demo):
    kinds = {kind.id: kind for kind in demo.site.room_types}
    search, toilet, lawyer = kinds["search"], kinds["toilet"], kinds["lawyer"]
    assert (search.camera, search.recording, search.analytics) == (True, True, False)
    assert (toilet.camera, toilet.recording, toilet.analytics) == (False, False, False)
    assert lawyer.silent
    assert not lawyer.camera
    assert kinds["interview"].withhold_vitals
    assert kinds["juvenile-interview"].withhold_vitals
    assert kinds["holding"].observed_when_locked


def test_devices_are_spread_over_their_senders_with_their_heartbeats(demo):
    beats = {"band": 2, "card": 0, "door": 5, "reader": 5, "perimeter": 5, "camera": 5}
    count: dict[str, int] = {}
    for device in demo.devices:
        count[device.kind] = count.get(device.kind, 0) + 1
        assert device.heartbeat_s == beats.get(device.kind, device.heartbeat_s)
    assert (count["band"], count["card"], count["gateway"], count["anchor"]) == (40, 24, 4, 18)
    assert {line.sensor_type for line in demo.site.perimeter} == {
        "beam",
        "cable",
        "contact",
        "radar",
    }
    bands = [device.sender for device in demo.devices if device.kind == "band"]
    assert {bands.count(f"gw-{number}") for number in range(1, 5)} == {10}


def test_the_law_is_article_97_exactly(demo):
    policy = next(each for each in demo.policies if each.id == demo.default_policy)
    clock = policy.limit("CN-03")
    assert [rung.limit_s for rung in clock.rungs] == [8 * 3600, 12 * 3600, 24 * 3600]
    assert [(band.left_s, band.colour, band.severity) for band in clock.bands] == [
        (7200, "yellow", 4),
        (3600, "orange", 3),
        (1800, "red", 2),
        (0, "red_card", 1),
    ]
    assert {rung.confidence for rung in clock.rungs} == {"read"}
    assert {band.confidence for band in clock.bands} == {"design"}


def test_the_committed_files_are_what_the_script_draws():
    for name, text in draw_demo_site.files().items():
        assert (DEMO_DIR / name).read_text(encoding="utf-8") == text, name


def test_the_drawing_shows_every_room(demo):
    picture = draw_site(demo, language="zh")
    assert all(room.zh in picture for room in demo.site.rooms)
    assert picture.count('class="room"') == len(demo.site.rooms)


def test_canonical_bytes_come_back_as_the_same_configuration(demo):
    assert from_canonical(canonical(demo)) == demo


def test_canonical_bytes_do_not_depend_on_the_hash_seed(demo):
    program = (
        "from config.load import *; from alerts.configuration import *;"
        "print(digest(canonical(load_site(DEMO_DIR))))"
    )
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        told = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, check=True
        )
        assert told.stdout.decode().strip() == digest(canonical(demo))


def test_endpoints_can_be_sent_elsewhere(demo):
    moved = with_endpoint_urls(demo, {"duty": "http://127.0.0.1:5000/duty"})
    urls = {endpoint.id: endpoint.url for endpoint in moved.notify.endpoints}
    assert urls["duty"] == "http://127.0.0.1:5000/duty"
    assert urls["inspector"] == demo.notify.endpoints[1].url
    with pytest.raises(ConfigError, match="no endpoint nobody"):
        with_endpoint_urls(demo, {"nobody": "http://127.0.0.1/"})
