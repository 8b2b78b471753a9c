"""A way as a page reads it: gaps are rows with a reason, rooms are rows, nothing is smoothed."""

from msgspec.structs import replace

from alerts.configuration import canonical, digest
from console.catalogue import catalogue_of
from console.trajectory import Stretch, company, gap_views, holes, room_changes
from custody.record import RecordEvent
from store.trajectory import Fix, RaisedAlarm, Sighted, Walk
from tests.console.scene import SITE

SECOND_NS = 10**9
CONTENT = canonical(SITE)
CATALOGUE = catalogue_of(digest(CONTENT), CONTENT.decode())
HERE, THERE = SITE.site.rooms[3].id, SITE.site.rooms[4].id


def fix(second: float, room: str = HERE) -> Fix:
    return Fix(round(second * SECOND_NS), 1.0, 2.0, "1f", room, 0.4, 0)


def walk(*fixes: Fix, before: Fix | None = None, after: Fix | None = None, whole=True) -> Walk:
    return Walk(fixes, before, after, whole)


def stretch(since_s: float, until_s: float, *, ended_s: float = 0, now_s: float = 10_000):
    return Stretch(
        from_utc_ns=round(since_s * SECOND_NS),
        to_utc_ns=round(until_s * SECOND_NS),
        arrived_utc_ns=SECOND_NS,
        ended_utc_ns=round(ended_s * SECOND_NS),
        now_utc_ns=round(now_s * SECOND_NS),
        lost_ns=10 * SECOND_NS,
        gap_ns=60 * SECOND_NS,
    )


def spans(found) -> list[tuple[float, float]]:
    return [(hole.begin_utc_ns / SECOND_NS, hole.end_utc_ns / SECOND_NS) for hole in found]


def event(second: float, kind: str, **data) -> RecordEvent:
    utc_ns = round(second * SECOND_NS)
    number = round(second)
    return RecordEvent(
        number=number, stay="D-0001", utc_ns=utc_ns, recorded_utc_ns=utc_ns, kind=kind, by="s-001",
        data=data,
    )  # fmt: skip


def rows(found, asked, *, anybody=True, alarms=(), events=()):
    return gap_views(
        found,
        anybody=[anybody] * len(found),
        alarms=alarms,
        events=events,
        stretch=asked,
        catalogue=CATALOGUE,
    )


def test_a_gap_has_its_true_ends_even_where_they_lie_outside_of_what_is_shown():
    way = walk(fix(105), fix(110), before=fix(20), after=fix(190))
    asked = stretch(100, 150)
    assert spans(holes(way, asked)) == [(20, 105), (110, 190)]
    assert spans(holes(walk(before=fix(20), after=fix(190)), asked)) == [(20, 190)]


def test_ten_seconds_without_a_fix_are_none_and_a_gap_beside_the_stretch_is_not_shown():
    way = walk(fix(105), fix(115), fix(125.1), before=fix(20), after=fix(126))
    assert spans(holes(way, stretch(105, 126))) == [(115, 125.1)]


def test_who_was_never_located_has_one_gap_from_the_arrival_on():
    (hole,) = holes(walk(), stretch(1, 500, now_s=500))
    (row,) = rows((hole,), stretch(1, 500, now_s=500))
    assert (hole.begin_utc_ns, hole.open) == (SECOND_NS, True)
    assert (row.rule, row.reason, row.room, row.found) == ("POS-14", "before_first", None, None)


def test_a_stay_that_goes_on_has_an_open_gap_and_one_that_ended_has_its_end():
    way = walk(fix(10), before=fix(5))
    (open_hole,) = holes(way, stretch(8, 100, now_s=100))
    (ended,) = holes(way, stretch(8, 80, ended_s=80))
    assert (open_hole.end_utc_ns, open_hole.open) == (100 * SECOND_NS, True)
    assert (ended.end_utc_ns, ended.open) == (80 * SECOND_NS, False)


def test_a_way_that_was_cut_says_nothing_of_what_comes_after():
    cut = walk(fix(10), before=fix(5), whole=False)
    assert holes(cut, stretch(8, 100, now_s=100)) == ()


def test_only_a_gap_over_sixty_seconds_is_pos_14():
    way = walk(fix(2), fix(62), fix(122.5), after=fix(123))
    asked = stretch(1, 123)
    short, long = rows(holes(way, asked), asked)
    assert (short.rule, long.rule) == ("", "POS-14")
    assert (long.room.id, long.found.id, long.reason) == (HERE, HERE, "unexplained")


