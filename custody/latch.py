"""Alarm bits that every frame repeats: which of them are news, and which came by unseen.

A band latches its bits until it has a receipt and counts its alarms since boot. A press is news
once, whichever frame brings it first. A count that went on without a bit to show for it means
that an alarm was lost on the way: it counts as a press, and says so.
"""

from dataclasses import dataclass

import numpy as np

from custody.columns import Columns
from custody.tables import DeviceTable
from custody.wire import BIT_SOS


@dataclass(frozen=True, slots=True)
class BitNews:
    """New alarm bits of one device and the frame that brought them."""

    device_row: int
    bits: int
    unsure: bool
    """The count advanced and no bit said why."""
    boot: int
    seq: int
    sent_ns: int


def news_of_columns(devices: DeviceTable, columns: tuple[Columns, ...]) -> list[BitNews]:
    """Return the news of telemetry frames; costs Python only for frames that may carry news."""
    row = np.concatenate([column.device_row for column in columns])
    bits = np.concatenate([column.alarm_bits for column in columns])
    count = np.concatenate([column.alarm_count for column in columns])
    boot = np.concatenate([column.boot for column in columns])
    known = devices.alarm_bits[row]
    suspicious = (
        ((bits & ~known) != 0)
        | (count != devices.alarm_count[row])
        | (boot != devices.boot[row])
        | ((bits != known) & (count == 0))
    )
    if not suspicious.any():
        return []
    seq = np.concatenate([column.seq for column in columns])
    sent_ns = np.concatenate([column.t_ns for column in columns])
    found = [
        news_of_frame(
            devices,
            int(row[index]),
            bits=int(bits[index]),
            count=int(count[index]),
            boot=int(boot[index]),
            seq=int(seq[index]),
            sent_ns=int(sent_ns[index]),
        )
        for index in np.flatnonzero(suspicious)
    ]
    return [news for news in found if news is not None]


def news_of_frame(
    devices: DeviceTable, row: int, *, bits: int, count: int, boot: int, seq: int, sent_ns: int
) -> BitNews | None:
    """Return what is new in one frame's bits and count, and remember it."""
    known_boot = int(devices.boot[row])
    if boot < known_boot:
        return None  # A late frame of an earlier life of the device.
    first_ever = known_boot < 0
    if boot > known_boot:
        devices.boot[row] = boot
        devices.alarm_count[row] = count if first_ever else 0
        devices.alarm_bits[row] = 0
    known_count, known_bits = int(devices.alarm_count[row]), int(devices.alarm_bits[row])
    if count < known_count:
        return None
    advanced = count > known_count
    fresh = bits & ~known_bits
    devices.alarm_count[row] = count
    unsure = advanced and bits == 0
    if unsure:
        fresh = BIT_SOS
    elif count - known_count > fresh.bit_count():
        fresh = bits  # More alarms than new bits: one that we know was raised again.
    # A device that does not count can only show a new press by letting go of the bit first.
    devices.alarm_bits[row] = bits if count == 0 or advanced else known_bits | bits
    if unsure:
        devices.alarm_bits[row] = BIT_SOS
    return BitNews(row, fresh, unsure, boot, seq, sent_ns) if fresh else None
