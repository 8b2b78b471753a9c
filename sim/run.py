"""The simulator as a command: a story in real time over MQTT, or in virtual time into a journal."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx2
import msgspec

from alerts.configuration import Configuration
from config.load import DEMO_DIR, ConfigError, load_site
from sim import drill
from sim.cast import CastError, stage
from sim.desk import Desk, HouseSilentError, NobodyMayError
from sim.journal import VirtualRun
from sim.ledger import Ledger
from sim.live import BrokerSilentError, LiveRun
from sim.mqtt import Broker
from sim.scenarios import LASTS_S, SCENARIOS
from sim.story import StoryRefusedError
from sim.truth import compare
from store.journal import Journal

VIRTUAL_S: Final = 600.0
"""How long a story lasts in virtual time when nobody says otherwise."""
VIRTUAL_START: Final = "2026-03-02T01:00:00+00:00"
WRONG: Final = 2


class InputError(Exception):
    """A file or option cannot be used; says which and why."""


THEIR_MISTAKES: Final = (
    ConfigError,
    CastError,
    BrokerSilentError,
    HouseSilentError,
    NobodyMayError,
    InputError,
)


def main(argv: Sequence[str]) -> int:
    """Run the simulator; return the exit code. ``drill`` is a story with real people in it."""
    if argv and argv[0] == "drill":
        return drill.main(argv[1:])
    options = _parser().parse_args(argv)
    try:
        configuration = load_site(options.site)
        if options.journal is not None:
            return _virtual(options, configuration)
        return asyncio.run(_live(options, configuration))
    except THEIR_MISTAKES as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    except httpx2.HTTPError as error:
        sys.stderr.write(f"console {options.console}: {error}\n")
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="custody sim", description=__doc__)
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="ordinary-day")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same story")
    parser.add_argument("--for", dest="for_s", type=float, metavar="S", help="seconds to play")
    parser.add_argument("--site", type=Path, default=DEMO_DIR, help="a site's folder")
    parser.add_argument("--mqtt", default="mqtt://127.0.0.1:1883", metavar="URL")
    parser.add_argument("--logins", type=Path, metavar="FILE", help="JSON {sender: password}")
    parser.add_argument("--console", metavar="URL", help="where the officers act")
    parser.add_argument("--users", type=Path, metavar="FILE", help="JSON {user: password}")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="the account, as JSON")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="virtual time into a journal")
    parser.add_argument("--start", default=VIRTUAL_START, help="start of virtual time, ISO 8601")
    return parser


def _virtual(options: argparse.Namespace, configuration: Configuration) -> int:
    """Tell the story in virtual time, write its journal, say how truth and engine compare."""
    start_ns = int(datetime.fromisoformat(options.start).astimezone(UTC).timestamp()) * 10**9
    journal = Journal(options.journal)
    if journal.tip.number > 0:
        message = f"{options.journal}: holds a journal already; name an empty folder"
        raise InputError(message)
    story = stage(configuration, seed=options.seed, start_ns=start_ns)
    run = VirtualRun(story=story, journal=journal)
    try:
        lasts_s = LASTS_S.get(options.scenario, VIRTUAL_S)
        run.play(SCENARIOS[options.scenario], for_s=options.for_s or lasts_s)
    except StoryRefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        journal.close()
    ledger = run.ledger(options.scenario)
    if options.ledger is not None:
        ledger.write(options.ledger)
    outcome = compare(ledger.truth, run.raised, until_utc_ns=story.now_ns)
    _say(ledger)
    for kind, lines in (("missing", outcome.missing), ("unexpected", outcome.unexpected)):
        for line in lines:
            sys.stdout.write(f"{kind}: {line}\n")
    return 1 if outcome.missing or outcome.unexpected else 0


async def _live(options: argparse.Namespace, configuration: Configuration) -> int:
    """Tell the story in real time until it is over or a signal stops it."""
    if options.logins is None:
        message = "--logins FILE is needed: each sender has its own password"
        raise InputError(message)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    desk = _desk(options, configuration)
    run = LiveRun(
        configuration=configuration,
        scenario=options.scenario,
        seed=options.seed,
        broker=Broker.of(options.mqtt),
        logins=_passwords(options.logins),
        desk=desk,
        ledger=options.ledger,
    )
    try:
        ledger = await run.play(for_s=options.for_s, stop=stop)
    except ExceptionGroup as group:
        theirs, ours = group.split(
            (BrokerSilentError, HouseSilentError, NobodyMayError, httpx2.HTTPError)
        )
        if theirs is None or ours is not None:
            raise
        raise _first(theirs) from theirs
    finally:
        if desk is not None:
            await desk.close()
    _say(ledger)
    return 0


def _first(group: BaseExceptionGroup[Exception]) -> Exception:
    """Return the first exception inside a group of groups."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _desk(options: argparse.Namespace, configuration: Configuration) -> Desk | None:
    if options.console is None:
        return None
    if options.users is None:
        message = "--users FILE is needed with --console: officers sign in"
        raise InputError(message)
    return Desk(
        url=options.console,
        users=_passwords(options.users),
        configuration=configuration,
        run=f"sim-{int(datetime.now(UTC).timestamp() * 1000)}",
    )


def _passwords(path: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise InputError(message) from error
    except msgspec.DecodeError as error:
        message = f"{path}: is no JSON object of names and passwords ({error})"
        raise InputError(message) from error


def _say(ledger: Ledger) -> None:
    sys.stdout.write(
        f"{ledger.scenario} seed {ledger.seed}: published {ledger.published}, "
        f"receipts {ledger.receipts}, pending {ledger.pending}, truth {len(ledger.truth)}\n"
    )
    acts = ", ".join(f"{name} {count}" for name, count in ledger.acts.items())
    sys.stdout.write(f"acts: {acts or 'none'}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
