"""Pulse and oxygen: what a vitals frame proves, and what it leaves open.

A pulse counts as seen when the sensor read more than 0 with enough quality; as gone when it read
nothing or 0 on skin. A number of poor quality proves neither, so it starts and ends no alarm.
"""

import numpy as np

from custody.body.rounds import in_rounds
from custody.columns import VitalSigns
from custody.tables import DeviceTable
from custody.world import World


def mark_withheld(world: World, vitals: VitalSigns, *, t_ns: int) -> None:
    """Note beside the values folded in this tick whether P-15 withholds them."""
    if len(vitals) == 0:
        return
    devices, row = world.devices, vitals.device_row
    hidden = world.withheld_samples(row, vitals.t_ns, t_ns)
    secret = np.zeros(devices.size, np.bool_)
    secret[row[hidden]] = True
    measured = devices.oxygen_t_ns[row] == t_ns
    for column, of in ((devices.vitals_withheld, row), (devices.oxygen_withheld, row[measured])):
        column[of] = secret[of]


def take_vitals(
    devices: DeviceTable,
    vitals: VitalSigns,
    *,
    t_ns: int,
    pulse_quality_pct: int,
    oxygen_quality_pct: int,
) -> None:
    """Fold vitals frames into the devices."""
    for frames, _ in in_rounds(vitals):
        row = frames.device_row
        devices.vitals_t_ns[row] = t_ns
        devices.vitals_sent_ns[row] = frames.t_ns
        devices.vitals_boot[row] = frames.boot
        devices.vitals_seq[row] = frames.seq
        devices.contact[row] = frames.contact
        devices.pulse_cbpm[row] = frames.pulse_cbpm
        seen = (frames.pulse_cbpm > 0) & (frames.pulse_quality_pct >= pulse_quality_pct)
        gone = frames.contact & (frames.pulse_cbpm <= 0)
        still_gone = devices.pulse_gone[row] & frames.contact & ~seen
        devices.pulse_gone[row] = gone | still_gone
        good = (
            frames.contact
            & (frames.spo2_cpct >= 0)
            & (frames.spo2_quality_pct >= oxygen_quality_pct)
        )
        devices.oxygen_t_ns[row[good]] = t_ns
        devices.oxygen_cpct[row[good]] = frames.spo2_cpct[good]
