"""``python -m console.pretend``: the real pages on an engine that only pretends.

For training and for looking at screens: a scratch state directory, a short built-in round of
alarms, people who wander through the rooms. Nothing here comes from a device.
"""

import argparse
import asyncio
import itertools
import logging
import math
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import uvloop

from alerts.configuration import Configuration, canonical, digest
from alerts.rules import by_id
from config.load import DEMO_DIR, load_site
from console.app import Console
from console.history import NoHistory
from console.live import Seen
from console.pretend_engine import PretendEngine
from console.pretend_record import ARRIVALS, Intake
from console.run import serve
from console.users import add_users
from console.view_types import Arcs, Person, Picture
from custody.registry import Role
from engine.decisions import Adopted, AlarmChange, Evidence, Sample, ThingChange
from zones.plan import Room

STAYS: Final = len(ARRIVALS)
ALARM_EVERY_S: Final = 12.0
OPEN_MAX: Final = 8
STEP_S: Final = 0.2
SIGNED_IN: Final[tuple[Role, ...]] = (
    *("control_room", "custody_officer", "duty_inspector", "guard", "medical", "investigator"),
    *("property_keeper", "legal_review", "technician", "supervision", "prosecutor"),
)
PASSWORD: Final = "pretend-only"  # noqa: S105 - opens nothing but the scratch state
ROUND: Final = ("MOT-08", "PAIR-02", "POS-07", "CLK-01", "VIT-01", "ACC-01", "PER-01", "DEV-01")
_SECOND_NS: Final = 1_000_000_000


class Pretence:
    """The built-in round: stays, things, alarms, and the people of the picture."""

    problem = ""

    def __init__(self, engine: PretendEngine, configuration: Configuration) -> None:
        self._engine = engine
        self._configuration = configuration
        self._rooms = [room for room in configuration.site.rooms if room.capacity > 0]
        self._officers = [one for one in configuration.staff if one.role != "technician"]

    def begin(self) -> None:
        """Adopt the configuration, open the stays, say how doors and sensors are."""
        content = canonical(self._configuration)
        site = self._configuration.site
        now_ns = time.time_ns()
        doors = [("door", one.id, {"contact": "closed", "lock": "locked"}) for one in site.doors]
        lines = [("perimeter", one.id, {"status": "clear"}) for one in site.perimeter]
        self._engine.commit(
            adopted=Adopted(sha256=digest(content), canonical=content.decode()),
            things=tuple(
                ThingChange(kind=kind, id=thing, state=state, utc_ns=now_ns)  # type: ignore[arg-type]
                for kind, thing, state in (*doors, *lines)
            ),
        )
        intake = Intake(self._engine, self._configuration, utc_ns=now_ns)
        for number, arrival in enumerate(ARRIVALS, 1):
            intake.bring(number, arrival)

    async def alarm_for_ever(self) -> None:
        """Raise one alarm after the other, and wait while too many are open."""
        for count, rule in enumerate(itertools.cycle(ROUND)):
            open_count = sum(alarm.state != "closed" for alarm in self._engine.alarms.values())
            if open_count < OPEN_MAX:
                self._engine.commit(alarms=(self._alarm(rule, count),))
            await asyncio.sleep(ALARM_EVERY_S)

    async def follow(self, seen: Seen, watched: asyncio.Event) -> None:
        """Hand over people who go round in their rooms."""
        del watched
        seen(self._picture(0, full=True))
        for step in itertools.count(1):
            await asyncio.sleep(STEP_S)
            seen(self._picture(step, full=False))

    def _alarm(self, rule: str, count: int) -> AlarmChange:
        now_ns = time.time_ns()
        number = count % STAYS + 1
        stay = f"D-{number:04d}"
        return AlarmChange(
            id=f"{rule}:{stay}:{count // len(ROUND) + 1}",
            n=1,
            change="raised",
            state="unacknowledged",
            rule=rule,
            severity=int(by_id()[rule].levels[0].severity),
            subject_kind="stay",
            subject=stay,
            stay=stay,
            room=self._room(number).id,
            utc_ns=now_ns,
            raised_utc_ns=now_ns,
            evidence=Evidence(
                samples=(Sample(name="pretended", value=True, t_ns=now_ns),),
                room=self._room(number).id,
                device=f"band-{number:03d}",
                cause_device=f"band-{number:03d}",
                cause_t_ns=now_ns,
            ),
        )

    def _room(self, number: int) -> Room:
        return self._rooms[number * 3 % len(self._rooms)]

    def _picture(self, step: int, *, full: bool) -> Picture:
        people = tuple(self._person(number, step) for number in range(1, STAYS + 1))
        return Picture(utc_ns=time.time_ns(), people=people, full=full)

    def _person(self, number: int, step: int) -> Person:
        room = self._room(number)
        xs, ys = zip(*room.outer, strict=True)
        turn = step / 40 + number
        types = {one.id: one for one in self._configuration.site.room_types}
        return Person(
            key=f"stay:D-{number:04d}",
            kind="stay",
            id=f"D-{number:04d}",
            label=f"{number:04d}",
            x_m=round((min(xs) + max(xs)) / 2 + (max(xs) - min(xs)) / 4 * math.cos(turn), 2),
            y_m=round((min(ys) + max(ys)) / 2 + (max(ys) - min(ys)) / 4 * math.sin(turn), 2),
            level=room.level,
            room=room.id,
            accuracy_m=0.6,
            seen_utc_ns=time.time_ns(),
            band=f"band-{number:03d}",
            responsible=self._officers[number % len(self._officers)].id,
            arcs=None if types[room.type].withhold_vitals else Arcs("ok", "ok", "ok"),
            minor=number == STAYS,
        )


def main(argv: list[str] | None = None) -> int:
    """Serve the preview until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m console.pretend", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on, 0 = any")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    state = Path(tempfile.mkdtemp(prefix="custody-pretend-"))
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_pretend(state, options.host, options.port))
    finally:
        shutil.rmtree(state)
    return 0


async def _pretend(state: Path, host: str, port: int) -> None:
    configuration = load_site(DEMO_DIR)
    engine = PretendEngine(state)
    pretence = Pretence(engine, configuration)
    pretence.begin()
    members = {member.role: member.id for member in reversed(configuration.staff)}
    add_users(state, {role: members[role] for role in SIGNED_IN}, PASSWORD)
    for role in SIGNED_IN:
        print(f"sign in as {role} with {PASSWORD}", flush=True)  # noqa: T201
    console = Console(state, history=NoHistory(), source=pretence)
    server = await engine.serve()
    try:
        async with asyncio.TaskGroup() as group:
            alarming = group.create_task(pretence.alarm_for_ever(), name="alarms")
            await serve(console, host=host, port=port)
            alarming.cancel()
    finally:
        server.close()
        engine.close()
        console.close()


if __name__ == "__main__":
    sys.exit(main())
