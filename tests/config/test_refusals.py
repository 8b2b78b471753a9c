"""A wrong site is refused before it starts: one line with file, key, what is allowed, remedy."""

import pytest

from config.command import check, exit_code
from config.load import ConfigError, load_site
from tests.config.site_folder import copied, edit, feature

POLICY = "policies/cn-psapl-2026.toml"


@pytest.fixture
def site(tmp_path):
    return copied(tmp_path)


def put(tree, path, value):
    *steps, last = path
    for step in steps:
        tree = feature(tree, step) if "features" in tree else tree[step]
    if value is REMOVED:
        del tree[last]
    else:
        tree[last] = value


REMOVED = object()
SQUARE = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]
BOWTIE = [[[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]]

# (what the story is, file, path to the value, new value, key named, words said)
STORIES = [
    (
        "the issue: wrong type", "rules.toml", ("MOT-01", "still_s"), "ten",
        "MOT-01.still_s", "write a number",
    ),
    (
        "the issue: missing key", "limits.toml", ("stays_max",), REMOVED,
        "stays_max", "add stays_max: a whole number from 1 to 2000",
    ),
    (
        "the issue: unknown room", "plan-1f.geojson", ("door-holding-3", "properties", "rooms"),
        ["holding-33", "corridor-cells"], "properties.rooms", "did you mean holding-3?",
    ),
    (
        "the issue: overlapping units", "plan-1f.geojson",
        ("holding-1", "geometry", "coordinates"),
        [[[20.4, 19.2], [23.5, 19.2], [23.5, 22.0], [20.4, 22.0], [20.4, 19.2]]],
        "geometry.coordinates", "holding-2 overlaps holding-1 on level 1f by 1.40 m2",
    ),
    (
        "the issue: bad policy", POLICY, ("limits", 0, "rungs", 1, "source"), "",
        "limits[0].rungs[1].source", "name the article",
    ),
    (
        "a filter that is no table", "rules.toml", ("VIT-01", "filter"), True,
        "VIT-01.filter", "write a table with on_delay_s",
    ),
    (
        "a dead band that is no number", "rules.toml",
        ("VIT-01", "filter", "deadband", "critical_pct"), "one",
        "VIT-01.filter.deadband.critical_pct", "write a number above 0",
    ),
    (
        "a room of an unknown type", "plan-1f.geojson", ("intake", "properties", "type"), "intaek",
        "properties.type", "did you mean intake?",
    ),
    (
        "a misspelt key", "site.toml", ("room_types", 3, "recordng"), True,
        "room_types[3].recordng", "did you mean recording?",
    ),
    (
        "a rule nobody wrote", "rules.toml", ("MOT-99",), {"still_s": 1},
        "MOT-99", "did you mean MOT-0",
    ),
    (
        "a whole rule missing", "rules.toml", ("VIT-08",), REMOVED,
        "VIT-08", "add [VIT-08] with no_pulse_s",
    ),
    (
        "a threshold below zero", "rules.toml", ("POS-07", "lost_s"), -1,
        "POS-07.lost_s", "at least 0",
    ),
    (
        "a door away from its wall", "plan-1f.geojson",
        ("door-holding-1", "geometry", "coordinates"), [[21.0, 19.0], [22.0, 19.0]],
        "geometry.coordinates", "stands 0.20 m off the wall",
    ),
    (
        "a door to itself", "plan-1f.geojson", ("door-holding-1", "properties", "rooms"),
        ["holding-1", "holding-1"], "properties.rooms", "name its two rooms",
    ),
    (
        "a ring that crosses itself", "plan-1f.geojson",
        ("sally-port", "geometry", "coordinates"), BOWTIE,
        "geometry.coordinates", "redraw the ring",
    ),
    (
        "a ring that is open", "plan-1f.geojson", ("sally-port", "geometry", "coordinates"),
        [SQUARE[0][:-1]], "geometry.coordinates[0]", "repeat its first point",
    ),
    (
        "a room drawn as a line", "plan-1f.geojson", ("sally-port", "geometry"),
        {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
        "geometry.type", "write a Polygon",
    ),
    (
        "two rooms of one id", "plan-1f.geojson", ("search-2", "properties", "id"), "search-1",
        "properties.id", "the id search-1 already stands at plan-1f.geojson features[",
    ),
    (
        "two devices of one id", "devices.toml", ("devices", 5, "id"), "gw-1",
        "devices[5].id", "already stands",
    ),
    (
        "a card that is a band", "staff.toml", ("staff", 2, "card"), "band-001",
        "staff[2].card", "band-001 is no card",
    ),
    (
        "two people with one card", "staff.toml", ("staff", 2, "card"), "card-001",
        "staff[2].card", "already belongs to s-001",
    ),
    (
        "a device of an unknown sender", "devices.toml", ("devices", 9, "sender"), "gw-9",
        "devices[9].sender", "there is no sender gw-9",
    ),
    (
        "a door with a reader as its lock", "plan-1f.geojson",
        ("door-holding-1", "properties", "device"), "rd-holding-1",
        "properties.device", "is a reader, not a door",
    ),
    (
        "two doors with one lock", "plan-1f.geojson",
        ("door-holding-2", "properties", "device"), "door-holding-1",
        "properties.device", "already belongs to door-holding-1",
    ),
    (
        "analytics in a search room", "site.toml", ("room_types", 2, "analytics"), True,
        "room_types[2].analytics", "P-05 forbids analytics",
    ),
    (
        "analytics in a medical room", "site.toml", ("room_types", 4, "analytics"), True,
        "room_types[4].analytics", "P-05 forbids analytics",
    ),
    (
        "a camera drawn in a toilet", "plan-1f.geojson",
        ("cam-holding-1", "properties", "room"), "toilet-block-1",
        "properties.room", "remove the camera",
    ),
    (
        "vitals shown in an interview", "site.toml", ("room_types", 13, "withhold_vitals"), False,
        "room_types[13].withhold_vitals", "P-15",
    ),
    (
        "a holding room for nobody", "plan-1f.geojson",
        ("holding-1", "properties", "capacity"), 0,
        "properties.capacity", "write how many people",
    ),
    (
        "bands in the wrong order", POLICY, ("limits", 0, "bands", 1, "left_s"), 9000,
        "limits[0].bands[1].left_s", "order the bands",
    ),
    (
        "rungs in the wrong order", POLICY, ("limits", 0, "rungs", 2, "limit_s"), 43200,
        "limits[0].rungs[2].limit_s", "order the rungs",
    ),
    (
        "no red card at the end", POLICY, ("limits", 0, "bands", 3, "left_s"), 60,
        "limits[0].bands[3]", "end with left_s = 0",
    ),
    (
        "a regime that is not adopted", "site.toml", ("default_policy",), "cn-psapl-2025",
        "default_policy", "did you mean cn-psapl-2026?",
    ),
    (
        "a policy that does not exist", "site.toml", ("policies",), ["ew-pace"],
        "policies[0]", "name one of cn-continued-questioning-2004, cn-criminal-2020, cn-psapl-2026",
    ),
    (
        "a receiver that is no web address", "notify.toml", ("endpoints", 0, "url"), "duty@phone",
        "endpoints[0].url", "write http://",
    ),
    (
        "a told code nobody knows", "notify.toml", ("endpoints", 1, "told"), ["BOSS"],
        "endpoints[1].told", "nobody is called BOSS",
    ),
    (
        "a time zone of nowhere", "site.toml", ("timezone",), "Asia/Shanghia",
        "timezone", "did you mean Asia/Shanghai?",
    ),
    (
        "a camera in another room", "plan-1f.geojson",
        ("cam-intake", "geometry", "coordinates"), [1.0, 1.0],
        "geometry.coordinates", "cam-intake is not in intake",
    ),
    (
        "a bed in the corridor", "plan-1f.geojson", ("bed-holding-1", "properties", "room"),
        "holding-2", "geometry.coordinates", "bed-holding-1 is not inside holding-2",
    ),
    (
        "stairs to nowhere", "site.toml", ("connectors", 0, "rooms"), ["stairs-1f", "stairs-3f"],
        "connectors[0].rooms", "did you mean stairs-",
    ),
    (
        "a room called outside", "plan-1f.geojson", ("escort", "properties", "id"), "outside",
        "properties.id", "must not be called outside",
    ),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=[story[0] for story in STORIES])
def test_a_broken_site_is_refused_with_file_key_and_remedy(site, story):
    _, file, path, value, key, words = story
    edit(site, file, lambda tree: put(tree, path, value))

    with pytest.raises(ConfigError) as refused:
        load_site(site)

    line = str(refused.value)
    assert refused.value.file == file, line
    assert refused.value.key.endswith(key), line
    assert words in line
    assert "\n" not in line
    findings = check(site)
    assert exit_code(findings) == 2
    assert line in [finding.text for finding in findings]


def test_a_number_that_is_none_is_refused(site):
    text = (site / "rules.toml").read_text().replace("impact_g = 2.5", "impact_g = nan")
    (site / "rules.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"rules.toml: MOT-01.impact_g: nan is no finite number"):
        load_site(site)


def test_a_file_that_is_no_toml_names_the_line(site):
    (site / "limits.toml").write_text("stays_max = 200\njournal_keep_hours =\n")
    with pytest.raises(ConfigError, match=r"limits.toml: line 2, column \d+: no valid TOML"):
        load_site(site)


def test_a_missing_file_is_named(site):
    (site / "plan-2f.geojson").unlink()
    with pytest.raises(ConfigError, match=r"plan-2f.geojson: the file is missing"):
        load_site(site)


def test_a_key_that_stands_twice_in_a_plan_is_refused(site):
    plan = site / "plan-2f.geojson"
    plan.write_text(plan.read_text().replace('"capacity": 30', '"capacity": 30, "capacity": 3', 1))
    with pytest.raises(ConfigError, match="capacity stands twice"):
        load_site(site)


def test_what_is_lawful_and_looks_wrong_is_said_and_starts(site):
    def wall_up(tree):
        tree["features"] = [
            one
            for one in tree["features"]
            if one["properties"]["id"] not in {"door-escort", "per-exit-lobby"}
        ]

    edit(site, "plan-1f.geojson", wall_up)
    (site / "plan-3f.geojson").write_text("{}")
    findings = check(site)
    said = "\n".join(finding.text for finding in findings)
    assert exit_code(findings) == 0
    assert "no door leads to escort" in said
    assert "no perimeter line within 2 m of the exit door-exit-lobby-outside" in said
    assert "per-exit-lobby is on no plan" in said
    assert "plan-3f.geojson: nobody reads this file" in said
    load_site(site)


def test_a_roster_that_nobody_from_outside_looks_at(site):
    def without(tree):
        tree["staff"] = [
            one for one in tree["staff"] if one["role"] not in ("supervision", "prosecutor")
        ]

    edit(site, "staff.toml", without)
    with pytest.raises(ConfigError, match="P-25"):
        load_site(site)
