"""Where a stay was: the last minutes for the map, a trajectory of any time, its company."""

from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import Caller, RefusedError, address_of, caller_of
from console.catalogue import Catalogue
from console.database import now_ns
from console.house import House
from console.record_view import minutes_of
from console.replies import answer, problem
from console.roles import INSPECTORS, READERS
from console.track_types import Trajectory
from console.trajectory import (
    ALARM_LATE_NS,
    ALARM_RULES,
    Stretch,
    company,
    gap_views,
    holes,
    point_of,
    room_changes,
)
from console.view_types import Track
from console.views import UTC_NS_MAX, postgres_down, whole
from custody.record import RecordEvent
from store.queries import HistoryDown, HistorySlow
from store.trajectory import step_of

RECENT_MINUTES_MAX: Final = 60
"""So much of the past belongs to the live map; more is a trajectory, and its reading is logged."""
SPAN_MAX_NS: Final = 24 * 3_600 * 10**9
HOUR_NS: Final = 3_600 * 10**9
"""Company is asked for instant after instant; each hour of a stay is logged once a session."""
LOOKED_MAX: Final = 1_000
_NS_PER_S: Final = 10**9


class _Stay(NamedTuple):
    """The stay that is asked about; ``ended_utc_ns`` is 0 while it is open."""

    id: str
    number: int
    arrived_utc_ns: int
    ended_utc_ns: int


