"""Tables of the world: every column an array sized once, a row per stay, device, door, line."""

from typing import Final, Self

import numpy as np
import numpy.typing as npt

from custody.columns import I8, I16, I32, I64, Mask
from custody.remedies import REFUSED

NEVER: Final = np.int64(-(2**61))
"""A time that has not come: so long ago that every limit has passed, without overflow."""

SEVERITIES: Final = 4
GRANT_RULES: Final = ("CLK-03", "CLK-04", "CLK-05")
"""Rules by which an extension is refused; columns of ``grant_refused_utc_ns``."""

WORN_UNKNOWN: Final = np.int8(-1)
WORN_NO: Final = np.int8(0)
WORN_YES: Final = np.int8(1)
STRAPS: Final = ("closed", "open", "cut")
CONTACTS: Final = ("closed", "open", "unknown")
LOCKS: Final = ("locked", "unlocked", "unknown")
RELEASES: Final = ("none", "card", "button", "remote", "fire", "schedule")
STATUSES: Final = ("clear", "broken", "blocked", "fault")
_DOOR_FAULT: Final = 5
"""Where every door begins; the states are those of custody.doors."""

TRAIL_SAMPLES: Final = 16
"""Places of a badge that are kept, one a second."""


class Table:
    """A set of columns of one length, all of them numpy arrays."""

    size: int

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the columns by name, in the order they were declared."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}

    def export(self) -> dict[str, object]:
        """Return copies of all columns for the snapshot."""
        return {name: column.copy() for name, column in self.columns().items()}

    def load(self, saved: object) -> None:
        """Take back what ``export`` gave."""
        assert isinstance(saved, dict), "a saved table maps names to arrays"
        for name, column in self.columns().items():
            array = saved[name]
            assert isinstance(array, np.ndarray), f"column {name} was saved as an array"
            assert array.shape == column.shape, f"column {name} belongs to another layout"
            column[...] = array

    def take_over(self, old: Self, kept: I64) -> None:
        """Copy the rows that were kept from an older table; ``kept`` holds old rows, -1 is new."""
        here = np.flatnonzero(kept >= 0)
        before = old.columns()
        for name, column in self.columns().items():
            column[here] = before[name][kept[here]]

    def clear(self, row: int) -> None:
        """Set one row back to how a new table begins."""
        fresh = type(self)(1).columns()  # type: ignore[call-arg]  # every table takes its size
        for name, column in self.columns().items():
            column[row] = fresh[name][0]


