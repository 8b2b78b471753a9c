"""Frames on their way: the count of what was published, and the alarms kept until receipted."""

from dataclasses import dataclass
from typing import Final, Literal

from custody.wire import Receipt, topic
from sim.clock import seconds

FrameClass = Literal["alarm", "state", "telemetry"]
Key = tuple[str, int, int]
"""Device, boot and sequence: one frame's identity on the wire."""

RETRY_S: Final = (1.0, 2.0, 4.0)
"""Seconds until a frame without receipt is sent again; the last one stands for all later ones."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An encoded frame with what its publisher must know about it."""

    sender: str
    device: str
    frame_class: FrameClass
    kind: str
    boot: int
    seq: int
    t_ns: int
    payload: bytes

    @property
    def topic(self) -> str:
        """Return the topic it travels on."""
        return topic(self.sender, self.device, self.frame_class, self.kind)

    @property
    def key(self) -> Key:
        """Return the frame's identity."""
        return (self.device, self.boot, self.seq)

    @property
    def reliable(self) -> bool:
        """Return whether the frame is kept until the engine has receipted it."""
        return self.frame_class != "telemetry"


@dataclass(slots=True)
class _Kept:
    frame: Outgoing
    tries: int
    due_ns: int


class Outbox:
    """What one sender still owes the engine: every alarm and state frame without a receipt."""

    def __init__(self) -> None:
        self.published = {"alarm_state": 0, "telemetry": 0}
        self.receipts = {"journaled": 0, "duplicate": 0, "refused": 0}
        self.sent_again = 0
        self._kept: dict[Key, _Kept] = {}

    @property
    def pending(self) -> int:
        """Return how many frames wait for their receipt."""
        return len(self._kept)

    def sent(self, frame: Outgoing, now_ns: int) -> None:
        """Take note that a frame has just been published for the first time."""
        if not frame.reliable:
            self.published["telemetry"] += 1
            return
        self.published["alarm_state"] += 1
        self._kept[frame.key] = _Kept(frame, 1, now_ns + seconds(RETRY_S[0]))

    def due(self, now_ns: int) -> list[Outgoing]:
        """Return the frames to send once more, and note that they are being sent."""
        frames = []
        for kept in self._kept.values():
            if kept.due_ns <= now_ns:
                wait_s = RETRY_S[min(kept.tries, len(RETRY_S) - 1)]
                kept.tries += 1
                kept.due_ns = now_ns + seconds(wait_s)
                frames.append(kept.frame)
        self.sent_again += len(frames)
        return frames

    def receipted(self, receipt: Receipt) -> bool:
        """Take a receipt; return whether it is the first one for a frame of ours."""
        key = (receipt.device, receipt.boot, receipt.seq)
        first = self._kept.pop(key, None) is not None
        self.receipts[receipt.status] += 1
        return first
