"""Plays a table of the custody record: people act, the engine allows, refuses or alarms.

The first line is ``suite``, or ``suite tick=SECONDS`` for tables that last hours; ``posts`` gives
it a guard post and a care room for one, ``law`` the four regimes as they ship, ``rollcall=HH:MM``
a roll-call at that local time (the clock begins at 04:26:40). Where a day goes by
it ends with ``about RULE...``: what else a day brings is other tables' business. A line is
``t=SECONDS ...`` or ``t=HOURS:MINUTES:SECONDS ...``; ``#`` begins a remark. What can be said:

    register [FLAG...] [under REGIME]      a person arrives; D-0001 is the first
    held [FLAG...] [under REGIME] [wearing BAND]
                                           a person who went through S1-S7 and is in h1
    STAFF brings STAY to STAGE [in ROOM] [with A B...] [proving X Y...]
    STAFF does ACT KEY=VALUE...            any act of the custody record, by its own name
                                           (checklist=X,Y: each of these was proven)
    DEVICE at ROOM|X,Y                     the device sends a fix every second from now on
    DEVICE gone                            ... and no more
    DEVICE lies still | moves              the device sends its motion every second
    prepared STAY                          the person goes through S2-S6 and is in h1
    leaves STAY | delivered STAY           ... and is released, or handed to a detention house
    DEVICE tells KIND KEY=VALUE...         an alarm frame
    case CASE tells EVENT KEY=VALUE...     the case system says what began there, now
    DEVICE at ROOM                         the device sends a fix every second from now on
    DEVICE presses KIND                    sos, strap, fall or panic; a tick passes
    door-i1 open unlocked button           the door of i1: contact, lock, release
    BAND worn                              the band says that it is on somebody's wrist
    (``event=last:KIND`` names the last entry of a kind)
    recorder runs | recorder stops         the recorder of i1 beats once a second, or no more
    every MINUTES:SECONDS until t=... ...  after the time: the rest of the line again and again
    refused RULE                           the line before must be refused by this rule
    raise|clear|... RULE SUBJECT [Pn]      as in the other tables; nothing else may come
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec.structs import replace

from custody.commands import AnyAct
from engine.clockwork import Clockwork
from tests.custody.suite import ROOM_OF, Suite, a_suite, with_law, with_posts
from tests.engine.build import S
from tests.scenarios.play import AFTERWARDS_S, EXPECTED, compare, walked

_INSTANTS = (
    *("at_utc_ns", "arrived_utc_ns", "due_utc_ns"),
    *("from_utc_ns", "until_utc_ns", "expires_utc_ns", "expected_utc_ns"),
)
LIST_KEYS = {"officers", "others", "present", "flags", "add", "remove", "places", "escorts"}


@dataclass
class Scene:
    suite: Suite
    tick_s: float
    at: dict[str, str] = field(default_factory=dict)
    motion: dict[str, float] = field(default_factory=dict)
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
                for device, activity_mg in self.motion.items():
                    self.suite.motion(device, activity_mg)
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
                said = {"under": "cn-psapl-2026"}
                for key in ("wearing", "under"):
                    if key in rest:
                        at = rest.index(key)
                        said[key] = rest[at + 1]
                        rest = rest[:at] + rest[at + 2 :]
                known = {"band": said["wearing"]} if "wearing" in said else {}
                getattr(self.suite, how)(*rest, regime=said["under"], **known)
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
            case [device, *said]:
                self.send(device.replace("s-", "card-"), said)
        self.note(seen)

    def case(self, case: str, event: str, about: dict[str, object]):
        """The case system's frame; it arrives with the next tick."""
        self.suite.senders[case] = "cases"
        said = {"event": event, "utc_ns": self.suite.utc_ns} | about
        self.suite.facts.append(self.suite.frame(case, "state", "case", **said))
        self.suite.tick()

    def send(self, device: str, said: list[str]):
        """What a device says, now or once a second."""
        match said:
            case [case, "tells", event, *rest]:
                self.case(case, event, dict(pair(word) for word in rest))
            case ["tells", kind, *rest]:
                about = dict(pair(word) for word in rest)
                self.suite.facts.append(self.suite.frame(device, "alarm", kind, **about))
            case ["worn"]:
                self.suite.band_state(device)
            case ["gone"]:
                self.at.pop(device)
            case ["lies", "still"]:
                self.motion[device] = 5.0
            case ["moves"]:
                self.motion[device] = 300.0
            case [contact, lock, *release] if device.startswith("door"):
                self.suite.door(device, contact, lock, *release)
            case ["at", place]:
                self.at[device] = place
            case _:
                message = f"no device says {' '.join(said)!r}"
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


def told(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Return the lines with their words; what is done again and again in its place in time."""
    said = [(line, line.split("#")[0].split()) for line in lines]
    found: list[tuple[str, list[str]]] = []
    for line, words in said:
        match words:
            case [start, "every", step, "until", end, *rest]:
                at_s = seconds(start)
                while at_s <= seconds(end):
                    found.append((line, [str(at_s), *rest]))
                    at_s += seconds(step)
            case [_, *_]:
                found.append((line, words))
    # Repeated lines fall between the others; what stands at one instant keeps the table's order.
    return (
        sorted(found, key=lambda entry: seconds(entry[1][0])) if len(found) > len(said) else found
    )


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
    first, _, about = first.partition(" about ")
    ticks = [word.removeprefix("tick=") for word in first.split() if word.startswith("tick=")]
    tick_s = float(ticks[0]) if ticks else 0.1
    posts = with_posts(a_suite()) if "posts" in first else None
    posts = with_law(a_suite()) if "law" in first else posts
    called = tuple(word.removeprefix("rollcall=") for word in first.split() if "rollcall=" in word)
    if called:
        base = a_suite()
        posts = replace(base, site=replace(base.site, roll_calls=called))
    scene, expected, refused = Scene(Suite.opened(posts), tick_s), [], []
    for line, words in told(lines):
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
    came = [entry for entry in scene.came if not about or entry[2].split()[0] in about.split()]
    return *compare(expected, walked(path, came)), scene.suite


def replayed(suite: Suite) -> list[bytes]:
    """Return every tick's decisions as a second engine makes them from the same ticks."""
    clockwork = Clockwork()
    return [msgspec.msgpack.encode(clockwork.advance(raw)) for raw in suite.raws]
