"""Plays a table of the custody record: people act, the engine allows, refuses or alarms.

The first line is ``suite``, or ``suite tick=SECONDS`` for tables that last hours. A line is
``t=SECONDS ...`` or ``t=HOURS:MINUTES:SECONDS ...``; ``#`` begins a remark. What can be said:

    register [FLAG...] [under REGIME]      a person arrives; D-0001 is the first
    held [FLAG...] [under REGIME]          a person who went through S1-S7 and is in h1
    STAFF brings STAY to STAGE [in ROOM] [with A B...] [proving X Y...]
    STAFF does ACT KEY=VALUE...            any act of the custody record, by its own name
                                           (checklist=X,Y: each of these was proven)
    prepared STAY                          the person goes through S2-S6 and is in h1
    leaves STAY | delivered STAY           ... and is released, or handed to a detention house
    DEVICE tells KIND KEY=VALUE...         an alarm frame
    DEVICE at ROOM                         the device sends a fix every second from now on
    DEVICE presses KIND                    sos, strap, fall or panic; a tick passes
    door-i1 open unlocked button           the door of i1: contact, lock, release
    BAND worn                              the band says that it is on somebody's wrist
    (``event=last:KIND`` names the last entry of a kind)
    recorder runs | recorder stops         the recorder of i1 beats once a second, or no more
    refused RULE                           the line before must be refused by this rule
    raise|clear|... RULE SUBJECT [Pn]      as in the other tables; nothing else may come
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from custody.commands import AnyAct
from engine.clockwork import Clockwork
from tests.custody.suite import ROOM_OF, Suite
from tests.engine.build import S
from tests.scenarios.play import AFTERWARDS_S, EXPECTED, compare

_INSTANTS = (
    *("at_utc_ns", "arrived_utc_ns", "due_utc_ns"),
    *("until_utc_ns", "expires_utc_ns", "expected_utc_ns"),
)
LIST_KEYS = {"officers", "others", "present", "flags", "add", "remove", "places", "escorts"}


@dataclass
class Scene:
    suite: Suite
    tick_s: float
    at: dict[str, str] = field(default_factory=dict)
    recording: bool = False
    came: list[tuple[float, str, str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    zero_ns: int = 0

    def __post_init__(self):
        self.suite.tick_ns = round(self.tick_s * S)
        self.zero_ns = self.suite.t_ns

    def now_s(self) -> float:
        return (self.suite.t_ns - self.zero_ns) / S

    def until(self, t_s: float):
        while self.now_s() < t_s - 1e-6:
            seen = len(self.suite.log)
            if (self.suite.t_ns - self.zero_ns) % S == 0:
                for device, place in self.at.items():
                    self.suite.is_at(where=place, what=(device,))
                if self.recording:
                    self.suite.recording()
            self.suite.tick()
            self.note(seen)

    def note(self, seen: int):
        """Keep the alarm changes that came since a place in the log."""
        for decisions in self.suite.log[seen:]:
            at_s = (decisions.t_ns - self.zero_ns) / S
            for change in decisions.alarms:
                about = f"{change.rule} {change.subject}"
                self.came.append((at_s, change.change, about, f"P{change.severity}"))

    def do(self, words: list[str]):
        seen = len(self.suite.log)
        match words:
            case ["register" | "held" as how, *rest]:
                under = "cn-psapl-2026"
                if "under" in rest:
                    rest, (_, under) = rest[: rest.index("under")], rest[rest.index("under") :]
                getattr(self.suite, how)(*rest, regime=under)
            case ["recorder", how]:
                self.recording = how == "runs"
            case [who, "brings", stay, "to", stage, *rest]:
                self.bring(who, stay, stage, rest)
            case [who, "does", act, *rest]:
                self.act(who, {"act": act, **dict(pair(word) for word in rest)})
            case [device, "presses", kind]:
                self.suite.press(device, kind)
                self.suite.bits[device] = 0  # The next press is one of its own.
                self.suite.tick()
            case ["leaves" | "delivered" | "prepared" as how, stay]:
                way = {"leaves": "leave", "delivered": "deliver", "prepared": "prepare"}[how]
                getattr(self.suite, way)(stay)
            case _:
                self.device(words)
        self.note(seen)

    def device(self, words: list[str]):
        match words:
            case [device, "tells", kind, *rest]:
                said = dict(pair(word) for word in rest)
                self.suite.facts.append(self.suite.frame(device, "alarm", kind, **said))
            case [band, "worn"]:
                self.suite.band_state(band)
            case [door, contact, lock, *release] if door.startswith("door"):
                self.suite.door(door, contact, lock, *release)
            case [device, "at", place]:
                self.at[device.replace("s-", "card-")] = place
            case _:
                message = f"nobody can {' '.join(words)!r}"
                raise ValueError(message)

    def bring(self, who: str, stay: str, stage: str, rest: list[str]):
        said: dict[str, list[str]] = {"in": [], "with": [], "proving": []}
        for word in rest:
            if word in said:
                part = said[word]
            else:
                part.append(word)
        step = {"act": "take_step", "stay": stay, "to": stage, "proof": "signature"}
        room = said["in"][0] if said["in"] else ROOM_OF.get(stage, "")
        evidence = dict.fromkeys(said["proving"], "yes")
        self.act(who, step | {"room": room, "present": said["with"], "evidence": evidence})

    def act(self, who: str, said: dict[str, object]):
        for key in _INSTANTS:
            if key in said:  # Written as seconds from now.
                said[key] = self.suite.utc_ns + round(float(said[key]) * S)
        if str(said.get("event", "")).startswith("last:"):
            kind = str(said["event"]).removeprefix("last:")
            said["event"] = self.suite.record(str(said["stay"])).of_kind(kind)[-1].number
        what = msgspec.convert(said, AnyAct, strict=False)
        answer = self.suite.ask(what, who=who)
        if not answer.accepted:
            self.refusals.append(answer.source.split(":")[0])
            assert re.search(r"[\u4e00-\u9fff].* / \w", answer.reason), answer.reason


def pair(word: str) -> tuple[str, object]:
    key, _, value = word.partition("=")
    if key == "checklist":
        return "evidence", dict.fromkeys(value.split(","), "yes")
    return key, value.split(",") if key in LIST_KEYS else value


def seconds(word: str) -> float:
    parts = [float(part) for part in word.removeprefix("t=").split(":")]
    return sum(part * 60**power for power, part in enumerate(reversed(parts)))


def play_suite(path: Path) -> tuple[list[str], list[str], Suite]:
    """Return (what had to come and did not, what came and had not to, the suite)."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    tick_s = float(first.partition("tick=")[2] or 0.1)
    scene, expected, refused = Scene(Suite.opened(), tick_s), [], []
    for line in lines:
        words = line.split("#")[0].split()
        if not words:
            continue
        at_s = seconds(words[0])
        if words[1] in EXPECTED:
            expected.append((at_s, EXPECTED[words[1]], " ".join(words[2:4]), words[4:]))
        elif words[1] == "refused":
            refused.append(words[2])
            assert scene.refusals == refused, f"{line}: refused so far {scene.refusals}"
        else:
            assert scene.refusals == refused, f"before {line}: {scene.refusals}"
            scene.until(at_s)
            scene.do(words[1:])
    assert scene.refusals == refused
    scene.until(max([scene.now_s(), *(at_s for at_s, *_ in expected)]) + AFTERWARDS_S)
    return *compare(expected, scene.came), scene.suite


def replayed(suite: Suite) -> list[bytes]:
    """Return every tick's decisions as a second engine makes them from the same ticks."""
    clockwork = Clockwork()
    return [msgspec.msgpack.encode(clockwork.advance(raw)) for raw in suite.raws]
