"""What a person does: sign in and out, acknowledge, close, command."""

import re
import sqlite3
import uuid
from typing import Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import (
    Caller,
    RefusedError,
    address_of,
    caller_of,
    set_cookie,
    staff_of,
)
from console.auth import COOKIE, LoginRefusedError, LoginsBusyError, TooManyLoginsError
from console.database import now_ns
from console.house import House
from console.replies import answer, problem
from console.roles import INSPECTORS, may, roles_of
from console.view_types import CommandAnswer
from console.words_acts import ACT_WORDS
from console.words_record import ROLE_WORDS, named
from custody.commands import Acknowledge, AnyAct, CloseAlarm, Command
from engine.decisions import Answer
from store.engine_client import EngineDown, EngineRefusedError

_RULE: Final = re.compile(r"[A-Z]{2,4}-\d+[a-z]?")

Body = TypeVar("Body", bound=msgspec.Struct)


class LoginBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name and password."""

    user: str
    password: str


class CommandBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act; ``id`` makes a repetition harmless and is made up when it is missing."""

    what: AnyAct
    id: str = ""


class AckBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note to an acknowledgement; ``command`` is the command's id."""

    note: str = ""
    command: str = ""


class CloseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cause and action that a close needs (SYS-03); ``command`` is the command's id."""

    cause: str
    action: str
    command: str = ""


