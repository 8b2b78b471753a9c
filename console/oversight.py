"""Supervision and stationed procurator: logins that the centre cannot take away, copies they get.

P-25 and R55: whoever was ever let in as an inspector stays one, whatever a later configuration or
``custody user`` says; only an inspector's own password takes the login away. Named alarms are
copied in the transaction that shows them, and nothing switches that off.
"""

import sqlite3
from collections.abc import Iterable
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from alerts.rules import by_id
from console.database import SQL, now_ns
from console.roles import INSPECTORS
from custody.registry import Staff

NAMED_RULES: Final = ("CLK-02", "EVD-01", "VIS-11")
NAMED_FAMILIES: Final = ("RGT-",)
"""R55 names these for the procurator."""
TOLD: Final = ("SUP", "PRO")
"""Rules of rulebook section 5 whose column *told* names one of these are copied besides."""

_RULES: Final = by_id()
_staff: Final = msgspec.json.Decoder(Staff)


def copied(rule: str) -> bool:
    """Return whether alarms of a rule are copied to supervision and procurator."""
    told = _RULES[rule].told if rule in _RULES else ()
    return (
        rule in NAMED_RULES or rule.startswith(NAMED_FAMILIES) or any(code in TOLD for code in told)
    )


def keep_inspectors(connection: sqlite3.Connection, staff: Iterable[Staff]) -> None:
    """Make every login that stands for an inspector of this roster one for good."""
    for member in staff:
        if member.role in INSPECTORS:
            kept = (now_ns(), msgspec.json.encode(member), member.id)
            connection.execute(SQL["keep_inspectors"], kept)


def inspector(connection: sqlite3.Connection, user: str) -> Staff | None:
    """Return the inspector behind a login, as first let in; None for all other logins."""
    row = connection.execute(SQL["inspector"], (user,)).fetchone()
    return _staff.decode(row[0]) if row else None


def consents(connection: sqlite3.Connection, user: str, password: str) -> bool:
    """Return whether this is the password of an inspector: supervision's own act."""
    if inspector(connection, user) is None:
        return False
    row = connection.execute(SQL["user"], (user,)).fetchone()
    if row is None:
        return False
    try:
        return PasswordHasher().verify(row[2], password)
    except (VerifyMismatchError, InvalidHashError):
        return False
