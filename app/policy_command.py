"""``custody policy``: check the law's files, explain a person's clocks, compare two regimes."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.config_command import in_force
from app.stay_record import record_of, when, with_arrival
from app.trace_command import as_json, as_table
from config.civil import civil_of
from config.difference import changes_of
from config.errors import ConfigError, Place
from config.policy_files import PACKAGE, folder_of, lint, read_policy
from custody.clocks.civil import NS_PER_S, Civil
from custody.clocks.evaluate import evaluate
from custody.clocks.feeds import not_begun
from custody.clocks.state import ClockState
from custody.policy import LimitClock, Policy
from custody.record import RecordEvent
from custody.trace import trace

WRONG: Final = 1
UNUSABLE: Final = 2


def main(argv: Sequence[str]) -> int:
    """Check, explain or compare; 0 fine, 1 something is wrong or differs, 2 unusable."""
    parser = argparse.ArgumentParser(prog="custody policy", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    asked = verbs.add_parser("lint", help="everything wrong with policies and overlays")
    asked.add_argument("folder", type=Path, nargs="?", default=PACKAGE, help="site folder")
    asked = verbs.add_parser("explain", help="every clock of a person, and why")
    asked.add_argument("stay", help="pseudonym, for example D-0001")
    asked.add_argument("--state", type=Path, required=True, help="state directory")
    asked = verbs.add_parser("trace", help="every minute of a stay: step, session, officer")
    asked.add_argument("stay", help="pseudonym, for example D-0001")
    asked.add_argument("--state", type=Path, required=True, help="state directory")
    asked.add_argument("--json", action="store_true", help="as JSON instead of a table")
    asked = verbs.add_parser("diff", help="what differs between two policies")
    asked.add_argument("one", help="name of a policy, or its file")
    asked.add_argument("other", help="name of a policy, or its file")
    options = parser.parse_args(argv)
    try:
        if options.verb == "lint":
            return _lint(options.folder)
        if options.verb == "explain":
            return _explain(options.stay, options.state)
        if options.verb == "trace":
            return _trace(options.stay, options.state, machine=options.json)
        return _diff(options.one, options.other)
    except ConfigError as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE


def _lint(folder: Path) -> int:
    """Print a line for each thing that is wrong, else what was read."""
    files = [*(folder / "policies").glob("*.toml"), *(folder / "overlays").glob("*.toml")]
    if not files:
        print(f"{folder}: no policies/*.toml and no overlays/*.toml here", file=sys.stderr)
        return UNUSABLE
    problems = list(lint(folder))
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{folder}: {len(files)} files, nothing wrong")
        for line in _unsure(folder):
            print(line)
    return WRONG if problems else 0


def _unsure(folder: Path) -> list[str]:
    """Return what a lawyer should look at first: clocks that are ours, or from memory."""
    lines = []
    for path in sorted((folder / "policies").glob("*.toml")):
        policy = read_policy(folder, f"policies/{path.name}")
        ours = [clock.id for clock in policy.clocks() if clock.confidence in ("design", "memory")]
        if ours:
            lines.append(f"  {policy.id}: not from the text of a law: {', '.join(ours)}")
    return lines


def _diff(one: str, other: str) -> int:
    lines = changes_of(_named(one), _named(other))
    for line in lines:
        print(line)
    if not lines:
        print("nothing differs")
    return WRONG if lines else 0


def _named(name: str) -> Policy:
    """Return a policy by its file or by the name under which it ships."""
    path = Path(name)
    if path.suffix == ".toml":
        return read_policy(path.parent, path.name)
    file = f"policies/{name}.toml"
    folder = folder_of(None, file)
    if folder is None:
        raise ConfigError(Place(file, ""), "there is no such policy", "name one, or a file")
    return read_policy(folder, file)


def _explain(stay: str, state: Path) -> int:
    """Print every clock of a stay, as the journal's decisions have it."""
    configuration = in_force(state / "journal")
    if configuration is None:
        print(f"{state}: no journal with a configuration here", file=sys.stderr)
        return UNUSABLE
    change, events, until_utc_ns = record_of(stay, state / "journal")
    if change is None:
        print(f"{stay}: no such stay in the journal", file=sys.stderr)
        return UNUSABLE
    policy = next(one for one in configuration.policies if one.id == change.regime)
    civil = civil_of(configuration.site.timezone)
    feeds = any(device.kind == "case_feed" for device in configuration.devices)
    known = with_arrival(change, events)
    for line in explained(policy, known, until_utc_ns, civil, connected=feeds):
        print(line)
    return 0


def _trace(stay: str, state: Path, *, machine: bool) -> int:
    """Print the account of a stay, as the journal's decisions have it."""
    configuration = in_force(state / "journal")
    if configuration is None:
        print(f"{state}: no journal with a configuration here", file=sys.stderr)
        return UNUSABLE
    change, events, until_utc_ns = record_of(stay, state / "journal")
    if change is None:
        print(f"{stay}: no such stay in the journal", file=sys.stderr)
        return UNUSABLE
    found = trace(with_arrival(change, events), until_utc_ns)
    lines = [as_json(found)] if machine else as_table(found, civil_of(configuration.site.timezone))
    for line in lines:
        print(line)
    return 0


def explained(
    policy: Policy,
    events: Sequence[RecordEvent],
    until_utc_ns: int,
    civil: Civil,
    *,
    connected: bool = False,
) -> list[str]:
    """Return every clock of a record in words: instants, rungs, bands, events counted, sources."""
    lines = [f"{policy.id} ({policy.zh} / {policy.en}), as known at {when(until_utc_ns, civil)}"]
    by_number = {event.number: event for event in events}
    states = evaluate(policy, events, until_utc_ns, civil=civil)
    for state in states:
        lines += ["", *_clock(state, by_number, civil)]
    begun = {state.clock.id for state in states}
    for clock in policy.timed():
        if clock.id not in begun:
            zh, en = not_begun(clock, connected=connected)
            lines += ["", f"{clock.id} {clock.zh} / {clock.en}: {zh} / {en}"]
    return lines


def _clock(state: ClockState, events: dict[int, RecordEvent], civil: Civil) -> list[str]:
    clock = state.clock
    lines = [
        f"{clock.id} {clock.zh} / {clock.en}: {state.status}, {state.colour}",
        f"  limit      {when(state.limit_utc_ns, civil)} exactly",
        f"  statute    {when(state.statutory_utc_ns, civil)} by its own counting",
        f"  source     {state.source} ({clock.confidence})",
        f"  from       {when(state.start_utc_ns, civil)}",
    ]
    if state.paused_ns:
        lines.append(f"  paused     {state.paused_ns / NS_PER_S:g} s did not count")
    if isinstance(clock, LimitClock):
        lines += [
            f"  rung {number}{' *' if number == state.rung else '  '}   {rung.limit_s / 3600:g} h"
            f" {' or '.join(rung.ground)} {rung.approver} ({rung.source}, {rung.confidence})"
            for number, rung in enumerate(clock.rungs)
        ]
    for step in state.steps:
        lines.append(f"  {step.colour:<10} P{step.severity} {when(step.utc_ns, civil)}")
    for number in state.counted:
        event = events[number]
        lines.append(f"  counted    #{number} {event.kind} {when(event.utc_ns, civil)}")
    for fault in state.faults:
        lines.append(f"  void       #{fault.event} {fault.rule}: {fault.why}")
    for version in state.versions:
        lines.append(
            f"  version    #{version.event}: {when(version.before_utc_ns, civil)}"
            f" -> {when(version.after_utc_ns, civil)}"
        )
    return lines
