"""The doors, perimeter lines and anchors of the demo centre."""

from typing import NamedTuple


class Opening(NamedTuple):
    """A door in the common wall of two rooms; ``wall`` names the outer wall of an exit.

    ``lock`` says which devices it has: none (a passage), door (contact and lock), or how many
    readers stand at it.
    """

    a: str
    b: str
    width_m: float = 1.0
    kind: str = "inner"
    lock: str = "none"
    wall: str = ""
    share: float = 0.5


_CELLS = tuple(
    Opening(f"holding-{number}", "corridor-cells", 0.9, "cell", "reader") for number in range(1, 10)
)
_WAITING = tuple(
    Opening(f"holding-{number}", "corridor-waiting", 0.9, "cell", "reader")
    for number in range(10, 14)
)
_INTERVIEWS = (
    *(Opening(f"interview-{number}", "corridor-south", lock="door") for number in range(1, 5)),
    *(Opening(f"interview-{number}", "corridor-upper", lock="door") for number in range(5, 11)),
)

OPENINGS = (
    Opening("sally-port", "outside", 4.5, "sally", "reader", wall="west"),
    Opening("sally-port", "intake", 1.4, "sally", "readers"),
    Opening("intake", "corridor-north", 1.4, share=0.3),
    Opening("intake", "search-1"),
    Opening("search-1", "corridor-north"),
    Opening("search-2", "corridor-north"),
    Opening("property", "corridor-north", lock="reader"),
    Opening("toilet-north", "corridor-north"),
    Opening("medical", "corridor-north", 1.2),
    Opening("rights", "corridor-north"),
    Opening("collection", "corridor-north", share=0.35),
    Opening("corridor-north", "outside", 1.4, "exit", "reader", wall="east"),
    Opening("escort", "corridor-north"),
    Opening("corridor-north", "corridor-west", 1.8, lock="readers"),
    Opening("corridor-north", "corridor-east", 1.8, lock="readers"),
    Opening("sobering", "corridor-north", 1.2, "cell", "reader"),
    Opening("care", "corridor-north"),
    Opening("duty-office", "corridor-north"),
    Opening("evidence", "corridor-north", lock="reader"),
    Opening("corridor-west", "corridor-cells", 1.8, lock="readers"),
    Opening("corridor-east", "corridor-cells", 1.8, lock="readers"),
    *_CELLS,
    Opening("group-1", "corridor-cells", 1.0, "cell", "reader"),
    Opening("group-2", "corridor-cells", 1.0, "cell", "reader"),
    Opening("toilet-block-1", "corridor-cells", 0.9),
    Opening("toilet-block-2", "corridor-cells", 0.9),
    Opening("guard-post", "corridor-cells"),
    Opening("control-room", "corridor-south", lock="reader"),
    Opening("server-room", "corridor-south", lock="reader"),
    Opening("staff-room", "corridor-south"),
    Opening("corridor-west", "corridor-juvenile", 1.4, lock="readers"),
    Opening("juvenile-holding-1", "corridor-juvenile", 0.9, "cell", "reader"),
    Opening("juvenile-holding-2", "corridor-juvenile", 0.9, "cell", "reader"),
    Opening("toilet-juvenile", "corridor-juvenile", 0.9),
    Opening("juvenile-interview", "corridor-juvenile", lock="door"),
    Opening("juvenile-care", "corridor-juvenile"),
    Opening("adults", "corridor-juvenile"),
    Opening("briefing", "corridor-south"),
    Opening("case-office", "corridor-south"),
    Opening("corridor-west", "corridor-south", 2.0),
    Opening("corridor-east", "corridor-south", 2.0),
    Opening("corridor-south", "outside", 1.4, "exit", "reader", wall="west"),
    *_INTERVIEWS,
    Opening("questioning-1", "corridor-south", lock="door"),
    Opening("questioning-2", "corridor-south", lock="door"),
    Opening("toilet-south", "corridor-south"),
    Opening("recorder-room", "corridor-south", lock="reader"),
    Opening("exit-lobby", "corridor-south", 1.4, lock="readers"),
    Opening("exit-lobby", "outside", 1.8, "exit", "readers", wall="south"),
    Opening("reception", "corridor-south", 1.2, lock="readers"),
    Opening("reception", "outside", 2.4, "exit", "door", wall="south"),
    Opening("stairs-1f", "corridor-east", 1.4, lock="readers"),
    Opening("lift-1f", "corridor-east", 1.2),
    Opening("corridor-lawyer", "corridor-east", 1.4, lock="readers"),
    Opening("lawyer-1", "corridor-lawyer", lock="door"),
    Opening("lawyer-2", "corridor-lawyer", lock="door"),
    Opening("lawyer-1", "corridor-visitors", lock="reader"),
    Opening("lawyer-2", "corridor-visitors", lock="reader"),
    Opening("toilet-east", "corridor-east"),
    Opening("observation", "corridor-east", 1.2),
    Opening("visitor-wait", "corridor-visitors"),
    Opening("mediation", "corridor-visitors"),
    Opening("reception", "corridor-visitors", 1.6),
    *(
        Opening(room, "corridor-upper", lock=lock)
        for room, lock in (
            ("remote-hearing", "door"),
            ("recorder-room-2f", "reader"),
            ("meeting", "none"),
            ("legal-office", "none"),
            ("case-management", "none"),
            ("identification", "door"),
            ("digital-evidence", "reader"),
        )
    ),
    Opening("witness", "corridor-upper"),
    Opening("corridor-waiting", "corridor-upper", 1.6, lock="readers"),
    *_WAITING,
    Opening("guard-post-upper", "corridor-waiting", 0.9),
    Opening("toilet-upper", "corridor-waiting", 0.9),
    Opening("stairs-2f", "corridor-upper", 1.4, lock="readers"),
    Opening("lobby-upper", "corridor-upper", 2.0),
    Opening("lift-2f", "lobby-upper", 1.2),
    Opening("toilet-staff", "lobby-upper"),
    Opening("corridor-upper", "outside", 1.2, "exit", "reader", wall="west"),
)

