"""MOT-07: the strap of a worn band is cut, or stays open."""

import numpy as np

from alerts.rule import Cause, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, some
from custody.layout import NOWHERE
from custody.tables import NEVER, STRAPS

_OPEN, _CUT = STRAPS.index("open"), STRAPS.index("cut")
_IN_CELL, _ELSEWHERE = 1, 2


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    if not (some(world.devices.strap > 0) or some(world.devices.cut_t_ns == scene.t_ns)):
        return np.zeros(world.stays.size, np.int8)
    strap = world.of_bands(world.devices.strap, np.int8(0))
    since = world.of_bands(world.devices.strap_t_ns, np.int64(scene.t_ns))
    cut = world.of_bands(world.devices.cut_t_ns, NEVER) == scene.t_ns  # whatever came after
    stays_open = (strap == _OPEN) & (scene.t_ns - since >= limits.ns("open_s"))
    undone = cut | (strap == _CUT) | stays_open
    undone &= world.worn_and_open()
    in_cell = world.layout.rooms.cells()[world.stay_rooms()]
    return np.where(undone, np.where(in_cell, _IN_CELL, _ELSEWHERE), 0).astype(np.int8)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    devices, device = world.devices, world.layout.devices.ids[band]
    strap = STRAPS[devices.strap[band]]
    sent_ns = int(devices.strap_sent_ns[band])
    if devices.cut_t_ns[band] == scene.t_ns or strap == "cut":
        strap, sent_ns = "cut", int(devices.cut_sent_ns[band])
    cause = Cause(device, int(devices.cut_boot[band]), int(devices.cut_seq[band]), sent_ns)
    room = int(devices.room[band])
    place = world.room_name(room, located=True) if room != NOWHERE else "no room"
    readings = (
        Reading(name="strap", value=strap, t_ns=sent_ns),
        Reading(name="place", value=place),
    )
    if strap == "cut":
        return Finding(readings=readings, device=device, cause=cause)
    held_s = limits.value("open_s")
    due = scene.utc_of(int(devices.strap_t_ns[band]) + limits.ns("open_s"))
    held = Reading(name="open for s", value=held_s, threshold=held_s)
    return Finding(readings=(*readings, held), device=device, due_utc_ns=due)


MOT_07 = StateRule(
    id="MOT-07",
    zh="手环腕带被剪断或打开",
    en="Band strap cut or open",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="human",
    told=("G", "CR"),
    guidance_zh="立即当面核对人员并检查腕部，更换手环后重新绑定。",
    guidance_en="Find the person now and look at the wrist. Put on and bind a new band.",
    basis_zh="手环是定位和生命体征的来源，脱离手环即失去看护。在羁押室外视为可能脱逃。",
    basis_en="Without the band nobody knows where or how the person is; outside a cell it may be"
    " an escape.",
    source="R01",
    thresholds=(
        Threshold(key="open_s", unit="s", meaning="a strap that is open, not cut, must stay so"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
