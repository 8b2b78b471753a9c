"""Every rule once, inside two minutes: the story that shows a newcomer what the engine sees."""

from collections.abc import Callable
from typing import Final

from sim.cast import CastError, cells, first_room, on_duty
from sim.clock import Script
from sim.people import Detainee
from sim.story import Story

HOUR_S: Final = 3_600.0
OLD_S: Final = 8 * HOUR_S - 60.0
"""The age of the stay whose eighth hour ends a minute after it was opened."""
SLOW_S: Final = 33.0
"""Longer than the control room may take before the next tier is told (SYS-01)."""
CALM_CELLS: Final = 5
END_S: Final = 118.0


def tour(story: Story) -> None:
    """Bring everybody on stage and let each act begin at its time."""
    centre = story.centre
    rooms = [room.id for room in cells(centre) if room.level == centre.site.levels[0].id]
    acts: tuple[Callable[[Story, Detainee], Script], ...] = (
        _sos,
        _lost_fix,
        _oxygen,
        _fall,
        _strap,
        _no_pulse,
        _old_stay,
    )
    if len(rooms) < len(acts):
        message = f"the tour needs {len(acts)} holding rooms with a camera on the lowest level"
        raise CastError(message)
    bands = iter(centre.bands)
    for row, act in enumerate(acts):
        story.play(_in_cell(story, next(bands), rooms[row], row, act))
    upper = [room.id for room in cells(centre) if room.id not in rooms]
    for row, room in enumerate((rooms[len(acts) :] + upper)[:CALM_CELLS], len(acts)):
        story.play(_in_cell(story, next(bands), room, row, _calm))
    story.play(_unattended(story, next(bands)))
    story.play(_over_the_line(story, next(bands)))
    story.play(_things(story))
    story.control.patience_s["ACC-01"] = SLOW_S
    story.play(_end(story))


def _in_cell(
    story: Story, band: str, room: str, row: int, act: Callable[[Story, Detainee], Script]
) -> Script:
    """Admit somebody who sits in a locked holding room, then let the act begin."""
    person = story.centre.bring(band, room)
    guards = on_duty(story.centre, "guard")
    yield 2.0 + 0.4 * row
    if act is not _old_stay:
        age_s = (0.3 + 0.35 * row) * HOUR_S
        yield from story.admit(person, age_s=age_s, responsible=guards[row % len(guards)])
    yield from act(story, person)


def _calm(story: Story, person: Detainee) -> Script:
    """Lie down and rest."""
    yield story.at(20.0)
    person.body.doing = "lying"


def _old_stay(story: Story, person: Detainee) -> Script:
    """Open a stay of 7 h 59 min: red at once, over its limit a minute later."""
    yield story.at(10.0)
    guard = on_duty(story.centre, "guard")[0]
    yield from story.admit(person, age_s=OLD_S, responsible=guard)
    story.expect("CLK-01", person.pseudonym, after_s=-5.0, within_s=5.0)
    story.expect("CLK-02", person.pseudonym, after_s=50.0, within_s=62.0)


def _sos(story: Story, person: Detainee) -> Script:
    """Press the SOS key of the band."""
    yield story.at(12.0)
    story.expect("MOT-08", person.pseudonym, within_s=3.0)
    story.centre.bands[person.band].press_sos()


def _lost_fix(story: Story, person: Detainee) -> Script:
    """Lose the fixes of a band whose heart rate still arrives, in a locked and watched room."""
    yield story.at(16.0)
    tag = story.centre.tags[person.band]
    tag.located = False
    story.expect("POS-07", person.pseudonym, after_s=28.0, within_s=34.0)
    yield 36.0
    tag.located = True


def _oxygen(story: Story, person: Detainee) -> Script:
    """Saturation sinks under 85 percent until the medic comes."""
    yield story.at(18.0)
    body = person.body
    body.lose_oxygen(to_pct=79.0, over_s=12.0, t_ns=story.now_ns)
    story.expect("VIT-01", person.pseudonym, after_s=18.0, within_s=34.0)
    story.control.remedy(
        "VIT-01",
        person.pseudonym,
        lambda: body.regain_oxygen(over_s=12.0, t_ns=story.now_ns),
    )


