"""The demo's own folder: a copy of the site that tells only our receiver, secrets, and logins."""

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import tomllib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from alerts.configuration import Configuration
from app.secret_file import write_secret
from app.software import shipped
from console.roles import INSPECTORS
from console.users import Consent, UserMistakeError, add_user, set_password
from custody.registry import Role
from sim.cast import ON_DUTY

SOCKET_PATH_BYTES_MAX: Final = 90
"""The kernel allows 107 for a Unix socket's path; the engine's socket lies below the state."""
VISITOR: Final = "demo"
WATCHER: Final = "observer"
INSPECTOR: Final = "inspector"
"""A procurator's or supervisor's login: reads everything, asks for nothing (P-25)."""
SIGNED_IN: Final[dict[Role, int]] = {
    "control_room": 1,
    "custody_officer": 1,
    **{role: count for role, count in ON_DUTY.items() if role != "control_room"},
}
"""How many of each role sign in for the simulator; who hears alarms signs in first."""


class DemoRefused(Exception):
    """The demo cannot start as asked; the message says what to do."""


@dataclass(slots=True)
class DemoFolder:
    """Where everything of one demo lies."""

    run: Path
    users: dict[str, str] = field(default_factory=dict)
    """User -> password, for the visitor, the observer and the simulator's officers."""

    @property
    def state(self) -> Path:
        """The state directory of the three processes; short enough for the engine's socket."""
        path = self.run / "state"
        if len(bytes(path / "engine.sock")) <= SOCKET_PATH_BYTES_MAX:
            return path
        mark = hashlib.sha256(bytes(path)).hexdigest()[:12]
        return Path(f"/var/tmp/custody-{os.getuid()}-{mark}")  # noqa: S108 - ours, see _own

    @property
    def site(self) -> Path:
        """The demo's copy of the site."""
        return self.run / "site"

    @property
    def ledger(self) -> Path:
        """The simulator's account."""
        return self.run / "ledger.json"

    def log(self, name: str) -> Path:
        """Return the log of one process."""
        return self.run / "logs" / f"{name}.log"

    @contextmanager
    def ours(self, *, keep: bool) -> Iterator[None]:
        """Empty the folder (unless ``keep``) and hold it; raises DemoRefused when it is in use."""
        self.run.mkdir(parents=True, exist_ok=True)
        with self.run.with_name(f"{self.run.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = f"another demo runs in {self.run}; end it first, or name another --run"
                raise DemoRefused(message) from error
            if not keep:
                shutil.rmtree(self.run)
                shutil.rmtree(self.state, ignore_errors=True)
            for folder in (self.run, self.state):
                _own(folder)
            yield

    def copy_site(self, source: Path, receiver_port: int) -> None:
        """Copy a site so that all its endpoints are our receiver: a demo calls nobody."""
        if self.site.exists():
            shutil.rmtree(self.site)
        shutil.copytree(source, self.site)
        notify = self.site / "notify.toml"
        text = notify.read_text(encoding="utf-8")
        ids = iter(endpoint["id"] for endpoint in tomllib.loads(text).get("endpoints", []))
        told = re.sub(
            r'^url = ".*"$',
            lambda _: f'url = "http://127.0.0.1:{receiver_port}/{next(ids)}"',
            text,
            flags=re.MULTILINE,
        )
        notify.write_text(_webhooks_only(told), encoding="utf-8")

    def write_secrets(self, configuration: Configuration) -> Path:
        """Give every endpoint a signing secret; return the receiver's own list of them."""
        endpoints = configuration.notify.endpoints
        names = {endpoint.secret for endpoint in endpoints if endpoint.secret}
        keys = {name: f"whsec_{b64encode(secrets.token_bytes(24)).decode()}" for name in names}
        write_secret(self.state / "secrets.toml", _table(keys))
        receiver = self.run / "receiver.toml"
        write_secret(receiver, _table({x.id: keys[x.secret] for x in endpoints if x.secret}))
        return receiver

    def write_users(self, configuration: Configuration) -> Path:
        """Make the logins; return the file with those of the simulator's officers."""
        members = {
            role: [x.id for x in configuration.staff if x.role == role] for role in SIGNED_IN
        }
        if not members["duty_inspector"] or not members["control_room"]:
            message = "staff.toml: the demo needs a control_room and a duty_inspector to sign in"
            raise DemoRefused(message)
        officers = {
            staff: secrets.token_urlsafe(12)
            for role, count in SIGNED_IN.items()
            for staff in members[role][:count]
        }
        staff_of = {user: user for user in officers}
        staff_of |= {VISITOR: members["duty_inspector"][0], WATCHER: members["control_room"][-1]}
        self.users = {**officers, WATCHER: secrets.token_urlsafe(12), VISITOR: _spoken()}
        for user, password in self.users.items():
            _let_in(self.state, user, staff_of[user], password)
        self._let_inspector_in(configuration)
        path = self.run / "officers.json"
        write_secret(path, json.dumps(officers))
        return path

    def _let_inspector_in(self, configuration: Configuration) -> None:
        """Make the inspector's login where the site has one.

        Kept from an earlier run, it changes with the inspector's consent only, as any other: the
        password of that run gives it. Where that is lost the login stays as it was.
        """
        staff = [
            x.id for role in reversed(INSPECTORS) for x in configuration.staff if x.role == role
        ]
        if not staff:
            return
        kept, password = self.run / "inspector.json", _spoken()
        consent = None
        if kept.exists():
            consent = msgspec.json.decode(kept.read_bytes(), type=Consent)
        try:
            _let_in(self.state, INSPECTOR, staff[0], password, consent=consent)
        except UserMistakeError:
            return  # Nobody but the inspector can change it, and they keep their password.
        self.users[INSPECTOR] = password
        write_secret(kept, msgspec.json.encode(Consent(INSPECTOR, password)).decode())

    def write_hand(self, *, sender: str, password: str, port: int) -> None:
        """Write how somebody speaks to this broker by hand (README: send one frame)."""
        write_secret(
            self.run / "hand.sh",
            HAND.format(
                sender=sender,
                password=password,
                port=port,
                cache=os.environ.get("CUSTODY_CACHE", ""),
                unpack=shipped("scripts/unpack.sh"),
            ),
        )


HAND: Final = """# Source this in bash: BROKER holds the options of a sender's login.
BROKER="-h 127.0.0.1 -p {port} -u {sender} -P {password}"
if ! command -v mosquitto_pub >/dev/null; then
  custody_home=$(CUSTODY_CACHE='{cache}' bash '{unpack}' mosquitto)
  mosquitto_pub() {{
    LD_LIBRARY_PATH=$(echo "$custody_home"/usr/lib/*-linux-gnu):$(echo "$custody_home"/lib/*-gnu) \
      "$custody_home/usr/bin/mosquitto_pub" "$@"
  }}
fi
"""
_WORDS: Final = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "island")


def _spoken() -> str:
    """Return a password that is easy to type from a screen."""
    return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(9000) + 1000}"


def _let_in(
    state: Path, user: str, staff: str, password: str, *, consent: Consent | None = None
) -> None:
    try:
        add_user(state, user, staff, password)
    except UserMistakeError:
        # Kept from an earlier run with --keep: the old password was shown once and is gone.
        set_password(state, user, password, consent=consent)


def _own(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        message = f"{folder} belongs to somebody else; remove it"
        raise DemoRefused(message)


def _webhooks_only(notify: str) -> str:
    """Return notify.toml with every channel a webhook on this machine."""
    text = re.sub(r"^\[endpoints\.channel\]\n(?:(?!\[).*\n?)*", "", notify, flags=re.MULTILINE)
    text = re.sub(r"^channel = .*\n", "", text, flags=re.MULTILINE)
    allow = 'allow = ["127.0.0.0/8"]'
    return re.sub(r"^allow = \[[^\]]*\]", allow, text, flags=re.MULTILINE)


def _table(values: dict[str, str]) -> str:
    lines = [f'{json.dumps(name)} = "{value}"' for name, value in sorted(values.items())]
    return "\n".join(["[endpoints]", *lines, ""])
