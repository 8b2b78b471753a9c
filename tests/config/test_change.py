"""A changed site is shown before it is submitted, and submitted as canonical bytes."""

import asyncio

import pytest

from alerts.configuration import from_canonical
from config.command import apply, show
from config.difference import difference
from config.load import DEMO_DIR, ConfigError, load_site
from tests.config.site_folder import copied, edit


@pytest.fixture
def site(tmp_path):
    return copied(tmp_path)


def applied(site, in_force):
    """Return what was said, what was submitted, and the answer."""
    said, submitted = [], []

    async def submit(act):
        submitted.append(act)
        return "accepted"

    answer = asyncio.run(apply(site, in_force=in_force, submit=submit, say=said.append))
    return said, submitted, answer


def test_an_edited_threshold_is_shown_and_submitted(site):
    edit(site, "rules.toml", lambda tree: tree["MOT-01"].update(still_s=12))
    said, submitted, answer = applied(site, load_site(DEMO_DIR))
    assert said == ["thresholds.MOT-01.still_s: 10.0 -> 12.0"]
    assert answer == "accepted"
    (act,) = submitted
    assert from_canonical(act.canonical.encode()) == load_site(site)


def test_a_site_that_did_not_change_is_not_submitted(site):
    said, submitted, answer = applied(site, load_site(DEMO_DIR))
    assert (said, submitted, answer) == (["nothing changes"], [], None)


def test_a_broken_site_is_never_submitted(site):
    edit(site, "rules.toml", lambda tree: tree["MOT-01"].pop("still_s"))
    with pytest.raises(ConfigError):
        applied(site, load_site(DEMO_DIR))


def test_a_new_and_a_gone_device_are_each_one_line(site):
    def swap(tree):
        tree["devices"] = [one for one in tree["devices"] if one["id"] != "band-040"]
        new = {"id": "band-041", "kind": "band", "sender": "gw-1", "heartbeat_s": 2}
        tree["devices"].insert(0, new)

    edit(site, "devices.toml", swap)
    lines = difference(load_site(DEMO_DIR), load_site(site))
    assert lines == ["- devices[band-040]", "+ devices[band-041]"]


def test_a_first_configuration_names_every_part_once():
    lines = difference(None, load_site(DEMO_DIR))
    assert "+ site.rooms[holding-1]" in lines
    assert not any(line.startswith("+ site.rooms[holding-1].") for line in lines)


def test_a_site_at_a_glance_names_its_hash_and_thresholds():
    text = show(load_site(DEMO_DIR))
    assert "sha256" in text
    assert "still_s=10" in text
    assert "2 levels" in text
