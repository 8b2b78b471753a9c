"""A detainee flees with a stolen card: out of the lobby, over the fence line, band cut off."""

from typing import Final

from sim.cast import cells, first_room, on_duty
from sim.clock import Script
from sim.people import Detainee
from sim.story import Story

RUN_MPS: Final = 3.2
FLED_M: Final = 9.0
START_S: Final = 20.0
END_S: Final = 100.0
CALM_COUNT: Final = 4


def escape(story: Story) -> None:
    """Play the flight from the exit lobby; everybody else stays calm behind locked doors."""
    centre = story.centre
    bands = iter(centre.bands)
    story.play(_flee(story, next(bands)))
    for row, (band, room) in enumerate(zip(bands, cells(centre), strict=False)):
        if row >= CALM_COUNT:
            break
        story.play(_held(story, centre.bring(band, room.id), row))
    story.play(_end(story))


def _held(story: Story, person: Detainee, row: int) -> Script:
    guards = on_duty(story.centre, "guard")
    yield 3.0 + 0.5 * row
    age_s = 1_800.0 + 600.0 * row
    yield from story.admit(person, age_s=age_s, responsible=guards[row % len(guards)])


def _flee(story: Story, band: str) -> Script:
    """Snatch the escort's card at the exit, run for the fence, cut the strap on the way."""
    centre = story.centre
    lobby = first_room(centre, "exit-lobby")
    escort = on_duty(centre, "guard")[-1]
    escort.busy = True
    # At the inner door, so that the stolen card is used away from its tag (PAIR-06).
    escort.stand(centre.ways.at_door(centre.ways.door_of(lobby), lobby))
    person = centre.bring(band, lobby)
    yield 2.0
    yield from story.admit(person, age_s=3_600.0, responsible=escort, flags=("escape_risk",))
    yield story.at(START_S)
    person.speed_mps = RUN_MPS
    door = centre.doors[centre.ways.exit_of(lobby)]
    for line in centre.lines_before(door.door.id, FLED_M):
        story.expect("PER-01", line, "perimeter", within_s=15.0)
    story.expect("PAIR-06", door.door.readers[-1], "device", within_s=15.0)
    story.expect("PER-02", person.pseudonym, within_s=15.0)
    story.may_follow("POS-04", person.pseudonym, within_s=15.0, why="too quick for every fix")
    story.expect("POS-01", person.pseudonym, within_s=15.0)
    story.expect("MOT-07", person.pseudonym, within_s=15.0)
    story.may_follow("PAIR-02", person.pseudonym, within_s=60.0, why="nobody is near who runs away")
    yield from centre.walk([person], centre.ways.beyond(door.door.id, FLED_M), token=escort.card)
    centre.bands[band].cut()
    yield from _force_the_fire_exit(story)


def _force_the_fire_exit(story: Story) -> Script:
    """Force a fire exit from outside and break a guarded line without any release."""
    centre = story.centre
    yield 3.0
    fire_exit = next(
        leaf
        for leaf in centre.doors.values()
        if leaf.door.kind == "exit" and "corridor" in leaf.door.id
    )
    story.expect("ACC-01", fire_exit.door.id, "door", within_s=3.0)
    fire_exit.force(for_s=6.0)
    line = next(each for each in centre.site.perimeter if each.sensor_type == "cable")
    story.expect("PER-01", line.id, "perimeter", within_s=3.0)
    centre.beams[line.device].break_for(2.0)


def _end(story: Story) -> Script:
    yield story.at(END_S)
    story.finished = True
