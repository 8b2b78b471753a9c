"""An officer's day on the real engine: from intake to transfer, and one tap for a doctor."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.officers import Officer, centre_at_work

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    with centre_at_work(tmp_path_factory.mktemp("day") / "run") as stack:
        yield stack


@pytest.fixture
def officer(centre, page):
    return Officer(page, centre)


def test_from_intake_to_transfer_without_touching_the_address_bar(officer):
    officer.open()
    officer.sign_in("custody_officer")
    stay = arrives(officer)
    searched_and_booked(officer)
    banded_asked_and_told(officer)
    officer.page.get_by_role("link", name="打开人员页").click()
    limit_is_extended_by_whoever_may(officer, stay)
    questioned_by_two_with_the_recorder(officer)
    handed_over_and_accepted(officer, stay)
    seen_on_the_round(officer, stay)
    decided_after_three_signatures(officer, stay)
    transferred(officer, stay)


def arrives(officer):
    """Register somebody; the page of the new person opens by itself."""
    officer.tab("接收台")
    officer.answer("register", regime="cn-psapl-2026", responsible="s-013", case="A-118")
    officer.submit("register")
    expect(officer.page.locator(".stay-who h1")).to_be_visible()
    return officer.page.locator(".stay-who h1").inner_text()


def searched_and_booked(officer):
    """S1 to S4: what is missing is named with its law, and nothing goes on before it is there."""
    officer.answer("take_step", document="传唤证 2026-118", identity="居民身份证")
    officer.go_on("S2")
    officer.answer("take_step", search_log="J-77", prohibited_items="0", injuries=True)
    officer.go_on("S3")

    gate = officer.page.locator(".go-on")
    expect(gate.locator(".missing")).to_contain_text("财物清单")
    expect(gate.locator(".missing")).to_contain_text("PAC 53")
    expect(gate.locator(".send-row .button-main")).to_be_disabled()
    officer.answer("add_item", code="IT-1", what="手机")
    officer.submit("add_item")
    expect(officer.page.locator('[data-item="IT-1"]')).to_be_visible()
    officer.answer("take_step", item_signatures=True)
    officer.go_on("S4")


def banded_asked_and_told(officer):
    """S4 to S8: band, health questions that must each be answered, rights."""
    officer.answer("bind_band", band="band-001")
    officer.submit("bind_band")
    officer.answer("take_step", self_test=True)
    officer.go_on("S5")

    officer.answer("answer_health", fit="适宜", interview_fit=True)
    officer.submit("answer_health")
    questions = officer.form("answer_health")
    expect(questions.locator(".is-missing")).to_have_count(6)
    for name in ("injured", "medicine", "alcohol_or_drugs", "self_harm_thoughts"):
        officer.answer("answer_health", **{name: False})
    officer.answer("answer_health", pregnant=False, serious_illness=False)
    officer.submit("answer_health")
    officer.go_on("S6")

    officer.answer("serve_rights", signed="已签名")
    officer.submit("serve_rights")
    officer.go_on("S8")


def limit_is_extended_by_whoever_may(officer, stay):
    """An investigator cannot approve; the refusal names rule and law and empties nothing."""
    officer.page.locator('[data-clock="CN-03"] .clock-action').click()
    officer.answer("extend_clock", ground="身份不明", approver="s-013", evidence="延-118")
    officer.submit("extend_clock")
    refusal = officer.page.locator(".act-panel .refusal")
    expect(refusal).to_contain_text("CLK-05")
    expect(refusal).to_contain_text("不得自行批准")
    written = officer.form("extend_clock").locator('[data-ask="evidence"] input')
    expect(written).to_have_value("延-118")
    officer.answer("extend_clock", approver="s-002")
    officer.submit("extend_clock")
    expect(officer.page.locator(".act-panel")).to_have_count(0)
    clock = next(one for one in officer.record(stay)["clocks"] if one["id"] == "CN-03")
    assert (clock["rung"], clock["limit_ns"]) == (1, 12 * 3600 * 10**9)
    officer.page.get_by_role("button", name="被拒操作").click()
    expect(officer.page.locator(".timeline")).to_contain_text("CLK-05")


def questioned_by_two_with_the_recorder(officer):
    """S9: one officer is refused with the law that wants two; two begin, close and end it."""
    officer.open_act("take_step", "S9")
    officer.submit("take_step")
    officer.open_act("start_session", "checks_ok")
    officer.answer("start_session", kind="询问", recorder="正常")
    officer.submit("start_session")
    expect(officer.page.locator(".act-panel .refusal")).to_contain_text("PROC-06")
    officer.answer("start_session", officers="s-014")
    officer.submit("start_session")
    expect(officer.page.locator(".session")).to_contain_text("讯问室 1")
    officer.open_act("close_session", "closing")
    officer.submit("close_session")
    officer.open_act("end_session", "closed")
    officer.answer("end_session", record="笔-118", recording="sha256:1f3a", signed="已签名")
    officer.submit("end_session")
    expect(officer.page.locator('[data-next="take_step S8"].way-ready')).to_be_visible()
    officer.open_act("take_step", "S8")
    officer.submit("take_step")
    expect(officer.page.locator('[data-stage="S8"]')).to_have_attribute("aria-current", "step")


def handed_over_and_accepted(officer, stay):
    """Whoever answers goes on answering until the receiver accepts."""
    officer.sign_in("investigator")
    officer.find(stay)
    officer.page.locator(".stay-responsible button").click()
    officer.answer("hand_over", to="s-014")
    officer.submit("hand_over")
    expect(officer.page.locator(".handing")).to_be_visible()
    assert officer.record(stay)["stay"]["responsible"] == "s-013"

    officer.sign_in("second_investigator")
    officer.tab("在区人员")
    officer.page.locator(".handed").get_by_role("button", name="我接受交接").click()
    expect(officer.page.locator("h1", has_text=stay)).to_be_visible()
    officer.submit("accept_hand_over")
    expect(officer.page.locator(".handing")).to_have_count(0)
    assert officer.record(stay)["stay"]["responsible"] == "s-014"


def seen_on_the_round(officer, stay):
    """A guard's shift begins on the round; without a card in the room a visit proves nothing."""
    officer.sign_in("guard")
    officer.page.locator(f'[data-round="{stay}"]').click()
    officer.page.get_by_role("button", name="已到场查看，情况正常").click()
    expect(officer.page.locator(".accepted-but")).to_contain_text("未能证明")
    meal = officer.page.get_by_role("group", name="用餐")
    meal.get_by_role("button", name="接受").click()
    expect(officer.page.locator(".accepted:not(.accepted-but)")).to_be_visible()
    assert [entry["kind"] for entry in officer.record(stay)["timeline"]][-2:] == [
        "check.visit",
        "offer.meal",
    ]


