"""What every camera counted last, as columns: notes are looked at again only when they are new."""

import numpy as np

from custody.columns import I64
from custody.layout import NOWHERE, Layout
from custody.notes import CameraCount


class CameraColumns:
    """Device row, room row (NOWHERE: not of the site) and people of each count, in their order."""

    def __init__(self, layout: Layout) -> None:
        self._cameras, self._rooms = layout.camera_rows(), layout.rooms.rows()
        self._taken: list[CameraCount] = []
        self.camera: I64 = np.zeros(0, np.int64)
        self.room: I64 = np.zeros(0, np.int64)
        self.people: I64 = np.zeros(0, np.int64)

    def take(self, counts: list[CameraCount]) -> None:
        """Bring the columns up to the notes as they are now."""
        if len(counts) == len(self._taken):
            pairs = enumerate(zip(counts, self._taken, strict=True))
            news = [at for at, (count, before) in pairs if count is not before]
        else:
            news = list(range(len(counts)))
            self.camera, self.room, self.people = np.zeros((3, len(counts)), np.int64)
        for at in news:
            count = counts[at]
            self.camera[at] = self._cameras.get(count.camera, NOWHERE)
            self.room[at] = self._rooms.get(count.room, NOWHERE)
            self.people[at] = count.people
        self._taken = counts
