"""Doors as their controllers tell of them: card at the reader, lock, leaf, lock again."""

from typing import Final, Literal

from custody import wire
from sim.clock import Schedule
from sim.devices import Sender
from zones.plan import Door

Release = Literal["none", "card", "button", "remote", "fire", "schedule"]

SWIPE_S: Final = 0.4
OPEN_S: Final = 0.9
RELOCK_S: Final = 0.6
HOLD_S_MAX: Final = 8.0
"""Nobody holds a door open longer than this; the group passes in less."""


class Leaf:
    """One door: contact, lock and readers; only a door with a reader falls into the lock."""

    def __init__(
        self,
        *,
        door: Door,
        schedule: Schedule,
        controller: Sender | None,
        readers: tuple[Sender, ...],
    ) -> None:
        self.door = door
        self.locks = bool(readers)
        self.contact: Literal["open", "closed"] = "closed"
        self.lock: Literal["locked", "unlocked"] = "locked" if self.locks else "unlocked"
        self._release: Release = "none"
        self._controller = controller
        self._readers = readers
        self._schedule = schedule
        self._users = 0

    def tell(self) -> None:
        """Publish how the door stands."""
        self._say("state")

    def open_with(self, token: str | None, *, into: str) -> float:
        """Let somebody open the door to a room; return the seconds until they can go through.

        ``token`` is the card held up at the reader; a door without reader opens by its handle.
        """
        self._users += 1
        if self.contact == "open":
            return 0.2
        if self._readers:
            assert token is not None, f"{self.door.id} is locked and needs a card"
            reader = self._readers[0 if into == self.door.rooms[0] else -1]
            reader.emit("state", "swipe", wire.Swipe, token=token, medium="card", granted=True)
        self._schedule.after(SWIPE_S, self._turn)
        return OPEN_S

    def leave(self, *, clear_s: float) -> None:
        """Somebody has gone through and the leaf closes when the last one is clear of it."""
        self._schedule.after(min(clear_s, HOLD_S_MAX), self._shut)

    def force(self, *, for_s: float) -> None:
        """Be broken open: no card, no key, the lock still says locked."""
        self.contact, self._release = "open", "none"
        self._say("alarm")
        self._users += 1
        self._schedule.after(for_s, self._shut)

    def _turn(self) -> None:
        self._release = "card" if self._readers else "button"
        self.lock = "unlocked"
        self._say("state")
        self.contact = "open"
        self._say("state")

    def _shut(self) -> None:
        self._users -= 1
        assert self._users >= 0, "whoever leaves a door has opened it"
        if self._users > 0:
            return
        self.contact = "closed"
        self._say("state")
        self._schedule.after(RELOCK_S, self._relock)

    def _relock(self) -> None:
        if self._users > 0:
            return
        self._release = "none"
        self.lock = "locked" if self.locks else "unlocked"
        self._say("state")

    def _say(self, frame_class: Literal["alarm", "state"]) -> None:
        if self._controller is not None and self._controller.alive:
            self._controller.emit(
                frame_class,
                "door",
                wire.DoorState,
                contact=self.contact,
                lock=self.lock,
                release=self._release,
            )
