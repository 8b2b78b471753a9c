"""Signing in: argon2id in a thread, sessions in the local file, a limit on guessing."""

import asyncio
import hashlib
import logging
import secrets
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar, TypeVarTuple

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from console.database import SQL, connect, now_ns
from console.users import PASSWORD_CHARS_MAX, Language, User, as_user

LOG: Final = logging.getLogger("console.auth")
COOKIE: Final = "custody_session"
IDLE_S: Final = 60 * 60
ABSOLUTE_S: Final = 12 * 60 * 60
TOUCH_EVERY_S: Final = 60
FAILURES_MAX: Final = 5
ADDRESS_FAILURES_MAX: Final = 30
FAILURE_WINDOW_S: Final = 5 * 60
KEYS_MAX: Final = 10_000
_SECOND_NS: Final = 1_000_000_000

Result = TypeVar("Result")
Values = TypeVarTuple("Values")


class LoginRefusedError(Exception):
    """Name or password is wrong; which of the two is not said."""


class TooManyLoginsError(Exception):
    """Too many wrong passwords; ``wait_s`` says when the next try is heard."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"wait {wait_s} s")
        self.wait_s = wait_s


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is within its absolute limit."""

    token_sha: str
    user: str
    staff: str
    language: Language
    started_utc_ns: int
    active_utc_ns: int

    def idle(self, utc_ns: int) -> bool:
        """Whether the person has done nothing for so long that acting needs a new sign-in."""
        return utc_ns - self.active_utc_ns > IDLE_S * _SECOND_NS


class GuessLimit:
    """Counts wrong passwords per key within a window; forgets the oldest key beyond KEYS_MAX."""

    def __init__(self, failures_max: int, window_s: int) -> None:
        self._failures_max = failures_max
        self._window_ns = window_s * _SECOND_NS
        self._failures: dict[str, deque[int]] = {}

    def wait_s(self, key: str, utc_ns: int) -> int:
        """Return how long this key must wait, 0 when it may try."""
        failures = self._failures.get(key)
        if failures is None:
            return 0
        while failures and utc_ns - failures[0] > self._window_ns:
            failures.popleft()
        if not failures:
            del self._failures[key]
            return 0
        if len(failures) < self._failures_max:
            return 0
        return max(1, (failures[0] + self._window_ns - utc_ns) // _SECOND_NS)

    def failed(self, key: str, utc_ns: int) -> None:
        """Remember a wrong password."""
        failures = self._failures.pop(key, None) or deque(maxlen=self._failures_max)
        failures.append(utc_ns)
        self._failures[key] = failures
        if len(self._failures) > KEYS_MAX:
            del self._failures[next(iter(self._failures))]

    def forget(self, key: str) -> None:
        """Start anew, because the right password came."""
        self._failures.pop(key, None)


class Auth:
    """Users and sessions of one console. Writes go through one thread, look-ups stay here."""

    def __init__(self, state: Path) -> None:
        self._reader = connect(state, synchronous="FULL")
        self._writer = connect(state, synchronous="FULL")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="auth")
        self._hasher = PasswordHasher()
        # Verified when there is no such user, so that both refusals take the same time.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))
        self._by_pair = GuessLimit(FAILURES_MAX, FAILURE_WINDOW_S)
        self._by_address = GuessLimit(ADDRESS_FAILURES_MAX, FAILURE_WINDOW_S)

    async def login(self, *, user: str, password: str, address: str) -> tuple[str, Session]:
        """Return a new session's token; raises LoginRefusedError or TooManyLoginsError."""
        utc_ns = now_ns()
        pair = f"{user} {address}"
        wait_s = max(self._by_pair.wait_s(pair, utc_ns), self._by_address.wait_s(address, utc_ns))
        if wait_s:
            await self.refused("login", user, address, "login", "too_many")
            raise TooManyLoginsError(wait_s)
        row = self._reader.execute(SQL["user"], (user,)).fetchone()
        known = as_user(row) if row else None
        if not await self._run(self._matches, known, password):
            self._by_pair.failed(pair, utc_ns)
            self._by_address.failed(address, utc_ns)
            await self.refused("login", user, address, "login", "wrong")
            raise LoginRefusedError
        assert known is not None, "only a known user has a matching password"
        self._by_pair.forget(pair)
        return await self._run(self._open, known)

    def find(self, token: str) -> Session | None:
        """Return the session of a cookie, None when it is unknown, revoked or too old."""
        return self.find_sha(_sha(token))

    def find_sha(self, token_sha: str) -> Session | None:
        """Return the session of a token's digest, as long as it may be used at all."""
        row = self._reader.execute(SQL["session"], (token_sha,)).fetchone()
        if row is None:
            return None
        user, staff, language, started_utc_ns, active_utc_ns = row
        age_ns = now_ns() - started_utc_ns
        if not 0 <= age_ns <= ABSOLUTE_S * _SECOND_NS:
            return None
        return Session(
            token_sha=token_sha,
            user=user,
            staff=staff,
            language=language,
            started_utc_ns=started_utc_ns,
            active_utc_ns=active_utc_ns,
        )

    async def touch(self, session: Session) -> None:
        """Note that the person did something; written at most once a minute."""
        utc_ns = now_ns()
        if utc_ns - session.active_utc_ns > TOUCH_EVERY_S * _SECOND_NS:
            await self._write("touch_session", (utc_ns, session.token_sha))

    async def logout(self, session: Session) -> None:
        """End a session at once."""
        await self._write("end_session", (session.token_sha,))

    async def refused(self, kind: str, user: str, address: str, what: str, reason: str) -> None:
        """Log a refused login or command, to the log and to the file."""
        LOG.warning(
            "%s_refused user=%r address=%s what=%r reason=%r",
            kind, user[:64], address, what[:64], reason[:200],
        )  # fmt: skip
        row = (now_ns(), kind, user[:64], address, what[:64], reason[:200])
        await self._write("put_refusal", row)

    def close(self) -> None:
        """Close both connections."""
        self._thread.shutdown()
        self._writer.execute(SQL["prune_refusals"])
        self._writer.close()
        self._reader.close()

    def _matches(self, known: User | None, password: str) -> bool:
        hashed = self._nobody if known is None else known.hash
        try:
            self._hasher.verify(hashed, password[:PASSWORD_CHARS_MAX])
        except (VerifyMismatchError, InvalidHashError):
            return False
        return known is not None

    def _open(self, known: User) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        utc_ns = now_ns()
        self._writer.execute(SQL["end_old_sessions"], (utc_ns - ABSOLUTE_S * _SECOND_NS,))
        self._writer.execute(SQL["put_session"], (_sha(token), known.user, utc_ns, utc_ns))
        return token, Session(
            token_sha=_sha(token),
            user=known.user,
            staff=known.staff,
            language=known.language,
            started_utc_ns=utc_ns,
            active_utc_ns=utc_ns,
        )

    async def _write(self, statement: str, values: tuple[int | str, ...]) -> None:
        """Run one statement; a full disk costs the note, never the alarm list."""
        try:
            await self._run(self._writer.execute, SQL[statement], values)
        except sqlite3.OperationalError as error:
            LOG.error("write_failed statement=%s error=%s", statement, error)  # noqa: TRY400

    async def _run(self, function: Callable[[*Values], Result], *values: *Values) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *values)


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
