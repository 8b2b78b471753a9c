"""Duties of looking after a person: visits, rousing, observers, sobriety (CLK-07 to 10, 12, 13)."""

from itertools import pairwise

from custody.clocks.happened import FAR
from custody.duties.duty import LATELY_NS, MET, Duty, Held, said
from custody.duties.prompt import lead_ns
from custody.duties.rounds import (
    CONSTANT,
    gap_ns,
    rouse_clock,
    roused,
    visit_clock,
    visited,
    walk,
)
from custody.record import RecordEvent


def visits(held: Held) -> list[Duty]:
    """Return the next visit: prompted (P4) at a varied instant, overdue (P2, watched ones P1)."""
    clock = visit_clock(held)
    if clock is None:
        return []
    entry_ns = held.limits["CLK-07"].ns("entry_s")

    def gap_of(level: int) -> int:
        return entry_ns if level >= CONSTANT else gap_ns(clock, level)

    found = walk(held, gap_of, made=lambda event: visited(held, event))
    if not found.owed:
        return []
    allowed_ns = found.due_utc_ns - found.since_utc_ns
    lead = lead_ns(allowed_ns, clock.jitter_pct, stay=held.number, visit=found.count)
    late = 1 if held.record.level >= CONSTANT else 2
    return [
        held.duty(
            "CLK-07",
            "visit",
            found.since_utc_ns,
            (4, found.due_utc_ns - lead),
            (late, found.due_utc_ns),
            source=clock.source,
        )
    ]


def rousing(held: Held) -> list[Duty]:
    """Return the next rousing check of whoever may not wake, and one that has failed (P1)."""
    failed = _not_roused(held)
    clock, record = rouse_clock(held), held.record
    drunk = record.flags.get("intoxicated", False) or record.restraint == "drunk"
    by_level = clock is not None and record.level == CONSTANT - 1
    if not (drunk or by_level or record.stage == "S13"):
        return failed
    own_ns = held.limits["CLK-08"].ns("rouse_s")
    gap = min(own_ns, gap_ns(clock, 1)) if clock is not None else own_ns
    found = walk(held, lambda _level: gap, made=roused)
    if not found.owed:
        return failed
    known_utc_ns = max(found.since_utc_ns, _known(held))
    return [*failed, held.duty("CLK-08", "rouse", known_utc_ns, (2, known_utc_ns + gap))]


def _known(held: Held) -> int:
    """Return since when it has been known that the person must be roused."""
    for event in held.events:
        flag = event.kind == "flag.set" and said(event, "flag") == "intoxicated"
        level = event.kind == "level.set" and event.data.get("level") == CONSTANT - 1
        drunk = event.kind == "restraint.began" and said(event, "kind") == "drunk"
        if flag or level or drunk:
            return event.utc_ns
    return 0


def _not_roused(held: Held) -> list[Duty]:
    """Return that somebody could not be roused: an emergency until a medic has seen them."""
    since = FAR
    for event in held.events:
        if event.kind.startswith("check.") and said(event, "response") == "no_response":
            since = min(since, event.utc_ns)
        elif event.kind in ("medical.seen", "hospital.left_for"):
            since = FAR
    return [] if since == FAR else [held.duty("CLK-08", "not roused", since, (1, since))]


def regular(held: Held) -> list[Duty]:
    """Return that the visits came too evenly, as long as the latest ones do."""
    limits = held.limits["CLK-09"]
    count, deviation_ns = int(limits.value("intervals")), limits.ns("deviation_s")
    made = [event.utc_ns for event in held.events if visited(held, event)][-count - 1 :]
    gaps = [after - before for before, after in pairwise(made)]
    if len(gaps) < count or held.record.level >= CONSTANT:
        return []
    total = sum(gaps)
    # n * sum(x^2) - sum(x)^2 is n^2 times the variance: whole numbers, the same on every machine.
    spread = count * sum(gap * gap for gap in gaps) - total * total
    if spread >= count * count * deviation_ns * deviation_ns:
        return []
    return [held.duty("CLK-09", "visits", made[0], (4, made[-1]))]


def ghosts(held: Held) -> list[Duty]:
    """Return checks that were written down while the officer's badge was elsewhere."""
    return [
        held.duty(
            "CLK-10",
            f"entry {event.number}",
            event.utc_ns,
            (2, event.utc_ns),
            (MET, event.utc_ns + LATELY_NS),
        )
        for event in held.events
        if event.kind.startswith("check.") and event.data.get("elsewhere") is True
    ]


def observers(held: Held) -> list[Duty]:
    """Return when the observer of a watched person must be relieved."""
    began: RecordEvent | None = None
    for event in held.all("observer.began", "observer.ended"):
        if event.kind == "observer.ended":
            began = None
        elif began is None or said(event, "staff") != said(began, "staff"):
            began = event
    if began is None:
        return []
    due = began.utc_ns + held.limits["CLK-12"].ns("relieve_s")
    return [held.duty("CLK-12", said(began, "staff"), began.utc_ns, (3, due))]


def sobriety(held: Held) -> list[Duty]:
    """Return when it must be looked whether a person restrained for being drunk is sober."""
    if held.record.restraint != "drunk" and held.record.stage != "S13":
        return []
    since = 0
    for event in held.events:
        drunk = event.kind == "restraint.began" and said(event, "kind") == "drunk"
        entered = event.kind == "stage.entered" and said(event, "stage") == "S13"
        if drunk or entered or event.kind == "check.sobriety":
            since = event.utc_ns
    due = since + held.limits["CLK-13"].ns("check_s")
    return [held.duty("CLK-13", "sobriety", since, (3, due))]
