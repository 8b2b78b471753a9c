"""A fresh PostgreSQL cluster: made once per version, copied from then on.

Making one takes a second of work, copying it a tenth; the tests make dozens.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.children import ChildFailed, tail
from app.software import PostgresProgram, cache_folder, ordinary_user

LOGIN: Final = "custody"
SETTINGS: Final = (
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "jit = off",
    "timezone = 'UTC'",
    "shared_buffers = '128MB'",
    "max_connections = 40",
)


def make_cluster(program: PostgresProgram, data: Path, *, password: str, log: Path) -> None:
    """Put a cluster whose only login is ``custody`` with this password at ``data``."""
    # The copy is ours, whoever made the template.
    copy = ["cp", "-r", "--preserve=mode", "--reflink=auto", str(_template(program, log))]
    _run([*copy, str(data)], log, given="")
    prefix = ordinary_user([data.parent])
    # Single-user mode: nobody can connect before the password is ours.
    single = [str(program.folder / "postgres"), "--single", "-j", "-D", str(data), "postgres"]
    order = f"alter role {LOGIN} password '{password}';\n\n"
    _run([*prefix, *single], log, given=order)


def _template(program: PostgresProgram, log: Path) -> Path:
    """Return a cluster of this program that nobody runs; the first who asks makes it."""
    folder = cache_folder()
    stamp = f"{program.folder} {(program.folder / 'postgres').stat().st_mtime_ns} {SETTINGS}"
    home = folder / f"cluster-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            work = home.with_suffix(".work")
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            _initialise(program, work / "data", log)
            # Root without user namespaces gave the folder away to make it.
            os.chown(work / "data", os.geteuid(), os.getegid())
            (work / "data").rename(home)
            shutil.rmtree(work)
    return home


def _initialise(program: PostgresProgram, data: Path, log: Path) -> None:
    data.mkdir(mode=0o700)
    argv = [str(program.folder / "initdb"), "-D", str(data), "-E", "UTF8", "-N", "-U", LOGIN]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    login = ["--auth=scram-sha-256", "--pwfile=/dev/stdin"]
    prefix = ordinary_user([data.parent])
    _run([*prefix, *argv, *locale, *login], log, given=f"{os.urandom(24).hex()}\n")
    lines = [*SETTINGS]
    if program.timescaledb:
        lines.append("shared_preload_libraries = 'timescaledb'")
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("\n".join(lines) + "\n")


def _run(argv: Sequence[str], log: Path, *, given: str) -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            argv, input=given.encode(), check=False, stdout=output, stderr=subprocess.STDOUT
        )
    if done.returncode:
        message = f"the database cluster cannot be made; {tail(log)}"
        raise ChildFailed(message)
