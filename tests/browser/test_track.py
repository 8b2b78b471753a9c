"""A trajectory on the map: real fixes out of TimescaleDB, a time slider, gaps as rows."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import Desk, eventually
from tests.browser.way_stage import GAP_S, OFFICER, gap_begin_s, way_stage
from tests.console.scene import SITE

pytestmark = [pytest.mark.browser, pytest.mark.servers]

SECOND_NS = 10**9
OFFICER_NAME = next(member.en for member in SITE.staff if member.id == OFFICER)


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    with way_stage(tmp_path_factory.mktemp("ways")) as made:
        yield made


@pytest.fixture
def open_track(page: Page, ways):
    def opened(stay: str, *, language: str = "en") -> Page:
        desk = Desk(page, ways)
        desk.remember(language=language)
        desk.enter(f"#/track/{stay}")
        page.locator(".way-slider").wait_for()
        return page

    return opened


def wall_time(page: Page) -> str:
    return page.locator(".way-facts h2 time").inner_text()


def go_to(page: Page, ways, second: float) -> None:
    """Put the slider where a hand would, so many seconds after the arrival."""
    at_ms = round(ways.arrived_utc_ns / 1e6 + second * 1000)
    page.locator(".way-slider").evaluate(
        "(slider, at) => { slider.value = at;"
        " slider.dispatchEvent(new Event('input', {bubbles: true})); }",
        at_ms,
    )


def test_the_slider_walks_through_rooms_and_levels_with_the_person(open_track, ways):
    page = open_track("D-0001")
    expect(page.locator(".way-lines path.way-line").first).to_be_attached()
    go_to(page, ways, 100)
    expect(page.locator(".way-here")).to_have_attribute("data-room", "intake")
    expect(page.locator(".way-room")).to_have_text("Intake")
    expect(page.locator(".level-tabs [aria-selected=true]")).to_have_text("Ground floor")
    # By key: the list scrolls to the row of the instant, under a pointer's hand.
    page.locator(".way-row-room").filter(has_text="→ Cell 12").first.press("Enter")
    expect(page.locator(".way-here")).to_have_attribute("data-level", "2f")
    expect(page.locator(".level-tabs [aria-selected=true]")).to_have_text("Upper floor")
    expect(page.locator(".way-row[aria-current=true]")).to_contain_text("Cell 12")
    page.get_by_role("tab", name="Ground floor").click()
    expect(page.locator(".level-tabs [aria-selected=true]")).to_have_text("Ground floor")
    go_to(page, ways, 100)
    expect(page.locator(".level-tabs [aria-selected=true]")).to_have_text("Ground floor")


def test_the_error_radius_is_drawn_in_metres_of_the_plan(open_track, ways):
    page = open_track("D-0001")
    go_to(page, ways, 100)
    radius = float(page.locator(".way-disc").get_attribute("r"))
    room = next(room for room in SITE.site.rooms if room.id == "intake")
    metres = max(x for x, _ in room.outer) - min(x for x, _ in room.outer)
    drawn = page.locator('.way-plan [data-room="intake"].room').evaluate(
        "one => one.getBBox().width"
    )
    assert radius == pytest.approx(0.45 * drawn / metres, rel=0.02)
    expect(page.locator(".way-facts")).to_contain_text("±0.5 m")


def test_a_gap_is_a_row_with_its_alarm_and_inside_it_no_dot_is_drawn(open_track, ways):
    page = open_track("D-0001")
    page.get_by_role("button", name="Gaps only").click()
    row = page.locator(".way-row-gap", has_text="POS-14").first
    expect(row).to_contain_text(f"1 min {GAP_S - 60}")
    expect(row).to_contain_text("走廊基站断电")
    expect(page.locator(".way-gap")).to_have_count(1)
    row.click()
    expect(page.locator(".way-here")).to_have_count(0)
    expect(page.locator(".way-lost text")).to_contain_text("? D-0001")
    expect(page.locator(".way-facts")).to_contain_text("who was near is unknown")
    go_to(page, ways, gap_begin_s() - 1)
    expect(page.locator(".way-here")).to_have_count(1)


def test_who_was_with_the_person_is_said_for_the_instant(open_track, ways):
    page = open_track("D-0001")
    page.locator(".way-row-room", has_text="→ Interview 1").first.press("Enter")
    page.keyboard.press("Shift+ArrowRight")
    near = page.locator(".way-near")
    expect(near).to_contain_text(OFFICER_NAME)
    expect(near).to_contain_text("same room")
    expect(page.locator(".way-facts")).to_contain_text("· with the person")
    go_to(page, ways, 300)
    expect(page.locator(".way-facts")).to_contain_text("not with the person")


def test_it_plays_at_the_chosen_speed_and_obeys_the_keys(open_track, ways):
    page = open_track("D-0001")
    page.keyboard.press("Home")
    begun = wall_time(page)
    page.keyboard.press("ArrowRight")
    assert wall_time(page) != begun
    page.keyboard.press("Home")
    page.locator(".way-speeds button", has_text="60").click()
    page.locator("h1").click()
    began_s = time.monotonic()
    page.keyboard.press("Space")
    time.sleep(2.0)
    page.keyboard.press("Space")
    took_s = time.monotonic() - began_s
    at_ms = float(page.locator(".way-slider").input_value())
    played_s = at_ms / 1000 - ways.arrived_utc_ns / SECOND_NS
    assert 20 < played_s <= 60 * took_s + 6, f"{played_s:.0f} s of the stay in {took_s:.1f} s"
    stood = wall_time(page)
    time.sleep(0.3)
    assert wall_time(page) == stood, "a pause is a pause"
    page.keyboard.press("-")
    expect(page.locator(".way-speeds [aria-pressed=true]")).to_contain_text("30")


def test_a_shorter_time_shows_every_second_of_it(open_track, ways):
    page = open_track("D-0001")
    expect(page.locator(".way-summary")).to_contain_text("one each 5 s")
    go_to(page, ways, 1_000)
    page.get_by_role("button", name="15 min around now").press("Enter")
    expect(page.locator(".way-summary")).to_contain_text("one each 1 s")
    expect(page.get_by_role("button", name="Earlier")).to_be_enabled()
    shown = page.locator(".way-span").inner_text()
    page.get_by_role("button", name="Later").click()
    eventually(lambda: page.locator(".way-span").inner_text() != shown)
    assert page.locator(".way-span").inner_text()[:19] > shown[:19]


def test_an_alarm_leads_to_the_way_around_it(open_track, ways):
    at_ms = round(ways.arrived_utc_ns / 1e6) + 1_200_000
    page = open_track(f"D-0001.{at_ms}")
    assert abs(float(page.locator(".way-slider").input_value()) - at_ms) < 1_000
    expect(page.locator(".way-summary")).to_contain_text("one each 1 s")
    expect(page.locator("h1")).to_contain_text("D-0001")


def test_the_persons_page_leads_to_the_way(page: Page, ways):
    desk = Desk(page, ways)
    desk.remember(language="en")
    desk.enter("#/stay/D-0001")
    page.locator(".stay-head").get_by_role("link", name="Open the whole trajectory").click()
    expect(page.locator(".way-page")).to_have_attribute("data-track", "D-0001")
    expect(page.locator(".way-span")).to_have_attribute("aria-busy", "false")


def test_a_slow_answer_is_waited_for_and_the_page_says_so(open_track):
    page = open_track("D-0001")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/track?from=*", hold)
    page.get_by_role("button", name="Last hour").press("Enter")
    expect(page.locator(".way-span")).to_have_text("Reading the trajectory…")
    page.wait_for_timeout(6_000)  # longer than any other answer is waited for
    held[0].continue_()
    expect(page.locator(".way-span")).to_have_attribute("aria-busy", "false", timeout=20_000)
    expect(page.locator(".way-trouble")).to_have_count(0)


def test_a_stay_that_is_over_keeps_its_way(open_track):
    page = open_track("D-0002")
    expect(page.locator(".way-head")).to_contain_text(re.compile("ended 20"))
    expect(page.locator(".way-lines path.way-line").first).to_be_attached()
    expect(page.get_by_role("button", name="Later")).to_be_disabled()


def test_who_was_never_located_is_said_to_be_so(open_track):
    page = open_track("D-0003", language="zh")
    expect(page.locator(".way-note")).to_have_text("这段时间没有任何定位记录。")
    expect(page.locator(".way-row-gap")).to_contain_text("此前从未定位")
    expect(page.locator(".way-here")).to_have_count(0)


def test_the_keys_of_the_desk_work_while_the_slider_has_the_focus(open_track):
    page = open_track("D-0001")
    page.locator(".way-slider").focus()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def test_a_database_that_is_down_is_named_and_what_was_read_stays(open_track, ways):
    page = open_track("D-0001")
    ways.postgres.kill()
    page.get_by_role("button", name="Last hour").press("Enter")
    expect(page.locator(".way-trouble")).to_contain_text("PostgreSQL", timeout=15_000)
    expect(page.locator(".way-lines path.way-line").first).to_be_attached()
    ways.postgres.restart()
    eventually(lambda: ways.console.health()["parts"]["postgres"]["ok"], seconds=15)
    page.locator(".way-trouble button", has_text="Try again").click()
    expect(page.locator(".way-trouble")).to_have_count(0)
