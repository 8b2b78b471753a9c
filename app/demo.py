"""``custody demo``: real servers, the whole engine, a simulated centre, and one URL."""

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2
import msgspec

from alerts.configuration import Configuration
from app.account import read_database, read_journal
from app.children import ChildFailed, free_port, resident_mb, spawn, stop, tail
from app.demo_folder import INSPECTOR, VISITOR, WATCHER, DemoFolder, DemoRefused
from app.demo_options import demo_options, refuse_impossible
from app.observer import Observer
from app.received import Received
from app.report import Evidence, Report, report
from app.servers import Servers
from app.software import ProgramMissing
from config.errors import ConfigError
from config.load import load_site
from sim.ledger import Ledger

READY_LIMIT_S: Final = 40.0
LOOK_EVERY_S: Final = 0.1
DRAIN_LIMIT_S: Final = 8.0
"""Shorter than the shortest silence alarm: the simulator has stopped already."""
NEEDED: Final = ("journal", "broker")
"""What the officers need to begin; the other parts may come up a second later."""
UNUSABLE: Final = 2


@dataclass(slots=True)
class Demo:
    """One run: its folder, its servers, and the processes it started."""

    options: argparse.Namespace
    folder: DemoFolder
    configuration: Configuration
    servers: Servers
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def console(self) -> str:
        """The console's address."""
        return f"http://127.0.0.1:{self.options.port}"

    async def show(self) -> int:
        """Play the scenario and return the exit code."""
        self._obey_signals()
        watcher = Observer(self.console, WATCHER, self.folder.users[WATCHER])
        watching = asyncio.create_task(watcher.watch(), name="observer")
        await self._console_ready()
        if self.stopping.is_set():
            return 0
        say("engine, outlets and console answer")
        await self._until(lambda: bool(watcher.first_position_utc_ns))
        setup_s = (watcher.first_position_utc_ns - _started_utc_ns()) / 1e9
        if not self.stopping.is_set():
            say(f"first position on the map after {setup_s:.1f} s")
            self._invite()
        await self._until(lambda: self.children["sim"].poll() is not None)
        code = await self._settle(watcher, setup_s) if self._account_wanted() else 0
        watching.cancel()
        return code

    def _start(self, name: str, *arguments: str) -> None:
        environment = {**os.environ, **self.servers.environment()}
        argv = [sys.executable, "-m", "app.cli", name, *arguments]
        self.children[name] = spawn(argv, log=self.folder.log(name), environment=environment)

    def launch(self, receiver_port: int, receiver_secrets: Path) -> None:
        """Start engine, outlets, console and receiver."""
        state, site = str(self.folder.state), str(self.folder.site)
        self._start("run", "--state", state, "--site", site, "--port", str(self.options.port))
        self._start("receiver", "--secrets", str(receiver_secrets), "--port", str(receiver_port))

    def launch_simulator(self) -> None:
        """Start the simulator, which waits for the engine, and say how to speak by hand."""
        self._start("sim", *self._simulator())
        if self.servers.mosquitto is not None:
            sender = next(
                x.sender for x in reversed(self.configuration.devices) if x.kind == "band"
            )
            login = self.servers.mosquitto
            password = login.logins[sender]
            self.folder.write_hand(sender=sender, password=password, port=login.port)

    def _simulator(self) -> Iterator[str]:
        yield from ("--scenario", self.options.scenario, "--seed", str(self.options.seed))
        yield from ("--site", str(self.folder.site), "--mqtt", self.servers.broker_address)
        yield from ("--logins", str(self.servers.logins), "--ledger", str(self.folder.ledger))
        yield from ("--console", self.console, "--users", str(self.folder.run / "officers.json"))
        if self.options.for_s:
            yield from ("--for", str(self.options.for_s))

    def _obey_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.stopping.set)

    def _account_wanted(self) -> bool:
        return bool(self.options.json or self.options.for_s) and self.folder.ledger.exists()

    @contextmanager
    def all_ended(self) -> Iterator[None]:
        """End simulator, supervisor and receiver in this order, whatever happens."""
        try:
            yield
        finally:
            for name in ("sim", "run", "receiver"):
                if name in self.children:
                    stop(self.children[name])

    async def _until(self, done: Callable[[], bool]) -> None:
        """Wait until ``done`` or told to stop; raise ChildFailed when a process ended."""
        while not done() and not self.stopping.is_set():
            self._check()
            await asyncio.sleep(LOOK_EVERY_S)

    def _check(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None and (name != "sim" or child.returncode != 0):
                message = f"{name} ended with {child.returncode}; {tail(self.folder.log(name))}"
                raise ChildFailed(message)
        self.servers.check()

    async def _console_ready(self) -> None:
        deadline = time.monotonic() + READY_LIMIT_S
        async with httpx2.AsyncClient(base_url=self.console, timeout=2.0) as client:
            while (missing := await _not_ready(client)) and not self.stopping.is_set():
                self._check()
                if time.monotonic() > deadline:
                    message = f"not ready: {', '.join(missing)}; {tail(self.folder.log('run'))}"
                    raise ChildFailed(message)
                await asyncio.sleep(LOOK_EVERY_S)

    def _invite(self) -> None:
        password = self.folder.users[VISITOR]
        print(f"\n  {self.console}\n  user {VISITOR}   password {password}   (duty inspector)")
        inspector = self.folder.users.get(INSPECTOR)
        if inspector:
            meaning = "procurator: reads everything, changes nothing"
            print(f"  user {INSPECTOR}   password {inspector}   ({meaning})")
        print()
        print(f"  duty phone: {self.receiver}    Ctrl-C ends everything\n", flush=True)
        if not self.options.headless and os.environ.get("DISPLAY") and shutil.which("xdg-open"):
            subprocess.Popen(["xdg-open", self.console], stderr=subprocess.DEVNULL)

    @property
    def receiver(self) -> str:
        """The address of the duty phone."""
        return self.configuration.notify.endpoints[0].url.rpartition("/")[0]

    async def _settle(self, watcher: Observer, setup_s: float) -> int:
        """Let the last notices out, stop everything, and give the account."""
        stop(self.children["sim"])
        ledger = msgspec.json.decode(self.folder.ledger.read_bytes(), type=Ledger)
        rss_mb = self._resident()
        journal = self.folder.state / "journal"
        deadline = time.monotonic() + DRAIN_LIMIT_S
        while True:
            stored = read_database(self.servers.dsn, journal)
            received = await self._received()
            account = read_journal(journal)
            due = {x.id for x in account.notices.values() if x.utc_ns <= ledger.written_utc_ns}
            settled = due <= {x.id for x in received} and len(stored.alarms) == len(account.raised)
            if settled or time.monotonic() > deadline:
                break
            await asyncio.sleep(LOOK_EVERY_S)
        stop(self.children["run"])
        whole = report(
            Evidence(
                ledger=ledger,
                journal=read_journal(journal),
                stored=stored,
                received=received,
                seen_utc_ns=watcher.seen_utc_ns,
                ack=watcher.ack,
                rss_mb=rss_mb,
                setup_s=round(setup_s, 2),
                until_utc_ns=ledger.written_utc_ns,
            )
        )
        return self._tell(whole)

    def _resident(self) -> dict[str, float]:
        text = (self.folder.state / "pids.json").read_text()
        pids = msgspec.json.decode(text, type=dict[str, int])
        pids |= self.servers.pids() | {"receiver": self.children["receiver"].pid}
        return {name: resident_mb(pid) for name, pid in sorted(pids.items())}

    async def _received(self) -> list[Received]:
        async with httpx2.AsyncClient() as client:
            answer = await client.get(f"{self.receiver}/log.json")
        return msgspec.json.decode(answer.content, type=list[Received])

    def _tell(self, whole: Report) -> int:
        if self.options.json:
            self.options.json.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2))
        alarms = sum(whole.alarms.values())
        say(f"{alarms} alarms of {len(whole.alarms)} rules, {whole.notices_delivered} notices")
        for line in whole.problems:
            say(f"PROBLEM {line}")
        say("all accounts agree" if not whole.problems else f"{len(whole.problems)} problems")
        return 1 if whole.problems else 0


