"""A dead letter on the deliveries page: why it never arrived, and the button that sends it anew."""

import pytest
from playwright.sync_api import expect

from alerts.notify.outbox import Outbox
from app.notices import due
from store.identity import journal_identity
from store.statements import statements
from tests.store.decided import alarm, notice

pytestmark = pytest.mark.browser

WHY = "ConnectError: nobody there"


@pytest.fixture
def dead_letter(centre) -> str:
    """Two notices: one was taken, the other was given up; returns the dead one's id."""
    state = centre.scene.state
    sql = statements("outbox.sql", "alerts.notify")
    place = state / "outlets" / "outbox.sqlite"
    with Outbox(place, journal=journal_identity(state / "journal"), sql=sql) as box:
        box.take(due([notice(alarm(1), "duty"), notice(alarm(2, drill=True), "duty")]), tick=1)
        taken, dead = box.pending("duty", 10)
        box.sent(taken)
        box.given_up(dead, WHY)
    return dead.id


def test_a_dead_letter_says_why_and_is_sent_again_with_a_reason(desk, centre, dead_letter):
    page = desk.page
    page.goto(f"{centre.url}/#/shift/deliveries")
    expect(page.locator("[data-delivery]")).to_have_count(2)
    expect(page.locator('[data-channel="duty"]')).to_contain_text("1 never arrived")
    page.get_by_role("button", name="Never arrived", exact=True).click()
    expect(page.locator("[data-delivery]")).to_have_count(1)
    row = page.locator(f'[data-delivery="{dead_letter}"]')
    expect(row).to_contain_text(WHY)
    expect(row.locator(".drill-mark")).to_have_text("DRILL")
    row.locator('[data-do="resend"]').click()
    form = row.locator('[data-care="resend"]')
    expect(form.locator(".button-main")).to_be_disabled()
    form.locator("textarea").fill("line repaired")
    with page.expect_response("**/api/commands") as answered:
        form.locator(".button-main").click()
    assert answered.value.json()["accepted"]
    assert answered.value.request.post_data_json["what"] == {
        "act": "resend_notice",
        "notice": dead_letter,
        "reason": "line repaired",
    }
