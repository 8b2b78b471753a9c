"""A lawyer's meeting in a room with a camera: on it is an alarm, what it says is not used."""

import pytest
from msgspec.structs import replace

from custody.acts import care
from custody.counting import camera_counts
from custody.meetings import meeting_rooms
from custody.registry import Device
from tests.custody.suite import Suite, a_suite
from zones.plan import Camera


def with_a_camera():
    """The suite with a camera in interview room 1, whose software may count people."""
    base = a_suite()
    kinds = tuple(
        replace(kind, analytics=kind.id == "interview", observed_when_locked=kind.id == "holding")
        for kind in base.site.room_types
    )
    camera = Camera(id="cam-i1", zh="机", en="Cam", device="cam-i1", room="i1", at=(25, 1))
    return replace(
        base,
        site=replace(base.site, room_types=kinds, cameras=(camera,)),
        devices=(
            *base.devices,
            Device(id="cam-i1", kind="camera", sender="camctl", heartbeat_s=5.0),
        ),
    )


@pytest.fixture
def suite() -> Suite:
    """Somebody wears a band and sits in interview room 1, where a lawyer comes."""
    suite = Suite.opened(with_a_camera())
    stay = suite.register()
    suite.pass_to(stay, "S2", "S3", "S4")
    suite.prove(stay, "S5")
    for _ in range(4):
        suite.is_at(where="i1", what=("band-001",))
        suite.run(1.0)
    return suite


def meets(suite: Suite, phase: str):
    suite.must(care.LawyerMeeting(stay="D-0001", phase=phase))


def looked_at(
    suite: Suite, seconds: int, *, phase: str = "", camera: bool = True
) -> list[tuple[str, str, str]]:
    """Let time pass with the person there; return the changes of RGT-05 and DEV-09."""
    seen = len(suite.log)
    if phase:
        meets(suite, phase)
    for _ in range(seconds):
        if camera:
            suite.heartbeat("cam-i1")
        suite.is_at(where="i1", what=("band-001",))
        suite.run(1.0)
    changes = [change for decisions in suite.log[seen:] for change in decisions.alarms]
    told = ("RGT-05", "DEV-09")
    return [(one.rule, one.subject, one.change) for one in changes if one.rule in told]


def counted(suite: Suite) -> bool:
    suite.sighting("cam-i1", "count", "1")
    suite.run(0.2)
    return "cam-i1" in suite.clockwork._engine._world.access.counts


def test_a_camera_that_is_on_is_an_alarm_and_a_dark_one_is_none(suite):
    assert looked_at(suite, 3) == []
    assert looked_at(suite, 2, phase="began") == [("RGT-05", "i1", "raised")]
    # Dark for as long as they talk: that is what is wanted, and no unseen room (DEV-09).
    assert looked_at(suite, 30, camera=False) == [("RGT-05", "i1", "cleared")]
    assert looked_at(suite, 8, phase="ended", camera=False) == [("DEV-09", "i1", "raised")]


def test_what_a_camera_counts_meanwhile_is_not_used(suite):
    meets(suite, "began")
    assert not counted(suite)
    meets(suite, "ended")
    assert counted(suite)


def test_a_restart_in_the_middle_forgets_no_meeting(suite):
    meets(suite, "began")
    suite.restore(suite.clockwork.snapshot())
    world = suite.clockwork._engine._world
    assert meeting_rooms(world)[world.layout.rooms.ids.index("i1")]


def compared(suite: Suite) -> dict[int, int]:
    """What cameras and tags are compared by, after the second in which they are."""
    suite.is_at(where="i1", what=("band-001",))
    suite.run(1.2)
    return camera_counts(suite.clockwork._engine._world)


def test_what_was_counted_before_a_meeting_is_not_compared_in_it_nor_after(suite):
    world = suite.clockwork._engine._world
    i1 = world.layout.rooms.ids.index("i1")
    suite.sighting("cam-i1", "count", "3")
    assert compared(suite) == {i1: 3}
    assert world.untagged[i1]
    meets(suite, "began")
    assert camera_counts(world) == {}
    assert compared(suite) == {}
    assert not world.untagged[i1]
    meets(suite, "ended")
    assert compared(suite) == {}
    suite.sighting("cam-i1", "count", "1")
    assert compared(suite) == {i1: 1}


def private(suite: Suite, *, where: str) -> list[str]:
    """Let the person walk somewhere; return the rooms that are now taken for a meeting's."""
    for _ in range(6):
        suite.is_at(where=where, what=("band-001",))
        suite.run(1.0)
    world = suite.clockwork._engine._world
    assert world.room_name(int(world.stay_rooms()[0]), located=True) == where
    return [
        name for name, met in zip(world.layout.rooms.ids, meeting_rooms(world), strict=False) if met
    ]


def test_a_meeting_that_nobody_ends_blinds_neither_corridor_nor_cell(suite):
    meets(suite, "began")
    assert private(suite, where="i1") == ["i1"]
    assert private(suite, where="c1") == []
    assert private(suite, where="h1") == []
    assert private(suite, where="lawyer") == ["lawyer"]


def test_another_room_that_the_record_names_is_the_meetings(suite):
    assert private(suite, where="care") == []
    meets(suite, "began")
    assert private(suite, where="care") == ["care"]
    assert private(suite, where="medical") == []


def test_a_holding_room_is_watched_even_where_the_record_names_it(suite):
    private(suite, where="h1")
    meets(suite, "began")
    assert private(suite, where="h1") == []
