"""The belief about one person's room, in plain words."""

from dataclasses import dataclass

from zones.rooms import (
    FIXES_TO_BELIEVE,
    HANDICAP,
    LASTS_NS,
    SCORE_ALONE,
    SCORE_NS,
    SCORE_TO_BELIEVE,
)


@dataclass
class RoomTwin:
    room: int
    challenger: int
    count: int = 0
    score: int = 0
    t_ns: int = -(2**61)

    def fix(self, seen, weight, t_ns):
        """Take one fix that lies in ``seen`` and speaks so much for having left."""
        lasted = min(t_ns - self.t_ns, LASTS_NS)
        self.t_ns = t_ns
        self.score = max(0, self.score + (weight - HANDICAP) * lasted // SCORE_NS)
        if seen == self.room:
            self.count = 0
        else:
            self.count = self.count + 1 if seen == self.challenger else 1
            enough = self.count >= FIXES_TO_BELIEVE and self.score >= SCORE_TO_BELIEVE
            if enough or self.score >= SCORE_ALONE:
                self.room, self.count, self.score = seen, 0, 0
        self.score = min(self.score, SCORE_ALONE)
        self.challenger = seen
        return self.room