def test_an_approved_exit_and_a_band_that_is_off_explain_a_gap():
    way = walk(fix(30), fix(300), fix(600), fix(900), after=fix(901))
    asked = stretch(20, 901)
    events = [
        event(2, "band.bound", band="band-001"),
        event(40, "exit.approved", until_utc_ns=280 * SECOND_NS),
        event(290, "exit.returned"),
        event(310, "band.removed", band="band-001"),
        event(595, "band.bound", band="band-001"),
    ]
    out, bare, unknown = rows(holes(way, asked), asked, events=events)[-3:]
    assert [row.reason for row in (out, bare, unknown)] == ["exit", "no_band", "unexplained"]
    assert [row.rule for row in (out, bare, unknown)] == ["", "", "POS-14"]


def test_an_exit_that_lasts_longer_than_approved_explains_no_more_than_was_approved():
    asked = stretch(20, 900)
    way = walk(fix(30), fix(600), before=fix(25), after=fix(601))
    events = [event(40, "exit.approved", until_utc_ns=100 * SECOND_NS)]
    (row,) = rows(holes(way, asked), asked, events=events)
    assert (row.reason, row.rule) == ("unexplained", "POS-14")


def test_a_gap_of_everybody_is_the_systems_and_still_a_gap_of_the_rule():
    asked = stretch(20, 900)
    way = walk(fix(30), fix(600), before=fix(25), after=fix(601))
    (row,) = rows(holes(way, asked), asked, anybody=False)
    assert (row.reason, row.rule) == ("nobody", "POS-14")


def test_a_gap_names_its_alarms_with_what_was_noted():
    asked = stretch(20, 900)
    way = walk(fix(30), fix(200), fix(205), before=fix(25), after=fix(206))
    raised = RaisedAlarm("POS-14:D-0001:1", "POS-14", 3, "closed", 90 * SECOND_NS, "s-003", "seen")
    again = raised._replace(id="POS-14:D-0001:2", raised_utc_ns=204 * SECOND_NS)
    later = raised._replace(id="POS-14:D-0001:3", raised_utc_ns=206 * SECOND_NS)
    (row,) = rows(holes(way, asked), asked, alarms=(raised, again, later))
    assert [one.id for one in row.alarms] == ["POS-14:D-0001:1", "POS-14:D-0001:2"]
    assert (row.alarms[0].by, row.alarms[0].note) == ("s-003", "seen")
    assert row.alarms[0].label.zh


def test_rooms_are_rows_and_a_fix_in_the_same_room_is_none():
    changes = room_changes(
        walk(fix(10), fix(11), fix(12, THERE), fix(13, "outside"), before=fix(9)), CATALOGUE
    )
    assert [(one.before.id, one.room.id) for one in changes] == [(HERE, THERE), (THERE, "outside")]
    first = room_changes(walk(fix(10)), CATALOGUE)
    assert [(one.before, one.room.id) for one in first] == [(None, HERE)]


def seen(kind: str, name: str, *, x_m: float, room: str = HERE, level: str = "1f") -> Sighted:
    return Sighted(kind, name, SECOND_NS, x_m, 2.0, level, room, 0.4)


def near(*everybody: Sighted):
    return company(
        everybody,
        "D-0001",
        at_utc_ns=2 * SECOND_NS,
        near_m=5.0,
        fresh_ns=5 * SECOND_NS,
        catalogue=CATALOGUE,
    )


def test_company_is_the_same_room_first_then_whoever_is_near_on_this_level():
    found = near(
        seen("stay", "D-0001", x_m=0),
        seen("staff", "s-001", x_m=4.9, room=THERE),
        seen("staff", "s-002", x_m=5.1, room=THERE),
        seen("staff", "s-003", x_m=12.0),
        seen("stay", "D-0002", x_m=1.0),
        seen("staff", "s-004", x_m=0.5, level="2f"),
    )
    assert [one.id for one in found.near] == ["D-0002", "s-003", "s-001"]
    assert [one.same_room for one in found.near] == [True, True, False]
    assert found.fix[1] == 0


def test_without_a_fix_nobody_is_called_near():
    found = near(seen("staff", "s-001", x_m=0))
    assert (found.fix, found.near) == (None, ())


def test_a_room_that_the_site_has_no_more_stands_for_itself():
    gone = replace(SITE.site, rooms=SITE.site.rooms[5:])
    content = canonical(replace(SITE, site=gone))
    catalogue = catalogue_of(digest(content), content.decode())
    (change,) = room_changes(walk(fix(10)), catalogue)
    assert (change.room.id, change.room.zh) == (HERE, HERE)