class TrackViews:
    """Routes about where a stay was."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._looked: dict[tuple[str, str, int], None] = {}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/api/stays/{id}/track", self.track),
            Route("/api/stays/{id}/company", self.company),
        ]

    async def track(self, request: Request) -> Response:
        """Return where a stay was in the last minutes or, with from or to, its trajectory."""
        if "from" in request.query_params or "to" in request.query_params:
            return await self._trajectory(request)
        await caller_of(request, self._house.auth, self._house.board.catalogue)
        minutes = whole(request, "minutes", default=60, highest=RECENT_MINUTES_MAX)
        try:
            stay = await self._stay(request)
            points = await self._house.history.track(stay.number, minutes=minutes)
        except HistoryDown as error:
            return postgres_down(error)
        return answer(Track(tuple(points)))

    async def company(self, request: Request) -> Response:
        """Return who was with a stay at an instant, by everybody's tags; a read of a trajectory."""
        caller = await self._reader(request)
        at_utc_ns = whole(request, "at", default=now_ns(), highest=UTC_NS_MAX)
        looked = (caller.session.token_sha, request.url.path, at_utc_ns // HOUR_NS)
        if looked not in self._looked:
            await self._note(request, caller)
            self._looked[looked] = None
            if len(self._looked) > LOOKED_MAX:
                del self._looked[next(iter(self._looked))]
        catalogue = self._house.board.catalogue
        fresh_ns = _threshold_ns(catalogue, "PAIR-02", "fresh_s")
        near_m = catalogue.threshold("PAIR-02", "near_m")
        assert near_m is not None, "a configuration holds every threshold of its rules"
        try:
            stay = await self._stay(request)
            everybody = await self._house.history.everybody(at_utc_ns=at_utc_ns, fresh_ns=fresh_ns)
        except HistoryDown as error:
            return _no_answer(error)
        return answer(
            company(
                everybody,
                stay.id,
                at_utc_ns=at_utc_ns,
                near_m=near_m,
                fresh_ns=fresh_ns,
                catalogue=catalogue,
            )
        )

    async def _trajectory(self, request: Request) -> Response:
        """Log who reads, then read."""
        await self._note(request, await self._reader(request))
        try:
            stay = await self._stay(request)
            stretch = self._stretch(request, stay)
            return answer(await self._read(stay, stretch))
        except HistoryDown as error:
            return _no_answer(error)

    async def _read(self, stay: _Stay, stretch: Stretch) -> Trajectory:
        """Return the trajectory of a stretch; raises HistoryDown."""
        history, catalogue = self._house.history, self._house.board.catalogue
        step_ns = step_of(stretch.to_utc_ns - stretch.from_utc_ns)
        walk = await history.walk(
            stay.number,
            since_utc_ns=stretch.from_utc_ns,
            until_utc_ns=stretch.to_utc_ns,
            step_ns=step_ns,
            lost_ns=stretch.lost_ns,
        )
        found = holes(walk, stretch)
        events = self._events(stay.id)
        views = gap_views(
            found,
            anybody=await history.anybody([(one.begin_utc_ns, one.end_utc_ns) for one in found]),
            alarms=await history.alarms_of(
                stay.id,
                rules=ALARM_RULES,
                since_utc_ns=min((one.begin_utc_ns for one in found), default=0),
                until_utc_ns=max((one.end_utc_ns for one in found), default=0) + ALARM_LATE_NS,
            ),
            events=events,
            stretch=stretch,
            catalogue=catalogue,
        )
        return Trajectory(
            stay=stay.id,
            utc_ns=stretch.now_utc_ns,
            from_utc_ns=stretch.from_utc_ns,
            to_utc_ns=stretch.to_utc_ns if walk.whole else walk.fixes[-1].utc_ns,
            arrived_utc_ns=stay.arrived_utc_ns,
            ended_utc_ns=stay.ended_utc_ns,
            step_ns=step_ns,
            lost_ns=stretch.lost_ns,
            gap_ns=stretch.gap_ns,
            fix_count=walk.fixes[-1].number if walk.fixes else 0,
            whole=walk.whole,
            points=tuple(point_of(fix) for fix in walk.fixes),
            gaps=views,
            rooms=room_changes(walk, catalogue),
            minutes=minutes_of(events, stretch.now_utc_ns) if events else (),
        )

    def _stretch(self, request: Request, stay: _Stay) -> Stretch:
        """Return what is asked for, cut to the stay and to SPAN_MAX_NS before its end."""
        catalogue, now_utc_ns = self._house.board.catalogue, now_ns()
        end_utc_ns = stay.ended_utc_ns or now_utc_ns
        until = whole(request, "to", default=end_utc_ns, highest=UTC_NS_MAX)
        since = whole(request, "from", default=0, highest=UTC_NS_MAX, lowest=0)
        if since >= until:
            raise RefusedError(
                problem(400, "bad_query", "from 应早于 to。", "from must be before to.")
            )
        to_utc_ns = min(until, end_utc_ns)
        from_utc_ns = max(since, stay.arrived_utc_ns, to_utc_ns - SPAN_MAX_NS)
        return Stretch(
            from_utc_ns=from_utc_ns,
            to_utc_ns=max(to_utc_ns, from_utc_ns),
            arrived_utc_ns=stay.arrived_utc_ns,
            ended_utc_ns=stay.ended_utc_ns,
            now_utc_ns=now_utc_ns,
            lost_ns=_threshold_ns(catalogue, "POS-07", "lost_s"),
            gap_ns=_threshold_ns(catalogue, "POS-14", "gap_s"),
        )

    async def _stay(self, request: Request) -> _Stay:
        """Return the stay of the path; one that ended long ago is in Postgres alone."""
        name = request.path_params["id"]
        shown = self._house.board.change(name)
        if shown is not None:
            ended_utc_ns = 0 if shown.open else shown.utc_ns
            return _Stay(name, shown.number, shown.arrived_utc_ns, ended_utc_ns)
        stored = await self._house.history.stay(name)
        if stored is None:
            raise RefusedError(
                problem(404, "no_such_stay", "没有这条看管记录。", "There is no such stay.")
            )
        ended_utc_ns = 0 if stored.open else stored.utc_ns
        return _Stay(name, stored.number, stored.arrived_utc_ns, ended_utc_ns)

    def _events(self, stay: str) -> list[RecordEvent]:
        """Return the stay's record as far as it is kept here and nothing in it is missing."""
        folder = self._house.register.folder(stay)
        return folder.events if folder.complete else []

    async def _note(self, request: Request, caller: Caller) -> None:
        """Log who reads a way; every read of an inspector is logged anyway."""
        if caller.staff.role not in INSPECTORS:
            path = f"GET {request.url.path}?{request.url.query}"
            await self._house.auth.read(caller.session, address_of(request), path)

    async def _reader(self, request: Request) -> Caller:
        caller = await caller_of(request, self._house.auth, self._house.board.catalogue)
        if caller.staff.role not in READERS:
            raise RefusedError(
                problem(
                    403,
                    "role_may_not",
                    "您的岗位无权查看轨迹。",
                    "Your role may not read trajectories.",
                    source="P-14",
                )
            )
        return caller


def _threshold_ns(catalogue: Catalogue, rule: str, key: str) -> int:
    seconds = catalogue.threshold(rule, key)
    assert seconds is not None, "a configuration holds every threshold of its rules"
    return round(seconds * _NS_PER_S)


def _no_answer(error: HistoryDown) -> Response:
    if not isinstance(error, HistorySlow):
        return postgres_down(error)
    return problem(
        503,
        "too_much_asked",
        "这段时间的定位数据过多，数据库未能及时给出；请缩短时段后重试。",
        "The database could not gather so many positions in time: ask for a shorter stretch.",
        source=f"postgres: {error}",
    )
