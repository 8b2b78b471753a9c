"""Where the decisions meet the notifier: notices without their evidence, read by cursor."""

from collections.abc import Iterable
from typing import Final

from alerts.notify.notice import DueNotice
from alerts.notify.notifier import Taken
from custody.acts.notices import ResendNotice
from engine.decisions import Answer, Decisions, Notice
from store.feed import Feed

READ_TICKS_MAX: Final = 200
RESEND: Final = str(ResendNotice.__struct_config__.tag)


class NoticeSource:
    """The feed as the notifier reads it."""

    def __init__(self, feed: Feed, after: int) -> None:
        self._follower = feed.follow(after, wanted=_concerns)

    def read(self) -> list[Taken]:
        """Return the next ticks; empty when there are none yet."""
        return [
            Taken(
                tick=each.tick,
                notices=due(each.notices),
                canonical="" if each.adopted is None else each.adopted.canonical,
                again=_again(each.answers),
            )
            for each in self._follower.read(READ_TICKS_MAX)
        ]

    async def wait(self, seconds: float) -> None:
        """Return when notices may be there, or after so long."""
        await self._follower.wait(seconds)

    def close(self) -> None:
        """End following."""
        self._follower.close()


def due(notices: Iterable[Notice]) -> tuple[DueNotice, ...]:
    """Return notices as they may leave the house."""
    return tuple(map(_due, notices))


def _due(notice: Notice) -> DueNotice:
    alarm = notice.alarm_state
    evidence = alarm.evidence
    return DueNotice(
        id=notice.id,
        endpoint=notice.endpoint,
        reason=notice.reason,
        tier=notice.tier,
        alarm=notice.alarm,
        n=alarm.n,
        rule=alarm.rule,
        severity=alarm.severity,
        subject=alarm.subject,
        stay=alarm.stay,
        room=alarm.room,
        raised_utc_ns=alarm.raised_utc_ns,
        state=alarm.state,
        cause_t_ns=0 if evidence is None else evidence.cause_t_ns,
        due_utc_ns=0 if evidence is None else evidence.due_utc_ns,
        drill=alarm.drill,
    )


def _again(answers: Iterable[Answer]) -> tuple[str, ...]:
    """Return the notices that somebody asked to send again and was not refused."""
    return tuple(each.result for each in answers if each.act == RESEND and each.accepted)


def _concerns(decisions: Decisions) -> bool:
    return bool(decisions.notices or decisions.adopted or _again(decisions.answers))