def decided_after_three_signatures(officer, stay):
    """S11: the officer, the legal officer and the leader sign, each under their own login."""
    officer.sign_in("custody_officer")
    officer.find(stay)
    officer.open_act("take_step", "S11")
    officer.submit("take_step")
    for user, level in (
        ("custody_officer", "officer"),
        ("legal_review", "legal_officer"),
        ("duty_inspector", "legal_department"),
    ):
        if user != "custody_officer":
            officer.sign_in(user)
            officer.find(stay)
        officer.open_act("sign_review", level)
        officer.submit("sign_review")
        expect(officer.page.locator(f'[data-next="sign_review {level}"]')).to_have_count(0)
    officer.open_act("decide")
    officer.answer("decide", measure="admin_detention", document="决-118")
    officer.submit("decide")
    expect(officer.page.locator('[data-next="take_step S14"]')).to_be_visible()


def transferred(officer, stay):
    """S16 with its checklist, S17 with the stamp of the receiving house: the stay is over."""
    officer.open_act("transfer", "S16")
    officer.answer("transfer", papers=True, health_check=True, headcount=True)
    officer.answer("transfer", vehicle_check=True, to="拘留所", vehicle="京A-0001 警")
    for escort in ("s-007", "s-009"):
        officer.answer("transfer", escorts=escort)
    officer.submit("transfer")
    expect(officer.page.locator('[data-stage="S16"]')).to_have_attribute("aria-current", "step")
    officer.open_act("hand_over_received", "S17")
    officer.answer("hand_over_received", receiver="拘留所", stamp="收-118")
    officer.submit("hand_over_received")
    expect(officer.page.locator(".stay-over")).to_be_visible()
    record = officer.record(stay)
    assert (record["stay"]["stage"], record["stay"]["open"]) == ("S17", False)


