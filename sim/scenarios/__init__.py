"""The stories that the simulator can tell; each is a module with one function."""

from typing import Final

from sim.scenarios.collapse import collapse
from sim.scenarios.escape import escape
from sim.scenarios.ordinary_day import ordinary_day
from sim.scenarios.tour import tour
from sim.story import Scenario

SCENARIOS: Final[dict[str, Scenario]] = {
    "tour": tour,
    "ordinary-day": ordinary_day,
    "collapse": collapse,
    "escape": escape,
}
