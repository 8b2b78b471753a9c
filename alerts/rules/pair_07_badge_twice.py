"""PAIR-07: a badge is used that cannot be here: in two places, off duty, dead, outside."""

from alerts.findings import cause_of
from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.facts import DeviceFact
from custody.swipes import leads_out, misuse
from custody.wire import Swipe

_INNER, _EXIT = 1, 2


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, Swipe):
        return None
    frame, row = news.frame, news.device_row
    if news.late or not frame.granted:
        return None
    wrong = misuse(
        scene.world,
        row,
        frame,
        t_ns=scene.t_ns,
        fresh_ns=limits.ns("fresh_s"),
        speed_mmps=limits.mm("speed_mps"),
    )
    if not wrong:
        return None
    last = scene.world.access.tokens.get(frame.token)
    finding = Finding(
        readings=(
            Reading(name="swiped", value=frame.token, t_ns=frame.t_ns),
            Reading(name="why", value=wrong),
            Reading(name="used before at", value=last.reader if last is not None else "nowhere"),
        ),
        device=frame.device,
        cause=cause_of(frame),
    )
    level = _EXIT if leads_out(scene.world, row) else _INNER
    return Broken(kind="device", row=row, level=level, finding=finding)


PAIR_07 = FactRule(
    id="PAIR-07",
    zh="同一证卡异地使用或持卡人不在岗",
    en="Badge in two places, or holder not here",
    subjects=("device",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="human",
    told=("CR", "DI", "IT"),
    guidance_zh="立即查看该读卡器监控，联系持卡人，停用该卡。",
    guidance_en="Look at the reader's camera, call the holder, and disable the card.",
    basis_zh="同一证卡不可能同时在两处；持卡人不在岗、卡已停用或持卡人在区外时，卡不应被使用。",
    basis_en="One badge cannot be in two places, nor be used while its holder is off duty or away.",
    source="anti-passback; rulebook PAIR-07",
    thresholds=(
        Threshold(key="speed_mps", unit="m/s", meaning="nobody goes faster from door to door"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of the tag counts for so long"),
    ),
    broken_by=_broken_by,
)