class StayTable(Table):
    """People in custody, a slot each; ``number`` 0 is a slot that was never used."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.number: I64 = np.zeros(size, np.int64)
        self.open: Mask = np.zeros(size, np.bool_)
        self.band: I32 = np.full(size, -1, np.int32)
        self.bound_t_ns: I64 = np.full(size, NEVER)
        self.opened_utc_ns: I64 = np.full(size, NEVER)
        self.closed_utc_ns: I64 = np.full(size, NEVER)
        self.arrived_utc_ns: I64 = np.full(size, NEVER)
        self.regime: I16 = np.full(size, -1, np.int16)
        self.responsible: I32 = np.full(size, -1, np.int32)
        self.flags: I32 = np.zeros(size, np.int32)
        self.exit_from_utc_ns: I64 = np.full(size, NEVER)
        self.exit_until_utc_ns: I64 = np.full(size, NEVER)
        self.rung: I8 = np.zeros(size, np.int8)
        self.shown_clock: I64 = np.full(size, -1, np.int64)
        self._clocks(size)
        self._record(size)

    def _clocks(self, size: int) -> None:
        """When limits and reviews reach P1 to P4, kept by custody.clocks.people."""
        self.clocks_seen: I64 = np.zeros(size, np.int64)
        self.limit_utc_ns: I64 = np.full((size, SEVERITIES), -NEVER)
        self.review_utc_ns: I64 = np.full((size, SEVERITIES), -NEVER)
        self.clockless: Mask = np.zeros(size, np.bool_)
        self.clocks_differ: Mask = np.zeros(size, np.bool_)
        self.grants_void: I8 = np.zeros(size, np.int8)
        self.grant_refused_utc_ns: I64 = np.full((size, len(GRANT_RULES)), NEVER)

    def _record(self, size: int) -> None:
        """Add what rules need of the custody record, kept by custody.book.columns."""
        self.full: Mask = np.zeros(size, np.bool_)
        self.stage: I8 = np.zeros(size, np.int8)
        self.stage_t_ns: I64 = np.full(size, NEVER)
        self.stage_room: I16 = np.full(size, -1, np.int16)
        self.registered_t_ns: I64 = np.full(size, NEVER)
        self.searched: Mask = np.zeros(size, np.bool_)
        self.health_done: Mask = np.zeros(size, np.bool_)
        self.officers: I8 = np.zeros(size, np.int8)
        self.level: I8 = np.ones(size, np.int8)
        self.half_swipe_t_ns: I64 = np.full(size, NEVER)
        self.hand_over_t_ns: I64 = np.full(size, NEVER)
        self.exit_open: Mask = np.zeros(size, np.bool_)
        self.refused: I8 = np.zeros((size, len(REFUSED)), np.int8)
        self.meeting: Mask = np.zeros(size, np.bool_)
        """Who meets a lawyer now (custody.meetings)."""
        self.meeting_room: I16 = np.full(size, -1, np.int16)
        """Room that the record names for the meeting."""
        self.overridden_until_utc_ns: I64 = np.full(size, NEVER)
        self.never_holding: Mask = np.zeros(size, np.bool_)
        self.session: I8 = np.zeros(size, np.int8)
        self.session_t_ns: I64 = np.full(size, NEVER)
        self.session_room: I16 = np.full(size, -1, np.int16)
        self.session_single: Mask = np.zeros(size, np.bool_)
        self.session_officers: I8 = np.zeros(size, np.int8)
        self.session_away: Mask = np.zeros(size, np.bool_)
        self.recorder_ok_t_ns: I64 = np.full(size, NEVER)
        self._duties(size)
        self.restraint: I8 = np.zeros(size, np.int8)
        self.restraint_t_ns: I64 = np.full(size, NEVER)
        self.restraint_wrong: Mask = np.zeros(size, np.bool_)
        self._before(size)
        self.mustered: Mask = np.zeros(size, np.bool_)
        self.evacuating: Mask = np.zeros(size, np.bool_)
        """While an evacuation runs: seen at the muster place; outside by right."""

    def _before(self, size: int) -> None:
        """Add what is owed to the restrained, and what is known from before the arrival."""
        self.unwatched_t_ns: I64 = np.full(size, NEVER)
        """Since when somebody drunk is restrained with nobody to watch; NEVER: watched, or not."""
        self.sober_t_ns: I64 = np.full(size, NEVER)
        """Since when somebody restrained for being drunk is known to be sober."""
        self.delivered: Mask = np.zeros(size, np.bool_)
        """Whether the person was handed to a detention house in an earlier stay."""
        self.again_gap_s: I64 = np.full(size, -NEVER)
        """Seconds from the last release in the same case to this arrival."""
        self.expected_utc_ns: I64 = np.full(size, -NEVER)
        """When somebody who is booked and has not come was expected."""
        self.kept_from_t_ns: I64 = np.full(size, -NEVER)
        """Since when a room is kept for the person and not used."""

    def _duties(self, size: int) -> None:
        """Add what the duties need: whose record changed, who watches whom."""
        self.duties_stale: Mask = np.zeros(size, np.bool_)
        self.observer: I32 = np.full(size, -1, np.int32)
        self.observer_screens: Mask = np.zeros(size, np.bool_)


class TrailTable(Table):
    """Where each member of staff's badge was in the last seconds, the latest last."""

    def __init__(self, size: int) -> None:
        self.size = size
        shape = (size, TRAIL_SAMPLES)
        self.taken_t_ns: I64 = np.full(shape, NEVER)
        self.fix_t_ns: I64 = np.full(shape, NEVER)
        self.x_mm: I32 = np.zeros(shape, np.int32)
        self.y_mm: I32 = np.zeros(shape, np.int32)
        self.level: I16 = np.full(shape, -1, np.int16)
        self.room: I16 = np.full(shape, -1, np.int16)


