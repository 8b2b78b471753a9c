"""A Chromium and a console with people in it, for every file of browser tests."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.services import Valkey
from tests.browser.desk import Desk
from tests.browser.stage import Stage, stage

DESK = {"width": 1920, "height": 1080}


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium as a desk has it: it wants a gesture before it sounds."""
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        made = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        yield made
        made.close()


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, valkey: Valkey) -> Iterator[Stage]:
    """The demo centre on a usual morning, without alarms; one for each file of tests."""
    with stage(tmp_path_factory.mktemp("centre"), valkey) as made:
        yield made
        assert "Traceback" not in made.scene.log.read_text()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without memory, 1920x1080."""
    made = browser.new_context(viewport=DESK)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when it breaks a rule of its own (scripts, policy)."""
    made = context.new_page()
    problems: list[str] = []
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.on(
        "console",
        lambda said: problems.append(said.text) if "Content Security" in said.text else None,
    )
    yield made
    assert problems == []


@pytest.fixture
def desk(page: Page, centre: Stage) -> Iterator[Desk]:
    """Signed in at the desk, in English; all alarms are closed afterwards."""
    made = Desk(page, centre)
    made.sign_in()
    yield made
    centre.close_alarms()
