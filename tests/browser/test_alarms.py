"""An alarm on the desk: seen, heard, answered by one key, and never shown as done too early."""

import re
import time

import pytest
from playwright.sync_api import Route, expect

from engine.decisions import Sample
from tests.browser.desk import eventually
from tests.browser.stage import alarm

pytestmark = pytest.mark.browser

SEEN_MS_MAX = 2_000
SILENT_S = 3.5
KEY_UNSEEN_S = 0.8


def test_an_sos_is_seen_heard_and_acknowledged_by_key_a_alone(desk, centre):
    expect(desk.page.get_by_text("No alarms", exact=True)).to_be_visible()
    pressed = Sample(name="SOS pressed", value="yes")
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3", samples=(pressed,))
    expect(desk.first).to_contain_text("SOS pressed", timeout=SEEN_MS_MAX)
    expect(desk.first).to_contain_text("Cell 3 · D-0003")
    panel = desk.page.locator(f'[data-panel="{sos.id}"]')
    expect(panel).to_contain_text("Go to the person now")
    expect(panel).to_contain_text("MOT-08")
    expect(panel).to_contain_text("band-003 #1.4711")
    expect(panel).to_contain_text("Control room")
    eventually(lambda: desk.played("p1") >= 2, seconds=4)

    time.sleep(KEY_UNSEEN_S)
    desk.page.keyboard.press("a")
    eventually(lambda: desk.server_state(sos.id) == "acknowledged")
    expect(panel).to_contain_text("Acknowledged · Chen Qiang")
    expect(desk.page.locator(".rows-head")).to_contain_text("Acknowledged 1")
    heard = desk.played("p1")
    time.sleep(SILENT_S)
    assert desk.played("p1") == heard


def test_an_answer_is_not_shown_as_given_before_the_server_said_so(desk, centre):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.page.route("**/ack", hold)
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_be_visible()
    time.sleep(KEY_UNSEEN_S)
    desk.page.keyboard.press("a")
    button = desk.first.get_by_role("button")
    expect(button).to_have_text("Sending…")
    assert desk.server_state(sos.id) == "unacknowledged"
    expect(desk.page.locator(".rows-head")).to_have_count(0)
    held[0].continue_()
    expect(desk.page.locator(".rows-head")).to_contain_text("Acknowledged 1")


def test_a_refused_answer_says_why_and_the_alarm_keeps_asking(desk, centre):
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    centre.change(sos, "returned")
    expect(desk.first).to_contain_text("Cleared, to acknowledge")
    time.sleep(KEY_UNSEEN_S)
    desk.page.keyboard.press("a")
    expect(desk.first.get_by_role("alert")).to_contain_text("the alarm is acknowledged already")
    expect(desk.first.get_by_role("button")).to_have_text("Try again")
    heard = desk.played("p1")
    eventually(lambda: desk.played("p1") > heard, seconds=4)


def test_an_answer_lost_on_the_way_is_sent_again_as_the_same_command(desk, centre):
    commands: list[str] = []

    def lose_the_first(route: Route) -> None:
        commands.append(route.request.post_data_json["command"])
        if len(commands) == 1:
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/ack", lose_the_first)
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_be_visible()
    time.sleep(KEY_UNSEEN_S)
    desk.page.keyboard.press("a")
    eventually(lambda: desk.server_state(sos.id) == "acknowledged")
    assert len(commands) == 2
    assert commands[0] == commands[1]


def test_key_a_never_answers_an_alarm_that_came_up_under_the_finger(desk, centre):
    unattended = centre.raise_alarm("PAIR-02", "D-0009", "group-1", due=True)
    expect(desk.first).to_contain_text("Detainee unattended")
    time.sleep(KEY_UNSEEN_S)
    desk.page.evaluate(
        """() => new MutationObserver((_, self) => {
             if (!document.querySelector('.first-1')) return;
             self.disconnect();
             document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true}));
           }).observe(document.body, {subtree: true, childList: true, attributes: true})"""
    )
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.page.get_by_text("Look, then press A again")).to_be_visible()
    assert desk.server_state(sos.id) == "unacknowledged"
    assert desk.server_state(unattended.id) == "unacknowledged"


def test_two_hundred_alarms_stay_usable(desk, centre):
    flood = tuple(
        alarm("DEV-01", f"flood-{number:03d}", "intake", kind="device", due=True, ago_s=number)
        for number in range(200)
    )
    centre.scene.engine.commit(alarms=flood)
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_contain_text("SOS pressed", timeout=SEEN_MS_MAX)
    expect(desk.page.locator(".pane-head")).to_contain_text("201 to acknowledge")
    assert desk.rows.count() == 200
    begun_s = time.monotonic()
    for _ in range(30):
        desk.page.keyboard.press("j")
    desk.page.keyboard.press("k")
    assert (time.monotonic() - begun_s) / 31 < 0.15, "each key is answered at once"
    expect(desk.page.locator(".row.is-shown")).to_be_in_viewport()
    time.sleep(KEY_UNSEEN_S)  # On a quick machine the keys above took less than a look.
    desk.page.keyboard.press("a")
    eventually(lambda: desk.server_state(sos.id) == "acknowledged", seconds=2)


def test_p2_sounds_unless_muted_and_p1_cannot_be(desk, centre):
    desk.page.get_by_role("button", name=re.compile("^Sound")).click()
    desk.page.get_by_label("Mute P2 and P3 tones").check()
    slider = desk.page.get_by_label("Volume")
    slider.fill("40")
    assert slider.get_attribute("min") == "40"
    desk.page.keyboard.press("Escape")
    centre.raise_alarm("PAIR-02", "D-0009", "group-1", due=True)
    expect(desk.first).to_contain_text("Detainee unattended")
    time.sleep(1.0)
    assert desk.played("p2") == 0
    centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    eventually(lambda: desk.played("p1") >= 1, seconds=3)


def test_an_answered_alarm_is_closed_with_cause_and_action(desk, centre):
    sos = centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_be_visible()
    desk.first.get_by_role("button").click()
    desk.page.get_by_role("button", name="Close alarm").click()
    desk.page.get_by_role("button", name="Close", exact=True).click()
    expect(desk.page.get_by_text("Choose a cause and say what was done.")).to_be_visible()
    desk.page.get_by_label("True, nothing to do").check()
    desk.page.get_by_label("What was done").fill("Asked for water; water given.")
    desk.page.get_by_role("button", name="Close", exact=True).click()
    expect(desk.page.get_by_text("No alarms", exact=True)).to_be_visible()
    assert desk.server_state(sos.id) == "closed"
