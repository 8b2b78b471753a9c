"""From the sally port to a room of one's own: S0 to S8, with everything each stage asks for."""

from collections.abc import Sequence
from typing import Final

from custody.acts import care, intake, people, steps
from custody.acts.act import Value
from custody.acts.intake import AnswerHealth
from custody.acts.steps import Stage, TakeStep
from custody.commands import BindBand
from sim.clock import SECOND_NS, Script
from sim.house import Custody, House, Room_
from sim.people import Officer

DESK_S: Final = (12.0, 25.0)
EXPECTED_S: Final = 600.0
"""Who is booked comes within ten minutes."""
WORN_S: Final = 2.5
"""A band on the wrist has told that it is worn."""
TOLD: Final[tuple[tuple[intake.Flag, people.VisitorKind], ...]] = (
    ("interpreter", "interpreter"),
    ("minor", "guardian"),
    ("vulnerable", "appropriate_adult"),
)
"""Who must be there for whom: flag, kind of visitor."""


def arrive(house: House, custody: Custody, crew: Sequence[Officer], port: str) -> Script:
    """Go from the sally port by way of every desk to the person's own room."""
    # A band is on within three minutes of the arrival (PAIR-01): nothing holds them up till then.
    search = yield from house.wait_for_room("search")
    property_ = yield from house.wait_for_room("property")
    yield from house.set_out(custody)
    yield from _booked(house, custody, crew, port)
    yield from _led(house, custody, crew, port, search)
    yield from _searched(house, custody, crew, search)
    yield from _led(house, custody, crew, search, property_)
    yield from _banded(house, custody, crew, property_)
    house.set_down(custody)
    room = property_
    room = yield from _asked_for_health(house, custody, crew, room)
    if "intoxicated" in custody.flags:
        room = yield from _sobered(house, custody, crew, room)
    room = yield from _informed(house, custody, crew, room)
    yield from _settled(house, custody, crew, room)


def step(
    custody: Custody, to: Stage, room: str = "", present: Sequence[Officer] = (), **proof: Value
) -> TakeStep:
    """Return a step signed by name, with the evidence that the stage before asks for."""
    return TakeStep(
        stay=custody.stay,
        to=to,
        proof="signature",
        room=room,
        present=tuple(officer.key for officer in present),
        evidence=proof,
    )


def _moved(
    house: House, custody: Custody, crew: Sequence[Officer], left: str, *types: str
) -> Room_:
    """Go on to the next desk as soon as it is free; the one before is free then."""
    room = yield from house.wait_for_room(*types)
    yield from _led(house, custody, crew, left, room)
    return room


def _led(house: House, custody: Custody, crew: Sequence[Officer], left: str, room: str) -> Script:
    """Go to a desk that is kept for the person."""
    yield from house.escort(custody, crew, room)
    house.free_room(left)


def _booked(house: House, custody: Custody, crew: Sequence[Officer], port: str) -> Script:
    """Book the stay, and let two officers bring the person in (S0, S1)."""
    story, desk = house.story, house.story.custody_officer
    asked = yield from story.ask(
        intake.BookStay(
            regime=custody.regime,
            responsible=custody.responsible.key,
            expected_utc_ns=story.now_ns + round(EXPECTED_S * SECOND_NS),
            flags=tuple(flag for flag in custody.flags if flag != "intoxicated"),
        ),
        who=desk,
    )
    custody.person.stay = asked
    house.held.append(custody)
    arrived = step(custody, "S1", port, crew, room_plan=custody.room, separation_checked=True)
    case = intake.LinkCase(
        stay=custody.stay,
        case=custody.case,
        kind="public_order",
        lead=custody.lead.key,
    )
    yield from house.does(desk, arrived, case)
    house.case_tells(custody, "person_named")
    yield house.between(DESK_S)


def _searched(house: House, custody: Custody, crew: Sequence[Officer], room: str) -> Script:
    """Search by two officers of the person's own sex (S2, PSAPL 103)."""
    entered = step(custody, "S2", room, crew, document=f"summons-{custody.number}", identity=True)
    yield from house.signs(custody, entered)
    yield house.between(DESK_S)


def _banded(house: House, custody: Custody, crew: Sequence[Officer], room: str) -> Script:
    """List and seal belongings (S3), then put the band on, test it and bind it (S4)."""
    keeper, desk = house.one("property_keeper"), house.story.custody_officer
    log = f"search-{custody.number}"
    yield from house.does(
        keeper, step(custody, "S3", room, crew, search_log=log, prohibited_items=0, injuries="none")
    )
    if custody.number % 4 == 0:
        nothing = care.NoItems(stay=custody.stay, second=crew[0].key, signed="signed")
        yield from house.does(keeper, nothing)
    for what in ("phone", "keys") if custody.number % 4 else ():
        code = f"item-{house.number()}"
        custody.items.append(code)
        yield from house.does(
            keeper,
            care.AddItem(stay=custody.stay, code=code, what=what),
            care.SealItem(stay=custody.stay, code=code),
        )
        yield 3.0
    band = custody.person.band
    yield from house.does(desk, step(custody, "S4", room, crew, item_signatures=True))
    house.centre.bands[band].put_on(custody.person, custody.person.body)
    yield WORN_S
    yield from house.does(desk, BindBand(stay=custody.stay, band=band))


