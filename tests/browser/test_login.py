"""Signing in: who, in which language, and whether the alarm can be heard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.console.scene import PASSWORD

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_refused_in_words(page: Page, centre):
    page.goto(centre.url)
    page.get_by_label("用户名").fill("control_room")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator(".alarm-list")).to_have_count(0)


def test_the_sound_is_tested_before_the_shift(page: Page, centre):
    page.goto(centre.url)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Test the alarm sound").click()
    expect(page.get_by_role("status")).to_have_text("Sound is on")
    expect(page.get_by_role("button", name="Hear it again")).to_be_visible()


def test_language_and_theme_are_kept_for_the_next_visit(desk):
    desk.page.get_by_role("button", name="Light").click()
    expect(desk.page.locator("html")).to_have_attribute("data-theme", "light")
    desk.page.get_by_role("button", name="中文").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(desk.page.get_by_role("heading", name="报警")).to_be_visible()


def test_who_may_only_read_gets_no_button_to_acknowledge(page: Page, centre):
    desk = Desk(page, centre)
    desk.sign_in(user="technician")
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_contain_text("Your role may read but not acknowledge.")
    page.keyboard.press("a")
    page.wait_for_timeout(500)
    assert desk.server_state(sos.id) == "unacknowledged"
    centre.close_alarms()


def test_signing_out_leaves_nothing_on_the_screen(desk, centre):
    centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_be_visible()
    desk.page.get_by_role("button", name="Sign out").click()
    expect(desk.page.locator("input[name=user]")).to_be_visible()
    expect(desk.page.locator("body")).not_to_contain_text("D-0003")
    heard = desk.played("p1")
    desk.page.wait_for_timeout(3000)
    assert desk.played("p1") == heard


def test_who_signs_in_on_a_page_of_another_role_begins_on_a_page_of_the_own(page: Page, centre):
    desk = Desk(page, centre)
    desk.remember(language="en")
    page.goto(f"{centre.url}/#/round")
    page.get_by_label("User name").fill("technician")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".alarm-list")).to_be_visible()
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("Console")


def test_an_empty_desk_says_so_and_explains_its_marks(desk):
    expect(desk.page.locator(".alarm-list")).to_contain_text("Nothing needs a human right now.")
    expect(desk.page.locator("#detail .legend li")).to_have_count(9)
