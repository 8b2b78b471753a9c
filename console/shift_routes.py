"""What a page reads of tickets, hand-over, roster, shelf and incidents."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import Caller, caller_of
from console.database import now_ns
from console.house import House
from console.replies import answer, problem
from console.roster_view import roster_view
from console.shift_types import IncidentList, TicketList


class ShiftViews:
    """Routes that read what the shift works with; changes go through /api/commands."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/tickets", self.tickets),
            Route("/api/tickets/{id}", self.ticket),
            Route("/api/aside", self.aside),
            Route("/api/incidents", self.incidents),
            Route("/api/handover", self.hand_over),
            Route("/api/handover/{id}", self.report),
            Route("/api/roster", self.roster),
        ]

    async def tickets(self, request: Request) -> Response:
        """Return all tickets, with the steps that the caller may take."""
        caller = await self._caller(request)
        return answer(TicketList(self._house.shift_desk.tickets(caller.staff.id)))

    async def ticket(self, request: Request) -> Response:
        """Return one ticket with its history."""
        caller = await self._caller(request)
        found = self._house.shift_desk.ticket(request.path_params["id"], caller.staff.id)
        if found is None:
            return problem(404, "no_such_ticket", "没有这张整改单。", "There is no such ticket.")
        return answer(found)

    async def aside(self, request: Request) -> Response:
        """Return what is shelved, out of service, or waits for a second person."""
        await self._caller(request)
        return answer(self._house.shift_desk.aside(now_ns()))

    async def incidents(self, request: Request) -> Response:
        """Return the incidents that are not over."""
        await self._caller(request)
        return answer(IncidentList(self._house.shift_desk.incidents()))

    async def hand_over(self, request: Request) -> Response:
        """Return what a shift hands over: now, the report that waits, those of before."""
        await self._caller(request)
        return answer(self._house.shift_desk.hand_over(now_ns()))

    async def report(self, request: Request) -> Response:
        """Return one report of before."""
        await self._caller(request)
        for report in self._house.book.reports:
            if report.id == request.path_params["id"]:
                return answer(self._house.shift_desk.report(report))
        return problem(404, "no_such_report", "没有这份交班报告。", "There is no such report.")

    async def roster(self, request: Request) -> Response:
        """Return who is on duty when, and who would be told now."""
        await self._caller(request)
        house = self._house
        configuration = house.board.catalogue.configuration
        assert configuration is not None, "nobody is signed in before a configuration was adopted"
        return answer(
            roster_view(
                configuration,
                house.book.roster(configuration.roster),
                off_duty=house.register.records.house.off_duty,
                edited=house.book.edited,
                utc_ns=now_ns(),
            )
        )

    async def _caller(self, request: Request) -> Caller:
        return await caller_of(request, self._house.auth, self._house.board.catalogue)
