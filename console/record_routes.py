"""What a page reads of the custody record: one stay, the forms, the choosers, the check round."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import Caller, RefusedError, address_of, caller_of
from console.database import now_ns
from console.export import csv_of, json_of
from console.forms import act_list, act_words
from console.house import House
from console.people import people_view
from console.record_types import RecordView
from console.replies import answer, problem
from console.roles import EXPORTERS, INSPECTORS, READERS, Roles
from console.views import whole

NUMBER_MAX: Final = 1_000_000


class RecordViews:
    """Routes that read the custody record."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/stays/{id}/record", self.record),
            Route("/api/stays/{id}/record.csv", self.record_csv),
            Route("/api/stays/{id}/record.json", self.record_json),
            Route("/api/acts", self.acts),
            Route("/api/acts/words", self.act_words),
            Route("/api/people", self.people),
            Route("/api/checks", self.checks),
        ]

    async def record(self, request: Request) -> Response:
        """Return the record of a stay; ``after`` leaves out the entries that a page has."""
        caller = await self._caller(request, READERS)
        after = whole(request, "after", default=0, lowest=0, highest=NUMBER_MAX)
        return answer(self._view(request, caller, after))

    async def record_csv(self, request: Request) -> Response:
        """Return the entries of a record as a table, to print and to keep."""
        view = await self._taken_out(request)
        return _file(request, csv_of(view.timeline), "csv", "text/csv; charset=utf-8")

    async def record_json(self, request: Request) -> Response:
        """Return the whole record as a file."""
        view = await self._taken_out(request)
        return _file(request, json_of(view), "json", "application/json")

    async def acts(self, request: Request) -> Response:
        """Return the forms of every act that the caller's role may ask for."""
        caller = await self._caller(request)
        return answer(act_list(caller.staff.role))

    async def act_words(self, request: Request) -> Response:
        """Return the forms of all acts, for the words of what others did."""
        caller = await self._caller(request)
        return answer(act_words(caller.staff.role))

    async def people(self, request: Request) -> Response:
        """Return what forms choose from."""
        await self._caller(request)
        return answer(people_view(self._house.board, self._house.register.records))

    async def checks(self, request: Request) -> Response:
        """Return the check round."""
        await self._caller(request)
        return answer(self._house.register.round(now_ns()))

    def _view(self, request: Request, caller: Caller, after: int = 0) -> RecordView:
        stay = request.path_params["id"]
        view = self._house.register.view(stay, role=caller.staff.role, utc_ns=now_ns(), after=after)
        if view is None:
            raise RefusedError(
                problem(404, "no_such_stay", "没有这条看管记录。", "There is no such stay.")
            )
        return view

    async def _taken_out(self, request: Request) -> RecordView:
        """Return a record that leaves as a file; who took it is logged with inspectors' reads."""
        caller = await self._caller(request, EXPORTERS)
        view = self._view(request, caller)
        if caller.staff.role not in INSPECTORS:
            path = f"GET {request.url.path}"
            await self._house.auth.read(caller.session, address_of(request), path)
        return view

    async def _caller(self, request: Request, roles: Roles = ()) -> Caller:
        """Return who calls; raises RefusedError, also for a role that is not among ``roles``."""
        caller = await caller_of(request, self._house.auth, self._house.board.catalogue)
        if roles and caller.staff.role not in roles:
            raise RefusedError(
                problem(
                    403,
                    "role_may_not",
                    "您的岗位无权查看或导出看管记录。",
                    "Your role may not read this record, or not take it out.",
                    source="P-14, EVD-04",
                )
            )
        return caller


def _file(request: Request, body: bytes, ending: str, kind: str) -> Response:
    name = f"{request.path_params['id']}.{ending}"
    return Response(
        body, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )
