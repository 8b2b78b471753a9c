"""An alarm's whole loop on the real engine: ticket, shelf by two, phone, roster, hand-over."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from console.users import add_user
from tests.browser.officers import STAFF, Officer
from tests.console.scene import PASSWORD
from tests.stack import House, wait_for, whole_stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    with whole_stack(tmp_path_factory.mktemp("shift") / "run") as stack, House(stack) as house:
        for user, staff in STAFF.items():
            add_user(stack.state, user, staff, PASSWORD)
        stack.house = house
        yield stack


@pytest.fixture
def officer(centre, page):
    return Officer(page, centre)


@pytest.fixture
def sos(centre) -> str:
    """Somebody with a band has pressed for help; the alarm's id."""
    with centre.officer() as client:
        made = {"act": "open_stay", "regime": "cn-psapl-2026", "responsible": "s-013"}
        made |= {"arrived_utc_ns": time.time_ns()}
        stay = client.post("/api/commands", json={"what": made}).json()["result"]
        band = {"act": "bind_band", "stay": stay, "band": "band-001"}
        assert client.post("/api/commands", json={"what": band}).json()["accepted"]
        centre.house.press("band-001")

        def rang() -> str:
            alarms = client.get("/api/alarms").json()["alarms"]
            found = [one["id"] for one in alarms if one["id"].startswith(f"MOT-08:{stay}:")]
            return found[0] if found else ""

        return wait_for(rang)


def test_from_an_alarm_to_a_signed_hand_over(officer, centre, browser, sos):
    officer.open()
    officer.sign_in("custody_officer")
    taken_on_the_phone(centre, browser, sos)
    ticket = made_into_a_ticket(officer, sos)
    put_right_by_one_and_verified_by_another(officer, ticket)
    shelved_by_two(officer, sos)
    told_and_delivered(officer)
    roster_changed_but_never_empty(officer)
    handed_over_and_signed(officer)


def taken_on_the_phone(centre, browser, sos):
    """The link of a notice asks for a login, then shows what to do; two taps answer it."""
    context = browser.new_context(viewport=PHONE, has_touch=True)
    phone = context.new_page()
    phone.goto(f"{centre.url}/#/phone/{sos}")
    phone.locator("input[name=user]").fill("guard")
    phone.locator("input[name=password]").fill(PASSWORD)
    phone.locator(".login-card .button-main").tap()
    shown = phone.locator(f'[data-panel="{sos}"]')
    expect(shown.locator("h1")).to_have_text("被看管人按下求助键")
    expect(shown.locator(".do-now")).to_contain_text("立即到人员身边")
    expect(shown.locator(".why")).to_contain_text("法律依据")
    big_enough(phone)
    phone.locator('[data-do="acknowledge"]').tap()
    current = shown.locator('.response [aria-current="step"]')
    expect(current).to_have_text("已确认")
    phone.locator('[data-do="come"]').tap()
    expect(shown.locator(".course")).to_contain_text("正在赶往现场")
    expect(phone.locator('[data-do="acknowledge"]')).to_have_count(0)
    context.close()