class DeviceTable(Table):
    """What each device said last and what follows from it.

    ``*_t_ns`` are engine times of arrival; ``*_sent_ns`` the device's own stamp; together with
    boot and sequence they name the frame that caused an alarm.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.heard_t_ns: I64 = np.full(size, NEVER)
        self.silent: Mask = np.zeros(size, np.bool_)
        self.boot: I64 = np.full(size, -1, np.int64)
        self.boot_sent_ns: I64 = np.full(size, NEVER)
        self.alarm_count: I64 = np.zeros(size, np.int64)
        self.alarm_bits: I32 = np.zeros(size, np.int32)
        self.alarm_told: I32 = np.zeros(size, np.int32)
        self.clock_behind_ns: I64 = np.zeros(size, np.int64)
        """How far the device's clock is behind ours, 0: right or unknown (engine.device_clocks)."""
        self.worn: I8 = np.full(size, WORN_UNKNOWN)
        self.battery_cpct: I32 = np.full(size, -1, np.int32)
        self._strap(size)
        self._carried(size)
        self._fix(size)
        self._vitals(size)
        self._motion(size)

    def _strap(self, size: int) -> None:
        self.strap: I8 = np.zeros(size, np.int8)
        self.strap_t_ns: I64 = np.full(size, NEVER)
        self.strap_sent_ns: I64 = np.zeros(size, np.int64)
        self.strap_boot: I64 = np.zeros(size, np.int64)
        self.strap_seq: I64 = np.zeros(size, np.int64)
        self.cut_t_ns: I64 = np.full(size, NEVER)
        self.cut_sent_ns: I64 = np.zeros(size, np.int64)
        self.cut_boot: I64 = np.zeros(size, np.int64)
        self.cut_seq: I64 = np.zeros(size, np.int64)

    def _carried(self, size: int) -> None:
        """Who carries a card or badge (custody.access), and when a fixed sensor was lost."""
        self.card_of: I32 = np.full(size, -1, np.int32)
        self.off_duty: Mask = np.zeros(size, np.bool_)
        self.visitor: Mask = np.zeros(size, np.bool_)
        self.visitor_types: I64 = np.zeros(size, np.int64)
        self.evacuated: Mask = np.zeros(size, np.bool_)
        self.mustered: Mask = np.zeros(size, np.bool_)
        self.covered: Mask = np.zeros(size, np.bool_)
        self.floor: Mask = np.zeros(size, np.bool_)
        self.floor_t_ns: I64 = np.full(size, NEVER)
        """Whether a camera sees somebody on the floor, and when that began or ended last."""
        self.blind_t_ns: I64 = np.full(size, NEVER)
        """Since when a line's sensor or a camera sees nothing, NEVER while it sees."""

    def _fix(self, size: int) -> None:
        self.fix_t_ns: I64 = np.full(size, NEVER)
        self.fix_sent_ns: I64 = np.zeros(size, np.int64)
        self.fix_boot: I64 = np.zeros(size, np.int64)
        self.fix_seq: I64 = np.zeros(size, np.int64)
        self.x_mm: I32 = np.zeros(size, np.int32)
        self.y_mm: I32 = np.zeros(size, np.int32)
        self.accuracy_mm: I32 = np.zeros(size, np.int32)
        self.level: I16 = np.full(size, -1, np.int16)
        self.room: I16 = np.full(size, -1, np.int16)
        self.room_challenger: I16 = np.full(size, -1, np.int16)
        self.room_count: I8 = np.zeros(size, np.int8)
        self.room_score: I32 = np.zeros(size, np.int32)
        self.room_t_ns: I64 = np.full(size, NEVER)
        self.odd_count: I64 = np.zeros(size, np.int64)
        """Fixes that nobody could have walked to, ever; the last of them is held back."""
        self.odd_t_ns: I64 = np.full(size, NEVER)
        self.odd_x_mm: I32 = np.zeros(size, np.int32)
        self.odd_y_mm: I32 = np.zeros(size, np.int32)
        self.overtaken_count: I64 = np.zeros(size, np.int64)
        """Fixes that came after a newer one, ever."""
        self.edge_mm: I32 = np.zeros(size, np.int32)
        self.outside_run: I16 = np.zeros(size, np.int16)
        self.fix_run: I16 = np.zeros(size, np.int16)
        self.lost: I8 = np.zeros(size, np.int8)
        self.secret_sent_ns: I64 = np.full(size, NEVER)
        """Device time of the last fix in, or leaving, a room that withholds vital signs."""

    def _vitals(self, size: int) -> None:
        self.vitals_t_ns: I64 = np.full(size, NEVER)
        self.vitals_sent_ns: I64 = np.zeros(size, np.int64)
        self.vitals_boot: I64 = np.zeros(size, np.int64)
        self.vitals_seq: I64 = np.zeros(size, np.int64)
        self.contact: Mask = np.zeros(size, np.bool_)
        self.pulse_cbpm: I32 = np.full(size, -1, np.int32)
        self.pulse_gone: Mask = np.zeros(size, np.bool_)
        self.oxygen_t_ns: I64 = np.full(size, NEVER)
        self.oxygen_cpct: I32 = np.full(size, -1, np.int32)
        self.vitals_withheld: Mask = np.zeros(size, np.bool_)
        self.oxygen_withheld: Mask = np.zeros(size, np.bool_)
        """Whether P-15 withheld the pulse, the oxygen, when they were measured."""

    def _motion(self, size: int) -> None:
        self.motion_t_ns: I64 = np.full(size, NEVER)
        self.activity_mg: I32 = np.full(size, -1, np.int32)
        self.impact_t_ns: I64 = np.full(size, NEVER)
        self.impact_sent_ns: I64 = np.zeros(size, np.int64)
        self.impact_boot: I64 = np.zeros(size, np.int64)
        self.impact_seq: I64 = np.zeros(size, np.int64)
        self.impact_mg: I32 = np.zeros(size, np.int32)
        self.still_from_t_ns: I64 = np.full(size, NEVER)
        self.fall: I8 = np.zeros(size, np.int8)


