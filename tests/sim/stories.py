"""Small helpers for the simulator's tests: the demo site, and an engine that agrees to all."""

from dataclasses import dataclass
from functools import cache

from alerts.configuration import Configuration
from config.load import DEMO_DIR, load_site
from custody.acts.intake import BookStay
from custody.commands import OpenStay
from sim.cast import stage
from sim.centre import Centre
from sim.clock import seconds
from sim.outbox import Outgoing
from sim.scenarios import SCENARIOS
from sim.story import Story

START_NS = 1_772_413_200_000_000_000
STEP_NS = 100_000_000


@cache
def demo_site() -> Configuration:
    return load_site(DEMO_DIR)


@dataclass(frozen=True)
class Yes:
    accepted: bool = True
    result: str = ""


def told(name: str, *, seed: int) -> Story:
    """A scenario at its first instant, devices on."""
    story = stage(demo_site(), seed=seed, start_ns=START_NS)
    SCENARIOS[name](story)
    story.centre.switch_on()
    return story


def play(centre: Centre, for_s: float, *, step_ns: int = STEP_NS) -> list[Outgoing]:
    """Let time pass; an engine that says yes to everything answers all requests."""
    frames: list[Outgoing] = []
    end_ns = centre.now_ns + seconds(for_s)
    while centre.now_ns < end_ns:
        centre.schedule.run_until(min(end_ns, centre.now_ns + step_ns))
        for request in centre.requests:
            opens = isinstance(request.act, OpenStay | BookStay)
            name = f"D-{request.number:04}" if opens else ""
            request.answer = Yes(result=name)
        centre.requests.clear()
        frames += centre.outgoing
        centre.outgoing.clear()
    return frames
