"""The people of the control room in the bench: they see, send two officers, and close in the end.

With the delays of people: log-normal, the medians beside them are assumptions.
"""

import math
from collections.abc import Callable
from typing import Final

from typing_extensions import override

from alerts.rules import by_id
from alerts.severity import Severity
from custody.commands import Acknowledge, CloseAlarm
from custody.ids import OUTSIDE
from sim.centre import Centre
from sim.clock import Script
from sim.house import House
from sim.officers import ControlRoom, News
from sim.people import Officer
from sim.routes import NoWayError

ACK_MEDIAN_S: Final = {1: 8.0, 2: 20.0, 3: 60.0, 4: 120.0}
ACK_SIGMA: Final = 0.6
"""Assumption: reaction of the control room, log-normal; P1 8 s, P2 20 s at the median."""
LOOK_S: Final = 40.0
"""Assumption: so long two officers stay with somebody for whom an alarm rang."""
AGAIN_S: Final = 300.0
"""Whoever finds that it still stands looks again after this."""
TRUE_RULES: Final = ("MOT-08", "CLK-01", "CLK-02", "CLK-06", "DEV-01", "CLK-07", "PAIR-02")
"""What rings by these is so; any other alarm that had to be closed was noise in these days."""
_RULES: Final = by_id()
_OPEN: Final = ("unacknowledged", "acknowledged", "returned")


class Desk(ControlRoom):
    """Two clerks at the wall."""

    house: House
    visit: Callable[[str], Script]
    """What is done when a visit fell due: a stay's pseudonym comes in."""

    def __init__(self, *, centre: Centre, clerk: Officer) -> None:
        super().__init__(centre=centre, clerk=clerk)
        self._draw = centre.chance("desk")

    def clerk_is(self, clerk: Officer) -> None:
        """Let somebody else sit there."""
        self._clerk = clerk

    @override
    def hear(self, news: News) -> None:
        """Take note; what rings is dealt with."""
        known = self.alarms.get(news.id)
        if news.state in ("normal", "closed"):
            self.alarms.pop(news.id, None)
            return
        self.alarms[news.id] = news
        rings = known is None or known.state in ("acknowledged", "returned", "suppressed")
        if news.state == "unacknowledged" and rings:
            self.centre.schedule.play(self._deal(news))

    @override
    def _deal(self, news: News) -> Script:
        """Acknowledge, send somebody where somebody is asked for, close what people must close."""
        yield ACK_MEDIAN_S[news.severity] * math.exp(self._draw.gauss(0.0, ACK_SIGMA))
        now = self.alarms.get(news.id)
        if now is None or now.state not in ("unacknowledged", "returned"):
            return
        self.centre.ask(self._clerk, Acknowledge(alarm=news.id, note="seen"))
        self.acknowledged += 1
        if news.rule == "CLK-07":
            yield from self.visit(news.subject)
        elif news.severity <= Severity.P2 and "G" in _RULES[news.rule].told:
            yield from self._go(news)
        while (now := self.alarms.get(news.id)) is not None and now.state in _OPEN:
            rule = _RULES[news.rule]
            level = next(
                row for row, each in enumerate(rule.levels, 1) if each.severity == now.severity
            )
            if rule.latched(level):
                yield LOOK_S
                cause = "true" if news.rule in TRUE_RULES else "false_data"
                act = CloseAlarm(alarm=news.id, cause=cause, action="went there")  # type: ignore[arg-type]
                self.centre.ask(self._clerk, act)
                self.closed += 1
            yield AGAIN_S

    def _go(self, news: News) -> Script:
        """Let two officers walk to the person or the room, look, and go back."""
        place = self._place(news)
        if not place or place == OUTSIDE:
            return
        crew = self.house.take_pair("guard", first=lambda each: each.staff.sex == "female")
        if not crew:
            return
        posts = self.house.posts(crew)
        try:
            yield from self.centre.walk(crew, place)
        except NoWayError:
            self.house.dismiss(crew, posts)
            return
        yield LOOK_S
        yield from self.house.leave(crew, posts)
