"""The alarm machine for one cell, in obvious Python, written from the description alone."""

from dataclasses import dataclass, field

LEVELS = 3


@dataclass
class SlowCell:
    raise_ns: tuple[int, ...]
    clear_ns: tuple[int, ...]
    latched: tuple[bool, ...]
    again_ns: int
    state: str = "normal"
    raised: int = 0
    number: int = 0
    occurrences: int = 0
    since: dict[int, int] = field(default_factory=dict)  # level -> when it began to hold
    zero_since: int | None = None
    went_away: bool = False
    spent: int = 0
    spent_at: int = 0

    def step(self, level: int, *, occurred: bool, t_ns: int) -> list[str]:
        for each in range(1, LEVELS + 1):
            if level >= each:
                self.since.setdefault(each, t_ns)
            else:
                self.since.pop(each, None)
        ripe = max(
            (each for each, t in self.since.items() if t_ns - t >= self.raise_ns[each - 1]),
            default=0,
        )
        if level > 0:
            self.zero_since = None
        elif self.zero_since is None:
            self.zero_since = t_ns
        gone = self._gone(t_ns)
        if self.spent and (
            gone or (self.again_ns and ripe and t_ns - self.spent_at >= self.again_ns)
        ):
            self.spent = 0
        if self.state == "normal":
            fresh = ripe > self.spent or (occurred and ripe)
            return self._ring(ripe) if fresh else []
        return self._while_open(ripe, gone=gone, occurred=occurred)

    def _gone(self, t_ns: int) -> bool:
        asked = max(self.raised, self.spent, 1)
        return self.zero_since is not None and t_ns - self.zero_since >= self.clear_ns[asked - 1]

    def _ring(self, ripe: int) -> list[str]:
        self.number, self.occurrences = self.number + 1, 1
        self.state, self.raised, self.went_away = "unacknowledged", ripe, False
        return ["raised"]

    def _while_open(self, ripe: int, *, gone: bool, occurred: bool) -> list[str]:
        latched = self.latched[self.raised - 1]
        if self.state == "returned":
            if not ripe:
                return []
            self.state, self.raised = "unacknowledged", max(ripe, self.raised)
            self.went_away = False  # It is told as coming back now; once is enough.
            self.occurrences += 1
            return ["recurred"]
        if ripe > self.raised:
            self.state, self.raised = "unacknowledged", ripe
            return ["escalated_severity"]
        if ripe and (self.went_away or occurred):
            self.state, self.went_away = "unacknowledged", False
            self.occurrences += 1
            return ["occurred_again"]
        if gone and latched:
            self.went_away = True
        if gone and not latched:
            self.state = "returned" if self.state == "unacknowledged" else "normal"
            return ["cleared"]
        return []

    def acknowledge(self) -> list[str]:
        if self.state not in ("unacknowledged", "returned"):
            return []
        self.state = "acknowledged" if self.state == "unacknowledged" else "normal"
        return ["acknowledged"]

    def close(self, t_ns: int) -> list[str]:
        if self.state == "normal":
            return []
        self.state, self.spent, self.spent_at = "normal", self.raised, t_ns
        self.went_away = False
        return ["closed"]
