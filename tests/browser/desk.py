"""What a person at the desk does and sees, in the words of the tests."""

import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Stage
from tests.console.scene import PASSWORD


@dataclass
class Desk:
    """A page with a person in front of it."""

    page: Page
    stage: Stage

    def sign_in(self, *, user: str = "control_room", language: str = "en") -> None:
        """Sign in with the keyboard alone, as at the start of a shift."""
        self.remember(language=language)
        self.page.goto(f"{self.stage.url}/")
        expect(self.page.locator("input[name=user]")).to_be_focused()
        self.page.keyboard.type(user)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.locator(".alarm-list").wait_for()
        expect(self.page.locator(".room").first).to_be_attached()

    def enter(self, address: str = "", *, user: str = "control_room") -> None:
        """Open a page with a session that exists already: nobody has touched it yet."""
        body = {"user": user, "password": PASSWORD}
        assert self.page.request.post(f"{self.stage.url}/api/login", data=body).ok
        self.page.goto(f"{self.stage.url}/{address}")

    def remember(self, **settings: str) -> None:
        """Set what this browser remembers before any page is open."""
        lines = [
            f"localStorage.setItem('custody.{key}', '{value}')" for key, value in settings.items()
        ]
        self.page.add_init_script(";".join(lines))

    @property
    def first(self) -> Locator:
        """The alarm that is shown first and large."""
        return self.page.locator(".first")

    @property
    def rows(self) -> Locator:
        """The other alarms of the list."""
        return self.page.locator(".row")

    @property
    def banners(self) -> Locator:
        """What the page says over itself."""
        return self.page.locator(".banners")

    def row(self, alarm: str) -> Locator:
        """One alarm in the list, wherever it stands."""
        return self.page.locator(f'[data-alarm="{alarm}"]')

    def played(self, sound: str) -> int:
        """How often a sound was given to the audio hardware."""
        return self.page.evaluate(f"window.custodyProbe.played.{sound}")

    def places(self) -> dict[str, tuple[float, float]]:
        """Where each person's mark is drawn."""
        return {
            key: (x, y)
            for key, x, y in self.page.evaluate(
                "window.custodyProbe.people().map(spot => [spot.person.key, spot.x, spot.y])"
            )
        }

    def draws(self) -> int:
        """How often the moving layer was drawn."""
        return self.page.evaluate("window.custodyProbe.draws()")

    def server_state(self, alarm: str) -> str:
        """What the server says about an alarm."""
        answer = self.page.request.get(f"{self.stage.url}/api/alarms/{alarm}")
        return answer.json()["state"]


def eventually(true, *, seconds: float = 5.0) -> None:
    """Wait until something that cannot be watched in the page comes true."""
    end_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end_s, "it never became true"
        time.sleep(0.05)
