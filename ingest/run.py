"""``custody engine``: the process that hears devices, decides, and remembers."""

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvloop

from alerts.configuration import Configuration
from config.load import ConfigError, load_site
from ingest.logs import log
from ingest.process import EngineProcess
from ingest.source import Login, login_of
from ingest.start import Folders, NoConfigurationError, Started, start
from store.journal import journal_files

UNUSABLE = 2


class AlreadyRunningError(Exception):
    """Another engine writes this state directory."""


def main(argv: Sequence[str]) -> int:
    """Run the engine until it is told to stop; 2 when it cannot start as asked."""
    options = _options(argv)
    folders = Folders(options.state.resolve())
    folders.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        login = login_of(options.mqtt or os.environ.get("CUSTODY_MQTT", ""))
        configuration = _configuration(options.site, folders)
        with _only_engine(folders):
            started = start(folders, configuration)
            uvloop.run(_live(started, folders, login, paho=options.source == "paho"))
    except (ConfigError, NoConfigurationError, AlreadyRunningError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    return 0


async def _live(started: Started, folders: Folders, login: Login, *, paho: bool) -> None:
    await EngineProcess(started, folders=folders, login=login, paho=paho).live()


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="custody engine", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder of journal and snapshots")
    parser.add_argument("--site", type=Path, help="site folder to adopt at the start")
    parser.add_argument("--mqtt", metavar="URL", help="broker (or CUSTODY_MQTT)")
    parser.add_argument("--source", choices=("mqtt5", "paho"), default="mqtt5", help="MQTT client")
    return parser.parse_args(argv)


def _configuration(site: Path | None, folders: Folders) -> Configuration | None:
    """Return the site's configuration, None to go on with the one the journal knows."""
    if site is None:
        return None
    try:
        return load_site(site)
    except ConfigError as error:
        if not journal_files(folders.journal):
            raise
        # A half edited file must not keep a running centre's engine down after a restart.
        log("site_refused_kept_adopted", problem=str(error))
        return None


@contextmanager
def _only_engine(folders: Folders) -> Iterator[None]:
    with (folders.state / "engine.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"{folders.state}: another engine runs here; stop it first"
            raise AlreadyRunningError(message) from error
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
