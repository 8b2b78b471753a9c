"""``custody bench``: what things cost, on real servers or on the core alone; JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.servers import Servers
from bench.notices import run as run_notices
from bench.path import Load
from bench.path import Servers as Addresses
from bench.path import run as run_path
from bench.run import SUBJECTS
from bench.run import main as run_offline
from config.load import DEMO_DIR, load_site


def served(options: argparse.Namespace) -> dict[str, object]:
    """Measure on real servers: the whole path's CPU, or how late a phone hears of alarms."""
    is_notices = options.bench == "notices"
    alarms = options.alarms if is_notices else 0.0
    load = Load(rate=options.rate, bands=options.bands, seconds=options.seconds, alarms=alarms)
    with (
        tempfile.TemporaryDirectory(prefix="custody-bench-") as folder,
        Servers(options, Path(folder) / "servers", load_site(DEMO_DIR)) as servers,
    ):
        servers.wait_ready()
        addresses = Addresses(
            mqtt=servers.mqtt, dsn=servers.dsn, redis=servers.redis, logins=servers.logins
        )
        return (run_notices if is_notices else run_path)(Path(folder), addresses, load)


def main(argv: Sequence[str]) -> int:
    """Run one bench and print what it measured; those that need no server are bench.run's."""
    words = list(argv)
    if words and words[0] in SUBJECTS:
        return run_offline(words)
    parser = argparse.ArgumentParser(prog="custody bench", description=__doc__)
    kinds = parser.add_subparsers(dest="bench", required=True)
    for name, (_, text) in SUBJECTS.items():
        kinds.add_parser(name, help=text)
    whole = kinds.add_parser("path", help="frame to alarm: frames a CPU second of all processes")
    whole.add_argument("--rate", type=int, default=4000, help="frames a second")
    whole.add_argument("--bands", type=int, default=200)
    whole.add_argument("--seconds", type=float, default=120.0)
    told = kinds.add_parser("notices", help="frame to phone: how late, under load with alarms")
    told.add_argument("--rate", type=int, default=4000, help="frames a second")
    told.add_argument("--alarms", type=float, default=20.0, help="SOS presses a second")
    told.add_argument("--bands", type=int, default=200)
    told.add_argument("--seconds", type=float, default=60.0)
    for kind in (whole, told):
        for name in ("mqtt", "dsn", "redis"):
            kind.add_argument(f"--{name}", help="a server of yours instead of one started here")
        kind.add_argument("--logins", type=Path, help="JSON file with the senders' passwords")
        kind.add_argument("--json", action="store_true", help="one line, not a readable page")
    options = parser.parse_args(argv)
    figures = served(options)
    text = json.dumps(figures) if options.json else json.dumps(figures, indent=2)
    sys.stdout.write(text + "\n")
    return 0
