"""The pictures of the documentation, taken from the demo itself while its tour runs.

``CUSTODY_IMAGES=docs/images pytest -m long tests/browser/test_demo_pictures.py`` renews them;
without it they go to ``tests/artifacts``.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stack import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(240)]

FOLDER = Path(os.environ.get("CUSTODY_IMAGES", Path(__file__).parents[1] / "artifacts"))
FIRST_P1_MS = 90_000


@dataclass
class Demo:
    """Where the demo answers, and its login."""

    url: str
    user: str
    password: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """``custody demo`` with its tour, ended when the tests are over."""
    folder = tmp_path_factory.mktemp("demo")
    said = folder / "said.txt"
    options = ["--headless", "--scenario", "tour", "--for", "180", "--run", folder / "run"]
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo", *options], stdout=output, stderr=output
        )
    try:
        pattern = r"(http://\S+)\s+user (\S+)\s+password (\S+)"
        found = wait_for(lambda: re.search(pattern, said.read_text()), limit_s=60)
        yield Demo(*found.groups())
    finally:
        process.terminate()
        process.wait(30)


def enter(page: Page, demo: Demo, *, language: str, theme: str, address: str) -> None:
    page.add_init_script(f"localStorage.setItem('custody.language', '{language}')")
    page.add_init_script(f"localStorage.setItem('custody.theme', '{theme}')")
    body = {"user": demo.user, "password": demo.password}
    assert page.request.post(f"{demo.url}/api/login", data=body).ok
    page.goto(f"{demo.url}/{address}")
    page.locator(".room-name").first.wait_for(state="attached")
    page.keyboard.press("Space")
    expect(page.locator(".banner-sound")).to_have_count(0)


def test_the_desk_and_the_wall_are_pictured_with_a_p1_that_asks(page: Page, demo: Demo):
    FOLDER.mkdir(parents=True, exist_ok=True)
    wall = page.context.new_page()
    enter(wall, demo, language="en", theme="dark", address="#/wall")
    enter(page, demo, language="en", theme="light", address="#/")
    expect(page.locator(".first-1")).to_be_visible(timeout=FIRST_P1_MS)
    expect(page.locator(".samples")).to_be_visible()
    page.wait_for_timeout(700)
    assert page.locator(".banner").all_text_contents() == []
    page.screenshot(path=FOLDER / "console.png")
    wall.screenshot(path=FOLDER / "wall.png")
    page.get_by_role("button", name="中文").click()
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / "console-zh.png")
