"""The stories that the simulator can tell; each is a module with one function."""

from typing import Final

from sim.scenarios.collapse import collapse
from sim.scenarios.custody_day import custody_day
from sim.scenarios.custody_start import custody_start
from sim.scenarios.escape import escape
from sim.scenarios.ordinary_day import ordinary_day
from sim.scenarios.tour import tour
from sim.story import Scenario

SCENARIOS: Final[dict[str, Scenario]] = {
    "tour": tour,
    "ordinary-day": ordinary_day,
    "custody-day": custody_day,
    "custody-start": custody_start,
    "collapse": collapse,
    "escape": escape,
}

LASTS_S: Final[dict[str, float]] = {"custody-day": 3_600.0}
"""How long a story needs that has an end, where that is longer than the usual ten minutes."""
