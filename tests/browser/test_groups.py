"""Roots, floods and incidents are shown with what belongs to them; a drill says what it is."""

import time

import msgspec
import pytest
from playwright.sync_api import expect

from alerts.fuse import Incident
from tests.browser.desk import Desk, eventually
from tests.browser.stage import alarm

pytestmark = pytest.mark.browser

READ_MS = 1500
"""Longer than an incident stands open before it counts as being read."""


def under(root, stay, state="suppressed"):
    """Return a mild alarm that is put aside under another one."""
    made = alarm("POS-07", stay, "holding-3", severity=3)
    change = "suppressed" if state == "suppressed" else "raised"
    return msgspec.structs.replace(made, root=root.id, state=state, change=change)


def escape(number, *alarms):
    """Return the incident that these alarms are."""
    return Incident(
        id=f"escape:{number}",
        n=1,
        kind="escape",
        zh="疑似脱逃",
        en="Escape",
        guidance_zh="封控全部出口",
        guidance_en="Close every exit",
        alarms=tuple(one.id for one in alarms),
        stay="D-0005",
        t_ns=1,
        utc_ns=time.time_ns(),
    )


def test_a_dead_gateway_is_one_alarm_with_its_children_under_it(desk):
    root = desk.stage.raise_alarm("DEV-01", "gw-1", "guard-post", kind="device")
    children = tuple(under(root, stay) for stay in ("D-0005", "D-0006", "D-0008"))
    desk.stage.scene.engine.commit(alarms=children)
    expect(desk.first).to_contain_text("Device silent")
    expect(desk.rows).to_have_count(0)
    desk.first.get_by_role("button", name="3 under it").click()
    expect(desk.first.locator(".short li")).to_have_count(3)
    for child in children:
        expect(desk.row(child.id)).to_be_visible()


def test_a_flood_counts_what_is_mild_and_leaves_a_life_alarm_alone(desk):
    flood = desk.stage.raise_alarm("SYS-06", "site", "", kind="site")
    mild = tuple(under(flood, stay, "unacknowledged") for stay in ("D-0005", "D-0006"))
    life = alarm("MOT-08", "D-0003", "holding-3", severity=1)
    grouped = msgspec.structs.replace(life, root=flood.id)
    desk.stage.scene.engine.commit(alarms=(*mild, grouped))
    expect(desk.page.locator("[data-flood]")).to_contain_text("2 are counted here")
    expect(desk.first).to_contain_text("D-0003")
    desk.page.goto(f"{desk.stage.url}/#/wall")
    expect(desk.page.locator(".wall-alarms .flood")).to_be_visible()
    expect(desk.page.locator(".wall-alarm.is-first")).to_contain_text("D-0003")


def test_an_incident_names_its_alarms_and_goes_with_the_last_of_them(desk):
    stage = desk.stage
    line = stage.raise_alarm("PER-01", "per-north", "corridor-north", kind="perimeter")
    strap = stage.raise_alarm("MOT-07", "D-0005", "corridor-north", severity=1)
    stage.scene.engine.commit(incidents=(escape(1, line, strap),))
    shown = desk.page.locator('[data-incident="escape:1"]')
    expect(shown).to_contain_text("Close every exit")
    expect(shown.locator(".short li")).to_have_count(2)
    stage.change(line, "closed")
    expect(shown.locator(".short li")).to_have_count(1)
    stage.change(strap, "closed")
    expect(shown).to_have_count(0)


def test_of_several_incidents_each_is_a_line_and_the_first_alarm_keeps_its_place(desk):
    falls = [
        desk.stage.raise_alarm("MOT-01", f"D-{number:04}", "group-1", severity=1)
        for number in range(10, 20)
    ]
    pairs = [escape(number, *falls[2 * number : 2 * number + 2]) for number in range(5)]
    desk.stage.scene.engine.commit(incidents=tuple(pairs))
    shown = desk.page.locator(".incident")
    expect(shown).to_have_count(5)
    expect(desk.page.locator(".incident .short li")).to_have_count(0)
    expect(desk.first.get_by_role("button", name="Acknowledge")).to_be_in_viewport(ratio=1)
    for one in shown.all():
        expect(one).to_be_in_viewport(ratio=1)
    shown.nth(3).get_by_role("button", name="Escape").click()
    expect(shown.nth(3)).to_contain_text("Close every exit")
    expect(shown.nth(3).locator(".short li")).to_have_count(2)


def test_an_incident_that_is_being_read_stays_open_when_another_one_comes(desk):
    falls = [
        desk.stage.raise_alarm("MOT-01", f"D-{number:04}", "group-1", severity=1)
        for number in range(10, 14)
    ]
    desk.stage.scene.engine.commit(incidents=(escape(1, *falls[:2]),))
    read = desk.page.locator('[data-incident="escape:1"]')
    expect(read.locator(".short li")).to_have_count(2)
    desk.page.wait_for_timeout(READ_MS)
    desk.stage.scene.engine.commit(incidents=(escape(2, *falls[2:]),))
    later = desk.page.locator('[data-incident="escape:2"]')
    expect(later).to_be_visible()
    expect(later.locator(".short li")).to_have_count(0)
    expect(read.locator(".short li")).to_have_count(2)


