"""The endpoints' signing keys, by name, read again whenever the file changed."""

import logging
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from alerts.channels import Webhook
from alerts.configuration import Endpoint
from alerts.notify.sign import KeyUnfitError, key_bytes

_log = logging.getLogger("outlets")


class SecretMissingError(Exception):
    """The configuration names a secret that the secrets file does not have."""


class _File(msgspec.Struct, frozen=True):
    endpoints: dict[str, str | list[str]] = msgspec.field(default_factory=dict)


class Keys:
    """``[endpoints]`` of secrets.toml: name = one key, or a list while a key is exchanged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed_ns = -1
        self._keys: dict[str, list[str]] = {}

    def of(self, name: str) -> Sequence[str]:
        """Return a secret's active keys (none for an endpoint without a secret)."""
        if not name:
            return ()
        self._refresh()
        if not self._keys.get(name):
            message = f"{self._path.name} has no endpoint secret {name}"
            raise SecretMissingError(message)
        return self._keys[name]

    def _refresh(self) -> None:
        try:
            changed_ns = self._path.stat().st_mtime_ns
            if changed_ns == self._changed_ns:
                return
            file = msgspec.convert(tomllib.loads(self._path.read_text(encoding="utf-8")), _File)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            # Keys once read stay good; a half-written file must not silence an endpoint.
            _log.warning("secrets_unreadable file=%s error=%s", self._path.name, error)
            return
        self._keys = {
            name: [value] if isinstance(value, str) else value
            for name, value in file.endpoints.items()
        }
        self._changed_ns = changed_ns


def lacks(keys: Keys, endpoint: Endpoint) -> str:
    """Return what an endpoint's secret lacks, empty when it can be used."""
    try:
        found = keys.of(endpoint.secret)
    except SecretMissingError as error:
        return str(error)
    if not found or not isinstance(endpoint.channel, Webhook):
        return ""
    reasons = []
    for key in found:
        try:
            key_bytes(key)
        except KeyUnfitError as error:
            reasons.append(str(error))
    return "; ".join(reasons)