def main(argv: Sequence[str]) -> int:
    """Show the whole engine with a simulated centre."""
    options = demo_options(argv, main.__doc__)
    _started_utc_ns()
    try:
        refuse_impossible(options)
    except DemoRefused as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return UNUSABLE
    options.port = options.port or free_port()
    folder = DemoFolder(options.run.resolve())
    try:
        with folder.ours(keep=options.keep), ExitStack() as running:
            receiver_port = free_port()
            folder.copy_site(options.site, receiver_port)
            configuration = load_site(folder.site)
            receiver_secrets = folder.write_secrets(configuration)
            servers = running.enter_context(Servers(options, folder.state, configuration))
            demo = Demo(options, folder, configuration, servers)
            with demo.all_ended():
                demo.launch(receiver_port, receiver_secrets)
                # Hashing passwords is slow on purpose: the others start in the meantime.
                folder.write_users(configuration)
                demo.launch_simulator()
                servers.wait_ready()
                say(servers.remark)
                return asyncio.run(demo.show())
    except (DemoRefused, ConfigError, ProgramMissing) as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return UNUSABLE
    except ChildFailed as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def say(text: str) -> None:
    """Print a line with the seconds since ./demo was started."""
    spent_s = (time.time_ns() - _started_utc_ns()) / 1e9
    print(f"[{spent_s:5.1f} s] {text}", flush=True)


async def _not_ready(client: httpx2.AsyncClient) -> tuple[str, ...]:
    """Return the parts that do not work yet."""
    try:
        parts = (await client.get("/healthz")).json()["parts"]
    except (httpx2.HTTPError, ValueError):
        return ("console",)
    return tuple(name for name in NEEDED if not parts.get(name, {}).get("ok"))


def _started_utc_ns() -> int:
    return int(os.environ.setdefault("CUSTODY_STARTED_UTC_NS", str(time.time_ns())))