def test_a_drill_is_plain_on_list_wall_and_phone_and_nobody_waits_behind_it(desk):
    drill = alarm("MOT-08", "D-0003", "holding-3", severity=1, ago_s=60)
    drill = msgspec.structs.replace(drill, drill=True)
    real = alarm("MOT-08", "D-0004", "juvenile-holding-1", severity=1, ago_s=5)
    desk.stage.scene.engine.commit(alarms=(drill, real))
    expect(desk.first).to_contain_text("D-0004")
    expect(desk.first.locator(".drill-mark")).to_have_count(0)
    expect(desk.row(drill.id).locator(".drill-mark")).to_have_text("DRILL")
    desk.page.goto(f"{desk.stage.url}/#/wall")
    marked = desk.page.locator(".wall-alarm", has_text="D-0003")
    expect(marked.locator(".drill-mark")).to_have_text("DRILL")
    desk.page.goto(f"{desk.stage.url}/#/phone/{drill.id}")
    expect(desk.page.locator("h1 .drill-mark")).to_have_text("DRILL")


def test_a_wall_with_more_p1_than_fit_counts_the_rest_and_turns_to_them_by_itself(desk):
    oldest = desk.stage.raise_alarm("MOT-08", "D-0003", "holding-3", severity=1, ago_s=99)
    crowd = tuple(
        alarm("MOT-01", f"D-{number:04}", "group-1", severity=1, ago_s=50 - number)
        for number in range(10, 34)
    )
    desk.stage.scene.engine.commit(alarms=crowd)
    desk.page.goto(f"{desk.stage.url}/#/wall")
    more = desk.page.locator(".wall-more strong")
    expect(more).to_contain_text("more P1")
    seen: set[str] = set()

    def turned() -> bool:
        whole, cut = shown_whole(desk)
        assert not cut, "a card of the wall is cut off"
        assert oldest.subject in whole
        assert len(whole) + int(more.inner_text().split()[0]) == len(crowd) + 1
        seen.update(whole)
        return len(seen) == len(crowd) + 1

    eventually(turned, seconds=25)


def test_a_wall_counts_alarms_not_incidents_and_turns_to_a_p1_that_newly_asks(desk):
    mild = tuple(
        alarm("POS-09", f"D-{number:04}", "group-1", severity=2, ago_s=50)
        for number in range(10, 34)
    )
    desk.stage.scene.engine.commit(alarms=mild)
    desk.stage.scene.engine.commit(incidents=(escape(1, *mild[:6]),))
    oldest = desk.stage.raise_alarm("MOT-08", "D-0003", "holding-3", severity=1)
    desk.page.goto(f"{desk.stage.url}/#/wall")
    expect(desk.page.locator(".wall-alarm.is-first")).to_contain_text(oldest.subject)
    incident = desk.page.locator(".wall-incident")
    expect(incident).to_have_class("wall-incident wall-incident-2")
    more = desk.page.locator(".wall-more")

    def counted() -> bool:
        whole, _ = shown_whole(desk)
        left = len(mild) + 1 - len(whole)
        return more.inner_text().split()[0] == str(left) and not more.locator("strong").count()

    eventually(counted, seconds=5)
    page = desk.page.locator(".wall-page")
    expect(page).to_contain_text("2 /", timeout=8000)
    desk.stage.raise_alarm("MOT-08", "D-0004", "juvenile-holding-1", severity=1)
    expect(page).to_contain_text("1 /", timeout=2000)
    expect(desk.page.locator(".wall-alarm", has_text="D-0004")).to_be_in_viewport(ratio=1)


def shown_whole(desk: Desk) -> tuple[set[str], set[str]]:
    """Whose cards stand whole within the wall's column now, and whose are cut."""
    whole, cut = desk.page.evaluate(
        """() => {
          const column = document.querySelector(".wall-body");
          const body = column.getBoundingClientRect();
          const clip = column.style.clipPath.match(/([\\d.]+)px\\)$/);
          const end = clip ? body.top + Number(clip[1]) : body.bottom;
          const found = [[], []];
          for (const card of document.querySelectorAll(".wall-alarm")) {
            const { top, bottom } = card.getBoundingClientRect();
            const name = card.textContent.match(/D-[0-9]{4}/)[0];
            const first = card.classList.contains("is-first");
            if (first || (top > body.top - 2 && bottom < end + 2)) found[0].push(name);
            else if (bottom > body.top + 1 && top < end - 1) found[1].push(name);
          }
          return found;
        }"""
    )
    return set(whole), set(cut)
