"""Duties that the policy in force names: its deadlines and guarantees that carry a rule."""

from custody.clocks.civil import UTC
from custody.clocks.happened import FAR, Interval, concerning, counted_out, spans
from custody.clocks.owed import evaluate_deadline, evaluate_rolling
from custody.clocks.state import ClockState
from custody.duties.duty import NS_PER_S, Duty, Held
from custody.duties.rounds import gap_ns
from custody.policy import Event, IntervalClock, RollingClock, Span

RESTING = (Span(on=(Event(kind="rest.began"),), off=(Event(kind="rest.ended"),)),)
DRUNK = (
    Span(
        on=(Event(kind="restraint.began", where={"kind": "drunk"}),),
        off=(Event(kind="restraint.ended"),),
    ),
)
"""Restraint of a drunk person: nobody can be told anything (PAC 58)."""


def deadlines(held: Held) -> list[Duty]:
    """Return every deadline of the policy that runs and carries a rule, with its own colours."""
    found = []
    for clock in held.policy.deadlines:
        if not clock.rule:
            continue
        events = concerning(clock, held.events)
        state = evaluate_deadline(clock, events, utc_ns=0, civil=UTC)
        if state is not None and state.status == "running":
            found.append(_duty(held, clock.rule, state))
    return found


def _duty(held: Held, rule: str, state: ClockState) -> Duty:
    dues = [(step.severity, step.utc_ns) for step in state.steps]
    return held.duty(rule, state.clock.id, state.start_utc_ns, *dues, source=state.source)


def rests(held: Held) -> list[Duty]:
    """Return by when rest must begin (P3), and when the window has passed without it (P2)."""
    found = []
    for clock in held.policy.rollings:
        if clock.rule != "RGT-08":
            continue
        state = evaluate_rolling(clock, concerning(clock, held.events), utc_ns=0)
        if state is None or state.status != "running" or state.limit_utc_ns >= FAR:
            continue
        due = state.limit_utc_ns
        lost = due + clock.rest_s * NS_PER_S
        found.append(
            held.duty(
                "RGT-08", clock.id, state.start_utc_ns, (3, due), (2, lost), source=clock.source
            )
        )
    return found


def meals(held: Held) -> list[Duty]:
    """Return the next meal: after so long awake (P3), and so many in every day (P2)."""
    gaps = [clock for clock in held.policy.intervals if clock.rule == "RGT-06"]
    days = [clock for clock in held.policy.rollings if clock.rule == "RGT-06"]
    offered = [held.begun_utc_ns, *(event.utc_ns for event in held.all("offer.meal"))]
    found = [_next_meal(held, clock, offered[-1]) for clock in gaps]
    found += [_day(held, offered, clock.count, clock) for clock in days]
    if gaps and not days:
        found.append(_day(held, offered, int(held.limits["RGT-06"].value("meals_min")), None))
    return [duty for duty in found if duty.dues]


def _next_meal(held: Held, clock: IntervalClock, last_utc_ns: int) -> Duty:
    asleep: list[Interval] = spans(held.events, RESTING)
    due = counted_out(last_utc_ns, gap_ns(clock, 1), asleep)
    dues = () if due >= FAR else ((3, due),)
    return held.duty("RGT-06", "meal", last_utc_ns, *dues, source=clock.source)


def _day(held: Held, offered: list[int], count: int, clock: RollingClock | None) -> Duty:
    """Return when a day would end without its number of meals; the arrival counts as none."""
    window = (clock.window_s if clock else 86_400) * NS_PER_S
    anchor = offered[-count] if len(offered) > count else offered[0]
    source = clock.source if clock else ""
    return held.duty("RGT-06", "meals of a day", anchor, (2, anchor + window), source=source)


def notice(held: Held) -> list[Duty]:
    """Return that the rights are to be told; time under restraint for drunkenness is left out."""
    if held.last("right.notice_served") or not held.record.full:
        return []
    limit = held.limits["RGT-01"].ns("serve_s")
    due = counted_out(held.begun_utc_ns, limit, spans(held.events, DRUNK))
    if due >= FAR:
        return []
    return [held.duty("RGT-01", "rights notice", held.begun_utc_ns, (2, due))]
