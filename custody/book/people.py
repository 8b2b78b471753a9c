"""Who answers for whom: bands off, cards replaced, duty, hand-over, visitors' badges."""

from typing import Final

from custody.access import show_house
from custody.acts import people
from custody.book.desk import Desk, Done, done, refuse
from custody.book.steps import set_present
from custody.people import VISITORS_MAX, Visitor
from custody.refusals import Refusal
from custody.stay import take_off

PLACES: Final[dict[str, tuple[str, ...]]] = {
    "lawyer": ("reception", "lawyer", "corridor", "toilet"),
    "appropriate_adult": ("reception", "rights", "intake", "juvenile-interview", "interview"),
    "guardian": ("reception", "rights", "intake", "juvenile-interview", "interview"),
    "interpreter": ("reception", "rights", "intake", "interview", "juvenile-interview"),
    "doctor": ("reception", "medical", "search", "holding", "juvenile-holding", "sobering"),
    "victim": ("reception", "identification", "interview"),
    "witness": ("reception", "identification", "interview"),
}
"""Room types a kind of visitor may see where the badge names none."""


SEPARATORS: Final = ("custody_officer", "duty_inspector", "medical", "investigator")
"""Roles that may say who must be kept apart (SEP-05)."""


def do_stay(desk: Desk, slot: int, act: object) -> Done:
    """Change who is bound to a person."""
    match act:
        case people.UnbindBand():
            return _unbind(desk, slot, act)
        case people.HandOver():
            return _hand_over(desk, slot, act)
        case people.AcceptHandOver():
            return _accept(desk, slot)
        case people.SetPresent():
            return set_present(desk, slot, act.present)
        case people.KeepApart():
            return _keep_apart(desk, slot, act)
        case _:
            message = f"{type(act).__name__} is no act on who is bound"
            raise TypeError(message)


def do_house(desk: Desk, act: object) -> Done:
    """Change what belongs to no single stay."""
    match act:
        case people.ReplaceCard():
            return _replace_card(desk, act)
        case people.SetDuty():
            return _duty(desk, act)
        case people.IssueBadge():
            return _issue(desk, act)
        case people.ReturnBadge():
            return _return(desk, act)
        case _:
            message = f"{type(act).__name__} is no act of the house"
            raise TypeError(message)


def _unbind(desk: Desk, slot: int, act: people.UnbindBand) -> Done:
    record = desk.world.records[slot]
    if not record.band:
        return refuse("PAIR-01", "没有佩戴手环", "no band is worn", "R01")
    band = record.band
    take_off(desk.world, slot, desk.utc_ns)
    desk.write(slot, "band.removed", {"band": band, "note": act.note})
    return done(slot)


def _hand_over(desk: Desk, slot: int, act: people.HandOver) -> Done:
    record = desk.world.records[slot]
    if not desk.officer(act.to) or act.to == record.responsible:
        return refuse(
            "PAIR-09",
            f"{act.to} 不能接手",
            f"{act.to} cannot take the person over",
            "R39: an officer on duty, not the one who has the person",
        )
    desk.write(
        slot, "handover.offered", {"staff": record.responsible, "to": act.to, "note": act.note}
    )
    return done(slot, act.to)


def _accept(desk: Desk, slot: int) -> Done:
    record = desk.world.records[slot]
    if record.hand_over_to != desk.who:
        return refuse(
            "PAIR-09",
            "交接对象不是本人",
            "nobody has handed this person over to you",
            "R39: the named receiver accepts",
        )
    if not desk.officer(desk.who):
        return refuse("PAIR-09", f"{desk.who} 不在岗", f"{desk.who} is not on duty", "R39")
    desk.write(slot, "handover.accepted", {"staff": desk.who, "previous": record.responsible})
    return done(slot, desk.who)


def _keep_apart(desk: Desk, slot: int, act: people.KeepApart) -> Done:
    stay, house = desk.world.records[slot].stay, desk.world.house
    other = desk.slot_of(act.other) if act.other else slot
    if isinstance(other, Refusal):
        return other
    person = desk.staff(desk.who)
    if person is None or person.role not in SEPARATORS:
        return refuse("SEP-05", "无权设置隔离", "this is for desk, doctor or lead officer", "CPT")
    if bool(act.other) != (act.kind == "conflict") or act.other == stay:
        return refuse(
            "SEP-05",
            "冲突须指明另一人，传染隔离不指明",
            "a conflict names somebody else, an infection nobody",
            "CPT",
        )
    key = " ".join(sorted((stay, act.other))) if act.other else f"{stay} "
    if (key in house.apart) == act.on:
        return refuse("SEP-05", "状态未变", "nothing would change", "CPT")
    if act.on:
        kept = [pair for pair in house.apart if desk.world.slot_of(pair.partition(" ")[0]) >= 0]
        house.apart = {pair: house.apart[pair] for pair in kept} | {key: act.kind}
    else:
        del house.apart[key]
    kind = "apart.set" if act.on else "apart.ended"
    for one, said in ((slot, act.other), *(((other, stay),) if act.other else ())):
        desk.write(one, kind, {"other": said, "kind": act.kind, "note": act.note}, room="")
    return done(slot)


