"""A whole console for a browser: the demo site, people who walk, alarms in every state.

``python -m tests.browser.stage`` keeps it open on port 8765 for working on the pages.
"""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import msgspec

from alerts.rules import by_id
from app.services import Valkey
from engine.decisions import AlarmChange, Evidence, Sample, StayChange, ThingChange
from tests.browser.crowd import Crowd
from tests.console.scene import PASSWORD, SITE, Running, Scene, opened, scene, staff_of

RAISES = count(1)
"""Raise numbers: no two alarms of a run share an id, as with the engine."""
GUARDS = [one.id for one in SITE.staff if one.role == "guard"]
INVESTIGATORS = [one.id for one in SITE.staff if one.role == "investigator"]


@dataclass
class Stage:
    """What a browser test plays with."""

    scene: Scene
    crowd: Crowd
    valkey: Valkey
    console: Running

    @property
    def url(self) -> str:
        return self.console.url

    def raise_alarm(self, rule: str, subject: str, room: str, **more) -> AlarmChange:
        made = alarm(rule, subject, room, **more)
        self.scene.engine.commit(alarms=(made,))
        return made

    def close_alarms(self) -> None:
        """End whatever is open, so that the next test begins with none."""
        standing = [one for one in self.scene.engine.alarms if one.state != "closed"]
        over = tuple(changed(one, "closed", by=staff_of("control_room")) for one in standing)
        self.scene.engine.commit(alarms=over)

    def change(self, before: AlarmChange, state: str, **more) -> AlarmChange:
        after = changed(before, state, **more)
        self.scene.engine.commit(alarms=(after,))
        return after


def alarm(
    rule: str,
    subject: str,
    room: str,
    *,
    severity: int = 0,
    ago_s: float = 0.0,
    kind: str = "stay",
    samples: tuple[Sample, ...] = (),
    due: bool = False,
) -> AlarmChange:
    """Return a raised alarm of a rule; the mildest level unless said otherwise."""
    raised_ns = time.time_ns() - int(ago_s * 10**9)
    level = severity or int(by_id()[rule].levels[0].severity)
    device = f"band-{subject[-3:]}" if kind == "stay" else subject
    return AlarmChange(
        id=f"{rule}:{subject}:{next(RAISES)}",
        n=1,
        change="raised",
        state="unacknowledged",
        rule=rule,
        severity=level,
        subject_kind=kind,
        subject=subject,
        stay=subject if kind == "stay" else "",
        room=room,
        utc_ns=raised_ns,
        raised_utc_ns=raised_ns,
        evidence=Evidence(
            samples=tuple(msgspec.structs.replace(one, t_ns=raised_ns) for one in samples),
            room=room,
            device=device,
            cause_device="" if due else device,
            cause_boot=0 if due else 1,
            cause_seq=0 if due else 4711,
            cause_t_ns=0 if due else raised_ns,
            due_utc_ns=raised_ns if due else 0,
        ),
    )


def changed(before: AlarmChange, state: str, *, by: str = "", ago_s: float = 0.0) -> AlarmChange:
    """Return the next change of an alarm."""
    word = {"returned": "cleared"}.get(state, state)
    return msgspec.structs.replace(
        before,
        n=before.n + 1,
        change=word,
        state=state,
        by=by,
        utc_ns=time.time_ns() - int(ago_s * 10**9),
        evidence=None,
    )


def stay(number: int, *, hours: float, officer: str, flags: tuple[str, ...] = ()) -> StayChange:
    """Return an open stay that began some hours ago."""
    return msgspec.structs.replace(opened(number, hours=hours), responsible=officer, flags=flags)


STAYS = (
    stay(1, hours=7.72, officer=INVESTIGATORS[0]),
    stay(2, hours=6.6, officer=INVESTIGATORS[1], flags=("female", "medical")),
    stay(3, hours=3.1, officer=GUARDS[0], flags=("self_harm",)),
    stay(4, hours=2.4, officer=GUARDS[1], flags=("minor",)),
    stay(5, hours=5.2, officer=INVESTIGATORS[2]),
    stay(6, hours=1.3, officer=GUARDS[2], flags=("intoxicated",)),
    stay(7, hours=0.6, officer=GUARDS[3]),
    stay(8, hours=4.4, officer=INVESTIGATORS[3]),
    stay(9, hours=0.2, officer=GUARDS[4]),
)


def doors() -> tuple[ThingChange, ...]:
    """Return every door as it stands: cells locked, one open, the others shut."""
    utc_ns = time.time_ns()
    return tuple(
        ThingChange(
            kind="door",
            id=door.id,
            state={
                "contact": "open" if door.id == "door-medical" else "closed",
                "lock": "locked" if door.kind in ("cell", "exit") else "unlocked",
            },
            utc_ns=utc_ns,
        )
        for door in SITE.site.doors
    )