# (id, level, sensor type, zh, en, line)
PERIMETER = (
    (
        "per-sally-gate",
        "1f",
        "beam",
        "车辆通道口光束",
        "Sally gate beam",
        ((-0.6, 26.5), (-0.6, 33.5)),
    ),
    ("per-exit-lobby", "1f", "beam", "出区口光束", "Exit lobby beam", ((42.4, -0.6), (49.6, -0.6))),
    ("per-fire-west", "1f", "contact", "西消防门门磁", "West fire door", ((0.0, 6.3), (0.0, 8.1))),
    (
        "per-fire-east",
        "1f",
        "contact",
        "东消防门门磁",
        "East fire door",
        ((60.0, 27.9), (60.0, 29.7)),
    ),
    ("per-wall-north", "1f", "beam", "北墙光束", "North wall beam", ((0.0, 37.2), (60.0, 37.2))),
    ("per-wall-east", "1f", "beam", "东墙光束", "East wall beam", ((61.2, 9.0), (61.2, 36.0))),
    (
        "per-fence-west",
        "1f",
        "cable",
        "西围栏振动电缆",
        "West fence cable",
        ((-1.2, 0.0), (-1.2, 23.6)),
    ),
    ("per-yard-south", "1f", "radar", "南院雷达", "South yard radar", ((0.0, -1.6), (42.0, -1.6))),
    (
        "per-fire-upper",
        "2f",
        "contact",
        "二层疏散门门磁",
        "Upper fire door",
        ((0.0, 6.3), (0.0, 8.1)),
    ),
    (
        "per-window-upper",
        "2f",
        "contact",
        "卫生间窗磁",
        "Toilet window",
        ((60.0, 11.0), (60.0, 12.4)),
    ),
)

# Anchors hang at 2.8 m above their floor: (level, x, y).
ANCHORS = (
    *(("1f", x, y) for y in (7.2, 28.8) for x in (14.0, 24.0, 40.0, 52.0)),
    *(("1f", x, y) for x, y in ((6.0, 33.0), (13.0, 19.2), (38.0, 18.0), (50.0, 16.8))),
    *(("2f", x, 7.2) for x in (8.0, 16.0, 24.0, 40.0, 47.0, 54.0)),
)
