"""Alarm bits that every frame repeats: which of them are news, and which came by unseen.

A band latches its bits until it has a receipt and counts its alarms since boot. A press is news
once, whichever frame brings it first. A count that went on without a bit to show for it means
that an alarm was lost on the way: it counts as a press, and says so.
"""

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from custody.columns import Columns, some, where
from custody.tables import NEVER, DeviceTable
from custody.wire import BIT_SOS, BandAlarm

BOOT_LOST_NS: Final = 30_000_000_000
"""A boot counter that went back is believed after so long a silence (battery exchanged)."""
ALARM_FRAME: Final = 1 << 16
"""Beyond the 16 bits of the wire, so no device can send it: the frame came on an alarm topic."""


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


def as_alarm_frame(frame: BandAlarm) -> BandAlarm:
    """Return the frame marked as one that came on an alarm topic and was never seen before."""
    return msgspec.structs.replace(frame, alarm_bits=frame.alarm_bits | ALARM_FRAME)


def news_of_columns(devices: DeviceTable, columns: tuple[Columns, ...]) -> list[BitNews]:
    """Return the news of telemetry frames; costs Python only for frames that may carry news."""
    row = np.concatenate([column.device_row for column in columns])
    bits = np.concatenate([column.alarm_bits for column in columns])
    count = np.concatenate([column.alarm_count for column in columns])
    boot = np.concatenate([column.boot for column in columns])
    seq = np.concatenate([column.seq for column in columns])
    sent_ns = np.concatenate([column.t_ns for column in columns])
    known = devices.alarm_bits[row]
    other_life = boot != devices.boot[row]
    if some(other_life):
        same_life = ~other_life
        devices.boot_sent_ns[row[same_life]] = sent_ns[same_life]
    else:
        devices.boot_sent_ns[row] = sent_ns
    changed = bits != known
    suspicious = other_life | (count != devices.alarm_count[row])
    if some(changed):
        suspicious |= changed & (((bits & ~known) != 0) | (count == 0))
    if not some(suspicious):
        return []
    found = [
        news_of_frame(
            devices,
            int(row[index]),
            bits=int(bits[index]),
            count=int(count[index]),
            boot=int(boot[index]),
            seq=int(seq[index]),
            sent_ns=int(sent_ns[index]),
            telemetry=True,
        )
        for index in where(suspicious)
    ]
    return [news for news in found if news is not None]


def news_of_frame(
    devices: DeviceTable,
    row: int,
    *,
    bits: int,
    count: int,
    boot: int,
    seq: int,
    sent_ns: int,
    telemetry: bool = False,
) -> BitNews | None:
    """Return what is new in one frame's bits and count, and remember it.

    ``sent_ns`` of telemetry was judged by intake, so the lost boot rule may rest on it.
    """
    alarm_frame, bits = bool(bits & ALARM_FRAME), bits & ~ALARM_FRAME
    known_boot = int(devices.boot[row])
    # Telemetry came through the same rule in engine.order, kind by kind.
    believed = telemetry and sent_ns - int(devices.boot_sent_ns[row]) > BOOT_LOST_NS
    if boot < known_boot and not believed:
        # A late frame of an earlier life, or a counter was lost: a call for help counts anyway.
        return _call(row, bits, count, (boot, seq, sent_ns)) if alarm_frame else None
    if boot != known_boot:
        # A device that we meet, or meet again after its counter was lost, has old counts.
        _begin_life(devices, row, boot, 0 if 0 <= known_boot < boot else count)
    if telemetry:
        devices.boot_sent_ns[row] = sent_ns
    if count < int(devices.alarm_count[row]):
        return _call(row, bits, count, (boot, seq, sent_ns)) if alarm_frame else None
    fresh, unsure = _take(devices, row, bits, count, alarm_frame=alarm_frame)
    return BitNews(row, fresh, unsure, boot, seq, sent_ns) if fresh else None


def _call(row: int, bits: int, count: int, frame: tuple[int, int, int]) -> BitNews | None:
    """Return the news of an alarm frame that stands apart from what we know of its device."""
    said = bits or (BIT_SOS if count else 0)
    return BitNews(row, said, not bits, *frame) if said else None


def _begin_life(devices: DeviceTable, row: int, boot: int, count: int) -> None:
    devices.boot[row] = boot
    # Only telemetry sets it: an alarm frame alone cannot keep a boot that nobody else speaks of.
    devices.boot_sent_ns[row] = NEVER
    devices.alarm_count[row] = count
    devices.alarm_bits[row] = 0
    devices.alarm_told[row] = 0


def _take(
    devices: DeviceTable, row: int, bits: int, count: int, *, alarm_frame: bool
) -> tuple[int, bool]:
    """Return (new bits, whether only the count told) and remember bits and count."""
    known_count, known_bits = int(devices.alarm_count[row]), int(devices.alarm_bits[row])
    advanced = count > known_count
    fresh = bits & ~known_bits
    devices.alarm_count[row] = count
    unsure = advanced and bits == 0
    if unsure:
        fresh = BIT_SOS
    elif count - known_count > fresh.bit_count():
        fresh = bits  # More alarms than new bits: one that we know was raised again.
    elif alarm_frame and not fresh:
        # A bit that telemetry told is the same alarm; one that an alarm frame told is another.
        fresh = bits & int(devices.alarm_told[row])
    if alarm_frame:
        devices.alarm_told[row] = bits
    elif fresh:
        devices.alarm_told[row] = 0
    # A device that does not count can only show a new press by letting go of the bit first.
    devices.alarm_bits[row] = bits if count == 0 or advanced else known_bits | bits
    if unsure:
        devices.alarm_bits[row] = BIT_SOS
    return fresh, unsure
