"""Events in order, scripts that wait."""

from sim.clock import Schedule, Script


def test_events_run_in_order_of_their_instants_and_ties_in_order_of_entry():
    schedule, seen = Schedule(0), []
    schedule.after(2.0, lambda: seen.append("later"))
    schedule.after(1.0, lambda: seen.append("first"))
    schedule.after(1.0, lambda: seen.append("second"))

    schedule.run_until(1_500_000_000)
    assert seen == ["first", "second"]
    assert schedule.next_ns() == 2_000_000_000

    schedule.run_until(2_000_000_000)
    assert seen == ["first", "second", "later"]


def test_a_script_wakes_after_its_pause_and_when_its_condition_holds():
    schedule, seen, open_door = Schedule(0), [], []

    def script() -> Script:
        yield 1.5
        seen.append(schedule.elapsed_s)
        yield lambda: bool(open_door)
        seen.append(schedule.elapsed_s)

    schedule.play(script())
    schedule.after(3.05, lambda: open_door.append(True))
    schedule.run_until(10_000_000_000)

    assert seen[0] == 1.5
    assert 3.05 <= seen[1] <= 3.15, "a condition is looked at ten times a second"


def test_what_repeats_goes_on_at_its_own_rhythm_however_time_is_cut():
    coarse, fine = [], []
    for seen, cut_ns in ((coarse, 700_000_000), (fine, 10_000_000)):
        schedule = Schedule(0)
        schedule.every(0.5, lambda: seen.append(schedule.now_ns), phase_s=0.2)  # noqa: B023
        while schedule.now_ns < 7_000_000_000:
            schedule.run_until(schedule.now_ns + cut_ns)
    assert coarse == fine
    assert coarse[:2] == [200_000_000, 700_000_000]
