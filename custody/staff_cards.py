"""Which card each member of staff has and who is on duty: found anew when the house changed."""

from dataclasses import dataclass

import numpy as np

from custody.columns import I32, Mask
from custody.layout import NOWHERE, Layout
from custody.people import House


@dataclass(frozen=True, slots=True, eq=False)
class StaffCards:
    """What one state of the house says of staff."""

    events: int
    """Number of the last event of that house, -1 before any."""
    cards: I32
    """Device row of each one's active card, -1 without."""
    on_duty: I32
    """The same, -1 off duty, too."""
    off: Mask
    """Who is off duty; the last entry is nobody, who is."""


def unknown(layout: Layout) -> StaffCards:
    """Return what stands before a house was looked at."""
    return StaffCards(-1, layout.staff_card, layout.staff_card, np.ones(1, np.bool_))


def staff_cards(layout: Layout, house: House) -> StaffCards:
    """Return what a house says of the staff of a layout."""
    rows = layout.devices.rows()
    own = zip(layout.staff_ids, layout.staff_card.tolist(), strict=True)
    active = [rows.get(house.cards.get(staff, ""), card) for staff, card in own]
    off = [house.off_duty.get(staff, False) for staff in layout.staff_ids]
    cards, away = np.array(active, np.int32), np.array([*off, True], np.bool_)
    on_duty = np.where(away[:-1], np.int32(NOWHERE), cards)
    for column in (cards, on_duty, away):
        column.setflags(write=False)
    return StaffCards(house.events, cards, on_duty, away)
