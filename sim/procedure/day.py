"""A person's day in holding: interviews, toilet, rest, doctor, and the officers who fetch them."""

from collections.abc import Sequence
from typing import Final

from custody.acts import care, people, rights, steps
from custody.acts.steps import ResumeSession, StartSession
from sim.clock import Script
from sim.house import SETTLE_S, Custody, House
from sim.people import Officer
from sim.procedure.intake import begin_holding, home, step

BREAK_S: Final = (20.0, 40.0)
TOILET_S: Final = (40.0, 90.0)
SEEN_S: Final = (30.0, 60.0)
VISIT_S: Final = 11.0
"""Longer than the ten seconds at the cell that prove a visit (rulebook 5.1)."""


def interview(house: House, custody: Custody, *, for_s: float) -> Script:
    """Question the person with two officers, a recorder and a break (S9), and lead them back."""
    kind = "juvenile-interview" if custody.minor else "interview"
    pair = yield from house.wait_for_questioners(custody)
    rooms = house.near(house.centre.rooms_of(kind), custody.person)
    room = yield from house.wait_for_one_of(rooms)
    posts = house.posts(pair)
    yield from house.fetch(custody, pair)
    yield from _named(house, custody, pair)
    yield from house.escort(custody, pair, room)
    stay, recorded = custody.stay, f"recording-{house.number()}"
    desk, first = house.story.custody_officer, pair[0]
    if custody.full:
        yield from house.does(desk, step(custody, "S9", room, pair))
    custody.person.body.doing = "talking"
    yield from house.does(
        first,
        StartSession(
            stay=stay,
            room=room,
            kind="questioning",
            officers=tuple(officer.key for officer in pair),
            others=custody.others,
            recorder="ok",
        ),
    )
    yield for_s / 2.0
    yield from house.does(
        first, steps.PauseSession(stay=stay, reason="break"), care.Offer(stay=stay, what="drink")
    )
    yield house.between(BREAK_S)
    yield from house.does(first, ResumeSession(stay=stay, recorder="ok"))
    yield for_s / 2.0
    record = f"record-{house.number()}"
    yield from house.does(
        first,
        steps.CloseSession(stay=stay),
        steps.EndSession(stay=stay, record=record, recording=recorded, signed="signed"),
    )
    yield from back(house, custody, pair)
    house.free_room(room)
    yield from house.leave(pair, posts)


def _named(house: House, custody: Custody, crew: Sequence[Officer]) -> Script:
    """Enter who has to do with the person now, before they are fetched (PAIR-13)."""
    if custody.full:
        there = crew if custody.companion is None else (*crew, custody.companion)
        names = tuple(officer.key for officer in there)
        desk = house.story.custody_officer
        yield from house.does(desk, people.SetPresent(stay=custody.stay, present=names))


def back(house: House, custody: Custody, crew: Sequence[Officer]) -> Script:
    """Lead the person back to the own room and enter that they are held there again (S8)."""
    yield from house.escort(custody, crew, custody.room)
    if custody.full:
        there = crew if custody.companion is None else (*crew, custody.companion)
        yield from house.signs(custody, step(custody, "S8", custody.room, there))
    yield from begin_holding(house, custody)


def toilet(house: House, custody: Custody) -> Script:
    """Take the person to a toilet of the level with two escorts, and back."""
    centre, person = house.centre, custody.person
    level = person.place(centre.now_ns).level
    young = "juvenile" if custody.minor else ""
    toilets = [
        room
        for room in centre.rooms_of("toilet")
        if room.level == level and "staff" not in room.id and ("juvenile" in room.id) == bool(young)
    ]
    room = house.take_room(toilets)
    if room is None:
        return
    guards = house.take_escorts(custody)
    if guards:
        posts = house.posts(guards)
        yield from house.fetch(custody, guards)
        yield from house.set_out(custody)
        custody.in_room = False
        yield from centre.walk([guards[0], person, guards[1]], centre.ways.threshold(room))
        # Not deep inside: the guard at the door stays near.
        spot = centre.ways.beside(centre.ways.inside(room), person.chance)
        yield from centre.walk([person], spot)
        yield house.between(TOILET_S)
        yield from house.does(guards[0], care.Offer(stay=custody.stay, what="toilet"))
        yield from centre.walk([guards[0], person, guards[1]], custody.room)
        house.set_down(custody)
        yield from home(house, custody)
        yield from house.leave(guards, posts)
    house.free_room(room)


def rest(house: House, custody: Custody, *, for_s: float) -> Script:
    """Let the person sleep: nobody comes in meanwhile, a round looks through the door."""
    custody.person.body.doing = "lying"
    who = custody.responsible
    bedding = care.Offer(stay=custody.stay, what="bedding")
    yield from house.does(who, bedding, care.Rest(stay=custody.stay, phase="began"))
    yield for_s
    yield from house.does(custody.responsible, care.Rest(stay=custody.stay, phase="ended"))
    custody.person.body.doing = "sitting"


def see_doctor(house: House, custody: Custody) -> Script:
    """Take the medical fast track (S12): at once to the medic, then back."""
    medic = house.one("medical")
    guards = yield from house.wait_for_escorts(custody)
    posts = house.posts(guards)
    yield from house.fetch(custody, guards)
    # Whoever asks for a doctor urgently is owed one at once: the alarm stands until they come.
    house.story.expect("RGT-12", custody.stay, within_s=5.0)
    yield from house.does(guards[0], steps.FastTrack(stay=custody.stay, note="feels unwell"))
    room = yield from house.wait_for_room("medical")
    yield from house.escort(custody, guards, room)
    yield house.between(SEEN_S)
    seen = care.MedicalSeen(stay=custody.stay, fit="fit", interview_fit=True)
    yield from house.does(medic, seen)
    yield from house.does(
        house.story.custody_officer,
        rights.TellIllness(stay=custody.stay, to="family"),
        rights.TellIllness(stay=custody.stay, to="superior"),
    )
    yield from back(house, custody, guards)
    house.free_room(room)
    yield from house.leave(guards, posts)


def look_in(house: House, guards: Sequence[Officer], custody: Custody, *, meal: bool) -> Script:
    """Visit somebody in the own room: stay there, speak with them, enter the visit."""
    began_s = custody.seen_s
    yield from house.fetch(custody, guards)
    yield SETTLE_S + VISIT_S
    if not custody.in_room or custody.seen_s != began_s or custody.left:
        return
    custody.seen_s = house.centre.schedule.elapsed_s
    yield from house.does(guards[0], care.RecordCheck(stay=custody.stay, kind="visit"))
    if meal and custody.in_room:
        yield from house.does(guards[0], care.Offer(stay=custody.stay, what="meal"))
        custody.fed = True
