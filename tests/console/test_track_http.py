"""Who may read where somebody was, what is logged of it, what is said when it cannot be read."""

import pytest

from tests.console.scene import opened, scene

pytestmark = pytest.mark.servers

ROLES = ("control_room", "technician", "supervision")
TRACK = "/api/stays/D-0001/track"


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    with scene(tmp_path_factory.mktemp("console"), roles=ROLES) as made:
        made.engine.commit(stays=(opened(1),))
        yield made.console()


def reads(console) -> list[tuple[str, str]]:
    with console.client("supervision") as client:
        found = client.get("/api/inspector/reads").json()["reads"]
    return [(one["user"], one["path"]) for one in found]


def test_a_trajectory_is_for_who_has_to_do_with_people(console):
    with console.client(None) as client:
        assert client.get(f"{TRACK}?from=0").status_code == 401
        assert client.get("/api/stays/D-0001/company").status_code == 401
    with console.client("technician") as client:
        refused = [client.get(f"{TRACK}?from=0"), client.get("/api/stays/D-0001/company")]
        recent = client.get(f"{TRACK}?minutes=60")
    assert {one.status_code for one in refused} == {403}
    assert {one.json()["error"]["source"] for one in refused} == {"P-14"}
    assert recent.json()["error"]["code"] == "postgres_down", "the live map's own tail"


def test_each_reading_is_logged_before_the_answer_even_when_there_is_none(console):
    with console.client() as client:
        answer = client.get(f"{TRACK}?from=5&to=9")
        client.get(f"{TRACK}?minutes=60")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "postgres_down")
    mine = [path for user, path in reads(console) if user == "control_room"]
    assert mine == [f"GET {TRACK}?from=5&to=9"], "the last hour of the map is not a trajectory"
    with console.client("supervision") as client:
        client.get(f"{TRACK}?from=6&to=9")
    theirs = [path for user, path in reads(console) if user == "supervision"]
    assert theirs.count(f"GET {TRACK}?from=6&to=9") == 1, "an inspector's reading is logged once"


def test_a_time_that_is_none_is_refused(console):
    with console.client() as client:
        for query in ("from=9&to=9", "from=x", "to=-1", "from=1&to=" + "9" * 30):
            answer = client.get(f"{TRACK}?{query}")
            assert answer.json()["error"]["code"] == "bad_query", query
        assert client.get(f"{TRACK}?minutes=61").status_code == 400
