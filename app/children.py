"""Child processes that never outlive us: the kernel ends them when we die, however we die."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

NOBODY: Final = 65534
STOP_LIMIT_S: Final = 10.0
PROBE_EVERY_S: Final = 0.02
PORTS: Final = range(20_000, 32_000)
"""Below what Linux lends to outgoing connections (ip_local_port_range, from 32768)."""
PORTS_TRIED: Final = 200


class ChildFailed(RuntimeError):
    """A child did not come up, or ended when it should not; the message names its log."""


def spawn(
    argv: Sequence[str],
    *,
    log: Path | None,
    prefix: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that the kernel kills when we die; its output goes to ``log``, None: to ours.

    The signal is tied to the thread that forks, so only the main thread may start children.
    ``prefix`` may change the user; the kernel forgets the signal then, so it is asked for last.
    """
    assert threading.current_thread() is threading.main_thread(), "children die with their thread"
    with contextlib.ExitStack() as opened:
        output = None if log is None else opened.enter_context(_appended(log))
        return subprocess.Popen(
            [*prefix, "setpriv", "--pdeathsig", "KILL", "--", *argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if log is None else subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            start_new_session=True,
        )


def stop(child: subprocess.Popen[bytes], *, limit_s: float = STOP_LIMIT_S) -> int:
    """Ask a child to end, insist after ``limit_s``, and return its exit code."""
    if child.poll() is None:
        child.terminate()
    try:
        return child.wait(limit_s)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def kill(child: subprocess.Popen[bytes]) -> None:
    """End a child at once, as a power cut would, with everything in its process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def wait_until(
    ready: Callable[[], bool], *, child: subprocess.Popen[bytes], log: Path, limit_s: float
) -> None:
    """Return once ``ready()``; raise ChildFailed with the log's tail when it takes too long."""
    deadline = time.monotonic() + limit_s
    while not ready():
        if child.poll() is not None:
            message = f"{log.stem} ended with code {child.returncode}; {tail(log)}"
            raise ChildFailed(message)
        if time.monotonic() > deadline:
            message = f"{log.stem} is not ready after {limit_s} s; {tail(log)}"
            raise ChildFailed(message)
        time.sleep(PROBE_EVERY_S)


def tail(log: Path, *, lines_max: int = 12) -> str:
    """Return where the log is and its last lines."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return f"see {log}:\n" + "\n".join(text.splitlines()[-lines_max:])


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody uses now; raises OSError when there is none.

    Not one of those that the kernel lends to outgoing connections: those may be gone again before
    the program that asked for a port binds it.
    """
    for port in random.sample(PORTS, PORTS_TRIED):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue  # Somebody's already; the next one.
            return port
    message = f"no free port of 127.0.0.1 among {PORTS_TRIED} from {PORTS[0]} to {PORTS[-1]}"
    raise OSError(message)


def accepts(port: int) -> bool:
    """Return whether somebody accepts connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and its descendants, in MiB (0 when gone)."""
    kib = sum(_resident_kib(member) for member in _family(pid))
    return round(kib / 1024, 1)


def _appended(log: Path) -> BinaryIO:
    log.parent.mkdir(parents=True, exist_ok=True)
    return log.open("ab")


def _resident_kib(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS:")), 0)


def _family(pid: int) -> list[int]:
    members = [pid]
    for parent in members:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
            members.extend(int(child) for child in text.split())
    return members
