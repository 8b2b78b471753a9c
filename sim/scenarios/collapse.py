"""Somebody falls in a holding room, lies still, loses oxygen and then the pulse."""

from typing import Final

from sim.cast import cells, on_duty
from sim.clock import Script
from sim.people import Detainee
from sim.story import Story

FALL_S: Final = 20.0
END_S: Final = 110.0
CALM_COUNT: Final = 4


def collapse(story: Story) -> None:
    """Play the collapse in the first holding room, with calm people in the next ones."""
    rooms = cells(story.centre)
    for row, (band, room) in enumerate(zip(story.centre.bands, rooms, strict=False)):
        if row > CALM_COUNT:
            break
        person = story.centre.bring(band, room.id)
        story.play(_held(story, person, row))
    story.play(_end(story))


def _held(story: Story, person: Detainee, row: int) -> Script:
    guards = on_duty(story.centre, "guard")
    yield 2.0 + 0.5 * row
    age_s = 1_800.0 + 600.0 * row
    yield from story.admit(person, age_s=age_s, responsible=guards[row % len(guards)])
    if row == 0:
        yield from _fails(story, person)


def _fails(story: Story, person: Detainee) -> Script:
    """Fall, lie still, sink, stop: three alarms of one person, and help that comes."""
    yield story.at(FALL_S)
    body = person.body
    body.fall(story.now_ns)
    story.expect("MOT-01", person.pseudonym, after_s=8.0, within_s=16.0)
    yield 5.0
    body.lose_oxygen(to_pct=76.0, over_s=10.0, t_ns=story.now_ns)
    story.expect("VIT-01", person.pseudonym, after_s=15.0, within_s=32.0)
    yield 30.0
    body.heart_beats = False
    story.expect("VIT-08", person.pseudonym, after_s=8.0, within_s=15.0)

    def revive() -> None:
        body.heart_beats = True
        body.regain_oxygen(over_s=15.0, t_ns=story.now_ns)

    story.control.remedy("VIT-08", person.pseudonym, revive)


def _end(story: Story) -> Script:
    yield story.at(END_S)
    story.finished = True
