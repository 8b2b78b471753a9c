"""What stands behind an alarm: a dead gateway is one alarm with forty children, not forty. Pure.

A child is put aside (ISA-18.2 F, suppressed by design) and shown under its root; life alarms are
never children, and a root that people cannot see has none.
"""

from typing import Final

import numpy as np

from alerts.cells import Cells
from alerts.machine import NO_ROOT, ROOT_UNDECIDED, Machine
from alerts.states import ACKNOWLEDGED, NORMAL, RETURNED, SUPPRESSED, UNACKNOWLEDGED
from custody.columns import I8, I32, I64, Mask, some, where
from custody.layout import KINDS, NOWHERE
from custody.registry import Device
from custody.tables import NEVER
from custody.world import World

CHILDREN: Final = (("DEV-01", "device"), ("POS-07", "stay"), ("PAIR-02", "stay"))
"""Rules that speak of a band without news: silent, without position, without company seen."""
BACK_NS: Final = 5_000_000_000
"""A gateway that was dead is given so long until everything behind it has spoken again."""
QUIET_NS: Final = 3_000_000_000
"""A gateway of which nothing at all came for so long may be dead."""
_COMING_BACK: Final = -3
"""Holds for what is put aside already; what falls silent now is an alarm of its own."""
_SEEN: Final = (UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED)


class Gateways:
    """Which gateway carries which device, and what follows when it dies."""

    def __init__(self, devices: tuple[Device, ...], cells: Cells) -> None:
        carriers = {
            device.sender: row
            for row, device in enumerate(devices)
            if device.kind == KINDS[KINDS.index("gateway")] and device.heartbeat_s > 0
        }
        rows = [carriers.get(device.sender, NOWHERE) for device in devices]
        self.carrier: I32 = np.array(rows, np.int32)
        own = np.arange(len(rows)) == self.carrier
        self.carrier[own] = NOWHERE
        self.carried = where(self.carrier >= 0)
        self.gateways: I64 = np.array(sorted(set(carriers.values())), np.int64)
        self.silence = cells.by_key["DEV-01", "device"]
        self.blocks = tuple(cells.by_key[key] for key in CHILDREN)

    def roots(self, world: World, machine: Machine, level: I8, *, t_ns: int) -> I32 | None:
        """Return the root of each cell (-1 none, -2 not known yet); None when there is none."""
        silent = level[self.silence.cells] > 0
        if not some(silent) or len(self.gateways) == 0:
            return None
        root = self._of_gateways(world, machine, silent, t_ns=t_ns)
        if not some(root != NO_ROOT):
            return None
        of_device = np.where(self.carrier >= 0, root[self.carrier], NO_ROOT).astype(np.int32)
        of_device = np.append(of_device, np.int32(NO_ROOT))  # the last entry is no device
        result = np.full(machine.size, NO_ROOT, np.int32)
        for block in self.blocks:
            rows = world.stays.band if block.kind == "stay" else slice(0, block.count)
            result[block.cells] = of_device[rows]
        coming = result == _COMING_BACK
        hidden = machine.state == SUPPRESSED
        result[coming] = np.where(hidden[coming], ROOT_UNDECIDED, NO_ROOT)
        return result

    def _of_gateways(self, world: World, machine: Machine, silent: Mask, *, t_ns: int) -> I32:
        """Return, by device row, the cell of a dead gateway, or that it is not known yet."""
        heard = world.devices.heard_t_ns[: len(self.carrier)]
        last = heard.copy()
        np.maximum.at(last, self.carrier[self.carried], heard[self.carried])
        root = np.full(len(self.carrier), NO_ROOT, np.int32)
        for gateway in self.gateways.tolist():
            cell = self.silence.start + gateway
            state = int(machine.state[cell])
            if t_ns - int(last[gateway]) <= QUIET_NS:
                if silent[gateway] or _just_back(machine, cell, state, t_ns):
                    root[gateway] = _COMING_BACK
            elif silent[gateway] and state in _SEEN:
                root[gateway] = cell
            elif state == NORMAL and not machine.spent[cell]:
                root[gateway] = ROOT_UNDECIDED
        return root


def _just_back(machine: Machine, cell: int, state: int, t_ns: int) -> bool:
    """Return whether a gateway's own alarm ended only now."""
    gone_from = int(machine.gone_from[cell])
    if gone_from == int(NEVER):
        return state in _SEEN
    return t_ns - gone_from <= BACK_NS
