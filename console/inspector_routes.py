"""What supervision and procurator read besides: their copies, and what they themselves read."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import Caller, RefusedError, caller_of
from console.form_types import CopyList, ReadList
from console.house import House
from console.replies import answer, problem
from console.roles import INSPECTORS
from console.views import whole

LIMIT_MAX: Final = 500
NUMBER_MAX: Final = 2**53


class InspectorViews:
    """Routes of the inspectors' own; whoever else asks is refused."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/inspector/copies", self.copies),
            Route("/api/inspector/reads", self.reads),
        ]

    async def copies(self, request: Request) -> Response:
        """Return copies of the named alarms, oldest first."""
        await self._caller(request)
        after = whole(request, "after", default=0, lowest=0, highest=NUMBER_MAX)
        limit = whole(request, "limit", default=LIMIT_MAX, highest=LIMIT_MAX)
        return answer(CopyList(tuple(self._house.archive.copies(after, limit))))

    async def reads(self, request: Request) -> Response:
        """Return what inspectors read, newest first."""
        await self._caller(request)
        before = whole(request, "before", default=NUMBER_MAX, highest=NUMBER_MAX)
        limit = whole(request, "limit", default=100, highest=LIMIT_MAX)
        return answer(ReadList(tuple(self._house.archive.reads(before, limit))))

    async def _caller(self, request: Request) -> Caller:
        house = self._house
        caller = await caller_of(request, house.auth, house.board.catalogue)
        if caller.staff.role not in INSPECTORS:
            raise RefusedError(
                problem(
                    403,
                    "role_may_not",
                    "仅督察和派驻检察人员可以查看。",
                    "Only supervision and procurator may read this.",
                    source="P-25, R55",
                )
            )
        return caller
