"""No sequence of commands loses a person, a band or a number."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from custody.commands import AssignOfficer, BindBand, CloseStay, OpenStay
from custody.stay import (
    assign_officer,
    band_of,
    bind_band,
    close_stay,
    free_slot,
    open_stay,
)
from custody.world import World
from engine.adopt import layout_of
from tests.engine.build import START_UTC_NS, S
from tests.engine.small_site import a_configuration

LAYOUT = layout_of(a_configuration(bands=3, stays_max=3))
BANDS = ("band-001", "band-002", "band-003", "band-404")
stays = st.integers(1, 6).map(lambda number: f"D-{number:04d}")


class Custody(RuleBasedStateMachine):
    """The world beside a dict of what should be true."""

    def __init__(self):
        super().__init__()
        self.world = World(LAYOUT)
        self.model: dict[str, str] = {}  # open stay -> band or ""
        self.opened = 0
        self.now = START_UTC_NS

    @rule()
    def open(self):
        self.now += S
        nobody = self.world.stays.open & False
        act = OpenStay(regime="cn-psapl-2026", arrived_utc_ns=self.now, responsible="s-001")
        slot = free_slot(self.world, nobody)
        outcome = open_stay(self.world, act, slot=slot, utc_ns=self.now)
        assert outcome.accepted == (len(self.model) < 3)
        if outcome.accepted:
            self.opened += 1
            assert outcome.result == f"D-{self.opened:04d}"
            self.model[outcome.result] = ""

    @rule(stay=stays, band=st.sampled_from(BANDS))
    def bind(self, stay, band):
        self.now += S
        free = band not in self.model.values() and band != "band-404"
        act = BindBand(stay=stay, band=band)
        outcome = bind_band(self.world, act, t_ns=self.now, utc_ns=self.now)
        assert outcome.accepted == (stay in self.model and free)
        if outcome.accepted:
            self.model[stay] = band

    @rule(stay=stays)
    def assign(self, stay):
        outcome = assign_officer(self.world, AssignOfficer(stay=stay, staff="s-002"))
        assert outcome.accepted == (stay in self.model)

    @rule(stay=stays)
    def close(self, stay):
        self.now += S
        outcome = close_stay(self.world, CloseStay(stay=stay, reason="bail"), utc_ns=self.now)
        assert outcome.accepted == (self.model.pop(stay, None) is not None)

    @invariant()
    def everybody_is_there_with_their_band(self):
        seen = {}
        for stay in self.model:
            slot = self.world.slot_of(stay)
            assert slot >= 0
            assert self.world.stays.open[slot]
            seen[stay] = band_of(self.world, slot)
        assert seen == self.model
        assert int(self.world.stays.open.sum()) == len(self.model)

    @invariant()
    def a_band_has_one_wearer(self):
        holders = self.world.holders()
        for row, band in enumerate(LAYOUT.devices.ids):
            wearer = [stay for stay, worn in self.model.items() if worn == band]
            slot = self.world.slot_of(wearer[0]) if wearer else -1
            assert holders[row] == slot


TestCustody = Custody.TestCase
TestCustody.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
