"""How the control room deals with alarms: acknowledge, send somebody, close when it is over."""

from collections.abc import Callable
from typing import Final

import msgspec

from alerts.severity import Severity
from alerts.states import State
from custody.commands import Acknowledge, AnyAct, CloseAlarm
from custody.ids import OUTSIDE
from sim.centre import Centre, Request
from sim.clock import Script
from sim.people import Officer
from sim.routes import NoWayError

REACTION_S: Final = {1: (1.2, 3.5), 2: (3.0, 7.0), 3: (4.0, 9.0), 4: (5.0, 12.0)}
TRIES_MAX: Final = 6
AT_PERSON_S: Final = 5.0
RECOVERY_S: Final = 16.0
"""So long after help came the control room waits until it calls the matter over."""
MOMENTARY: Final = ("MOT-08", "MOT-01")
"""What is over as soon as somebody has looked after the person."""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm as the control room sees it now."""

    id: str
    rule: str
    severity: int
    state: State
    subject_kind: str
    subject: str
    room: str
    raised_utc_ns: int


class ControlRoom:
    """The people who hear alarms; they act through the engine's commands only."""

    def __init__(self, *, centre: Centre, clerk: Officer) -> None:
        self.centre = centre
        self.alarms: dict[str, News] = {}
        self.patience_s: dict[str, float] = {}
        """Rules that are left alone so long before anybody acknowledges."""
        self.acknowledged = 0
        self.closed = 0
        self.refused = 0
        self._clerk = clerk
        self._chance = centre.chance("control-room")
        self._remedies: dict[tuple[str, str], Callable[[], None]] = {}

    def hear(self, news: News) -> None:
        """Take note of an alarm; a new one is dealt with."""
        known = self.alarms.get(news.id)
        self.alarms[news.id] = news
        if known is None:
            self.centre.schedule.play(self._deal(news))
        elif news.state == "unacknowledged" and known.state in ("acknowledged", "closed"):
            self.centre.schedule.play(self._acknowledge(news))

    def remedy(self, rule: str, subject: str, action: Callable[[], None]) -> None:
        """Say what somebody who comes to the place does about this alarm."""
        self._remedies[rule, subject] = action

    def _deal(self, news: News) -> Script:
        yield from self._acknowledge(news)
        if not self._worth_a_visit(news):
            return
        cured = (news.rule, news.subject) in self._remedies
        yield from self._visit(news)
        if cured:
            yield RECOVERY_S
        over = cured or news.rule in MOMENTARY or self.alarms[news.id].state == "returned"
        # Whoever closes an alarm that still holds only gets it again.
        if over and self.alarms[news.id].state != "closed":
            act = CloseAlarm(alarm=news.id, cause="true", action="went there and looked after it")
            yield from self._insist(act)
            self.closed += 1

    def _acknowledge(self, news: News) -> Script:
        """Take a look at the alarm, then say that it is seen."""
        low_s, high_s = REACTION_S[news.severity]
        yield self.patience_s.get(news.rule, self._chance.uniform(low_s, high_s))
        if self.alarms[news.id].state in ("unacknowledged", "returned"):
            yield from self._insist(Acknowledge(alarm=news.id, note="seen"))
            self.acknowledged += 1

    def _worth_a_visit(self, news: News) -> bool:
        life = news.severity <= Severity.P2 and news.rule.startswith(("MOT", "VIT"))
        return life or (news.rule, news.subject) in self._remedies

    def _visit(self, news: News) -> Script:
        place = self._place(news)
        if place is not None and place != OUTSIDE:
            officer = self._nearest(place)
            if officer is not None:
                yield from self._go_there(officer, place)
        action = self._remedies.pop((news.rule, news.subject), None)
        if action is not None:
            action()
        yield AT_PERSON_S

    def _go_there(self, officer: Officer, place: str) -> Script:
        post = officer.place(self.centre.now_ns)
        officer.busy = True
        try:
            yield from self.centre.walk([officer], place)
        except NoWayError:
            officer.busy = False
            return
        self.centre.schedule.play(self._go_back(officer, post.room))

    def _go_back(self, officer: Officer, room: str) -> Script:
        yield AT_PERSON_S + 2.0
        yield from self.centre.walk([officer], room)
        officer.busy = False

    def _place(self, news: News) -> str | None:
        for person in self.centre.detainees.values():
            if news.subject_kind == "stay" and person.stay == news.subject:
                return person.place(self.centre.now_ns).room
        return news.room or None

    def _nearest(self, room: str) -> Officer | None:
        now_ns = self.centre.now_ns
        goal = self.centre.ways.spot(room, self._chance)
        free = [
            officer
            for officer in self.centre.officers.values()
            if officer.staff.role in ("guard", "medical") and not officer.busy
        ]
        return min(
            free,
            key=lambda officer: self.centre.ways.route(officer.place(now_ns), goal).length_m,
            default=None,
        )

    def _insist(self, act: AnyAct) -> Script:
        """Ask until it is done; what the engine refuses is asked again a little later."""
        for _ in range(TRIES_MAX):
            request = self.centre.ask(self._clerk, act)
            yield _answered(request)
            if request.answer is not None and request.answer.accepted:
                return
            self.refused += 1
            yield 4.0


def _answered(request: Request) -> Callable[[], bool]:
    return lambda: request.answer is not None
