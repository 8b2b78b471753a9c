"""What people do about notices: send one again that never arrived, announce a drill."""

from typing import Annotated

from msgspec import Meta

from custody.acts.act import Act, Key

NoticeId = Annotated[str, Meta(min_length=1, max_length=200)]
DrillMinutes = Annotated[float, Meta(gt=0.0, le=60.0)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]


class ResendNotice(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="resend_notice"):
    """Send a notice again that was given up, or that waits; under the same id."""

    notice: NoticeId
    reason: Reason


class AnnounceDrill(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="announce_drill"
):
    """The next alarm of a rule at a subject within so many minutes is a drill."""

    rule: Key
    subject: Key
    minutes: DrillMinutes
    reason: Reason
