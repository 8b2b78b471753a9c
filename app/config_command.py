"""``custody check`` and ``custody config``: look at a site, adopt it in a running engine."""

import argparse
import asyncio
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from alerts.configuration import Configuration, from_canonical
from alerts.notify.keys import Keys, lacks
from config.command import Finding, apply, check, exit_code, show, summary
from config.errors import ConfigError
from config.load import DEMO_DIR, load_site
from custody.commands import AdoptConfig, Command
from custody.facts import FACT_TOPIC_CONFIG, ConfigAdopted
from engine.decisions import Answer
from store.engine_client import EngineClient, EngineDown
from store.journal_read import DecisionTail, TickReader, journal_files

UNUSABLE: Final = 2
REFUSED: Final = 1


def main(argv: Sequence[str]) -> int:
    """Show a site, check it, or adopt it in a running engine."""
    parser = argparse.ArgumentParser(prog="custody config", description=main.__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, meaning in (("show", "the site at a glance"), ("check", "everything wrong with it")):
        asked = verbs.add_parser(verb, help=meaning, description=meaning)
        asked.add_argument("site", type=Path, nargs="?", default=DEMO_DIR, help="site folder")
    adopt = verbs.add_parser("apply", help="adopt it; the engine goes on without a restart")
    adopt.add_argument("site", type=Path, help="site folder")
    adopt.add_argument("--state", type=Path, required=True, help="state directory of the engine")
    adopt.add_argument("--who", required=True, help="staff id of the one who adopts")
    options = parser.parse_args(argv)
    if options.verb == "check":
        return _check(options.site)
    try:
        if options.verb == "show":
            print(show(load_site(options.site)))
            return 0
        return asyncio.run(_apply(options.site, options.state.resolve(), options.who))
    except (ConfigError, EngineDown) as problem:
        print(problem, file=sys.stderr)
        return UNUSABLE


def check_main(argv: Sequence[str]) -> int:
    """Check a site folder: one line for each thing that is wrong, and exit code 2."""
    parser = argparse.ArgumentParser(prog="custody check", description=check_main.__doc__)
    parser.add_argument("site", type=Path, nargs="?", default=DEMO_DIR, help="site folder")
    parser.add_argument("--state", type=Path, help="look for the endpoints' secrets there, too")
    options = parser.parse_args(argv)
    return _check(options.site, options.state)


def _check(site: Path, state: Path | None = None) -> int:
    findings = check(site)
    if state is not None and exit_code(findings) == 0:
        findings += _secrets(load_site(site), state)
    for finding in findings:
        print(finding.text if finding.problem else f"warning: {finding.text}")
    print(summary(site, findings))
    return exit_code(findings)


def _secrets(configuration: Configuration, state: Path) -> list[Finding]:
    """Return what the secrets file lacks of what the endpoints name."""
    keys = Keys(state / "secrets.toml")
    found = [(point, lacks(keys, point)) for point in configuration.notify.endpoints]
    return [
        Finding(
            problem=True,
            text=f"notify.toml: endpoints: {point.id}: {reason}; write it into secrets.toml",
        )
        for point, reason in found
        if reason
    ]


async def _apply(site: Path, state: Path, who: str) -> int:
    client = EngineClient(state / "engine.sock")

    async def submit(act: AdoptConfig) -> Answer:
        command = Command(id=uuid.uuid4().hex, who=who, at_ns=time.time_ns(), what=act)
        return await client.command(command)

    answer = await apply(site, in_force=in_force(state / "journal"), submit=submit, say=print)
    if answer is None:
        return 0
    print("adopted" if answer.accepted else f"refused: {answer.reason} ({answer.source})")
    return 0 if answer.accepted else REFUSED


def in_force(journal: Path) -> Configuration | None:
    """Return the configuration that the journal adopted last; each file begins with one."""
    for path in reversed(journal_files(journal)):
        told = _adopted(path)
        if told:
            return from_canonical(told[max(told)].encode())
    return None


def _adopted(path: Path) -> dict[int, str]:
    """Return what came into force in a journal file, by tick: by a file's fact or by a command."""
    told: dict[int, str] = {}
    reader, number = TickReader(path), 0
    while rows := reader.read(number):
        for raw in rows:
            for frame in raw.facts:
                if frame.topic == FACT_TOPIC_CONFIG:
                    fact = msgspec.json.decode(frame.payload, type=ConfigAdopted)
                    told[raw.number] = fact.canonical
        number = rows[-1].number
    reader.close()
    tail = DecisionTail(path)
    while found := tail.read():
        for decisions in found:
            if any(x.command.startswith("$config") and not x.accepted for x in decisions.answers):
                told.pop(decisions.tick, None)
            if decisions.adopted is not None:
                told[decisions.tick] = decisions.adopted.canonical
    tail.close()
    return told