def test_the_medical_fast_track_is_one_tap_and_nothing_blocks_it(officer):
    officer.open()
    officer.sign_in("custody_officer")
    stay = arrives(officer)
    officer.sign_in("guard")
    officer.page.locator(f'[data-round="{stay}"]').click()

    tapped_s = time.monotonic()
    officer.page.locator(".fast-track-button").click()

    expect(officer.page.locator(".fast-track-button")).to_be_disabled()
    expect(officer.page.locator(".fast-track-button")).to_contain_text("已进入就医绿色通道")
    assert time.monotonic() - tapped_s < 3
    record = officer.record(stay)
    assert record["stay"]["stage"] == "S12"
    assert record["timeline"][-1]["by"] == "s-007"


def test_an_inspector_reads_everything_and_can_press_nothing(officer):
    officer.open()
    officer.sign_in("custody_officer")
    stay = arrives(officer)
    officer.sign_in("prosecutor")
    officer.page.locator(f'tr[data-stay="{stay}"] a').click()
    expect(officer.page.locator(".timeline .entry").first).to_be_visible()
    expect(officer.page.locator('[data-clock="CN-03"]')).to_be_visible()
    for pressed in (".fast-track-button", ".act-menu", ".clock-action", ".way-ready"):
        expect(officer.page.locator(pressed)).to_have_count(0)
    officer.tab("监督")
    officer.page.get_by_role("tab", name="查阅记录").click()
    expect(officer.page.locator(".plain-table")).to_contain_text(f"{stay} 羁押记录")


SIZES = ((1920, 1080), (3840, 2160), (1024, 768), (768, 1024))
SMALLEST_PX = 13
TARGET_PX = 44


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_fit_every_screen(officer, language):
    officer.open()
    officer.sign_in("custody_officer")
    stay = arrives(officer)
    if language == "en":
        officer.page.locator(".top-bar").get_by_role("button", name="English").click()
    for tab in (2, 3, 4):
        officer.page.keyboard.press("Escape")
        officer.page.locator(f".tabs a:nth-child({tab})").click()
        for width, height in SIZES:
            officer.page.set_viewport_size({"width": width, "height": height})
            fits(officer.page)
    officer.page.locator(f'[data-round="{stay}"]').click()
    officer.page.get_by_role("link", name="打开人员页" if language == "zh" else "Open this").click()
    for width, height in SIZES:
        officer.page.set_viewport_size({"width": width, "height": height})
        officer.page.locator(".clocks").wait_for()
        fits(officer.page)


def fits(page):
    """Nothing is cut off at the side, no letter is tiny, every button can be met by a glove."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """least => [...document.querySelectorAll(".frame *")]
          .filter(one => one.checkVisibility() && !one.closest("svg, kbd, .unseen"))
          .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
          .filter(one => parseFloat(getComputedStyle(one).fontSize) < least)
          .map(one => one.textContent)""",
        SMALLEST_PX,
    )
    assert small == []
    low = page.evaluate(
        """least => [...document.querySelectorAll(
            ".page button, .page .button, .page select, .page input, .top-bar .button")]
          .filter(one => one.checkVisibility() && !one.matches(".link"))
          .filter(one => one.getBoundingClientRect().height < least - 0.5)
          .map(one => one.outerHTML.slice(0, 120))""",
        TARGET_PX,
    )
    assert low == []
