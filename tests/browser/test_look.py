"""Pictures of every page for people to look at; ``tests/artifacts`` keeps the last ones."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk
from tests.browser.stage import morning

pytestmark = pytest.mark.browser

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
LOOKS = (
    ("console-zh-dark", "#/", 1920, 1080, "zh", "dark"),
    ("console-en-light", "#/", 1920, 1080, "en", "light"),
    ("tablet-zh-light", "#/", 1024, 768, "zh", "light"),
    ("tablet-en-dark", "#/", 1024, 768, "en", "dark"),
    ("wall-4k-zh", "#/wall", 3840, 2160, "zh", "dark"),
    ("wall-4k-en", "#/wall", 3840, 2160, "en", "dark"),
    ("wall-en", "#/wall", 1920, 1080, "en", "dark"),
)


@pytest.fixture(scope="module")
def busy(centre):
    morning(centre)
    yield centre
    centre.close_alarms()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look[0])
def test_a_busy_morning_is_shown_whole(browser: Browser, busy, look):
    name, address, width, height, language, theme = look
    page = browser.new_page(viewport={"width": width, "height": height})
    desk = Desk(page, busy)
    desk.remember(language=language, theme=theme)
    desk.enter(address)
    alarm = page.locator(".wall-alarm.is-first" if "wall" in address else ".first")
    expect(alarm).to_contain_text("D-0003")
    expect(page.locator(".limits li")).to_have_count(6)
    expect(page.locator(".lost-notes")).to_contain_text("D-0007")
    page.keyboard.press("Space")
    expect(page.locator(".banner-sound")).to_have_count(0)
    page.wait_for_timeout(1200)
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")
    page.close()
