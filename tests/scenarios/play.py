"""Plays a scenario table: what happens at which second, and which alarm changes must follow.

A line is ``t=SECONDS who what...``. What people wear and where they are goes on by itself, once
a second, until another line changes it. ``#`` begins a remark. Lines with a word of EXPECTED
(``raise``, ``worse``, ``again``, ``clear`` ...) after the time are what must come: rule, subject,
and the severity where it is given. Nothing else may come.

    t=0    stay band-001 at h1 with s-001     a person, a band, an officer beside them
    t=12.0 band-001 sos                       t=12.1 raise MOT-08 D-0001 P1

A table that begins with ``guarded`` plays in the guarded centre, with readers, lines and cameras:

    rd-h1 card-001 [denied]                   a swipe, granted unless it is said
    door-h1 open unlocked card                contact, lock, release; ``tamper`` as a fifth word
    per-1 broken [in|out] | per-1 disarmed    a line's sensor
    cam-c1 count 3 | crossing 2 door-exit | climb | covered | uncovered | floor | upright
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from custody.wire import FRAME_TYPES
from tests.engine.build import Centre, S, internal
from tests.engine.guarded_site import PLACES, a_guarded_centre
from tests.engine.small_site import CENTRES as SMALL

CENTRES = SMALL | PLACES
EXPECTED = {
    "raise": "raised",
    "worse": "escalated_severity",
    "again": "occurred_again",
    "recur": "recurred",
    "acknowledged": "acknowledged",
    "clear": "cleared",
    "close": "closed",
    "told": "told",
    "suppress": "suppressed",
    "unsuppress": "unsuppressed",
    "shelve": "shelved",
    "unshelve": "unshelved",
    "out": "out_of_service",
    "arrived": "arrived",
    "contained": "contained",
    "realarm": "realarmed",
    "grouped": "grouped",
}
TOLERANCE_S = 0.15
AFTERWARDS_S = 2.0


@dataclass
class Habits:
    """What a device sends once a second until told otherwise."""

    at: tuple[float, float] | None = None
    pulse: dict[str, object] | None = None
    motion: float | None = None
    alive: bool = True


@dataclass
class Player:
    """One centre, the habits of its devices, and the alarm changes that came."""

    centre: Centre = field(default_factory=Centre.opened)
    habits: dict[str, Habits] = field(default_factory=dict)
    came: list[tuple[float, str, str, str]] = field(default_factory=list)

    def __post_init__(self):
        for device in ("gw-1", "cam-h1"):
            self.habits[device] = Habits()
        self.zero_ns = self.centre.t_ns

    def now_s(self) -> float:
        return (self.centre.t_ns - self.zero_ns) / S

    def until(self, t_s: float):
        """Let time pass to an instant, with everybody's habits."""
        while self.now_s() < t_s - 1e-6:
            if (self.centre.t_ns - self.zero_ns) % S == 0:
                self._send_habits()
            self._tick()

    def _tick(self):
        self._note(self.centre.tick())

    def _note(self, decisions):
        for change in decisions.alarms:
            self.came.append(
                (
                    self.now_s(),
                    change.change,
                    f"{change.rule} {change.subject}",
                    f"P{change.severity}",
                )
            )

    def _send_habits(self):
        for device, habit in self.habits.items():
            if not habit.alive:
                continue
            if habit.at is not None:
                self.centre.position(device, habit.at)
            if habit.pulse is not None:
                self.centre.vitals(device, **habit.pulse)
            if habit.motion is not None:
                self.centre.motion(device, habit.motion)
            self.centre.heartbeat(device)

    def do(self, words: list[str]):
        """Carry out one line."""
        who, what, *rest = words
        if who == "stay":
            self._stay(what, rest)
        elif who in ("ack", "close!"):
            answer = self.centre.acknowledge(what) if who == "ack" else self.centre.close(what)
            assert answer.accepted, answer.reason
            self._note(self.centre.log[-1])
        elif who == "exit":
            assert self.centre.let_out(what, float(rest[0])).accepted
            self._note(self.centre.log[-1])
        elif who == "meter":
            self.centre.meter(what, float(rest[0]), " ".join(rest[1:]))
        elif who == "clock":
            self.centre.clock_step(round(float(what) * S))
        elif who.startswith("door"):
            self.centre.door(who, what, *rest)
        elif who.startswith("per"):
            self.centre.beam(what, who, *rest)
        elif who.startswith("rd"):
            self.centre.swipe(who, what, granted=not rest)
        elif who.startswith("cam") and what != "silent":
            self.centre.sighting(who, what, *rest)
        else:
            self._device(who.replace("s-", "card-"), what, rest)

    def _stay(self, band: str, rest: list[str]):
        """``stay BAND at ROOM [hours H] [flag F]``"""
        said = dict(zip(rest[::2], rest[1::2], strict=True))
        flags = (said["flag"],) if "flag" in said else ()
        seen = len(self.centre.log)
        self.centre.stay(band, flags=flags, hours=float(said.get("hours", 0)))
        for decisions in self.centre.log[seen:]:
            self._note(decisions)
        self.habits[band] = Habits(at=place(said["at"]), motion=300.0, pulse={})
        if "with" in said:
            self.habits[said["with"].replace("s-", "card-")] = Habits(at=place(said["at"]))

    def _device(self, device: str, what: str, rest: list[str]):
        habit = self.habits.setdefault(device, Habits())
        acts: dict[str, Callable[[], object]] = {
            "at": lambda: setattr(habit, "at", place(rest[0])),
            "lost": lambda: setattr(habit, "at", None),
            "ahead": lambda: self.centre.ahead_s.__setitem__(device, float(rest[0])),
            "silent": lambda: setattr(habit, "alive", False),
            "moving": lambda: setattr(habit, "motion", float(rest[0])),
            "pulse": lambda: habit.pulse.update(pulse_bpm=reading(rest[0])),
            "oxygen": lambda: habit.pulse.update(spo2_pct=reading(rest[0])),
            "contact": lambda: habit.pulse.update(contact=rest[0] == "yes"),
            "impact": lambda: self.centre.motion(device, 400.0, float(rest[0])),
            "state": lambda: self.centre.band_state(device, strap=rest[0]),
            "unreadable": lambda: self.centre.facts.append(
                unreadable(self.centre, device, rest[0])
            ),
        }
        if what in acts:
            acts[what]()
        elif ("alarm", what) in FRAME_TYPES:
            self.centre.press(device, what)
        else:
            message = f"no device does {what!r}"
            raise ValueError(message)


