"""Standard Webhooks 1.0: the three headers, signed with every active key of the endpoint. Pure.

Our own twelve lines; tests and receivers check them with the specification's public library.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

PREFIX: Final = "whsec_"
KEY_BYTES_MIN: Final = 16

Headers = dict[str, str]


class KeyUnfitError(Exception):
    """A signing key is no base64 of enough bytes."""


def headers(*, notice_id: str, body: bytes, sent_utc_s: int, keys: Sequence[str]) -> Headers:
    """Return the headers of one attempt; two keys give two signatures while one is exchanged."""
    made = {
        "content-type": "application/json",
        "user-agent": "custody-notify/1",
        "webhook-id": notice_id,
        "webhook-timestamp": str(sent_utc_s),
    }
    if keys:
        content = f"{notice_id}.{sent_utc_s}.".encode() + body
        made["webhook-signature"] = " ".join(_signature(key, content) for key in keys)
    return made


def key_bytes(key: str) -> bytes:
    """Return a signing key's bytes; raises KeyUnfitError, which never quotes the key."""
    try:
        found = base64.b64decode(key.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        message = "a signing key is no base64"
        raise KeyUnfitError(message) from error
    if len(found) < KEY_BYTES_MIN:
        message = f"a signing key has {len(found)} bytes, {KEY_BYTES_MIN} are the least"
        raise KeyUnfitError(message)
    return found


def _signature(key: str, content: bytes) -> str:
    digest = hmac.new(key_bytes(key), content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