def _asked_for_health(house: House, custody: Custody, crew: Sequence[Officer], left: str) -> Room_:
    """Let the medic ask after the person's health (S5)."""
    medic = house.one("medical")
    room = yield from _moved(house, custody, crew, left, "medical")
    drunk = "intoxicated" in custody.flags
    yield from house.does(medic, step(custody, "S5", room, crew, self_test=True))
    yield house.between(DESK_S)
    answers = AnswerHealth(
        stay=custody.stay, fit="fit", interview_fit=not drunk, alcohol_or_drugs=drunk
    )
    yield from house.does(medic, answers)
    return room


def _sobered(house: House, custody: Custody, crew: Sequence[Officer], left: str) -> Room_:
    """Restrain softly, watch, rouse and look until the person is sober (S13), then ask again."""
    medic, watcher = house.one("medical"), crew[0]
    room = yield from _moved(house, custody, crew, left, "sobering")
    restraint = care.Restrain(
        stay=custody.stay,
        phase="began",
        kind="drunk",
        approver=house.one("duty_inspector").key,
        watcher=watcher.key,
    )
    yield from house.signs(custody, step(custody, "S13", room, crew))
    yield from house.does(watcher, restraint)
    custody.person.body.doing = "lying"
    for _ in range(2):
        yield house.between((60.0, 150.0))
        check = care.RecordCheck(stay=custody.stay, kind="rouse", response="spoke")
        yield from house.does(watcher, check)
    yield house.between((60.0, 120.0))
    sober = care.RecordCheck(stay=custody.stay, kind="sobriety", response="sober")
    freed = care.Restrain(stay=custody.stay, phase="ended", kind="drunk")
    yield from house.does(watcher, sober, freed)
    custody.person.body.doing = "sitting"
    asked_in = yield from _moved(house, custody, crew, room, "medical")
    yield from house.does(
        medic,
        step(custody, "S5", asked_in, crew),
        intake.SetFlags(stay=custody.stay, remove=("intoxicated",), note="sober"),
        AnswerHealth(stay=custody.stay, fit="fit", interview_fit=True),
        intake.SetLevel(stay=custody.stay, level=1, note="sober, spoke clearly"),
    )
    return asked_in


def _informed(house: House, custody: Custody, crew: Sequence[Officer], left: str) -> Room_:
    """Tell the rights with whoever must be there (S6), tell the family, take samples (S7)."""
    desk, stay = house.story.custody_officer, custody.stay
    room = yield from _moved(house, custody, crew, left, "rights")
    yield from house.does(desk, step(custody, "S6", room, crew))
    adult, interpreter = "", ""
    for flag, kind in TOLD:
        if flag in custody.flags:
            badge = yield from _fetched(house, custody, kind)
            adult = adult if kind == "interpreter" else badge
            interpreter = badge if kind == "interpreter" else interpreter
    yield house.between(DESK_S)
    yield from house.does(
        desk,
        care.ServeRights(stay=stay, signed="signed", adult=adult, interpreter=interpreter),
        care.FamilyNotice(stay=stay, outcome="done"),
    )
    collected = yield from _moved(house, custody, crew, room, "collection")
    yield from house.signs(custody, step(custody, "S7", collected, crew))
    yield house.between(DESK_S)
    yield from house.does(
        custody.lead,
        steps.TakeSample(stay=stay, kind="fingerprints"),
        steps.TakeSample(stay=stay, kind="photograph"),
    )
    return collected


def _fetched(house: House, custody: Custody, kind: people.VisitorKind) -> Room_:
    """Have a visitor come for the person; return the badge."""
    desk, badge = house.story.custody_officer, f"visitor-{house.number()}"
    if kind == "interpreter":
        yield from house.does(desk, care.InterpreterRequest(stay=custody.stay))
        yield 20.0
    yield from house.does(
        desk, people.IssueBadge(badge=badge, kind=kind, sex="female", stay=custody.stay)
    )
    if kind == "interpreter":
        yield from house.does(desk, care.InterpreterArrived(stay=custody.stay, badge=badge))
    custody.others = (*custody.others, badge)
    return badge


def _settled(house: House, custody: Custody, crew: Sequence[Officer], left: str) -> Script:
    """Lead the person to the room that is theirs (S8)."""
    yield from house.escort(custody, crew, custody.room)
    house.free_room(left)
    yield from house.signs(custody, step(custody, "S8", custody.room, crew, collected=True))
    yield from begin_holding(house, custody)


def home(house: House, custody: Custody) -> Script:
    """Let the person sit in the own room, with whoever stays with them."""
    custody.person.body.doing = "sitting"
    if custody.companion is not None:
        place = custody.person.place(house.centre.now_ns)
        beside = house.centre.ways.beside(place, custody.companion.chance)
        yield from house.centre.walk([custody.companion], beside)
    custody.in_room = True


def begin_holding(house: House, custody: Custody) -> Script:
    """Let the person sit in the own room from now on: visits are counted from here (S8)."""
    yield from home(house, custody)
    custody.seen_s = house.centre.schedule.elapsed_s
