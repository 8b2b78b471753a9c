"""The rooms of the demo centre as rows, side by side: here its measures stand.

``scripts/draw_demo_site.py`` turns these tables into the committed files of ``config/demo``.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """Rooms side by side from ``x_m`` on, each (id, width, type, zh, en, capacity)."""

    level: str
    x_m: float
    y_low_m: float
    y_high_m: float
    rooms: tuple[tuple[str, float, str, str, str, int], ...]


class Shape(NamedTuple):
    """A room that is no rectangle, by its corners."""

    level: str
    id: str
    type: str
    zh: str
    en: str
    capacity: int
    corners: tuple[tuple[float, float], ...]


ROWS = (
    # Ground floor, along the north wall: a detainee's way in, from west to east.
    Row("1f", 0.0, 24.0, 36.0, (("sally-port", 12.0, "sally-port", "车辆通道", "Sally port", 12),)),
    Row(
        "1f",
        12.0,
        30.0,
        36.0,
        (
            ("intake", 8.4, "intake", "入区登记", "Intake", 12),
            ("search-1", 4.2, "search", "安检室 1", "Search 1", 4),
            ("search-2", 4.2, "search", "安检室 2", "Search 2", 4),
            ("property", 7.2, "property", "随身财物", "Property", 6),
            ("toilet-north", 3.0, "toilet", "卫生间 北", "Toilet N", 2),
            ("medical", 7.2, "medical", "医务室", "Medical", 5),
            ("rights", 6.0, "rights", "权利告知", "Rights desk", 6),
            ("collection", 7.8, "collection", "信息采集", "Information", 8),
        ),
    ),
    Row(
        "1f",
        12.0,
        27.6,
        30.0,
        (("corridor-north", 48.0, "corridor", "北走廊", "North corridor", 30),),
    ),
    Row("1f", 12.0, 24.0, 27.6, (("escort", 6.0, "staff", "押解值班", "Escorts", 8),)),
    Row(
        "1f", 18.0, 8.4, 27.6, (("corridor-west", 2.4, "corridor", "西走廊", "West corridor", 15),)
    ),
    Row(
        "1f", 45.6, 8.4, 27.6, (("corridor-east", 2.4, "corridor", "东走廊", "East corridor", 15),)
    ),
    Row(
        "1f",
        20.4,
        22.0,
        27.6,
        (
            ("sobering", 6.0, "sobering", "醒酒室", "Sobering", 2),
            ("care", 5.2, "care", "关爱室", "Care room", 4),
            ("duty-office", 7.0, "duty-office", "值班室", "Duty office", 8),
            ("evidence", 7.0, "evidence", "物证室", "Evidence", 4),
        ),
    ),
    # The cell block: two rows of cells on one corridor, the guard's post in the middle.
    Row(
        "1f",
        20.4,
        19.2,
        22.0,
        (
            ("holding-1", 2.6, "holding", "候问 1", "Cell 1", 1),
            ("holding-2", 2.6, "holding", "候问 2", "Cell 2", 1),
            ("holding-3", 2.6, "holding", "候问 3", "Cell 3", 1),
            ("toilet-block-1", 2.4, "toilet", "卫生间 1", "Toilet 1", 1),
            ("holding-4", 2.6, "holding", "候问 4", "Cell 4", 1),
            ("holding-5", 2.6, "holding", "候问 5", "Cell 5", 1),
            ("holding-6", 2.6, "holding", "候问 6", "Cell 6", 1),
            ("group-1", 7.2, "holding", "集体候问 1", "Group 1", 6),
        ),
    ),
    Row(
        "1f",
        20.4,
        16.8,
        19.2,
        (("corridor-cells", 25.2, "corridor", "候问区走廊", "Cell corridor", 12),),
    ),
    Row(
        "1f",
        20.4,
        14.0,
        16.8,
        (
            ("holding-7", 2.6, "holding", "候问 7", "Cell 7", 1),
            ("holding-8", 2.6, "holding", "候问 8", "Cell 8", 1),
            ("holding-9", 4.8, "holding", "候问 9 无障碍", "Cell 9", 1),
            ("guard-post", 5.6, "guard-post", "看管岗", "Guard post", 4),
            ("toilet-block-2", 2.4, "toilet", "卫生间 2", "Toilet 2", 1),
            ("group-2", 7.2, "holding", "集体候问 2", "Group 2", 6),
        ),
    ),
    Row(
        "1f",
        20.4,
        8.4,
        14.0,
        (
            ("control-room", 10.8, "control", "中控室", "Control room", 8),
            ("server-room", 4.8, "server", "机房", "Servers", 2),
            ("staff-room", 9.6, "staff", "民警休息室", "Staff room", 12),
        ),
    ),
    # The juvenile area has a corridor and a door of its own.
    Row(
        "1f",
        0.0,
        20.4,
        24.0,
        (
            ("juvenile-holding-1", 4.2, "juvenile-holding", "未成年候问 1", "Youth cell 1", 1),
            ("juvenile-holding-2", 4.2, "juvenile-holding", "未成年候问 2", "Youth cell 2", 1),
            ("toilet-juvenile", 2.4, "toilet", "卫生间 3", "Toilet 3", 1),
            ("juvenile-interview", 7.2, "juvenile-interview", "未成年讯问室", "Youth interview", 6),
        ),
    ),
    Row(
        "1f",
        0.0,
        18.0,
        20.4,
        (("corridor-juvenile", 18.0, "corridor", "未成年区走廊", "Youth corridor", 10),),
    ),
    Row(
        "1f",
        0.0,
        13.4,
        18.0,
        (
            ("juvenile-care", 9.0, "juvenile-care", "未成年关护室", "Youth care", 6),
            ("adults", 9.0, "juvenile-care", "合适成年人室", "Adults' room", 8),
        ),
    ),
    Row(
        "1f",
        0.0,
        8.4,
        13.4,
        (
            ("briefing", 9.0, "office", "会商室", "Briefing", 16),
            ("case-office", 9.0, "office", "办案民警室", "Case office", 12),
        ),
    ),
    Row(
        "1f", 0.0, 6.0, 8.4, (("corridor-south", 54.0, "corridor", "南走廊", "South corridor", 30),)
    ),
    Row(
        "1f",
        0.0,
        0.0,
        6.0,
        (
            ("interview-1", 5.4, "interview", "讯问室 1", "Interview 1", 6),
            ("interview-2", 5.4, "interview", "讯问室 2", "Interview 2", 6),
            ("interview-3", 5.4, "interview", "讯问室 3", "Interview 3", 6),
            ("interview-4", 5.4, "interview", "讯问室 4", "Interview 4", 6),
            ("questioning-1", 5.4, "interview", "询问室 1", "Questioning 1", 6),
            ("questioning-2", 5.4, "interview", "询问室 2", "Questioning 2", 6),
            ("toilet-south", 3.6, "toilet", "卫生间 南", "Toilet S", 3),
            ("recorder-room", 6.0, "server", "录音录像室", "Recorders", 3),
            ("exit-lobby", 8.0, "exit-lobby", "出区大厅", "Exit lobby", 12),
        ),
    ),
    # East side: lawyers come from reception by the visitors' corridor, detainees by the lobby.
    Row(
        "1f",
        48.0,
        8.4,
        12.0,
        (
            ("stairs-1f", 6.0, "stairs", "楼梯 一层", "Stairs 1F", 6),
            ("visitor-wait", 3.6, "reception", "律师等候", "Lawyers wait", 4),
        ),
    ),
    Row(
        "1f",
        48.0,
        12.0,
        15.6,
        (
            ("lift-1f", 3.6, "lift", "电梯 一层", "Lift 1F", 6),
            ("lawyer-1", 6.0, "lawyer", "律师会见 1", "Lawyer 1", 4),
        ),
    ),
    Row(
        "1f",
        48.0,
        15.6,
        18.0,
        (("corridor-lawyer", 9.6, "corridor", "会见走廊", "Lawyer lobby", 8),),
    ),
    Row(
        "1f",
        48.0,
        18.0,
        21.6,
        (
            ("toilet-east", 3.6, "toilet", "卫生间 东", "Toilet E", 2),
            ("lawyer-2", 6.0, "lawyer", "律师会见 2", "Lawyer 2", 4),
        ),
    ),
    Row(
        "1f",
        48.0,
        21.6,
        27.6,
        (
            ("observation", 5.4, "care", "医学观察", "Observation", 2),
            ("mediation", 4.2, "reception", "调解室", "Mediation", 8),
        ),
    ),
    Row(
        "1f",
        57.6,
        8.4,
        27.6,
        (("corridor-visitors", 2.4, "reception", "来访走廊", "Visitors", 10),),
    ),
    # Upper floor: interviews, waiting cells, identification.
    Row(
        "2f",
        0.0,
        0.0,
        6.0,
        (
            ("interview-5", 5.4, "interview", "讯问室 5", "Interview 5", 6),
            ("interview-6", 5.4, "interview", "讯问室 6", "Interview 6", 6),
            ("interview-7", 5.4, "interview", "讯问室 7", "Interview 7", 6),
            ("interview-8", 5.4, "interview", "讯问室 8", "Interview 8", 6),
            ("interview-9", 5.4, "interview", "讯问室 9", "Interview 9", 6),
            ("interview-10", 5.4, "interview", "讯问室 10", "Interview 10", 6),
            ("remote-hearing", 6.6, "interview", "远程提讯", "Remote room", 6),
            ("recorder-room-2f", 5.4, "server", "设备间", "Equipment", 3),
            ("meeting", 15.6, "office", "案件会商室", "Case meeting", 24),
        ),
    ),
    Row(
        "2f",
        0.0,
        6.0,
        8.4,
        (("corridor-upper", 60.0, "corridor", "二层走廊", "Upper corridor", 30),),
    ),
    Row(
        "2f",
        0.0,
        8.4,
        15.6,
        (
            ("legal-office", 10.8, "office", "法制审核", "Legal review", 10),
            ("case-management", 10.4, "office", "案管室", "Case desk", 10),
        ),
    ),
    Row("2f", 21.2, 8.4, 10.8, (("guard-post-upper", 2.8, "guard-post", "看管岗 2", "Post 2", 2),)),
    Row("2f", 21.2, 10.8, 13.2, (("holding-10", 2.8, "holding", "候问 10", "Cell 10", 1),)),
    Row("2f", 21.2, 13.2, 15.6, (("holding-11", 2.8, "holding", "候问 11", "Cell 11", 1),)),
    Row("2f", 24.0, 8.4, 15.6, (("corridor-waiting", 2.4, "corridor", "候问走廊", "Waiting", 6),)),
    Row("2f", 26.4, 8.4, 10.8, (("toilet-upper", 2.8, "toilet", "卫生间 4", "Toilet 4", 1),)),
    Row("2f", 26.4, 10.8, 13.2, (("holding-12", 2.8, "holding", "候问 12", "Cell 12", 1),)),
    Row("2f", 26.4, 13.2, 15.6, (("holding-13", 2.8, "holding", "候问 13", "Cell 13", 1),)),
    Row(
        "2f",
        29.2,
        8.4,
        15.6,
        (
            ("identification", 6.0, "identification", "辨认室", "Identification", 12),
            ("witness", 4.0, "office", "辨认人室", "Witness", 4),
            ("digital-evidence", 8.8, "evidence", "电子物证", "Digital evidence", 6),
        ),
    ),
    Row("2f", 48.0, 8.4, 12.0, (("stairs-2f", 6.0, "stairs", "楼梯 二层", "Stairs 2F", 6),)),
    Row("2f", 48.0, 12.0, 15.6, (("lift-2f", 3.6, "lift", "电梯 二层", "Lift 2F", 6),)),
    Row("2f", 57.6, 8.4, 15.6, (("toilet-staff", 2.4, "toilet", "卫生间 5", "Toilet 5", 3),)),
)

SHAPES = (
    Shape(
        "1f",
        "reception",
        "reception",
        "接待大厅",
        "Reception",
        30,
        ((50.0, 0.0), (60.0, 0.0), (60.0, 8.4), (54.0, 8.4), (54.0, 6.0), (50.0, 6.0)),
    ),
    Shape(
        "2f",
        "lobby-upper",
        "corridor",
        "电梯厅",
        "Lift lobby",
        8,
        ((54.0, 8.4), (57.6, 8.4), (57.6, 15.6), (51.6, 15.6), (51.6, 12.0), (54.0, 12.0)),
    ),
)