def place(word: str) -> tuple[float, float]:
    if word in CENTRES:
        return CENTRES[word]
    x_m, y_m = word.split(",")
    return float(x_m), float(y_m)


def reading(word: str) -> float | None:
    return None if word == "none" else float(word)


def unreadable(centre: Centre, device: str, kind: str):
    topic = centre.frame(device, "alarm", kind).topic
    return internal(topic, {"v": 1, "device": device, "nonsense": True})


def player_of(path: Path) -> Player:
    """Return the player of a table, in the centre that its first line asks for."""
    if path.read_text(encoding="utf-8").startswith("guarded\n"):
        return Player(Centre.opened(a_guarded_centre()))
    return Player()


def play(path: Path) -> tuple[list[str], list[str]]:
    """Return (what had to come and did not, what came and had not to)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    player, expected = player_of(path), []
    for line in lines[lines[0] == "guarded" :]:
        words = line.split("#")[0].split()
        if not words:
            continue
        at_s = float(words[0].removeprefix("t="))
        if words[1] in EXPECTED:
            expected.append((at_s, EXPECTED[words[1]], " ".join(words[2:4]), words[4:]))
            continue
        player.until(at_s)
        player.do(words[1:])
    player.until(max([player.now_s(), *(at_s for at_s, *_ in expected)]) + AFTERWARDS_S)
    return compare(expected, walked(path, player.came))


JUMPS = ("POS-08", "POS-04")
"""Tables put people where they are wanted in one jump, which is itself an impossible movement or a
rush: these rules count only in the tables that name them."""


def walked(path: Path, came: list) -> list:
    text = path.read_text(encoding="utf-8")
    unnamed = tuple(rule for rule in JUMPS if rule not in text)
    return [entry for entry in came if not entry[2].startswith(unnamed or ("-",))]


def compare(expected: list, came: list) -> tuple[list[str], list[str]]:
    left, missing = list(came), []
    for at_s, change, about, severity in expected:
        found = [
            entry
            for entry in left
            if entry[1:3] == (change, about)
            and at_s - TOLERANCE_S <= entry[0] <= at_s + TOLERANCE_S
            and (not severity or severity == [entry[3]])
        ]
        if found:
            left.remove(found[0])
        else:
            missing.append(f"t={at_s} {change} {about} {' '.join(severity)}")
    return missing, [f"t={t_s:.1f} {change} {about} {sev}" for t_s, change, about, sev in left]
