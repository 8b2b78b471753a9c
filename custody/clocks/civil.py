"""Civil time as data: the statute counts local hours and days, the engine counts nanoseconds.

Only the statutory reading and night windows look at local time. The rules of a time zone come in
as a table of (from UTC ns, offset s), so that no lookup depends on the machine.
"""

from typing import Final

import msgspec

from custody.policy import Reading

NS_PER_S: Final = 1_000_000_000
HOUR_NS: Final = 3600 * NS_PER_S
DAY_NS: Final = 24 * HOUR_NS


class Civil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time zone as the instants at which its offset from UTC changed."""

    changes: tuple[tuple[int, int], ...]

    def offset_ns(self, utc_ns: int) -> int:
        """Return local minus UTC time at an instant."""
        offset_s = self.changes[0][1] if self.changes else 0
        for from_utc_ns, later_s in self.changes:
            if from_utc_ns > utc_ns:
                break
            offset_s = later_s
        return offset_s * NS_PER_S

    def hour(self, utc_ns: int) -> int:
        """Return the local hour of the day, 0 to 23."""
        return (utc_ns + self.offset_ns(utc_ns)) % DAY_NS // HOUR_NS


UTC: Final = Civil(((-(2**62), 0),))
CHINA: Final = Civil(((-(2**62), 8 * 3600),))


def in_night(civil: Civil, utc_ns: int, *, from_hour: int = 21, to_hour: int = 7) -> bool:
    """Return whether an instant lies in the night (CQ 10: 21:00 to 07:00, local)."""
    hour = civil.hour(utc_ns)
    return hour >= from_hour or hour < to_hour


def counts_from(start_utc_ns: int, reading: Reading, civil: Civil) -> int:
    """Return the instant from which the statute counts: its starting hour or day does not."""
    if reading == "exact":
        return start_utc_ns
    unit_ns = HOUR_NS if reading == "hour_not_counted" else DAY_NS
    local_ns = start_utc_ns + civil.offset_ns(start_utc_ns)
    later_ns = (local_ns // unit_ns + 1) * unit_ns
    utc_ns = later_ns - civil.offset_ns(start_utc_ns)
    # The hands may move between now and midnight: the offset there is the one that holds.
    return later_ns - civil.offset_ns(utc_ns)
