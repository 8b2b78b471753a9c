"""Who may sign in: users of the console, each standing for one member of staff."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

import msgspec
from argon2 import PasswordHasher

from alerts.configuration import from_canonical
from console.database import SQL, connect, now_ns
from console.oversight import consents, inspector, keep_inspectors
from custody.registry import Staff

PASSWORD_CHARS_MIN: Final = 8
PASSWORD_CHARS_MAX: Final = 256
USER_CHARS_MAX: Final = 64
Language = Literal["zh", "en"]

_hasher: Final = PasswordHasher()


class UserMistakeError(Exception):
    """The wish about a user cannot be granted: what is wrong, and what would do."""


class Consent(msgspec.Struct, frozen=True):
    """An inspector agrees, by name and password, that an inspector's login changes."""

    user: str
    password: str


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A user as stored; ``hash`` is argon2id's own text."""

    user: str
    staff: str
    hash: str
    language: Language
    created_utc_ns: int


def add_user(
    state: Path, user: str, staff: str, password: str, *, language: Language = "zh"
) -> None:
    """Let a member of staff sign in; raises UserMistakeError for a name or password unfit."""
    add_users(state, {user: staff}, password, language=language)


def add_users(
    state: Path, staff_of: dict[str, str], password: str, *, language: Language = "zh"
) -> None:
    """Let several sign in with one password, as a preview or a drill needs it: hashed once."""
    _check_password(password)
    hashed = _hasher.hash(password)
    with closing(connect(state, synchronous="FULL")) as connection:
        roster = _roster(connection)
        for user, staff in staff_of.items():
            _check_name(user)
            if roster is not None and staff not in {member.id for member in roster}:
                message = f"no member of staff {staff} in the configuration in force"
                raise UserMistakeError(message)
            try:
                connection.execute(SQL["put_user"], (user, staff, hashed, language, now_ns()))
            except sqlite3.IntegrityError as error:
                message = f"user {user} exists; choose another name or set its password"
                raise UserMistakeError(message) from error
        keep_inspectors(connection, roster or ())


def set_password(state: Path, user: str, password: str, *, consent: Consent | None = None) -> None:
    """Give a user a new password and end all sessions of that user.

    Of an inspector only with an inspector's consent: else the centre could lock them out.
    """
    _check_password(password)
    hashed = _hasher.hash(password)
    with closing(connect(state, synchronous="FULL")) as connection:
        _check_consent(connection, user, consent)
        connection.execute("BEGIN IMMEDIATE")
        changed = connection.execute(SQL["set_hash"], (hashed, user)).rowcount
        connection.execute(SQL["end_sessions_of"], (user,))
        connection.execute("COMMIT")
    if changed == 0:
        message = f"no user {user}; `custody user list` shows who there is"
        raise UserMistakeError(message)


def remove_user(state: Path, user: str, *, consent: Consent | None = None) -> None:
    """Take the right to sign in away, and end all sessions of that user.

    Of an inspector only with an inspector's consent (P-25).
    """
    with closing(connect(state, synchronous="FULL")) as connection:
        _check_consent(connection, user, consent)
        connection.execute("BEGIN IMMEDIATE")
        changed = connection.execute(SQL["remove_user"], (user,)).rowcount
        connection.execute(SQL["remove_inspector"], (user,))
        connection.execute("COMMIT")
    if changed == 0:
        message = f"no user {user}; `custody user list` shows who there is"
        raise UserMistakeError(message)


def list_users(state: Path) -> list[User]:
    """Return everybody who may sign in, by name."""
    with closing(connect(state, synchronous="FULL")) as connection:
        return [as_user(row) for row in connection.execute(SQL["users"])]


def as_user(row: tuple[str, str, str, Language, int]) -> User:
    """Return a row of the users table as a user."""
    user, staff, hashed, language, created_utc_ns = row
    return User(
        user=user, staff=staff, hash=hashed, language=language, created_utc_ns=created_utc_ns
    )


def _check_name(user: str) -> None:
    if not 1 <= len(user) <= USER_CHARS_MAX or not user.isprintable() or user != user.strip():
        message = f"a user name has 1 to {USER_CHARS_MAX} printable characters, no outer blanks"
        raise UserMistakeError(message)


def _check_password(password: str) -> None:
    if not PASSWORD_CHARS_MIN <= len(password) <= PASSWORD_CHARS_MAX:
        message = f"a password has {PASSWORD_CHARS_MIN} to {PASSWORD_CHARS_MAX} characters"
        raise UserMistakeError(message)


def _check_consent(connection: sqlite3.Connection, user: str, consent: Consent | None) -> None:
    """Refuse to touch an inspector's login without an inspector's own password."""
    if inspector(connection, user) is None:
        return
    if consent is None or not consents(connection, consent.user, consent.password):
        message = (
            f"{user} is a login of supervision or procurator: the centre cannot change it (P-25); "
            "an inspector agrees with --consent INSPECTOR and their own password"
        )
        raise UserMistakeError(message)


def _roster(connection: sqlite3.Connection) -> tuple[Staff, ...] | None:
    """Return the staff of the configuration in force, None before one was adopted here."""
    row = connection.execute(SQL["configuration"]).fetchone()
    return None if row is None else from_canonical(row[1].encode()).staff
