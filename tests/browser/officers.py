"""Officers at the pages about the custody record: what they press, in the words of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from console.users import add_user
from tests.console.scene import PASSWORD
from tests.stack import House, Stack, whole_stack

STAFF = {
    "custody_officer": "s-003",
    "investigator": "s-013",
    "second_investigator": "s-014",
    "guard": "s-007",
    "legal_review": "s-020",
    "duty_inspector": "s-002",
    "prosecutor": "s-022",
}
"""User -> staff id, one of each role that an ordinary day needs."""


@contextmanager
def centre_at_work(folder: Path) -> Iterator[Stack]:
    """The whole engine on real servers, its devices alive, and a login for each officer."""
    with whole_stack(folder) as stack, House(stack):
        for user, staff in STAFF.items():
            add_user(stack.state, user, staff, PASSWORD)
        yield stack


@dataclass
class Officer:
    """Whoever sits at the page; the address is typed once, everything else is pressed."""

    page: Page
    stack: Stack

    def open(self) -> None:
        """Type the address: the only time in a day."""
        self.page.goto(self.stack.url)

    def sign_in(self, user: str) -> None:
        """Take the place of whoever sat here before."""
        leave = self.page.locator(".shift button")
        if leave.count():
            leave.click()
        self.page.locator("input[name=user]").fill(user)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator(".login-card .button-main").click()
        expect(self.page.locator(".top-bar")).to_be_visible()

    def tab(self, name: str) -> None:
        """Press an entry of the top bar."""
        self.page.locator(".tabs").get_by_role("link", name=name, exact=True).click()

    def find(self, stay: str) -> None:
        """Open a person's page from the list of everybody."""
        self.tab("在区人员")
        self.page.locator(f'tr[data-stay="{stay}"] a').click()
        expect(self.page.locator("h1", has_text=stay)).to_be_visible()

    def form(self, act: str) -> Locator:
        """The open form of an act."""
        return self.page.locator(f'form[data-act="{act}"]')

    def answer(self, act: str, **answers: object) -> None:
        """Answer questions of an act's form: True presses, text types or chooses."""
        for name, value in answers.items():
            asked = self.form(act).locator(f'[data-ask="{name}"]')
            self._answer(asked, value)

    def _answer(self, asked: Locator, value: object) -> None:
        # The form is drawn when the server has said what it asks.
        asked.locator("select, .tile, input, textarea").first.wait_for()
        if isinstance(value, bool):
            asked.locator(".tile").nth(0 if value else 1).click()
            return
        said = str(value)
        if asked.locator("select").count():
            asked.locator("select").select_option(said)
        elif asked.locator(".tile").count():
            asked.get_by_role("button", name=said, exact=True).click()
        else:
            asked.locator("input, textarea").fill(said)

    def submit(self, act: str) -> None:
        """Press the form's button."""
        self.form(act).locator(".send-row .button-main").click()

    def go_on(self, to: str) -> None:
        """Leave a step of the intake for the next, and see the person there."""
        ways = self.page.locator(".go-on [role=group] button")
        ways.filter(has_text=f"{to} ").click()
        self.page.locator(".go-on form .send-row .button-main").click()
        expect(self.page.locator(".stay-line b").first).to_contain_text(f"{to} ")

    def open_act(self, act: str, to: str = "") -> None:
        """Open what may be done next on a person's page."""
        key = f"{act} {to}".strip()
        self.page.locator(f'[data-next="{key}"] .way-button').click()
        expect(self.page.locator(f'[data-open-act="{act}"]')).to_be_visible()

    def record(self, stay: str) -> dict:
        """What the server holds of a person."""
        return self.page.request.get(f"{self.stack.url}/api/stays/{stay}/record").json()
