"""For people who use keys, listen, or cannot bear flashing; words that every screen can show."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from alerts.rules import by_id
from tests.browser.desk import Desk, eventually
from tests.browser.stage import morning
from tests.console.scene import SITE

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "console" / "web" / "src" / "text"
MISSING = "\U0010fffd"
"""A character for private use in the last plane: no font has it."""


def test_the_desk_is_worked_with_keys_alone(desk, centre):
    centre.raise_alarm("PAIR-02", "D-0009", "group-1", due=True)
    silent = centre.raise_alarm("DEV-01", "cam-intake", "intake", kind="device", due=True)
    expect(desk.first).to_contain_text("Detainee unattended")
    expect(desk.row(silent.id)).to_be_visible()
    page = desk.page
    page.keyboard.press("j")
    expect(page.locator(f"[data-panel='{silent.id}']")).to_be_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "detail"
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".panel")).to_have_attribute("data-panel", re.compile("^(D-|s-)"))
    page.keyboard.press("m")
    expect(page.get_by_role("tab", name="Upper floor")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("acknowledge the first alarm")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Alarm history")).to_be_visible()


def test_a_level_chosen_right_after_a_person_stays_chosen(desk):
    page = desk.page
    page.keyboard.press("m")
    eventually(lambda: len(desk.places()) > 0)
    page.evaluate(
        """async () => { const press = key => document.activeElement.dispatchEvent(
               new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
             press('ArrowRight');
             for (let n = 0; n < 1000 && !document.querySelector('.panel'); n++) await null;
             press('m'); }"""
    )
    page.wait_for_timeout(500)
    expect(page.get_by_role("tab", name="Upper floor")).to_have_attribute("aria-selected", "true")


def test_every_control_shows_where_the_focus_is(desk):
    seen = set()
    for _ in range(14):
        desk.page.keyboard.press("Tab")
        name, outline = desk.page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
                 return [one.outerHTML.slice(0, 60), style.outlineStyle + style.outlineWidth]; }"""
        )
        seen.add(name)
        assert outline == "solid3px", name
    assert len(seen) >= 10


def test_a_new_p1_is_announced_to_people_who_listen(desk, centre):
    centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    said = desk.page.locator("[aria-live=assertive].unseen")
    expect(said).to_have_text("P1 life / escape: SOS pressed, Cell 3, D-0003")


def test_nothing_flashes_for_people_who_asked_for_stillness(desk, centre):
    centre.raise_alarm("MOT-08", "D-0003", "holding-3")
    expect(desk.first).to_be_visible()
    running = "document.getAnimations().filter(one => one.playState === 'running').length"
    eventually(lambda: desk.page.evaluate(running) > 0)
    desk.page.emulate_media(reduced_motion="reduce")
    eventually(lambda: desk.page.evaluate(running) == 0)


def test_every_character_of_every_text_has_a_glyph(page: Page, centre):
    Desk(page, centre).enter()
    texts = [path.read_text() for path in WEB.glob("*.ts")]
    texts += [f"{room.zh}{room.en}" for room in SITE.site.rooms]
    texts += [f"{member.zh}{member.en}" for member in SITE.staff]
    texts += [
        f"{rule.zh}{rule.en}{rule.guidance_zh}{rule.basis_zh}{rule.source}"
        for rule in by_id().values()
    ]
    characters = sorted({one for text in texts for one in text if not one.isspace()})
    missing = page.evaluate(
        """([characters, missing]) => {
             const draw = document.createElement('canvas').getContext('2d', {
               willReadFrequently: true });
             const family = getComputedStyle(document.body).fontFamily;
             const picture = (text) => { draw.clearRect(0, 0, 60, 60);
               draw.font = `40px ${family}`; draw.fillText(text, 8, 45);
               return draw.getImageData(0, 0, 60, 60).data.join(); };
             const box = picture(missing), blank = picture(' ');
             return characters.filter(one => [box, blank].includes(picture(one)));
           }""",
        [characters, MISSING],
    )
    assert len(characters) > 500
    assert missing == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)], ids=["desk", "tablet"])
def test_no_words_of_the_pages_overlap_or_leave_the_screen(page: Page, centre, size, language):
    morning(centre)
    desk = Desk(page, centre)
    desk.remember(language=language)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for address in ("#/", "#/wall"):
        desk.enter(address)
        page.locator(".room-name").first.wait_for(state="attached")
        page.keyboard.press("Space")
        expect(page.locator(".banner-sound")).to_have_count(0)
        page.wait_for_timeout(500)
        assert page.evaluate(COLLISIONS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    centre.close_alarms()
    centre.crowd.walkers["stay:D-0007"].lost = False


COLLISIONS = """() => {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest('.map, svg, .unseen, noscript, .popover')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      let { left, right, top, bottom } = line;
      for (let up = parent; up; up = up.parentElement) {
        if (getComputedStyle(up).overflow === 'visible') continue;
        const clip = up.getBoundingClientRect();
        left = Math.max(left, clip.left); right = Math.min(right, clip.right);
        top = Math.max(top, clip.top); bottom = Math.min(bottom, clip.bottom);
      }
      if (right - left < 2 || bottom - top < 2) continue;
      words.push({ node, text: node.data.trim(), left, right, top, bottom });
    }
  }
  const hits = [];
  words.forEach((a, i) => {
    if (a.right > innerWidth + 1 || a.bottom > innerHeight + 1) hits.push([a.text, 'off screen']);
    for (const b of words.slice(i + 1)) {
      if (a.node === b.node) continue;
      const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (w > 2 && h > 5) hits.push([a.text, b.text]);
    }
  });
  return hits;
}"""
