"""Whatever single value of the demo is broken, the refusal names its file and its key."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.load import ConfigError, load_site
from tests.config.site_folder import copied, read, write

FILES = (
    "site.toml",
    "staff.toml",
    "devices.toml",
    "rules.toml",
    "notify.toml",
    "limits.toml",
    "policies/cn-psapl-2026.toml",
    "plan-1f.geojson",
    "plan-2f.geojson",
)
OPTIONAL = {
    "observed_when_locked", "withhold_vitals", "silent", "device", "readers", "field", "card",
    "heartbeat_s", "language", "secret", "ground", "approver", "confidence", "connectors",
    "muster",
    # Of a policy: lists of clocks a regime need not have, and what a clock need not say.
    "reviews", "intervals", "rollings", "deadlines", "presences", "separations", "gates",
    "never_holding", "single_officer", "ranks", "where", "since", "pause", "stop", "reading",
    "exempt", "feed", "jitter_pct", "level", "rest", "counted", "bands", "due", "once",
}  # fmt: skip
UNKNOWN = "xyzzy"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return copied(tmp_path_factory.mktemp("mutations"))


def key_of(path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def wrong(value):
    """Return a value of another type than the one that stood there."""
    return {str: 12345, bool: "yes", int: "text", float: "text", list: "text", dict: 3}[type(value)]


def draw_place(data, tree):
    """Walk down the tree by chance; return the path of some value."""
    path, node = (), tree
    while isinstance(node, dict | list) and len(node) > 0:
        step = data.draw(st.sampled_from(sorted(node)) if isinstance(node, dict) else index(node))
        path, node = (*path, step), node[step]
        # What an event's data must say is any value; only its keys are checked.
        if step == "where" or data.draw(st.booleans()):
            break
    return path


def index(items):
    return st.integers(0, len(items) - 1)


def parent_of(tree, path):
    for step in path[:-1]:
        tree = tree[step]
    return tree


def refusal_after(site, name, tree):
    """Return the refusal of the site with this file, and put the old file back."""
    before = (site / name).read_bytes()
    write(site, name, tree)
    try:
        load_site(site)
    except ConfigError as error:
        return error
    finally:
        (site / name).write_bytes(before)
    return None


SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLOW
@given(data=st.data())
def test_a_value_of_another_type_is_refused_at_its_key(site, data):
    name = data.draw(st.sampled_from(FILES))
    tree = read(site, name)
    path = draw_place(data, tree)
    parent = parent_of(tree, path)
    parent[path[-1]] = wrong(parent[path[-1]])

    refused = refusal_after(site, name, tree)

    assert refused is not None
    assert (refused.file, refused.key) == (name, key_of(path)), str(refused)


@SLOW
@given(data=st.data())
def test_a_missing_key_is_refused_by_name(site, data):
    name = data.draw(st.sampled_from(FILES))
    tree = read(site, name)
    path = draw_place(data, tree)
    while not isinstance(path[-1], str):
        path = path[:-1]
    del parent_of(tree, path)[path[-1]]

    refused = refusal_after(site, name, tree)

    if path[-1] not in OPTIONAL:
        assert refused is not None, f"{name} {path}"
    if refused is not None:
        assert (refused.file, refused.key) == (name, key_of(path)), str(refused)


@SLOW
@given(data=st.data())
def test_an_unknown_key_is_refused_by_name(site, data):
    name = data.draw(st.sampled_from(FILES))
    tree = read(site, name)
    path = draw_place(data, tree)
    while path and not isinstance(parent_of(tree, (*path, "")), dict):
        path = path[:-1]
    parent_of(tree, (*path, ""))[UNKNOWN] = 1

    refused = refusal_after(site, name, tree)

    assert refused is not None
    assert (refused.file, refused.key) == (name, key_of((*path, UNKNOWN))), str(refused)