def big_enough(phone: Page):
    """Nothing overflows the screen, and a thumb finds the buttons."""
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in phone.locator(".phone-button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 56
        assert box["width"] >= 300


def made_into_a_ticket(officer, sos) -> str:
    page = officer.page
    page.locator(f'[data-alarm="{sos}"]').first.click()
    panel = page.locator(f'[data-panel="{sos}"]')
    expect(panel.locator(".course")).to_contain_text("正在赶往现场")
    panel.locator('[data-do="take-back"]').click()
    expect(panel.locator(".course")).to_contain_text("撤回确认")
    panel.locator(".ack-button").click()
    expect(panel.locator('[data-do="take-back"]')).to_be_visible()
    panel.locator('[data-do="ticket"]').click()
    form = panel.locator('[data-care="ticket"]')
    form.locator("textarea").fill("求助键卡滞")
    form.locator(".button-main").click()
    opened = page.locator("[data-open-ticket]")
    expect(opened).to_contain_text("求助键卡滞")
    return str(opened.get_attribute("data-open-ticket"))


def put_right_by_one_and_verified_by_another(officer, ticket):
    """Found, issued, signed for, fixing, fed back by the guard; verified by who did not fix it."""
    page = officer.page
    opened = page.locator(f'[data-open-ticket="{ticket}"]')
    current = opened.locator('.response [aria-current="step"]')
    expect(current).to_have_text("发现问题")
    opened.locator("select").select_option(STAFF["guard"])
    opened.locator('[data-step="issue"]').click()
    expect(current).to_have_text("已下发")
    expect(opened.locator('[data-step="sign"]')).to_be_disabled()
    expect(opened).to_contain_text("这一步不由您办理")

    visit(officer, "guard", f"#/shift/tickets.{ticket}")
    for step, state in (("sign", "已签收"), ("start", "整改中"), ("feed_back", "已反馈")):
        opened.locator(f'[data-step="{step}"]').click()
        expect(current).to_have_text(state)
    expect(opened.locator('[data-step="verify"]')).to_be_disabled()
    expect(opened).to_contain_text("核验和办结须由整改人以外的人员办理")

    visit(officer, "custody_officer", f"#/shift/tickets.{ticket}")
    opened.locator('[data-step="reject"]').click()
    expect(current).to_have_text("整改中")
    visit(officer, "guard", f"#/shift/tickets.{ticket}")
    opened.locator("textarea").fill("已更换手环")
    opened.locator('[data-step="feed_back"]').click()
    expect(opened.locator(".course")).to_contain_text("已更换手环")
    visit(officer, "custody_officer", f"#/shift/tickets.{ticket}")
    opened.locator('[data-step="verify"]').click()
    expect(current).to_have_text("已核验")
    opened.locator('[data-step="close"]').click()
    expect(current).to_have_text("已办结")


def visit(officer, user, address):
    """Somebody else sits down at the desk and goes on where the last one was."""
    officer.sign_in(user)
    officer.page.goto(f"{officer.stack.url}/{address}")


def shelved_by_two(officer, sos):
    """A life alarm: the first asks, the second sees by whom, both stand in the list."""
    page = officer.page
    ask_to_shelve(officer, sos)
    form = page.locator('[data-care="shelve"]')
    expect(form).to_contain_text("请第二人")
    visit(officer, "duty_inspector", "#/")
    page.locator(f'[data-alarm="{sos}"]').first.click()
    expect(page.locator(f'[data-panel="{sos}"] .wanted')).to_contain_text("已申请搁置")
    ask_to_shelve(officer, sos)
    expect(page.locator(f'[data-panel="{sos}"] .on-shelf')).to_be_visible()
    page.goto(f"{officer.stack.url}/#/shift/shelf")
    line = page.locator(f'[data-shelved="{sos}"]')
    expect(line).to_contain_text("更换手环中")
    expect(line).to_contain_text(" + ")
    line.get_by_role("button", name="取消搁置").click()
    expect(line).to_have_count(0)


def ask_to_shelve(officer, sos):
    page = officer.page
    page.goto(f"{officer.stack.url}/#/")
    page.locator(f'[data-alarm="{sos}"]').first.click()
    panel = page.locator(f'[data-panel="{sos}"]')
    panel.locator('[data-do="shelve"]').click()
    form = panel.locator('[data-care="shelve"]')
    expect(form).to_contain_text("最长 10 分钟")
    form.locator("textarea").fill("更换手环中")
    form.locator(".button-main").click()


def told_and_delivered(officer):
    """The notice of the alarm arrived at the receiver; the figures count what rang."""
    page = officer.page
    page.goto(f"{officer.stack.url}/#/shift/deliveries")
    row = page.locator("[data-delivery]").filter(has_text="被看管人按下求助键").first
    expect(row).to_contain_text("已送达")
    page.goto(f"{officer.stack.url}/#/shift/kpis")
    expect(page.locator('[data-kpi="unauthorised_suppressions"]')).to_contain_text("✓")


def roster_changed_but_never_empty(officer):
    page = officer.page
    page.goto(f"{officer.stack.url}/#/shift/roster")
    day = page.locator('[data-shift="day"]')
    day.locator('[data-do="edit-shift"]').click()
    form = page.locator('[data-shift-form="day"]')
    form.locator(f'[data-member="{STAFF["custody_officer"]}"]').click()
    form.locator('[data-do="save-shift"]').click()
    expect(form.locator(".refusal")).to_contain_text("周一 08:00 起将没有办案区管理员")
    form.locator(f'[data-member="{STAFF["custody_officer"]}"]').click()
    form.locator(f'[data-member="{STAFF["guard"]}"]').click()
    form.locator('[data-do="save-shift"]').click()
    expect(day.locator(".chips li")).to_have_count(4)
    border_moved_in_one_save(page)
    expect(page.get_by_text("在此修改过")).to_be_visible()
    page.locator('[aria-label="此刻报警会通知谁"] input').fill("MOT-08")
    expect(page.locator(".told-list")).to_have_count(1)
    expect(page.locator(".told-list .tiers li").first).to_contain_text("值班电话")


def border_moved_in_one_save(page):
    """Day ends an hour later and night begins then; without night along, nobody is there."""
    night = page.locator('[data-shift="night"]')
    expect(night).to_contain_text(re.compile("20:00.08:00"))
    night.locator('[data-do="edit-shift"]').click()
    form = page.locator('[data-shift-form="night"]')
    form.locator('input[type="time"]').nth(0).fill("21:00")
    along = form.get_by_role("button", name=re.compile("白班 08:00.21:00"))
    expect(along).to_have_attribute("aria-pressed", "true")
    along.click()
    form.locator('[data-do="save-shift"]').click()
    expect(form.locator(".refusal")).to_contain_text("周一 20:00 起将没有")
    along.click()
    form.locator('[data-do="save-shift"]').click()
    expect(night).to_contain_text(re.compile("21:00.08:00"))
    expect(page.locator('[data-shift="day"]')).to_contain_text(re.compile("08:00.21:00"))


def handed_over_and_signed(officer):
    """Whoever wrote the report cannot sign it; the other one does, and it stays readable."""
    page = officer.page
    page.goto(f"{officer.stack.url}/#/shift/handover")
    page.locator('[data-do="start-hand-over"]').click()
    waiting = page.locator(".report")
    expect(waiting).to_contain_text("待接班人签收")
    expect(waiting).to_contain_text("被看管人按下求助键")
    page.locator('[data-do="sign-hand-over"]').click()
    expect(waiting.locator(".refusal")).to_contain_text("须由接班人员签收")
    report = str(waiting.get_attribute("data-report"))
    visit(officer, "custody_officer", "#/shift/handover")
    page.locator('[data-do="sign-hand-over"]').click()
    past = page.locator(".past").get_by_role("link", name=report)
    expect(past).to_be_visible()
    past.click()
    expect(page.locator(f'[data-report="{report}"]')).to_contain_text("接班")
    expect(page.locator(f'[data-report="{report}"]')).to_contain_text("被看管人按下求助键")


def test_a_broken_camera_is_taken_out_of_service_by_two_and_put_back(officer):
    page, house = officer.page, officer.stack.house
    camera = "cam-intake"
    next(each for each in house.gateways if camera in each.devices).devices.remove(camera)
    officer.open()
    officer.sign_in("custody_officer")
    row = page.locator(f'[data-alarm^="DEV-01:{camera}:"]').first
    expect(row).to_be_visible(timeout=40_000)
    first = str(row.get_attribute("data-alarm"))
    form = ask_to_retire(officer, first)
    expect(form).to_contain_text("请第二人")
    ask_to_retire(officer, first, opened=True)
    expect(form).to_contain_text("请第二人")
    visit(officer, "duty_inspector", "#/")
    page.locator(f'[data-alarm="{first}"]').first.click()
    expect(page.locator(f'[data-panel="{first}"] .wanted')).to_contain_text("已申请停用")
    ask_to_retire(officer, first)
    expect(page.locator(f'[data-alarm="{first}"]')).to_have_count(0)

    page.goto(f"{officer.stack.url}/#/shift/shelf")
    line = page.locator(f'[data-retired="DEV-01:{camera}"]')
    expect(line).to_contain_text("支架断裂，明日更换")
    for user in ("custody_officer", "duty_inspector"):
        expect(line).to_contain_text(name_of(officer, user))
    line.get_by_role("button", name="恢复启用").click()
    expect(line).to_have_count(0)
    page.goto(f"{officer.stack.url}/#/")
    again = page.locator(f'[data-alarm^="DEV-01:{camera}:"]').first
    expect(again).to_be_visible(timeout=20_000)
    assert again.get_attribute("data-alarm") != first


def ask_to_retire(officer, alarm, *, opened=False):
    """Fill in the form of an alarm's panel and send it; returns the form."""
    panel = officer.page.locator(f'[data-panel="{alarm}"]')
    if not opened:
        officer.page.locator(f'[data-alarm="{alarm}"]').first.click()
        panel.locator('[data-do="retire"]').click()
    form = panel.locator('[data-care="retire"]')
    form.get_by_role("button", name="4 小时", exact=True).click()
    form.locator("textarea").fill("支架断裂，明日更换")
    form.locator(".button-main").click()
    return form


def name_of(officer, user):
    return next(one.zh for one in officer.stack.configuration.staff if one.id == STAFF[user])


def test_a_drill_is_announced_at_the_desk_and_marked_on_every_page(officer, browser):
    page, stack = officer.page, officer.stack
    officer.open()
    officer.sign_in("custody_officer")
    page.goto(f"{stack.url}/#/shift/drill")
    form = page.locator('[data-care="drill"]')
    announce(form, "band-999")
    expect(form.locator(".refusal")).to_contain_text("没有该规则或对象")
    announce(form, "band-030")
    banner = page.locator(".banner-drill")
    expect(banner).to_have_attribute("data-drills-ahead", "1")
    expect(banner).to_contain_text("band-030")
    others = [watching(browser, stack, "wall"), watching(browser, stack, "phone")]
    for each in others:
        expect(each.locator(".banner-drill")).to_contain_text("已宣布")

    stack.house.press("band-030")
    for each in (page, *others):
        shown = each.locator(".banner-drill")
        expect(shown).to_have_attribute("data-drills", "1")
        expect(shown).to_have_attribute("data-drills-ahead", "0")
        expect(shown).to_contain_text("演练进行中")
    wall, phone = others
    expect(wall.locator(".wall-alarm.is-drill h2")).to_contain_text("演练")
    expect(phone.locator(".phone-row.is-drill")).to_contain_text("演练")
    alarm = str(phone.locator(".phone-row.is-drill").get_attribute("data-alarm"))
    with stack.officer() as client:
        assert client.post(f"/api/alarms/{alarm}/ack").is_success
        over = {"cause": "benign", "action": "drill over"}
        assert client.post(f"/api/alarms/{alarm}/close", json=over).is_success
    for each in (page, *others):
        expect(each.locator(".banner-drill")).to_have_count(0)
    for each in others:
        each.context.close()


def announce(form, subject):
    form.locator("input").fill(subject)
    form.locator("textarea").fill("月度演练")
    form.locator(".button-main").click()


def watching(browser, stack, where):
    """Somebody signed in at another screen."""
    opened = browser.new_context(viewport=PHONE if where == "phone" else None).new_page()
    body = {"user": "guard", "password": PASSWORD}
    assert opened.request.post(f"{stack.url}/api/login", data=body).ok
    opened.goto(f"{stack.url}/#/{where}")
    return opened
