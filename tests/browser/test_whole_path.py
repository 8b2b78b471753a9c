"""From a frame on the broker to a person who acknowledges: everything real, nothing pretended."""

import time

import psycopg
import pytest
from playwright.sync_api import expect

from tests.stack import House, wait_for, whole_stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with whole_stack(tmp_path_factory.mktemp("whole path") / "run") as running:
        yield running


def test_a_pressed_sos_is_seen_acknowledged_stored_and_told(stack, page):
    login = page.locator("form.login-card")
    with House(stack) as house:
        page.add_init_script("localStorage.setItem('custody.language', 'en')")
        page.goto(stack.url)
        login.locator("input[name=user]").fill("demo")
        login.locator("input[name=password]").fill(stack.folder.users["demo"])
        login.locator(".button-main").click()
        expect(page.locator(".alarm-list")).to_be_visible()

        pressed_s = time.monotonic()
        press = house.press("band-007")
        alarm = "MOT-08:band-007:1"
        row = page.locator(f'.alarm-list [data-alarm="{alarm}"]')
        expect(row).to_be_visible(timeout=2_000)
        assert time.monotonic() - pressed_s < 2
        wait_for(lambda: press.status == "journaled", limit_s=2)

        page.locator(".first").get_by_role("button", name="Acknowledge").first.click()
        wait_for(lambda: state(stack, alarm) == ("acknowledged", True), limit_s=5)

        notice = wait_for(lambda: first_notice(stack, alarm), limit_s=5)
        assert notice["valid"]
        assert notice["body"]["severity"] == "P1"
        assert notice["body"]["label"]["en"] == "SOS pressed"
        assert notice["body"]["cause_t_ns"] > 0
        why = page.request.get(f"{stack.url}/api/alarms/{alarm}").json()["evidence"]
        assert (why["cause_device"], why["cause_seq"]) == ("band-007", press.seq)


def state(stack, alarm):
    with psycopg.connect(stack.servers.dsn) as connection:
        return connection.execute(
            "select state, exists (select from pg_extension where extname = 'timescaledb')"
            " from custody.alarms where id = %s",
            [alarm],
        ).fetchone()


def first_notice(stack, alarm):
    found = [each for each in stack.received() if each["body"]["alarm"] == alarm]
    return found[0] if found else None
