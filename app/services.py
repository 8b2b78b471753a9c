"""The servers we stand on, as real processes: a broker, a database, a live picture.

Each has its own folder and free port, and dies with us. The demo and the tests use the same
classes; a production box runs its own servers and needs none of this.
"""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self

import psycopg
from typing_extensions import override

from app.children import accepts, free_port, kill, spawn, stop, wait_until
from app.cluster import LOGIN, make_cluster
from app.secret_file import write_secret
from app.software import (
    mosquitto_program,
    ordinary_user,
    postgres_program,
    shipped,
    valkey_program,
)

READY_LIMIT_S: Final = 30.0
ENGINE_LOGIN: Final = "engine"
PASSWORD_ROUNDS: Final = 101
"""What mosquitto_passwd uses; the passwords are random and long, so rounds add nothing."""


class Service(ABC):
    """One server of ours: a process with a folder, a port and a log."""

    name: str
    refuses_root = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.launch()
        self.wait_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def launch(self) -> None:
        """Prepare the folder once and start the process; it is not yet ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self.folder, 0o700)  # noqa: PTH101 - said at once for old and new folders
        self.prepare()
        self.process = spawn(
            self.command(),
            log=self.log,
            prefix=ordinary_user([self.folder]) if self.refuses_root else [],
            environment=self.environment(),
        )

    def wait_ready(self) -> None:
        """Return once the server answers."""
        wait_until(self.answers, child=self.running(), log=self.log, limit_s=READY_LIMIT_S)
        self.made_ready()

    def stop(self) -> None:
        """Stop the server in good order, if it runs."""
        if self.process is not None:
            stop(self.process)
            self.process = None

    def kill(self) -> None:
        """End the server as a power cut would."""
        kill(self.running())
        self.process = None

    def restart(self) -> None:
        """Start the server again on the same port and folder, and wait until it answers."""
        self.stop()
        self.launch()
        self.wait_ready()

    def running(self) -> subprocess.Popen[bytes]:
        """Return the process; it is a mistake of ours to ask before it was started."""
        assert self.process is not None, f"{self.name} was not started"
        return self.process

    @abstractmethod
    def prepare(self) -> None:
        """Write what the server needs before it starts; harmless the second time."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command line of the server."""

    @abstractmethod
    def answers(self) -> bool:
        """Return whether the server answers now."""

    def environment(self) -> dict[str, str] | None:
        """Return the server's environment, None for our own."""
        return None

    def made_ready(self) -> None:
        """Do what must be done once the server answers; most need nothing."""
        return


class Mosquitto(Service):
    """The broker with our own mosquitto.conf; one login for each sender and one for the engine."""

    name = "mosquitto"
    refuses_root = True

    def __init__(self, folder: Path, senders: Iterable[str]) -> None:
        super().__init__(folder)
        self.program = mosquitto_program()
        self.senders = tuple(sorted({*senders, ENGINE_LOGIN}))
        self.logins: dict[str, str] = {}

    def url(self, sender: str = ENGINE_LOGIN) -> str:
        """Return the broker's address with the login of this sender."""
        return f"mqtt://{sender}:{self.logins[sender]}@127.0.0.1:{self.port}"

    @override
    def prepare(self) -> None:
        kept = self.folder / "logins.json"
        known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
        self.logins = {x: known.get(x) or secrets.token_urlsafe(24) for x in self.senders}
        write_secret(kept, json.dumps(self.logins))
        lines = [f"{sender}:{password_hash(word)}" for sender, word in self.logins.items()]
        write_secret(self.folder / "passwords", "\n".join(lines) + "\n")
        write_secret(self.folder / "acl", shipped("deploy/mosquitto.acl").read_text())
        (self.folder / "data").mkdir(exist_ok=True)
        write_secret(self.folder / "mosquitto.conf", self._configuration())

    @override
    def command(self) -> list[str]:
        return [str(self.program.path), "-c", str(self.folder / "mosquitto.conf")]

    @override
    def environment(self) -> dict[str, str] | None:
        if not self.program.libraries:
            return None
        libraries = os.pathsep.join(str(folder) for folder in self.program.libraries)
        return {**os.environ, "LD_LIBRARY_PATH": libraries}

    @override
    def answers(self) -> bool:
        return accepts(self.port)

    def _configuration(self) -> str:
        own = {
            "listener": f"{self.port} 127.0.0.1",
            "password_file": str(self.folder / "passwords"),
            "acl_file": str(self.folder / "acl"),
            "persistence_location": f"{self.folder / 'data'}/",
        }
        lines = []
        for line in shipped("mosquitto.conf").read_text().splitlines():
            key = line.partition(" ")[0]
            lines.append(f"{key} {own.pop(key)}" if key in own else line)
        assert not own, f"mosquitto.conf lacks {sorted(own)}"
        return "\n".join(lines) + "\n"


class Postgres(Service):
    """PostgreSQL, with TimescaleDB where it can be had; ``durable=False`` is for tests only."""

    name = "postgres"
    refuses_root = True

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder)
        self.program = postgres_program()
        self.durable = durable
        self.data = folder / "data"
        self.password = ""

    @property
    def dsn(self) -> str:
        """The address with the login."""
        return f"postgresql://{LOGIN}:{self.password}@127.0.0.1:{self.port}/postgres"

    @property
    def timescaledb(self) -> bool:
        """Whether the TimescaleDB extension is part of this server."""
        return self.program.timescaledb

    @override
    def prepare(self) -> None:
        self.write_password()
        if not (self.data / "PG_VERSION").exists():
            make_cluster(self.program, self.data, password=self.password, log=self.log)

    def write_password(self) -> None:
        """Settle the password, so that the address is known before the cluster is made."""
        word = self.folder / "password"
        if not word.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_secret(word, secrets.token_urlsafe(24))
        self.password = word.read_text()

    @override
    def command(self) -> list[str]:
        argv = [str(self.program.folder / "postgres"), "-D", str(self.data), "-p", str(self.port)]
        if not self.durable:
            for key in ("fsync", "synchronous_commit", "full_page_writes"):
                argv += ["-c", f"{key}=off"]
        return argv

    @override
    def answers(self) -> bool:
        try:
            psycopg.connect(self.dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @override
    def made_ready(self) -> None:
        if not self.timescaledb:
            return
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute("set client_min_messages = error")
            # The outlets may do the same in this instant; the loser's work is done then.
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                connection.execute("create extension if not exists timescaledb")
            # The Apache edition's own log job fails with a licence error and fills the log.
            connection.execute(
                "update _timescaledb_config.bgw_job set scheduled = false where id < 1000"
            )


class Valkey(Service):
    """The live picture's server; it keeps nothing on disk."""

    name = "valkey"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.program = valkey_program()
        self.password = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        """The address with the login."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @override
    def prepare(self) -> None:
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            'save ""',
            "appendonly no",
            "maxmemory 256mb",
            "daemonize no",
        ]
        write_secret(self.folder / "valkey.conf", "\n".join(lines) + "\n")

    @override
    def command(self) -> list[str]:
        return [str(self.program), str(self.folder / "valkey.conf")]

    @override
    def answers(self) -> bool:
        # Two lines of the protocol by hand: the client library takes half a second to import.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with line.makefile("rb") as answers:
                    return (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except OSError:
            return False


def password_hash(password: str) -> str:
    """Return a password as mosquitto's password file wants it (PBKDF2, SHA-512)."""
    salt = secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, PASSWORD_ROUNDS)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return "$7$" + "$".join((str(PASSWORD_ROUNDS), *parts))