def _fall(story: Story, person: Detainee) -> Script:
    """Fall hard and stay on the floor."""
    yield story.at(30.0)
    person.body.fall(story.now_ns)
    story.expect("MOT-01", person.pseudonym, after_s=8.0, within_s=16.0)
    story.control.remedy("MOT-01", person.pseudonym, _sit_up(person))


def _strap(story: Story, person: Detainee) -> Script:
    """Cut the band off in the holding room."""
    yield story.at(48.0)
    story.expect("MOT-07", person.pseudonym, within_s=3.0)
    story.centre.bands[person.band].cut()
    spare = list(story.centre.bands)[-1]

    def new_band() -> None:
        story.play(story.change_band(person, spare))

    story.control.remedy("MOT-07", person.pseudonym, new_band)


def _no_pulse(story: Story, person: Detainee) -> Script:
    """Stop the heart of a person who lies still."""
    yield story.at(53.0)
    person.body.doing = "lying"
    yield 2.0
    person.body.heart_beats = False
    story.expect("VIT-08", person.pseudonym, after_s=8.0, within_s=15.0)

    def revive() -> None:
        person.body.heart_beats = True

    story.control.remedy("VIT-08", person.pseudonym, revive)


def _unattended(story: Story, band: str) -> Script:
    """Both officers leave an interview; nobody is with the person for half a minute."""
    centre = story.centre
    room = first_room(centre, "interview", number=3)
    person = centre.bring(band, room)
    pair = on_duty(centre, "investigator")[:2]
    for officer in pair:
        officer.stand(centre.ways.spot(room, officer.chance))
        officer.busy = True
    yield 6.5
    yield from story.admit(person, age_s=0.5 * HOUR_S, responsible=pair[0])
    person.body.doing = "talking"
    yield story.at(20.0)
    story.expect("PAIR-02", person.pseudonym, after_s=15.0, within_s=38.0)
    yield from centre.walk(pair, first_room(centre, "office"))
    yield story.at(58.0)
    yield from centre.walk(pair, room)


def _over_the_line(story: Story, band: str) -> Script:
    """On the way to the exit desk an escort leads the person out of the building by mistake."""
    centre = story.centre
    lobby, start = first_room(centre, "exit-lobby"), first_room(centre, "interview", number=5)
    escort = on_duty(centre, "guard")[-1]
    person = centre.bring(band, start)
    escort.stand(centre.ways.spot(start, escort.chance))
    escort.busy = True
    yield 7.0
    yield from story.admit(person, age_s=1.5 * HOUR_S, responsible=escort)
    yield story.at(42.0)
    yield from centre.walk([escort, person], lobby)
    yield story.at(82.0)
    exit_door = centre.ways.exit_of(lobby)
    story.expect("POS-01", person.pseudonym, within_s=20.0)
    story.expect("PER-02", person.pseudonym, within_s=20.0)
    story.expect("ACC-05", exit_door, "door", within_s=20.0)
    for line in centre.lines_before(exit_door, 3.0):
        story.expect("PER-01", line, "perimeter", within_s=20.0)
    yield from centre.walk([escort, person], centre.ways.beyond(exit_door, 3.0))
    yield 4.0
    yield from centre.walk([escort, person], lobby)


def _things(story: Story) -> Script:
    """Silence a positioning anchor, force a door, break a beam."""
    centre = story.centre
    anchor = next(each for each in centre.configuration.devices if each.kind == "anchor")
    yield story.at(14.0)
    centre.things[anchor.id].alive = False
    story.expect("DEV-01", anchor.id, "device", after_s=8.0, within_s=24.0)
    yield story.at(40.0)
    door = centre.doors[centre.ways.door_of(first_room(centre, "evidence"))]
    story.expect("ACC-01", door.door.id, "door", within_s=3.0)
    door.force(for_s=4.0)
    yield story.at(55.0)
    centre.things[anchor.id].alive = True
    # So much at once is a flood, which is told beside the alarms and hides none (SYS-06).
    story.expect("SYS-06", centre.site.id, "site", within_s=45.0)
    yield story.at(75.0)
    line = next(each for each in centre.site.perimeter if each.sensor_type == "cable")
    story.expect("PER-01", line.id, "perimeter", within_s=3.0)
    centre.beams[line.device].break_for(2.0)


def _sit_up(person: Detainee) -> Callable[[], None]:
    def act() -> None:
        person.body.doing = "sitting"

    return act


def _end(story: Story) -> Script:
    yield story.at(END_S)
    story.finished = True
