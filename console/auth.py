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
from console.oversight import inspector
from console.users import PASSWORD_CHARS_MAX, Language, User, as_user
from custody.registry import Staff

LOG: Final = logging.getLogger("console.auth")
COOKIE: Final = "custody_session"
IDLE_S: Final = 60 * 60
ABSOLUTE_S: Final = 12 * 60 * 60
TOUCH_EVERY_S: Final = 60
FAILURES_MAX: Final = 5
ADDRESS_FAILURES_MAX: Final = 30
FAILURE_WINDOW_S: Final = 5 * 60
KEYS_MAX: Final = 10_000
HASHING_MAX: Final = 8
REFUSALS_PRUNED_EVERY: Final = 100
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


class LoginsBusyError(Exception):
    """More passwords wait to be checked than this machine can check at once."""


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

    def any(self, key: str, utc_ns: int) -> bool:
        """Whether this key failed within the window at all."""
        failures = self._failures.get(key)
        return failures is not None and utc_ns - failures[-1] <= self._window_ns

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
        # Apart, so that no session waits behind somebody's guesses.
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._hashing_count = 0
        self._refusals_count = 0
        self._hasher = PasswordHasher()
        # Verified when there is no such user, so that both refusals take the same time.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))
        self._by_pair = GuessLimit(FAILURES_MAX, FAILURE_WINDOW_S)
        self._by_address = GuessLimit(ADDRESS_FAILURES_MAX, FAILURE_WINDOW_S)

    async def login(self, *, user: str, password: str, address: str) -> tuple[str, Session]:
        """Return a new session's token.

        Raises LoginRefusedError, TooManyLoginsError, LoginsBusyError, or sqlite3.OperationalError
        when the session cannot be stored.
        """
        utc_ns = now_ns()
        pair = f"{user} {address}"
        wait_s = self._wait_s(pair, address, utc_ns)
        if wait_s:
            LOG.warning("login_refused user=%r address=%s reason='too_many'", user[:64], address)
            raise TooManyLoginsError(wait_s)
        row = self._reader.execute(SQL["user"], (user,)).fetchone()
        known = as_user(row) if row else None
        if not await self._checked(known, password):
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

    def inspector(self, user: str) -> Staff | None:
        """Return the inspector behind a login, whatever the roster in force says (P-25)."""
        return inspector(self._reader, user)

    async def read(self, session: Session, address: str, path: str) -> None:
        """Log what an inspector reads, and what anybody takes out (P-13), before the answer."""
        LOG.info("access_logged user=%r address=%s path=%r", session.user, address, path)
        row = (now_ns(), session.user, session.staff, address, path)
        await self._write("put_read", row)

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
        self._refusals_count += 1
        if self._refusals_count % REFUSALS_PRUNED_EVERY == 0:
            await self._write("prune_refusals", ())

    def close(self) -> None:
        """Close both connections."""
        self._hashing.shutdown()
        self._thread.shutdown()
        self._writer.close()
        self._reader.close()

    def _wait_s(self, pair: str, address: str, utc_ns: int) -> int:
        """Return how long to wait. Somebody without a wrong password is never locked out.

        Many desks may share an address, and one of them must not keep the others from their work.
        """
        wait_s = self._by_pair.wait_s(pair, utc_ns)
        if not wait_s and self._by_pair.any(pair, utc_ns):
            wait_s = self._by_address.wait_s(address, utc_ns)
        return wait_s

    async def _checked(self, known: User | None, password: str) -> bool:
        if self._hashing_count >= HASHING_MAX:
            raise LoginsBusyError
        self._hashing_count += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._hashing, self._matches, known, password
            )
        finally:
            self._hashing_count -= 1

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
