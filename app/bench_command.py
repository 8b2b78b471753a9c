"""``custody bench``: measure the engine on real servers; one JSON object."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.servers import Servers
from bench.path import Load
from bench.path import Servers as Addresses
from bench.path import run as run_path
from bench.run import SUBJECTS
from bench.run import main as run_offline
from config.load import DEMO_DIR, load_site


def path(options: argparse.Namespace) -> dict[str, object]:
    """Measure frames a CPU second of the whole path, beside a plain program."""
    load = Load(rate=options.rate, bands=options.bands, seconds=options.seconds)
    with (
        tempfile.TemporaryDirectory(prefix="custody-bench-") as folder,
        Servers(options, Path(folder) / "servers", load_site(DEMO_DIR)) as servers,
    ):
        servers.wait_ready()
        addresses = Addresses(
            mqtt=servers.mqtt, dsn=servers.dsn, redis=servers.redis, logins=servers.logins
        )
        return run_path(Path(folder), addresses, load)


def main(argv: Sequence[str]) -> int:
    """Run one bench and print what it measured; those that need no server are bench.run's."""
    words = list(argv)
    if words and words[0] in SUBJECTS:
        return run_offline(words)
    parser = argparse.ArgumentParser(prog="custody bench", description=__doc__)
    kinds = parser.add_subparsers(dest="bench", required=True)
    whole = kinds.add_parser("path", help="frame to alarm: frames a CPU second of all processes")
    whole.add_argument("--rate", type=int, default=4000, help="frames a second")
    whole.add_argument("--bands", type=int, default=200)
    whole.add_argument("--seconds", type=float, default=120.0)
    for name in ("mqtt", "dsn", "redis"):
        whole.add_argument(f"--{name}", help="a server of yours instead of one started here")
    whole.add_argument("--logins", type=Path, help="JSON file with the senders' passwords")
    whole.add_argument("--json", action="store_true", help="one line instead of a readable page")
    options = parser.parse_args(argv)
    figures = path(options)
    text = json.dumps(figures) if options.json else json.dumps(figures, indent=2)
    sys.stdout.write(text + "\n")
    return 0
