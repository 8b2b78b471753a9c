"""The map: people move as people move, names never overlap, a guess never looks like a fact."""

import itertools
import re
import time

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from alerts.configuration import canonical, digest
from engine.decisions import Adopted
from sim.routes import Waypoint
from tests.browser.desk import Desk, eventually
from tests.console.scene import ADOPTED, SITE
from zones.plan import Fence

pytestmark = pytest.mark.browser

SIZES = ((3840, 2160), (1920, 1080), (1024, 768))
WALKER = "staff:s-010"


def test_people_who_walk_move_on_the_map_and_others_stand(desk):
    eventually(lambda: len(desk.places()) > 10)
    before, after = while_the_map_stands(desk, 2.5)
    moved = {key for key in before if key in after and distance(before[key], after[key]) > 4}
    assert "stay:D-0005" in moved
    assert "stay:D-0006" not in moved


def while_the_map_stands(desk: Desk, seconds: float):
    """Return all places before and after some time in which the page made the map no smaller."""
    for _ in range(5):
        box, before = desk.page.locator(".map").bounding_box(), desk.places()
        time.sleep(seconds)
        after = desk.places()
        if desk.page.locator(".map").bounding_box() == box:
            return before, after
    pytest.fail("the map never kept its size")


def test_a_jump_is_drawn_as_a_jump_and_never_as_a_walk(desk, centre):
    walker = centre.crowd.stand("staff", "s-024", "intake")
    eventually(lambda: "staff:s-024" in desk.places())
    start = desk.places()["staff:s-024"]
    desk.page.evaluate(
        """() => { window.seen = []; const look = () => {
             const spot = custodyProbe.people().find(one => one.person.key === 'staff:s-024');
             if (spot) seen.push([spot.x, spot.y]); requestAnimationFrame(look); }; look(); }"""
    )
    walker.at = centre.crowd.ways.spot("exit-lobby", centre.crowd.chance)
    eventually(lambda: distance(desk.places()["staff:s-024"], start) > 200)
    end = desk.places()["staff:s-024"]
    seen = desk.page.evaluate("window.seen")
    between = [at for at in seen if distance(at, start) > 30 and distance(at, end) > 30]
    del centre.crowd.walkers["staff:s-024"]
    assert between == []


def test_a_still_map_is_not_drawn_again_and_again(desk, centre):
    eventually(lambda: len(desk.places()) > 10)
    centre.crowd.freeze()
    time.sleep(1.5)  # The last step takes a second; positions are called stale only after five.
    drawn, seconds = desk.page.evaluate(
        """async () => { const draws = window.custodyProbe.draws, at = performance.now();
             const before = draws();
             await new Promise(done => setTimeout(done, 2000));
             return [draws() - before, (performance.now() - at) / 1000]; }"""
    )
    centre.crowd.thaw()
    # Two things may draw it, each once a second: the clock, by which marks fade, and the full
    # picture, which the server reads again. Movement draws more than twenty times a second.
    assert drawn <= 2 * (int(seconds) + 1), f"{drawn} drawings in {seconds:.1f} s of stillness"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_name_on_the_map_overlaps_another(page: Page, centre, size, language):
    desk = Desk(page, centre)
    desk.remember(language=language)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for address in ("#/", "#/wall"):
        desk.enter(address)
        page.locator(".room-name").first.wait_for(state="attached")
        shown = page.locator(".room-name, .room-count, .map-level")

        def boxes(shown=shown):
            # Read at once, so that nobody walks in between.
            return shown.evaluate_all(
                "all => all.map(one => [one.textContent, one.getBoundingClientRect().toJSON()])"
            )

        eventually(lambda boxes=boxes: len(boxes()) > (10 if size[0] < 1100 else 40))
        eventually(lambda boxes=boxes: overlapping(boxes()) == [])


def test_every_room_of_the_wall_has_its_name(page: Page, centre):
    desk = Desk(page, centre)
    page.set_viewport_size({"width": 3840, "height": 2160})
    desk.enter("#/wall")
    page.locator(".room-name").first.wait_for(state="attached")
    named = set(page.locator("[data-label]").evaluate_all("all => all.map(x => x.dataset.label)"))
    unnamed = {room.id for room in SITE.site.rooms} - named
    assert len(unnamed) <= len(SITE.site.rooms) // 20, sorted(unnamed)


def test_somebody_without_a_fix_is_a_dashed_room_and_words_not_a_dot(desk, centre):
    eventually(lambda: "stay:D-0007" in desk.places())
    walker = centre.crowd.walkers["stay:D-0007"]
    walker.lost = True
    walker.seen_utc_ns = time.time_ns() - 11 * 10**9
    eventually(lambda: "stay:D-0007" not in desk.places())
    expect(desk.page.locator(".lost-notes")).to_contain_text("? D-0007")
    expect(desk.page.locator("path.lost")).to_have_count(1)
    expect(desk.page.locator(".head-count")).to_have_class("head-count differs")
    walker.lost = False
    eventually(lambda: "stay:D-0007" in desk.places())
    expect(desk.page.locator("path.lost")).to_have_count(0)


