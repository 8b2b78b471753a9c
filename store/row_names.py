"""What the row numbers in decisions mean under one configuration. Pure."""

from collections.abc import Sequence
from typing import Final

from alerts.configuration import Configuration

NO_ROW: Final = -1
OUTSIDE_NAME: Final = "outside"
QUIET_ROOM_TYPES: Final = frozenset({"lawyer", "search", "toilet"})


class RowNames:
    """Ids of staff, devices, rooms and levels by row; without a configuration there are none."""

    def __init__(self, configuration: Configuration | None) -> None:
        self.staff: list[str] = []
        self.devices: list[str] = []
        self.rooms: list[str] = []
        self.levels: list[str] = []
        self._quiet: list[bool] = []
        if configuration is None:
            return
        site = configuration.site
        self.staff = [member.id for member in configuration.staff]
        self.devices = [device.id for device in configuration.devices]
        self.rooms = [room.id for room in site.rooms]
        self.levels = [level.id for level in site.levels]
        quiet_types = {
            each.id
            for each in site.room_types
            if each.withhold_vitals or each.silent or each.id in QUIET_ROOM_TYPES
        }
        self._quiet = [room.type in quiet_types for room in site.rooms]

    def device(self, row: int) -> str:
        """Return a device's id, empty when there is none."""
        return _name(self.devices, row)

    def level(self, row: int) -> str:
        """Return a level's id, empty when it is unknown."""
        return _name(self.levels, row)

    def room(self, row: int) -> str:
        """Return a room's id, or the one place that is no room."""
        return _name(self.rooms, row) or OUTSIDE_NAME

    def is_quiet(self, room: int) -> bool:
        """Return whether no body signal may be shown; a room we do not know is quiet."""
        if room == NO_ROW:
            return False
        return self._quiet[room] if 0 <= room < len(self._quiet) else True


def moved(row: int, old: Sequence[str], new: Sequence[str]) -> int:
    """Return the row of the same id in another list, NO_ROW when it is not there."""
    name = _name(old, row)
    return new.index(name) if name in new else NO_ROW


def _name(names: Sequence[str], row: int) -> str:
    return names[row] if 0 <= row < len(names) else ""
