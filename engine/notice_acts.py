"""Acts on notices: one that never arrived goes out again; an alarm to come is a drill."""

from typing import Final

from alerts.ledger import Drill
from alerts.rule import NS_PER_S
from alerts.states import NORMAL
from custody.acts.notices import AnnounceDrill, ResendNotice
from custody.refusals import Outcome
from engine.alarm_acts import cell_named
from engine.record import desk_of
from engine.turn import Turn

NOTICE_PARTS: Final = 6
"""Rule, subject, raise number, endpoint, change number, reason: the parts of a notice id."""
_ENDPOINT: Final = 3
_MINUTE_NS: Final = 60 * NS_PER_S


def obey(turn: Turn, what: ResendNotice | AnnounceDrill, who: str) -> Outcome:
    """Do what is asked about notices, or refuse."""
    if isinstance(what, ResendNotice):
        return resend(turn, what, who)
    return announce(turn, what, who)


def resend(turn: Turn, act: ResendNotice, who: str) -> Outcome:
    """Ask the outlets to send a notice again; they keep it, the journal keeps who asked."""
    parts = act.notice.split(":")
    points = {point.id for point in turn.force.configuration.notify.endpoints}
    if len(parts) != NOTICE_PARTS or parts[0] not in turn.force.limits:
        return _no("没有该通知", f"{act.notice} is no notice")
    if parts[_ENDPOINT] not in points:
        return _no("该接收端已不存在", f"there is no endpoint {parts[_ENDPOINT]}")
    desk_of(turn, who).note("notice.resent", {"notice": act.notice, "reason": act.reason})
    return Outcome(accepted=True, result=act.notice)


def announce(turn: Turn, act: AnnounceDrill, who: str) -> Outcome:
    """Let the next alarm of a rule at a subject be a drill; what is open already is none.

    Nobody in custody is drilled with: what they do meanwhile may be in earnest.
    """
    cell = cell_named(turn, act.rule, act.subject)
    if cell < 0:
        return _no("没有该规则或对象", f"{act.rule} has no subject {act.subject}")
    block, _ = turn.force.cells.of(cell)
    if block.kind == "stay":
        return _no(
            "不得以在押人员演练，请用备用手环",
            "no drill with a person held: take a spare band",
        )
    if turn.machine.state[cell] != NORMAL:
        return _no("该报警正在发生，不是演练", "that alarm is open: deal with it, it is no drill")
    until_utc_ns = turn.tick.utc_ns + round(act.minutes * _MINUTE_NS)
    name = f"{act.rule}:{act.subject}"
    turn.ledger.drills[name] = Drill(by=who, reason=act.reason, until_utc_ns=until_utc_ns)
    said = {"rule": act.rule, "subject": act.subject, "reason": act.reason}
    desk_of(turn, who).note("drill.announced", {**said, "until_utc_ns": until_utc_ns})
    return Outcome(accepted=True, result=name)


def _no(zh: str, en: str) -> Outcome:
    return Outcome(accepted=False, reason=f"{zh} / {en}", source="notices")
