"""Who may sign in: users of the console, each standing for one member of staff."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

import msgspec
from argon2 import PasswordHasher

from console.database import SQL, connect, now_ns

PASSWORD_CHARS_MIN: Final = 8
PASSWORD_CHARS_MAX: Final = 256
USER_CHARS_MAX: Final = 64
Language = Literal["zh", "en"]

_hasher: Final = PasswordHasher()


class UserMistakeError(Exception):
    """The wish about a user cannot be granted: what is wrong, and what would do."""


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
    _check_name(user)
    _check_password(password)
    hashed = _hasher.hash(password)
    with closing(connect(state, synchronous="FULL")) as connection:
        _check_staff(connection, staff)
        try:
            connection.execute(SQL["put_user"], (user, staff, hashed, language, now_ns()))
        except sqlite3.IntegrityError as error:
            message = f"user {user} exists; choose another name or set its password"
            raise UserMistakeError(message) from error


def set_password(state: Path, user: str, password: str) -> None:
    """Give a user a new password and end all sessions of that user."""
    _check_password(password)
    hashed = _hasher.hash(password)
    with closing(connect(state, synchronous="FULL")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        changed = connection.execute(SQL["set_hash"], (hashed, user)).rowcount
        connection.execute(SQL["end_sessions_of"], (user,))
        connection.execute("COMMIT")
    if changed == 0:
        message = f"no user {user}; `custody user list` shows who there is"
        raise UserMistakeError(message)


def remove_user(state: Path, user: str) -> None:
    """Take the right to sign in away, and end all sessions of that user."""
    with closing(connect(state, synchronous="FULL")) as connection:
        changed = connection.execute(SQL["remove_user"], (user,)).rowcount
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


def _check_staff(connection: sqlite3.Connection, staff: str) -> None:
    """Refuse an unknown member of staff once a configuration has been adopted here."""
    row = connection.execute(SQL["configuration"]).fetchone()
    if row is None:
        return
    known = {member["id"] for member in msgspec.json.decode(row[1])["staff"]}
    if staff not in known:
        message = f"no member of staff {staff} in the configuration in force"
        raise UserMistakeError(message)
