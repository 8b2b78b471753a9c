"""The officers' hands on the console: sign in, command, acknowledge, close, read the alarm list."""

import asyncio
from collections.abc import Callable
from typing import Final

import httpx2
import msgspec

from alerts.configuration import Configuration
from alerts.states import State
from custody.commands import (
    Acknowledge,
    AnyAct,
    AssignOfficer,
    BindBand,
    CloseAlarm,
    CloseStay,
    OpenStay,
)
from custody.registry import Role
from sim.centre import Request
from sim.officers import News

ACTING: Final[tuple[Role, ...]] = ("custody_officer", "control_room", "duty_inspector")
ANYBODY: Final = (Acknowledge, CloseAlarm, OpenStay, BindBand, AssignOfficer, CloseStay)
"""Acts that a colleague who may act does for somebody without a login; all else is personal."""
AT_ONCE: Final = 3
"""Officers who sign in together: the console takes eight passwords at a time, from everybody."""
HOUSE_S_MAX: Final = 60.0
LOOK_S: Final = 0.1
READ_S: Final = 0.5
RETRY_S: Final = 1.0
TIMEOUT_S: Final = 5.0
UNAUTHORISED: Final = 401


class ConsoleAnswer(msgspec.Struct, frozen=True):
    """What the console answers to a command, whether it was done or not."""

    accepted: bool = False
    result: str = ""
    reason: str = ""
    source: str = ""


class Listed(msgspec.Struct, frozen=True):
    """The part of the console's alarm view that the control room's people look at."""

    id: str
    rule: str
    severity: int
    state: State
    subject_kind: str
    subject: str
    raised_utc_ns: int
    room: dict[str, str] | None = None


class AlarmList(msgspec.Struct, frozen=True):
    """The console's list of open alarms."""

    alarms: list[Listed]


class SignedIn(msgspec.Struct, frozen=True):
    """Who a login belongs to."""

    staff: str
    role: Role


class Lamp(msgspec.Struct, frozen=True):
    """One part's health."""

    ok: bool = False


class Lamps(msgspec.Struct, frozen=True):
    """The console's health report; ``broker`` is fine once both of the engine's sessions are up."""

    parts: dict[str, Lamp]


class HouseSilentError(Exception):
    """Console or engine did not come up in time."""


class NobodyMayError(Exception):
    """No login of the users file may act: the story's officers cannot do anything."""