class DoorTable(Table):
    """Doors as their controllers report them; ``released_t_ns`` is the last lawful release."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.contact: I8 = np.full(size, CONTACTS.index("unknown"), np.int8)
        self.lock: I8 = np.full(size, LOCKS.index("unknown"), np.int8)
        self.release: I8 = np.zeros(size, np.int8)
        self.state: I8 = np.full(size, _DOOR_FAULT, np.int8)
        self.state_t_ns: I64 = np.full(size, NEVER)
        self.opened_t_ns: I64 = np.full(size, NEVER)
        self.released_t_ns: I64 = np.full(size, NEVER)
        self.by_staff: Mask = np.zeros(size, np.bool_)
        """Whether staff stood at the door when it last opened."""
        self.denied: I16 = np.zeros(size, np.int16)
        """Refused swipes within the window of ACC-04."""


class PerimeterTable(Table):
    """Guarded lines: their status, when each was broken last, whether its panel has it armed."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.status: I8 = np.zeros(size, np.int8)
        self.broken_t_ns: I64 = np.full(size, NEVER)
        self.explained: Mask = np.zeros(size, np.bool_)
        """Whether an approved exit or a closed stay explains the last break."""
        self.disarmed: Mask = np.zeros(size, np.bool_)
        self.sabotaged: Mask = np.zeros(size, np.bool_)
        self.nuisance: I16 = np.zeros(size, np.int16)
        """Breaks within the last hour with nobody seen near (PER-07)."""
