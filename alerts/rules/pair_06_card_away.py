"""PAIR-06: a card or band is swiped while its tag is somewhere else."""

from alerts.findings import cause_of
from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.facts import DeviceFact
from custody.swipes import away_mm, leads_out, metres
from custody.wire import Swipe

_INNER, _EXIT = 1, 2


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, Swipe) or news.late:
        return None
    frame, row = news.frame, news.device_row
    fresh_ns = limits.ns("fresh_s")
    away = away_mm(scene.world, row, frame.token, t_ns=scene.t_ns, fresh_ns=fresh_ns)
    if away <= limits.mm("away_m"):
        return None
    finding = Finding(
        readings=(
            Reading(name="swiped", value=frame.token, t_ns=frame.t_ns),
            Reading(name="tag from reader m", value=metres(away), threshold=limits.value("away_m")),
            Reading(name="granted", value="yes" if frame.granted else "no"),
        ),
        device=frame.device,
        cause=cause_of(frame),
    )
    level = _EXIT if leads_out(scene.world, row) else _INNER
    return Broken(kind="device", row=row, level=level, finding=finding)


PAIR_06 = FactRule(
    id="PAIR-06",
    zh="刷卡位置与标签位置不符",
    en="Card used away from its tag",
    subjects=("device",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="human",
    told=("CR", "DI"),
    guidance_zh="立即查看该读卡器监控，核对刷卡人；联系持卡民警，停用该卡。",
    guidance_en="Look at the reader's camera, call the holder, and disable the card.",
    basis_zh="刷卡时标签不在读卡器旁，门卡可能被借用或被盗；卡不等于人。",
    basis_en="The tag is not where the card was swiped: it may be lent or stolen.",
    source="Yanshou; rulebook PAIR-06",
    thresholds=(
        Threshold(key="away_m", unit="m", meaning="so far from the reader, accuracy taken off"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of the tag counts for so long"),
    ),
    broken_by=_broken_by,
)
