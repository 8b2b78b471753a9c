"""A page that no longer knows says so over itself, by eye and by ear."""

import signal
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, eventually

pytestmark = pytest.mark.browser

STALE_MS_MAX = 9_000


def test_old_positions_are_named_and_heard_until_they_move_again(desk, centre):
    eventually(lambda: len(desk.places()) > 10)
    centre.crowd.freeze()
    expect(desk.banners).to_contain_text("POSITIONS STALE", timeout=STALE_MS_MAX)
    eventually(lambda: desk.played("stale") >= 1)
    centre.crowd.thaw()
    expect(desk.banners).not_to_contain_text("POSITIONS STALE")


def test_a_console_that_hangs_is_data_stale_and_nothing_is_missed_after(desk, centre):
    process = centre.console.process
    process.send_signal(signal.SIGSTOP)
    expect(desk.banners).to_contain_text("DATA STALE", timeout=STALE_MS_MAX)
    expect(desk.page.locator(".desk")).to_have_class("desk is-stale")
    eventually(lambda: desk.played("stale") >= 1)
    centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    process.send_signal(signal.SIGCONT)
    expect(desk.first).to_contain_text("SOS pressed", timeout=STALE_MS_MAX)
    expect(desk.banners).not_to_contain_text("DATA STALE")


def test_each_part_that_is_down_is_named_with_since_when(desk):
    expect(desk.banners).to_contain_text("History database down since")
    expect(desk.banners).to_contain_text("alarms and the map go on; history and trajectories wait")
    desk.page.keyboard.press("h")
    expect(desk.page.get_by_role("alert")).to_contain_text("History not available")


def test_the_browser_that_blocks_sound_is_told_on_and_one_key_turns_it_on(page: Page, centre):
    desk = Desk(page, centre)
    desk.remember(language="en")
    desk.enter("#/wall")
    expect(desk.banners).to_contain_text("The browser blocks the alarm sound")
    centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    time.sleep(1)
    assert desk.played("p1") == 0
    page.keyboard.press("Space")
    expect(desk.banners).not_to_contain_text("blocks the alarm sound")
    eventually(lambda: desk.played("p1") >= 1, seconds=3)
    centre.close_alarms()


def test_an_engine_that_is_down_is_said_in_capitals(desk, centre):
    centre.scene.engine.hang_up()
    expect(desk.banners).to_contain_text("ENGINE DOWN", timeout=STALE_MS_MAX)
    expect(desk.banners).to_contain_text("Guard in person")
    centre.scene.engine.pick_up()
    expect(desk.banners).not_to_contain_text("ENGINE DOWN", timeout=STALE_MS_MAX)
