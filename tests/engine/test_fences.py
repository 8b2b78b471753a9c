"""Fences of a site in the whole engine: by class, stage and hour; timers by themselves."""

from msgspec.structs import replace

from custody.acts import intake
from tests.engine.build import Centre
from tests.engine.small_site import a_configuration, box
from zones.plan import Fence


def with_fences(*fences: Fence):
    base = a_configuration()
    return replace(base, site=replace(base.site, fences=fences))


def fence(name: str, purpose: str, **said) -> Fence:
    shape = {} if "centre" in said else {"outer": box(8, 4, 4, 4)}
    return Fence(id=name, zh="围栏", en="Fence", purpose=purpose, level="g", **(shape | said))


class House(Centre):
    """Somebody in the corridor with an officer, a fix each second."""

    def walk(self, at: tuple[float, float], seconds: int, **said) -> list[tuple[str, str, bool]]:
        """Stand somewhere for some seconds; return the fence events of that time."""
        seen = len(self.log)
        for _ in range(seconds):
            self.position("band-001", at, **said)
            self.position("card-001", at)
            self.run(1)
        return [
            (each.fence, each.event, each.initial)
            for decisions in self.log[seen:]
            for each in decisions.fences
            if each.who.startswith("D-")
        ]

    def open_(self, rule: str = "POS-16") -> bool:
        engine = self.clockwork._engine
        return bool(engine._machine.state[engine._force.cells.at(rule, "stay", 0)])


def house(*fences: Fence) -> House:
    centre = House.opened(with_fences(*fences))
    centre.stay("band-001")
    return centre


def test_who_walks_into_a_fence_that_keeps_out_is_told_of_and_who_leaves_it_clears():
    centre = house(fence("desk", "keep_out", severity=1))
    assert centre.walk((2, 6), 3) == []
    assert centre.walk((10, 6), 3) == [("desk", "enter", False)]
    assert centre.open_()
    assert centre.walk((2, 6), 9) == [("desk", "exit", False)]
    raised = [
        each for decisions in centre.log for each in decisions.alarms if each.rule == "POS-16"
    ]
    assert [each.severity for each in raised if each.change == "raised"] == [1]


def test_a_fix_that_may_be_on_either_side_changes_nothing_at_once():
    centre = house(fence("desk", "keep_out", tolerance_timeout_s=60.0))
    centre.walk((6, 6), 3)
    assert centre.walk((8.2, 6), 10, accuracy_m=1.5) == []
    assert not centre.open_()


def test_a_first_look_inside_is_initial_and_no_movement():
    centre = house(fence("desk", "watch"))
    assert centre.walk((10, 6), 2) == [("desk", "enter", True)]
    assert not centre.open_()


def test_who_leaves_a_fence_that_keeps_in_is_told_of():
    centre = house(fence("bench", "keep_in"))
    centre.walk((10, 6), 3)
    assert not centre.open_()
    centre.walk((2, 6), 3)
    assert centre.open_()


def test_through_a_fence_between_two_fixes_is_a_breach_too():
    centre = house(fence("strip", "keep_out", outer=box(7, 4, 1.5, 4)))
    centre.walk((5, 6), 3)
    assert ("strip", "cross", False) in centre.walk((10, 6), 1)
    assert centre.open_()


def test_timers_fire_without_a_message():
    """Three seconds inside are allowed; the fourth comes without any frame."""
    centre = house(fence("kiosk", "keep_out", centre=(10, 6), radius_m=1.5, dwell_s=3.0))
    centre.walk((5, 6), 2)
    centre.walk((10, 6), 2)
    assert not centre.open_()
    seen = len(centre.log)
    centre.run(14)
    told = [each.event for decisions in centre.log[seen:] for each in decisions.fences]
    assert "dwell" in told
    assert "lost" in told
    assert centre.open_()


def test_a_fence_holds_for_its_class_its_stages_and_its_hours():
    """It is 04:26 in the centre's timezone when the test begins."""
    base = {"outer": box(8, 4, 4, 4)}
    for said, expected in (
        ({"who": "minor"}, False),
        ({"who": "adult"}, True),
        ({"stages": ("S9",)}, False),
        ({"stages": ("S8", "S9")}, True),
        ({"from_": "22:00", "until": "06:00"}, NIGHT),
        ({"from_": "06:00", "until": "22:00"}, not NIGHT),
    ):
        centre = house(fence("desk", "keep_out", **base, **said))
        centre.walk((2, 6), 2)
        centre.walk((10, 6), 3)
        assert centre.open_() == expected, said


NIGHT = True


def test_a_minor_is_kept_out_by_a_fence_for_minors():
    centre = house(fence("desk", "keep_out", who="minor"))
    centre.ask(intake.SetFlags(stay="D-0001", add=("minor",)))
    centre.walk((10, 6), 3)
    assert centre.open_()


def test_a_fence_for_staff_is_broken_by_staff_on_duty_and_by_nobody_else():
    centre = house(fence("vault", "keep_out", who="staff"))
    centre.walk((2, 6), 2)
    centre.position("band-001", (10, 6))
    centre.run(2)
    assert not centre.open_()
    centre.walk((10, 6), 3)
    raised = [(each.rule, each.subject) for log in centre.log for each in log.alarms]
    assert ("POS-17", "s-001") in raised
    assert "POS-16" not in [rule for rule, _ in raised]


def test_a_restart_feels_no_fence():
    centre = house(fence("desk", "keep_out", dwell_s=5.0), fence("bench", "keep_in"))
    centre.walk((5, 6), 2)
    centre.walk((10, 6), 3)
    saved = centre.clockwork.snapshot()
    again = type(centre.clockwork).restore(saved)
    for _ in range(60):
        decided = centre.tick()
        assert again.advance(centre.raws[-1]) == decided
