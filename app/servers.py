"""The three servers of a demo: ours, or those somebody named."""

import argparse
import json
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from alerts.configuration import Configuration
from app.children import ChildFailed, tail
from app.secret_file import write_secret
from app.services import ENGINE_LOGIN, Mosquitto, Postgres, Service, Valkey


class Servers:
    """Broker, database and live picture, started side by side where no address was given."""

    def __init__(
        self, options: argparse.Namespace, state: Path, configuration: Configuration
    ) -> None:
        senders = {device.sender for device in configuration.devices}
        self.mqtt, self.dsn, self.redis = options.mqtt, options.dsn, options.redis
        self.logins = options.logins or state / "broker/logins.json"
        self._senders = sorted(senders | {ENGINE_LOGIN})
        self.mosquitto = None if self.mqtt else Mosquitto(state / "broker", senders)
        self.postgres = None if self.dsn else Postgres(state / "postgres")
        self.valkey = None if self.redis else Valkey(state / "valkey")

    def __enter__(self) -> Self:
        """Settle all addresses and start what starts at once; ``wait_ready`` does the rest.

        Making a database cluster takes half a second, in which our processes can start already.
        """
        if self.mosquitto is not None:
            self.mosquitto.launch()
            self.mqtt = self.mosquitto.url()
        elif not self.logins.exists():
            self._one_password_for_all()
        if self.valkey is not None:
            self.valkey.launch()
            self.redis = self.valkey.url
        if self.postgres is not None:
            self.postgres.write_password()
            self.dsn = self.postgres.dsn
        return self

    def wait_ready(self) -> None:
        """Return once all our servers answer."""
        if self.postgres is not None:
            self.postgres.launch()
        for service in self._own():
            service.wait_ready()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for service in self._own():
            service.stop()

    @property
    def broker_address(self) -> str:
        """The broker without a login: each sender has its own."""
        parts = urlsplit(self.mqtt)
        return f"mqtt://{parts.hostname}:{parts.port or 1883}"

    @property
    def remark(self) -> str:
        """What the screen says about the servers."""
        database = "database given"
        if self.postgres is not None:
            kind = "TimescaleDB" if self.postgres.timescaledb else "plain PostgreSQL"
            database = f"{kind} ({self.postgres.program.remark})"
        return f"broker, {database} and live picture answer"

    def environment(self) -> dict[str, str]:
        """Return the addresses as our processes read them; command lines are public."""
        return {"CUSTODY_MQTT": self.mqtt, "CUSTODY_DSN": self.dsn, "CUSTODY_REDIS": self.redis}

    def pids(self) -> dict[str, int]:
        """Return the processes of our own servers."""
        return {service.name: service.running().pid for service in self._own()}

    def check(self) -> None:
        """Raise ChildFailed when one of our servers has ended."""
        for service in self._own():
            if service.running().poll() is not None:
                message = f"{service.name} ended; {tail(service.log)}"
                raise ChildFailed(message)

    def _own(self) -> list[Service]:
        services = (self.mosquitto, self.postgres, self.valkey)
        return [service for service in services if service is not None]

    def _one_password_for_all(self) -> None:
        password = urlsplit(self.mqtt).password or ""
        self.logins.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(self.logins, json.dumps(dict.fromkeys(self._senders, password)))
