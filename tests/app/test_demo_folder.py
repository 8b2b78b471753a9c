"""The demo's logins: the visitor's, and an inspector's that no later run takes away."""

from contextlib import closing

from app.demo_folder import INSPECTOR, VISITOR, DemoFolder
from config.load import DEMO_DIR, load_site
from console.database import connect
from console.oversight import consents, inspector, keep_inspectors


def two_runs(tmp_path_factory):
    """Return two runs in one folder, whose short name keeps the state directory inside it."""
    run = tmp_path_factory.mktemp("d") / "run"
    first, second = DemoFolder(run), DemoFolder(run)
    first.state.mkdir(parents=True)
    return first, second


def test_a_kept_demo_gives_the_inspector_a_new_password_with_their_own_consent(
    tmp_path_factory, monkeypatch
):
    monkeypatch.setattr("app.demo_folder.SIGNED_IN", {"control_room": 1, "duty_inspector": 1})
    configuration = load_site(DEMO_DIR)
    first, second = two_runs(tmp_path_factory)
    first.write_users(configuration)
    with closing(connect(first.state, synchronous="FULL")) as connection:
        keep_inspectors(connection, configuration.staff)  # As the console does on adoption.
        assert inspector(connection, INSPECTOR) is not None
    second.write_users(configuration)
    assert {INSPECTOR, VISITOR} <= set(second.users)
    with closing(connect(first.state, synchronous="FULL")) as connection:
        assert consents(connection, INSPECTOR, second.users[INSPECTOR])
        assert not consents(connection, INSPECTOR, first.users[INSPECTOR])


def test_where_the_password_is_lost_the_inspectors_login_stays_as_it_is(
    tmp_path_factory, monkeypatch
):
    monkeypatch.setattr("app.demo_folder.SIGNED_IN", {"control_room": 1, "duty_inspector": 1})
    configuration = load_site(DEMO_DIR)
    first, second = two_runs(tmp_path_factory)
    first.write_users(configuration)
    with closing(connect(first.state, synchronous="FULL")) as connection:
        keep_inspectors(connection, configuration.staff)
    (first.run / "inspector.json").unlink()
    second.write_users(configuration)
    assert INSPECTOR not in second.users
    with closing(connect(first.state, synchronous="FULL")) as connection:
        assert consents(connection, INSPECTOR, first.users[INSPECTOR])
