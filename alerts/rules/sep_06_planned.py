"""SEP-06: a booking, or the way to it, would bring people together who are kept apart."""

from typing import Final

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

SEP_06: Final = StateRule(
    id="SEP-06",
    zh="预约会造成应分开人员接触",
    en="A booking would bring people together",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("OIC",),
    guidance_zh="改用提示的房间，或等对方离开后再预约、带行。",
    guidance_en="Take a room that is named, or wait until the other has gone.",
    basis_zh="用房和路线安排不得使男女、未成年人、同案人员、被害人证人或应隔离人员相遇。",
    basis_en="Rooms and ways are planned so that sexes, minors, people of one case, witnesses and"
    " conflicts do not meet.",
    source="R32; rulebook SEP-06",
    holds=refused("SEP-06"),
    why=why_refused("SEP-06"),
)