class Desk:
    """Signed-in officers; every request is repeated with its id until the engine has answered."""

    def __init__(
        self, *, url: str, users: dict[str, str], configuration: Configuration, run: str
    ) -> None:
        self.logins = 0
        self._url = url.rstrip("/")
        self._users = users
        self._roles = {member.id: member.role for member in configuration.staff}
        self._run = run
        self._clients: dict[str, httpx2.AsyncClient] = {}
        self._login_of: dict[str, str] = {}
        self._begun = asyncio.Event()
        """The first officers are signed in."""
        self._opened = asyncio.Event()
        """All are."""

    async def wait_for_engine(self) -> None:
        """Wait until the console says that the engine hears the broker; raises HouseSilentError."""
        async with httpx2.AsyncClient(base_url=self._url, timeout=TIMEOUT_S) as client:
            try:
                async with asyncio.timeout(HOUSE_S_MAX):
                    while True:
                        if await _engine_listens(client):
                            return
                        await asyncio.sleep(LOOK_S)
            except TimeoutError as error:
                message = f"console {self._url}: no engine behind it after {HOUSE_S_MAX:.0f} s"
                raise HouseSilentError(message) from error

    async def open(self) -> None:
        """Sign everybody in; raises NobodyMayError when none of them may act."""
        for user in self._users:
            self._clients[user] = httpx2.AsyncClient(base_url=self._url, timeout=TIMEOUT_S)
        users = list(self._users)
        for row in range(0, len(users), AT_ONCE):
            some = users[row : row + AT_ONCE]
            signed_in = await asyncio.gather(*map(self._sign_in, some))
            for user, officer in zip(some, signed_in, strict=True):
                self._login_of.setdefault(officer.staff, user)
            self._begun.set()
        if not any(self._roles.get(staff) in ACTING for staff in self._login_of):
            message = f"none of the users may act; one needs a role of {', '.join(ACTING)}"
            raise NobodyMayError(message)
        self._opened.set()

    async def close(self) -> None:
        """Let all connections go."""
        for client in self._clients.values():
            await client.aclose()

    async def submit(self, request: Request) -> None:
        """Do what an officer asked for; ends when the console has answered."""
        await self._begun.wait()
        if request.who not in self._login_of:
            await self._opened.wait()
        user = self._login_for(request.who, request.act)
        command = f"{self._run}-{request.number}"
        while request.answer is None:
            try:
                reply = await self._post(user, command, request.act)
            except httpx2.TransportError:
                await asyncio.sleep(RETRY_S)
                continue
            if reply.status_code == UNAUTHORISED:
                await self._sign_in(user)
            elif reply.status_code >= 500:  # noqa: PLR2004 - the engine is down, not the request
                await asyncio.sleep(RETRY_S)
            else:
                request.answer = _answer_of(reply)

    async def watch(self, hear: Callable[[News], None]) -> None:
        """Read the list of open alarms for ever and tell of everything that changed."""
        await self._begun.wait()
        known: dict[str, News] = {}
        user = self._watcher()
        while True:
            await asyncio.sleep(READ_S)
            try:
                reply = await self._clients[user].get("/api/alarms", params={"state": "open"})
            except httpx2.TransportError:
                continue
            if reply.status_code == UNAUTHORISED:
                await self._sign_in(user)
            if reply.status_code != 200:  # noqa: PLR2004 - read again in a moment
                continue
            known = _tell(known, msgspec.json.decode(reply.content, type=AlarmList), hear)

    def _watcher(self) -> str:
        for staff, user in self._login_of.items():
            if self._roles.get(staff) == "control_room":
                return user
        return next(iter(self._login_of.values()))

    def _login_for(self, staff: str, act: AnyAct) -> str:
        """Return the officer's own login; for what anybody may do that of a colleague as well."""
        if staff in self._login_of:
            return self._login_of[staff]
        if not isinstance(act, ANYBODY):
            message = f"{staff} does {type(act).__name__} in person and has no login: add one"
            raise NobodyMayError(message)
        role = self._roles.get(staff)
        wanted = [role, *ACTING] if role in ACTING else list(ACTING)
        for each in wanted:
            for member, user in self._login_of.items():
                if self._roles.get(member) == each:
                    return user
        message = f"nobody can act for {staff}"
        raise NobodyMayError(message)

    async def _sign_in(self, user: str) -> SignedIn:
        body = {"user": user, "password": self._users[user]}
        reply = await self._clients[user].post("/api/login", json=body)
        reply.raise_for_status()
        self.logins += 1
        return msgspec.json.decode(reply.content, type=SignedIn)

    async def _post(self, user: str, command: str, act: AnyAct) -> httpx2.Response:
        client = self._clients[user]
        match act:
            case Acknowledge():
                body = {"note": act.note, "command": command}
                return await client.post(f"/api/alarms/{act.alarm}/ack", json=body)
            case CloseAlarm():
                body = {"cause": act.cause, "action": act.action, "command": command}
                return await client.post(f"/api/alarms/{act.alarm}/close", json=body)
            case _:
                content = msgspec.json.encode({"id": command, "what": act})
                return await client.post(
                    "/api/commands", content=content, headers={"content-type": "application/json"}
                )


async def _engine_listens(client: httpx2.AsyncClient) -> bool:
    try:
        reply = await client.get("/healthz")
        return msgspec.json.decode(reply.content, type=Lamps).parts.get("broker", Lamp()).ok
    except (httpx2.TransportError, msgspec.DecodeError):
        return False


def _answer_of(reply: httpx2.Response) -> ConsoleAnswer:
    try:
        return msgspec.json.decode(reply.content, type=ConsoleAnswer)
    except msgspec.DecodeError:
        return ConsoleAnswer(accepted=False, reason=f"HTTP {reply.status_code}")


def _tell(
    known: dict[str, News], listed: AlarmList, hear: Callable[[News], None]
) -> dict[str, News]:
    """Tell of new and changed alarms and of those that left the list; return the present ones."""
    present = {}
    for alarm in listed.alarms:
        news = News(
            id=alarm.id,
            rule=alarm.rule,
            severity=alarm.severity,
            state=alarm.state,
            subject_kind=alarm.subject_kind,
            subject=alarm.subject,
            room=alarm.room["id"] if alarm.room is not None else "",
            raised_utc_ns=alarm.raised_utc_ns,
        )
        present[alarm.id] = news
        if known.get(alarm.id) != news:
            hear(news)
    for alarm_id, before in known.items():
        if alarm_id not in present:
            hear(msgspec.structs.replace(before, state="closed"))
    return present
