"""Reads the golden scenarios: a custody record line by line, and what each clock must say."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from config.policy_files import PACKAGE, read_policy
from custody.clocks.civil import CHINA, UTC
from custody.clocks.evaluate import evaluate
from custody.clocks.extension import Extension, extension
from custody.record import RecordEvent, StayRecord
from custody.refusals import Refusal

S = 1_000_000_000
DAY_0 = 1_790_000_000 // 86_400 * 86_400 * S
ASK = re.compile(r"(\S+) (\d) by (\w+)( as investigator)? for (\w+) -> (\S+)")


def scenarios():
    text = (Path(__file__).parent / "golden.txt").read_text()
    parts = re.split(r"^scenario ", text, flags=re.MULTILINE)[1:]
    return [(part.split("\n")[0], part.split("\n")[1:]) for part in parts]


def value(word):
    return {"true": True, "false": False}.get(word, int(word) if word.isdigit() else word)


@dataclass
class Story:
    """One person's record as it grows, under one policy."""

    policy: object = None
    midnight: int = DAY_0
    record: StayRecord = field(default_factory=lambda: StayRecord(stay="D-0001"))

    def play(self, lines):
        for line in lines:
            words = line.split("#")[0].split(None, 1)
            if not words:
                continue
            if words[0] == "policy":
                self.policy = read_policy(PACKAGE, f"policies/{words[1].strip()}.toml")
                self.civil = CHINA if self.policy.jurisdiction == "CN" else UTC
                self.midnight = DAY_0 - self.civil.offset_ns(DAY_0)
            else:
                self._line(self.at(words[0]), words[1].strip(), line)

    def at(self, text):
        hours, minutes, *seconds = map(int, text.split(":"))
        return self.midnight + (hours * 3600 + minutes * 60 + (seconds or [0])[0]) * S

    def _line(self, utc_ns, what, line):
        verb, _, rest = what.partition(" ")
        if verb == "says":
            self._says(utc_ns, rest, line)
        elif verb == "asks":
            self._asks(utc_ns, rest, line)
        elif verb == "arrives":
            self.write(utc_ns, "stay.arrived", {"regime": self.policy.id})
        elif verb == "corrects":
            moved = self.at(rest.split()[-1])
            self.write(moved, "stay.arrived", {}, recorded=utc_ns, corrects=1)
        else:
            kind, *pairs = rest.split() if verb == "writes" else what.split()
            self.write(utc_ns, kind, {k: value(v) for k, v in (pair.split("=") for pair in pairs)})

    def write(self, utc_ns, kind, data, *, recorded=0, corrects=0):
        number = len(self.record.events) + 1
        self.record.events.append(
            RecordEvent(
                number=number,
                stay="D-0001",
                utc_ns=utc_ns,
                recorded_utc_ns=recorded or utc_ns,
                kind=kind,
                by="s-001",
                data=data,
                corrects=corrects,
            )
        )

    def _asks(self, utc_ns, rest, line):
        clock, rung, rank, investigates, ground, expected = ASK.fullmatch(rest).groups()
        answer = extension(
            self.policy,
            self.record.events,
            self.record,
            Extension(
                clock=clock,
                rung=int(rung),
                ground=ground,
                approver="s-009",
                approver_rank=rank,
                approver_role="investigator" if investigates else "duty_inspector",
                evidence="doc-1",
                by="s-001",
                utc_ns=utc_ns,
            ),
        )
        if isinstance(answer, Refusal):
            assert answer.reason_zh, line
            assert answer.reason_en, line
            assert answer.source, line
            assert answer.rule == expected, f"{line}: {answer.rule} {answer.reason_en}"
        else:
            assert expected == "granted", line
            self.record.events.append(answer)

    def _says(self, utc_ns, rest, line):
        name, *words = rest.split()
        states = evaluate(self.policy, self.record.events, utc_ns, civil=self.civil)
        state = next(state for state in states if state.clock.id == name)
        while words:
            word = words.pop(0)
            if word == "until":
                assert state.limit_utc_ns == self.at(words.pop(0)), f"{line}: {self.hours(state)}"
            elif word == "statute":
                assert state.statutory_utc_ns == self.at(words.pop(0)), line
            elif word == "void":
                assert [fault.rule for fault in state.faults] == [words.pop(0)], line
            elif word == "version":
                before, after = map(self.at, words.pop(0).split("->"))
                shown = [(one.before_utc_ns, one.after_utc_ns) for one in state.versions]
                assert shown == [(before, after)], line
            elif word.startswith("P"):
                assert state.severity == int(word[1]), f"{line}: P{state.severity}"
            elif word in ("running", "paused", "stopped", "excepted"):
                assert state.status == word, f"{line}: {state.status}"
            else:
                assert state.colour == word, f"{line}: {state.colour}"

    def hours(self, state):
        return (state.limit_utc_ns - self.midnight) / 3600 / S
