"""The fence state machine for one person and one fence, in plain words."""

from dataclasses import dataclass

from zones.fence import SIGMAS_PER_RADIUS, FenceRule, sigmas_pm


@dataclass
class FenceTwin:
    rule: FenceRule
    depth_of: object
    """(x, y) -> depth in mm."""
    slim_mm: int
    state: str = "unknown"
    since: int | None = None
    doubt: int | None = None
    sure: int | None = None
    fix: int | None = None
    dwelled: bool = False
    lost: bool = False

    def step(self, t_ns, move=None):
        """Take a move (x, y, accuracy) or nothing; return the names of what happened."""
        if move is not None:
            self._look(t_ns, *move)
        return self._time(t_ns)

    def _look(self, t_ns, x_mm, y_mm, accuracy_mm):
        depth = self.depth_of(x_mm, y_mm)
        margin = round(accuracy_mm / SIGMAS_PER_RADIUS * sigmas_pm(self.rule.sure_share) / 1000)
        if self.state == "inside":
            against, sure = depth < 0, depth < -(self.rule.exit_tolerance_mm + margin)
        else:
            against, sure = depth >= 0, depth >= min(margin, self.slim_mm)
        sure = sure and against
        self.doubt = (t_ns if self.doubt is None else self.doubt) if against else None
        self.sure = (t_ns if self.sure is None else self.sure) if sure else None
        if self.state == "unknown" and not against:
            self.state = "outside"
        self.fix = t_ns

    def _time(self, t_ns):
        rule, events = self.rule, []
        late = self.doubt is not None and t_ns - self.doubt >= rule.tolerance_timeout_ns
        if self.state == "inside":
            held = self.sure is not None and t_ns - self.sure >= rule.exit_delay_ns
            quiet = t_ns - self.fix > rule.lost_ns
            if late or held:
                self._change("outside", None)
                return ["exit"]
            if rule.dwell_ns and not self.dwelled and t_ns - self.since >= rule.dwell_ns:
                self.dwelled = True
                events.append("dwell")
            if quiet and not self.lost:
                self.lost = True
                events.append("lost")
            elif not quiet and self.lost:
                self.lost = False
                events.append("found")
            return events
        first = self.state == "unknown" and self.doubt is not None
        if late or self.sure is not None or first:
            self._change("inside", t_ns)
            return ["enter initially" if first else "enter"]
        return []

    def _change(self, state, since):
        self.state, self.since = state, since
        self.doubt = self.sure = None
        self.dwelled = self.lost = False