def test_a_click_opens_the_person_and_an_empty_place_the_room(desk):
    eventually(lambda: "stay:D-0006" in desk.places())
    box = desk.page.locator(".map").bounding_box()
    x, y = desk.places()["stay:D-0006"]
    desk.page.mouse.click(box["x"] + x, box["y"] + y)
    panel = desk.page.locator(".panel")
    expect(panel).to_have_attribute("data-panel", "D-0006")
    expect(panel).to_contain_text("Sobering")
    expect(panel).to_contain_text("Pulse: signal unknown")
    expect(panel).to_contain_text("intoxicated")
    desk.page.locator('[data-room="evidence"]').click(force=True)
    expect(panel).to_have_attribute("data-panel", "evidence")
    expect(panel).to_contain_text("Nobody in this room")
    desk.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_nothing_about_a_body_is_shown_from_an_interview_room(desk):
    eventually(lambda: "stay:D-0001" in desk.places())
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("D-0001")
    desk.page.keyboard.press("Enter")
    panel = desk.page.locator(".panel")
    expect(panel).to_contain_text("Interview 1")
    expect(panel).to_contain_text("Vital signs are not shown here")
    expect(panel).not_to_contain_text("Pulse")


def test_the_track_of_the_last_hour_is_drawn_and_stays_broken_where_it_was(desk, centre):
    ways = centre.crowd.ways
    start, goal = (ways.spot(room, centre.crowd.chance) for room in ("search-1", "medical"))
    walked = ways.route(start, goal)
    points = [point(walked.at(metre), second=metre) for metre in range(int(walked.length_m))]
    far = [point(Waypoint(2.0, 2.0, "1f", "interview-1"), second=900 + i) for i in range(5)]
    desk.page.route("**/track?*", lambda route: route.fulfill(json={"points": [*points, *far]}))
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("D-0002")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".panel")).to_contain_text(f"{len(points) + 5} positions")
    lengths = desk.page.locator(".track path").evaluate_all(
        "all => all.map(one => one.getTotalLength())"
    )
    assert len(lengths) >= 3
    assert max(lengths) < 400, "no line crosses the plan to where nobody walked"


def test_a_fence_is_drawn_and_says_who_is_in_it(desk, centre):
    room = next(room for room in SITE.site.rooms if room.id == "group-1")
    (xs, ys) = zip(*room.outer, strict=True)
    here = (sum(xs) / len(xs), sum(ys) / len(ys))
    fence = Fence(
        id="f-bench", zh="长凳区", en="Bench", purpose="keep_out", level=room.level, centre=here,
        radius_m=20.0,
    )  # fmt: skip
    upstairs = replace(fence, id="f-up", en="Roof door", level="2f", radius_m=2.0)
    content = canonical(replace(SITE, site=replace(SITE.site, fences=(fence, upstairs))))
    centre.scene.engine.commit(adopted=Adopted(sha256=digest(content), canonical=content.decode()))
    drawn = desk.page.locator('[data-fence="f-bench"]')
    expect(drawn).to_have_class(re.compile("is-entered"))
    expect(drawn.locator("text")).to_contain_text("D-0007")
    expect(desk.page.locator('[data-fence="f-up"]')).to_have_count(0)
    centre.raise_alarm("POS-16", "D-0007", "group-1", severity=2)
    expect(drawn).to_have_class(re.compile("is-broken-2"))
    centre.crowd.walkers["stay:D-0007"].at = centre.crowd.ways.spot(
        "sally-port", centre.crowd.chance
    )
    expect(drawn.locator("text")).not_to_contain_text("D-0007")
    centre.crowd.walkers["stay:D-0007"].at = centre.crowd.ways.spot("group-1", centre.crowd.chance)
    desk.page.keyboard.press("m")
    desk.page.keyboard.press("m")
    expect(desk.page.locator('[data-fence="f-up"]')).to_have_class("fence fence-keep_out")
    centre.scene.engine.commit(adopted=ADOPTED)
    expect(desk.page.locator("[data-fence]")).to_have_count(0)


def test_a_place_that_grows_old_says_how_old_before_it_is_lost(desk, centre):
    eventually(lambda: "stay:D-0003" in desk.places())
    desk.page.evaluate(
        """() => { const own = CanvasRenderingContext2D.prototype.fillText; window.said = [];
             CanvasRenderingContext2D.prototype.fillText = function (words, ...rest) {
               said.push(words); return own.call(this, words, ...rest); }; }"""
    )
    walker = centre.crowd.walkers["stay:D-0003"]
    walker.lost = True
    walker.seen_utc_ns = time.time_ns() - 6 * 10**9
    eventually(lambda: any(words in ("7 s", "8 s", "9 s") for words in desk.page.evaluate("said")))
    walker.lost = False


def point(at: Waypoint, *, second: int) -> list:
    return [1_800_000_000_000_000_000 + second * 10**9, at.x_m, at.y_m, at.level, at.room, 0.4]


def distance(a, b) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def overlapping(boxes: list) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if a["left"] < b["right"] - 1
        and b["left"] < a["right"] - 1
        and a["top"] < b["bottom"] - 1
        and b["top"] < a["bottom"] - 1
    ]
