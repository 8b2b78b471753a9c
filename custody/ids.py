"""Names of things, each its own type so that one cannot stand for another."""

from typing import NewType

DeviceId = NewType("DeviceId", str)
SenderId = NewType("SenderId", str)
StaffId = NewType("StaffId", str)
StayId = NewType("StayId", str)
LevelId = NewType("LevelId", str)
RoomId = NewType("RoomId", str)
DoorId = NewType("DoorId", str)
RuleId = NewType("RuleId", str)
AlarmId = NewType("AlarmId", str)
EndpointId = NewType("EndpointId", str)
CommandId = NewType("CommandId", str)

OUTSIDE = RoomId("outside")
"""The one place that is no room: everything beyond the custody area's plan."""
