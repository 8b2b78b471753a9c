"""Who may do what: the cookie of a request, and the roles that may act."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from console.auth import ABSOLUTE_S, COOKIE, Auth, Session
from console.catalogue import Catalogue
from console.database import now_ns
from console.replies import problem
from console.view_types import Me
from custody.registry import Staff

PATH_CHARS_MAX: Final = 300


class RefusedError(Exception):
    """A request that is not served; carries its answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in member of staff."""

    session: Session
    staff: Staff

    def me(self) -> Me:
        """Return what the page shows in its corner."""
        return Me(
            user=self.session.user,
            staff=self.staff.id,
            zh=self.staff.zh,
            en=self.staff.en,
            role=self.staff.role,
            rank=self.staff.rank,
            language=self.session.language,
        )


async def caller_of(
    request: Request, auth: Auth, catalogue: Catalogue, *, watching: bool = False
) -> Caller:
    """Return who calls; raises RefusedError.

    ``watching`` is for the stream alone: a wall must not go dark because nobody touched it for
    an hour. Doing anything else after that hour needs a new sign-in.
    """
    session = auth.find(request.cookies.get(COOKIE, ""))
    if session is None:
        raise RefusedError(not_signed_in())
    staff = auth.inspector(session.user)
    if staff is None:
        staff = staff_of(session, catalogue)
    elif not session.idle(now_ns()) or watching:
        await auth.read(session, address_of(request), _path(request))
    if watching:
        return Caller(session=session, staff=staff)
    if session.idle(now_ns()):
        raise RefusedError(
            problem(
                401,
                "session_idle",
                "长时间未操作，请重新登录。",
                "Nothing was done for an hour: sign in again.",
            )
        )
    await auth.touch(session)
    return Caller(session=session, staff=staff)


def staff_of(session: Session, catalogue: Catalogue) -> Staff:
    """Return the member of staff behind a session; in doubt nobody is let in."""
    staff = catalogue.staff(session.staff)
    if staff is not None:
        return staff
    if catalogue.configuration is None:
        raise RefusedError(
            problem(
                503,
                "no_configuration",
                "引擎尚未采用配置，暂时无法登录。",
                "The engine has not adopted a configuration yet.",
                source="engine",
            )
        )
    raise RefusedError(
        problem(
            403,
            "not_on_the_roster",
            "该用户不在现行人员名册中。",
            "This user is not on the roster in force.",
            source="config",
        )
    )


def _path(request: Request) -> str:
    """Return what was asked for, as the access log keeps it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.method} {request.url.path}{query}"[:PATH_CHARS_MAX]


def not_signed_in() -> Response:
    """Return the answer to a request without a valid session."""
    return problem(401, "not_signed_in", "请先登录。", "Sign in first.")


def set_cookie(response: Response, token: str, request: Request) -> None:
    """Give the page its session; scripts never see it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=ABSOLUTE_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def address_of(request: Request) -> str:
    """Return where a request came from."""
    return request.client.host if request.client else "unknown"
