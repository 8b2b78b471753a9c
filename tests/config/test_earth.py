"""Control points: a site without them is fine, wrong ones are refused, the plan goes to WGS84."""

import json

import pytest

from app.site_command import main
from config.load import DEMO_DIR, ConfigError, load_site
from tests.config.site_folder import copied, edit

GOOD = [
    {"id": "gate", "at": [0, 0], "latitude": 39.9, "longitude": 116.4},
    {"id": "mast", "at": [0, 111.03], "latitude": 39.901, "longitude": 116.4},
    {"id": "wall", "at": [85.49, 0], "latitude": 39.9, "longitude": 116.401},
]

FAR = {"latitude": 39.901, "longitude": 116.40103}
"""Two and a half metres east of where the others put it."""


def site_with(tmp_path, points):
    site = copied(tmp_path)
    edit(site, "site.toml", lambda tree: tree.update(control_points=points))
    return site


def test_good_points_are_read_and_the_plan_lies_where_they_say(tmp_path, capsys):
    site = site_with(tmp_path, GOOD)
    assert main(["geojson", "--site", str(site)]) == 0
    told = json.loads(capsys.readouterr().out)
    rooms = {
        feature["id"]: feature["geometry"]["coordinates"][0]
        for feature in told["features"]
        if feature["properties"]["kind"] == "room"
    }
    plan = load_site(site).site
    assert set(rooms) == {room.id for room in plan.rooms}
    for room in plan.rooms:
        ring = rooms[room.id]
        assert ring[0] == ring[-1]
        for (x_m, y_m), (longitude, latitude) in zip(room.outer, ring, strict=False):
            assert longitude == pytest.approx(116.4 + x_m * 0.001 / 85.49, abs=2e-7)
            assert latitude == pytest.approx(39.9 + y_m * 0.001 / 111.03, abs=2e-7)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (GOOD[:1], "at least two are needed"),
        ([GOOD[0], GOOD[0] | {"id": "same"}], "lie in one place"),
        ([GOOD[0], GOOD[1] | {"at": [0, 150.0]}], "look at"),
        (
            [*GOOD, {"id": "off", "at": [85.49, 111.03], **FAR}],
            "others put",
        ),
        ([GOOD[0] | {"latitude": 95.0}, GOOD[1]], "95.0"),
        ([GOOD[0] | {"height": 3}, GOOD[1]], "height"),
    ],
)
def test_points_that_fix_nothing_are_refused_with_what_to_do(tmp_path, points, words):
    with pytest.raises(ConfigError) as refused:
        load_site(site_with(tmp_path, points))
    line = str(refused.value)
    assert line.startswith("site.toml: control_points"), line
    assert words in line
    assert ";" in line


def test_a_site_without_points_has_no_place_on_the_earth(capsys):
    assert main(["geojson", "--site", str(DEMO_DIR)]) == 2
    assert "control_points" in capsys.readouterr().err