class Actions:
    """Routes that change something."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/login", self.login, methods=["POST"]),
            Route("/api/logout", self.logout, methods=["POST"]),
            Route("/api/commands", self.command, methods=["POST"]),
            Route("/api/alarms/{id}/ack", self.acknowledge, methods=["POST"]),
            Route("/api/alarms/{id}/close", self.close, methods=["POST"]),
        ]

    async def login(self, request: Request) -> Response:
        """Sign in: POST {user, password}."""
        body = await _body(request, LoginBody)
        auth = self._house.auth
        try:
            token, session = await auth.login(
                user=body.user, password=body.password, address=address_of(request)
            )
        except LoginRefusedError:
            return problem(
                401, "login_refused", "用户名或密码错误。", "The user name or password is wrong."
            )
        except TooManyLoginsError as error:
            return problem(
                429,
                "too_many_logins",
                f"尝试次数过多，请在 {error.wait_s} 秒后再试。",
                f"Too many tries: wait {error.wait_s} s.",
                headers={"retry-after": str(error.wait_s)},
            )
        except LoginsBusyError:
            return problem(
                503,
                "logins_busy",
                "登录请求过多，请稍后再试。",
                "Too many logins at once: try again.",
            )
        except sqlite3.OperationalError as error:
            return problem(
                503,
                "storage_down",
                "控制台本地文件无法写入，暂时无法登录。",
                "The console's own file cannot be written: nobody can sign in now.",
                source=str(error),
            )
        try:
            staff = auth.inspector(session.user) or staff_of(session, self._house.board.catalogue)
        except RefusedError:
            await auth.logout(session)
            await auth.refused("login", body.user, address_of(request), "login", "not_on_roster")
            raise
        response = answer(Caller(session=session, staff=staff).me())
        set_cookie(response, token, request)
        return response

    async def logout(self, request: Request) -> Response:
        """End the session; without one there is nothing to end."""
        session = self._house.auth.find(request.cookies.get(COOKIE, ""))
        if session is not None:
            await self._house.auth.logout(session)
            self._house.hub.end_session(session.token_sha)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response

    async def command(self, request: Request) -> Response:
        """Ask the engine for any act: POST {id?, what: {act, ...}}."""
        caller = await self._caller(request)
        body = await _body(request, CommandBody)
        return await self._ask(request, caller, body.what, body.id)

    async def acknowledge(self, request: Request) -> Response:
        """Acknowledge an alarm: POST {note?, command?}."""
        caller = await self._caller(request)
        body = await _body(request, AckBody)
        act = _act(Acknowledge, alarm=request.path_params["id"], note=body.note)
        return await self._ask(request, caller, act, body.command)

    async def close(self, request: Request) -> Response:
        """Close an alarm: POST {cause, action, command?}."""
        caller = await self._caller(request)
        body = await _body(request, CloseBody)
        alarm = request.path_params["id"]
        act = _act(CloseAlarm, alarm=alarm, cause=body.cause, action=body.action)
        return await self._ask(request, caller, act, body.command)

    async def _caller(self, request: Request) -> Caller:
        return await caller_of(request, self._house.auth, self._house.board.catalogue)

    async def _ask(
        self, request: Request, caller: Caller, act: AnyAct, command_id: str
    ) -> Response:
        name = str(type(act).__struct_config__.tag)
        if not may(caller.staff.role, name):
            return await self._forbidden(request, caller, name)
        command = Command(
            id=command_id or uuid.uuid4().hex, who=caller.staff.id, at_ns=now_ns(), what=act
        )
        echoes = self._house.echoes
        echo = echoes.expect(command.id)
        try:
            told = await self._house.engine.command(command)
        except EngineDown as error:
            return problem(
                503,
                "engine_down",
                "引擎无应答，命令未执行，请重试；情况紧急请直接处置。",
                "The engine does not answer; nothing was done. Try again, act in person if urgent.",
                source=str(error),
            )
        except EngineRefusedError as error:
            return problem(
                400,
                "not_understood",
                "引擎无法理解该命令。",
                "The engine did not understand the command.",
                source=str(error),
            )
        if not told.accepted:
            await self._house.auth.refused(
                "command", caller.session.user, address_of(request), name, told.reason
            )
        tick = await echoes.tick_of(command.id, echo)
        return answer(command_answer(told, tick), 200 if told.accepted else 409)

    async def _forbidden(self, request: Request, caller: Caller, act: str) -> Response:
        reason = f"role {caller.staff.role} may not"
        await self._house.auth.refused(
            "command", caller.session.user, address_of(request), act, reason
        )
        own, words = named(ROLE_WORDS, caller.staff.role), named(ACT_WORDS, act)
        those = [named(ROLE_WORDS, role) for role in roles_of(act)]
        return problem(
            403,
            "role_may_not",
            f"{own.zh}无权办理“{words.zh}”，应由{'、'.join(one.zh for one in those)}办理。",
            f"{own.en} may not ask for: {words.en}. It takes {', '.join(o.en for o in those)}.",
            source="P-25, R55" if caller.staff.role in INSPECTORS else "P-14",
        )


def command_answer(told: Answer, tick: int | None) -> CommandAnswer:
    """Return the engine's answer with its two languages and its rule apart."""
    zh, _, en = told.reason.rpartition(" / ")
    rule, _, _ = told.source.partition(": ")
    is_rule = _RULE.fullmatch(rule) is not None
    return CommandAnswer(
        accepted=told.accepted,
        id=told.command,
        tick=tick,
        result=told.result,
        reason=told.reason,
        source=told.source,
        rule=rule if is_rule else "",
        reason_zh=zh or en,
        reason_en=en,
    )


async def _body(request: Request, body_type: type[Body]) -> Body:
    """Return the typed body; raises RefusedError. An empty one is an empty object."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=body_type)
    except msgspec.DecodeError as error:
        raise RefusedError(_malformed(error)) from error


Act = TypeVar("Act", Acknowledge, CloseAlarm)


def _act(act_type: type[Act], **values: str) -> Act:
    """Return an act with its bounds checked; raises RefusedError."""
    try:
        return msgspec.convert({"act": act_type.__struct_config__.tag, **values}, act_type)
    except msgspec.ValidationError as error:
        raise RefusedError(_malformed(error)) from error


def _malformed(error: msgspec.DecodeError) -> Response:
    return problem(
        400,
        "malformed",
        f"请求内容有误：{error}",
        f"The request is malformed: {error}",
    )