def lines() -> tuple[ThingChange, ...]:
    """Return every guarded line, clear."""
    return tuple(
        ThingChange(
            kind="perimeter", id=one.device, state={"status": "clear"}, utc_ns=time.time_ns()
        )
        for one in SITE.site.perimeter
    )


def cast(crowd: Crowd) -> None:
    """Put the people of a usual morning on the plan."""
    crowd.stand("stay", "D-0001", "interview-1", responsible=INVESTIGATORS[0])
    crowd.stand("staff", INVESTIGATORS[0], "interview-1")
    crowd.stand("stay", "D-0002", "medical", responsible=INVESTIGATORS[1])
    crowd.stand("staff", staff_of("medical"), "medical")
    crowd.stand("staff", INVESTIGATORS[1], "medical")
    crowd.stand("stay", "D-0003", "holding-3", responsible=GUARDS[0])
    crowd.stand("stay", "D-0004", "juvenile-holding-1", responsible=GUARDS[1], minor=True)
    crowd.stand("staff", GUARDS[1], "corridor-juvenile")
    crowd.walk("stay", "D-0005", ("corridor-north", "holding-5"), responsible=INVESTIGATORS[2])
    crowd.walk("staff", INVESTIGATORS[2], ("corridor-north", "holding-5"))
    unknown = {"pulse": "unknown", "oxygen": "unknown", "motion": "ok"}
    crowd.stand("stay", "D-0006", "sobering", responsible=GUARDS[2], arcs=unknown)
    crowd.stand("stay", "D-0007", "group-1", responsible=GUARDS[3])
    crowd.stand("stay", "D-0008", "interview-6", responsible=INVESTIGATORS[3])
    crowd.stand("staff", INVESTIGATORS[3], "interview-6")
    crowd.stand("stay", "D-0009", "group-1", responsible=GUARDS[4])
    crowd.walk("staff", GUARDS[0], ("guard-post", "corridor-cells"))
    crowd.stand("staff", GUARDS[2], "guard-post")
    crowd.walk("staff", GUARDS[3], ("corridor-west", "corridor-south"))
    crowd.stand("staff", GUARDS[4], "control-room")
    crowd.stand("staff", staff_of("control_room"), "control-room")
    crowd.stand("staff", staff_of("custody_officer"), "duty-office")
    crowd.stand("staff", staff_of("duty_inspector"), "duty-office")
    crowd.walk("staff", INVESTIGATORS[4], ("corridor-upper", "holding-12"))


def morning(stage: Stage) -> None:
    """Raise alarms of every severity, in every state."""
    low = Sample(name="SpO2 %", value=88.0, threshold=91.0)
    oxygen = alarm("VIT-01", "D-0002", "medical", ago_s=64, samples=(low,))
    stage.crowd.walkers["stay:D-0002"].arcs = {"pulse": "ok", "oxygen": "alarm", "motion": "ok"}
    silent = alarm("DEV-01", "cam-intake", "intake", ago_s=410, kind="device", due=True)
    lost = alarm("POS-07", "D-0007", "group-1", ago_s=21, due=True)
    near = alarm("CLK-01", "D-0001", "interview-1", severity=2, ago_s=760, due=True)
    stage.scene.engine.commit(alarms=(oxygen, silent, lost, near))
    stage.change(oxygen, "acknowledged", by=staff_of("medical"), ago_s=40)
    stage.change(near, "acknowledged", by=staff_of("control_room"), ago_s=700)
    walker = stage.crowd.walkers["stay:D-0007"]
    walker.lost = True
    walker.seen_utc_ns = time.time_ns() - 31 * 10**9
    pressed = Sample(name="SOS pressed", value="yes")
    stage.raise_alarm("MOT-08", "D-0003", "holding-3", ago_s=12, samples=(pressed,))
    alone = Sample(name="alone for s", value=15.0, threshold=15.0)
    nobody = Sample(name="staff within m", value="nobody", threshold=5.0)
    stage.raise_alarm("PAIR-02", "D-0009", "group-1", ago_s=33, samples=(alone, nobody), due=True)


@contextmanager
def stage(folder: Path, valkey: Valkey) -> Iterator[Stage]:
    """A console with people on the map and no alarm yet."""
    crowd = Crowd(valkey.url)
    cast(crowd)
    with scene(folder, roles=("control_room", "technician")) as made:
        made.engine.commit(stays=STAYS, things=doors() + lines())
        crowd.start()
        console = made.console("--redis", valkey.url)
        try:
            yield Stage(scene=made, crowd=crowd, valkey=valkey, console=console)
        finally:
            crowd.close()


def main() -> int:
    """Keep a stage open until interrupted."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Valkey(Path(folder) / "valkey") as valkey,
        stage(Path(folder), valkey) as made,
    ):
        morning(made)
        sys.stdout.write(f"{made.url}  user control_room, password {PASSWORD}\n")
        sys.stdout.flush()
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.exit(main())
