"""What leaves somebody unseen, uncounted or shut in is said in a line that names its place."""

import pytest

from config.command import check, exit_code
from config.load import ConfigError, load_site
from tests.config.site_folder import copied, edit, feature


@pytest.fixture
def site(tmp_path):
    return copied(tmp_path)


def said(site) -> str:
    findings = check(site)
    assert exit_code(findings) == 0, [finding.text for finding in findings]
    return "\n".join(finding.text for finding in findings)


def test_the_demo_leaves_nobody_unseen(site):
    assert said(site) == ""


def test_a_room_that_too_few_anchors_hear_is_named(site):
    def take_down(tree):
        gone = {"anc-13", "anc-14"}
        tree["features"] = [one for one in tree["features"] if one["properties"]["id"] not in gone]

    edit(site, "plan-2f.geojson", take_down)
    found = said(site)
    assert "interview-5 has 1 anchors within 25 m; hang at least 3 that hear it" in found
    assert "plan-2f.geojson: features[0]" in found


def test_a_cell_whose_door_tells_nothing_is_named(site):
    def silence(tree):
        properties = feature(tree, "door-holding-1")["properties"]
        del properties["device"]
        properties["readers"] = []

    edit(site, "plan-1f.geojson", silence)
    assert "nobody knows whether the cell door door-holding-1 is shut" in said(site)


def test_a_room_behind_the_staff_rooms_only_is_named(site):
    def move_door(tree):
        feature(tree, "door-care")["properties"]["rooms"] = ["care", "duty-office"]
        feature(tree, "door-care")["geometry"]["coordinates"] = [[31.6, 24.0], [31.6, 25.0]]

    edit(site, "plan-1f.geojson", move_door)
    assert "a detainee reaches care only through rooms outside the custody area" in said(site)


def test_a_camera_that_looks_into_a_toilet_is_named(site):
    def look(tree):
        toilet = feature(tree, "toilet-block-1")["geometry"]["coordinates"][0]
        feature(tree, "cam-corridor-cells")["properties"]["field"] = toilet

    edit(site, "plan-1f.geojson", look)
    assert "cam-corridor-cells's field reaches into toilet-block-1, a toilet room" in said(site)


def test_a_cell_with_a_corner_that_no_camera_sees_is_named(site):
    def narrow(tree):
        (x0, y0), (x1, _), (_, y1) = feature(tree, "holding-1")["geometry"]["coordinates"][0][:3]
        half = [[x0, y0], [(x0 + x1) / 2, y0], [(x0 + x1) / 2, y1], [x0, y1], [x0, y0]]
        feature(tree, "cam-holding-1")["properties"]["field"] = half

    edit(site, "plan-1f.geojson", narrow)
    found = said(site)
    assert "of holding-1 are in no camera's field; turn a camera or hang another" in found
    assert "plan-1f.geojson: features[" in found


def test_a_site_without_muster_place_is_told(site):
    edit(site, "site.toml", lambda tree: tree.pop("muster"))
    assert "nobody can be counted after an evacuation; add a muster place" in said(site)


def test_hours_of_which_one_end_is_missing_are_refused(site):
    def hours(tree):
        feature(tree, "per-yard-south")["properties"]["disarm_from"] = "08:00"

    edit(site, "plan-1f.geojson", hours)
    with pytest.raises(ConfigError, match="disarm_until: per-yard-south: disarm_from and"):
        load_site(site)


def test_a_muster_place_on_no_level_is_refused(site):
    def lift(tree):
        tree["muster"][0]["level"] = "roof"

    edit(site, "site.toml", lift)
    with pytest.raises(ConfigError, match="south-yard: there is no level roof"):
        load_site(site)