def _replace_card(desk: Desk, act: people.ReplaceCard) -> Done:
    devices = desk.world.layout.devices
    known = act.card in devices.ids
    if desk.staff(act.staff) is None or not known:
        return refuse(
            "PAIR-07", "人员或门卡未登记", "the officer or the card is not registered", "R02"
        )
    if not devices.of_kind("card")[devices.ids.index(act.card)] or desk.holder_of(act.card):
        return refuse(
            "PAIR-07",
            f"{act.card} 不是空闲门卡",
            f"{act.card} is no free card",
            "R02: one officer, one card",
        )
    old = desk.card_of(act.staff)
    desk.world.house.cards[act.staff] = act.card
    show_house(desk.world)
    desk.note(
        "card.replaced", {"staff": act.staff, "card": act.card, "previous": old, "note": act.note}
    )
    return done()


def _duty(desk: Desk, act: people.SetDuty) -> Done:
    if desk.staff(act.staff) is None:
        return refuse("REC-01", f"没有 {act.staff}", f"{act.staff} is not on the staff list", "R14")
    answered = [
        record.stay
        for slot, record in sorted(desk.world.records.items())
        if desk.world.stays.open[slot] and record.responsible == act.staff
    ]
    if not act.on and answered:
        return refuse(
            "PAIR-09",
            f"{act.staff} 仍负责 {'、'.join(answered)}，须先交接",
            f"{act.staff} still answers for {', '.join(answered)}: hand over first",
            "R39: the responsible officer is never empty",
        )
    desk.world.house.off_duty[act.staff] = not act.on
    show_house(desk.world)
    desk.note("duty.set", {"staff": act.staff, "on": act.on})
    return done()


def _issue(desk: Desk, act: people.IssueBadge) -> Done:
    house = desk.world.house
    if act.badge in house.visitors or desk.staff(act.badge) is not None:
        return refuse("ACC-09", f"{act.badge} 已在使用", f"{act.badge} is in use", "R02")
    if len(house.visitors) >= VISITORS_MAX:
        return refuse("ACC-09", "访客过多", "there are too many visitors", "design: VISITORS_MAX")
    types = desk.world.layout.rooms.types
    strange = [place for place in act.places if place not in types]
    if strange:
        return refuse(
            "ACC-09", f"没有 {strange[0]} 类房间", f"there is no room type {strange[0]}", "config"
        )
    slot = desk.slot_of(act.stay) if act.stay else -1
    if isinstance(slot, Refusal):
        return slot
    places = act.places or tuple(place for place in PLACES[act.kind] if place in types)
    house.visitors[act.badge] = Visitor(
        badge=act.badge,
        kind=act.kind,
        sex=act.sex,
        stay=act.stay,
        person=act.person,
        places=places,
    )
    if act.kind == "lawyer" and act.stay and act.person:
        known = house.lawyers.get(act.stay, ())
        kept = [stay for stay in house.lawyers if desk.world.slot_of(stay) >= 0]
        house.lawyers = {stay: house.lawyers[stay] for stay in kept}
        house.lawyers[act.stay] = tuple(dict.fromkeys((*known, act.person)))
    show_house(desk.world)
    told = {
        "badge": act.badge,
        "kind": act.kind,
        "sex": act.sex,
        "person": act.person,
        "places": " ".join(places),
    }
    if slot >= 0:
        desk.write(slot, "visitor.issued", told, room="")
    else:
        desk.note("visitor.issued", told)
    return done(slot)


def _return(desk: Desk, act: people.ReturnBadge) -> Done:
    visitor = desk.world.house.visitors.pop(act.badge, None)
    if visitor is None:
        return refuse("ACC-09", f"没有 {act.badge}", f"badge {act.badge} is not out", "R02")
    show_house(desk.world)
    slot = desk.world.slot_of(visitor.stay) if visitor.stay else -1
    if slot >= 0:
        desk.write(slot, "visitor.returned", {"badge": act.badge}, room="")
    else:
        desk.note("visitor.returned", {"badge": act.badge})
    return done(slot)
