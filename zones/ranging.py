"""Where tags are, from their distances to anchors: one filter, all tags at once, live (pure).

Each tag carries a small Kalman filter: place, velocity, height, an error common to all its
ranges (antenna, body) and a slowly wandering error per anchor (walls, furniture). A range that
does not fit is weighted down as Student's t does, more so when it is too long, as a blocked
sight makes it. Only + - * / and square roots, element by element, so that a replay on another
processor gives the same bytes.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I16, I64, Mask
from custody.tables import NEVER, Table
from zones.ellipse import radius_m
from zones.range_start import FirstPlaces, first_places, misfits_m
from zones.walls import Walls

F64 = npt.NDArray[np.float64]

ANCHORS_MAX: Final = 8
"""Anchors whose wandering error one tag remembers; the one unheard for longest makes room."""
X, Y, VX, VY, HEIGHT, COMMON, FIRST = range(7)
"""Columns of a tag's state; from FIRST on one error per remembered anchor."""
STATES: Final = FIRST + ANCHORS_MAX
_NS_PER_S: Final = 1e9


@dataclass(frozen=True, slots=True)
class RangeModel:
    """What people and radios do; tuned across runs of an open recording, never to one of them."""

    acceleration_psd: float = 0.5
    """How briskly people change their walk, m2/s3."""
    walk_s: float = 10.0
    """A velocity of which nothing more is heard fades in this time."""
    noise_m: float = 0.12
    tail: float = 4.0
    """Degrees of freedom of Student's t for ranges that are too short ..."""
    tail_long: float = 2.0
    """... and for those too long, which a blocked sight makes common."""
    gate: float = 6.0
    """A range further off than so many deviations is not used at all."""
    anchor_error_m: float = 0.05
    common_error_m: float = 0.10
    error_s: float = 60.0
    """Time in which the errors of anchors wander."""
    height_m: float = 1.0
    height_sd_m: float = 0.3
    """A band is worn about so high over the floor."""
    delay_s: float = 0.15
    """A range reaches us so long after it was true; a fix looks ahead by it."""
    speed_mps: float = 2.9
    """A fix follows no faster, unless the filter is sure that its bearer runs."""
    wall_s: float = 3.0
    """A fix behind a wall without a door near is held back so long; then it is believed."""
    variance_scale: float = 0.40
    """The model takes errors for slower than they are; found by the shares that radii held."""
    floor_m: float = 0.07
    """No fix claims to be better than this deviation."""
    patience_s: float = 2.0
    """So long a tag waits for its first place to be the only one."""
    start_sd_m: float = 1.5
    silence_s: float = 5.0
    """After so long without ranges a tag starts anew."""
    misfit_max: float = 0.6
    """Share of recent ranges that may contradict the filter before it starts anew."""
    doubt: float = 0.15
    """At this share another place is looked for ..."""
    better_m: float = 1.0
    """... and taken when the ranges fit it better by so much in all."""


class RangeTable(Table):
    """State of every tag's filter; a row per device."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.started: Mask = np.zeros(size, np.bool_)
        self.asked_t_ns: I64 = np.full(size, NEVER)
        """Since when a tag that has not begun looks for its first place."""
        self.t_ns: I64 = np.full(size, NEVER)
        self.floor_m: F64 = np.zeros(size)
        """Height of the floor the tag is on; its own height is told from there."""
        self.state: F64 = np.zeros((size, STATES))
        self.covariance: F64 = np.zeros((size, STATES, STATES))
        self.misfit: F64 = np.zeros(size)
        self.refused: I64 = np.zeros(size, np.int64)
        """Ranges that were gated out, ever."""
        self.anchor: I64 = np.full((size, ANCHORS_MAX), -1, np.int64)
        self.anchor_t_ns: I64 = np.full((size, ANCHORS_MAX), NEVER)
        self.anchor_range_m: F64 = np.zeros((size, ANCHORS_MAX))
        self.out_t_ns: I64 = np.full(size, NEVER)
        self.out_xy_m: F64 = np.zeros((size, 2))
        self.level: I16 = np.full(size, -1, np.int16)
        """Level the tag is on, for its walls; -1: none are known."""
        self.walled_t_ns: I64 = np.full(size, -NEVER)
        """Since when a wall keeps the fix back; -NEVER: none does."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Fixes of some tags: metres, and the radii that hold half, two thirds, 95 % of truth."""

    row: I64
    t_ns: I64
    x_m: F64
    y_m: F64
    radius_50_m: F64
    radius_68_m: F64
    radius_95_m: F64
    initial: Mask
    """The first fix of a tag, or the first after a silence: no movement led here."""

    def take(self, chosen: I64 | Mask) -> "Solved":
        """Return some of the fixes."""
        return Solved(*(getattr(self, field.name)[chosen] for field in fields(self)))


class RangeFilter:
    """Takes ranges, one per tag and call, and says where the tags are."""

    def __init__(
        self,
        size: int,
        anchors_m: F64,
        model: RangeModel | None = None,
        walls: Walls | None = None,
    ) -> None:
        assert anchors_m.ndim == 2, "anchors are rows of x, y, z"  # noqa: PLR2004 - a matrix
        self.model = model or RangeModel()
        self.walls = walls
        self.anchors_m = anchors_m
        self.tags = RangeTable(size)

    def take(self, row: I64, anchor: I64, range_m: F64, t_ns: I64) -> None:
        """Take one range each of some tags; no tag twice in one call."""
        assert len(row) == len(anchor) == len(range_m) == len(t_ns), "columns of one length"
        tags, model = self.tags, self.model
        quiet = (t_ns - tags.t_ns[row]) > model.silence_s * _NS_PER_S
        lost = quiet | (tags.misfit[row] > model.misfit_max)
        self._forget(row[lost], t_ns[lost])
        slot = self._slot(row, anchor)
        tags.anchor_t_ns[row, slot] = t_ns
        tags.anchor_range_m[row, slot] = range_m
        begun = tags.started[row]
        if begun.any():
            going = row[begun]
            ahead_s = np.maximum(t_ns[begun] - tags.t_ns[going], 0) / _NS_PER_S
            self._predict(going, ahead_s)
            self._correct(going, slot[begun], anchor[begun], range_m[begun])
        # A stamp that went back is taken as it is: a corrected clock never freezes its tag.
        tags.t_ns[row] = t_ns
        if begun.any():
            self._doubt(row[begun])
        if not begun.all():
            self._start(row[~begun])

    def _forget(self, row: I64, t_ns: I64) -> None:
        """Let tags start anew; where they were shown last stays, so that nothing leaps."""
        tags = self.tags
        tags.started[row] = False
        tags.asked_t_ns[row] = t_ns
        tags.misfit[row] = 0
        tags.anchor[row] = -1
        tags.anchor_t_ns[row] = NEVER

    def _slot(self, row: I64, anchor: I64) -> I64:
        """Return the slot of each tag's anchor, made free of its last owner where need be."""
        tags = self.tags
        same = tags.anchor[row] == anchor[:, None]
        known = same.any(axis=1)
        oldest = tags.anchor_t_ns[row].argmin(axis=1)
        slot: I64 = np.where(known, same.argmax(axis=1), oldest)
        new_row, new_slot = row[~known], slot[~known]
        tags.anchor[new_row, new_slot] = anchor[~known]
        column = FIRST + new_slot
        tags.state[new_row, column] = 0
        tags.covariance[new_row, column, :] = 0
        tags.covariance[new_row, :, column] = 0
        tags.covariance[new_row, column, column] = self.model.anchor_error_m**2
        return slot

    def _heard(self, row: I64) -> tuple[I64, F64]:
        """Return which of these tags heard enough anchors lately, and their ranges (else NaN)."""
        tags = self.tags
        fresh = (tags.t_ns[row][:, None] - tags.anchor_t_ns[row]) < 2 * _NS_PER_S
        fresh &= tags.anchor[row] >= 0
        enough = fresh.sum(axis=1) >= 3  # noqa: PLR2004 - three circles make a place
        row, fresh = row[enough], fresh[enough]
        return row, np.where(fresh, tags.anchor_range_m[row], np.nan)

    def _height_m(self, row: I64) -> F64:
        """Return how high over the site's zero each tag is worn."""
        height: F64 = self.tags.floor_m[row] + self.model.height_m
        return height

    def _start(self, row: I64) -> None:
        """Begin the filter of tags that have heard enough anchors lately."""
        tags, model = self.tags, self.model
        row, heard_m = self._heard(row)
        if len(row) == 0:
            return
        anchors_m = self.anchors_m[tags.anchor[row]]
        found = first_places(anchors_m, heard_m, height_m=self._height_m(row))
        # Anchors in a line leave two places; what cannot be told apart is taken in the end, and
        # much later even what does not agree: a wide radius is better than nothing.
        waited_s = (tags.t_ns[row] - tags.asked_t_ns[row]) / _NS_PER_S
        ready = found.agreed & (found.lone | (waited_s > model.patience_s))
        self._begin(row, found, ready | (waited_s > 3 * model.patience_s))

    def _doubt(self, row: I64) -> None:
        """Begin anew where ranges contradict the filter and agree on another place (a mirror)."""
        tags, model = self.tags, self.model
        row, heard_m = self._heard(row[tags.misfit[row] > model.doubt])
        if len(row) == 0:
            return
        anchors_m = self.anchors_m[tags.anchor[row]]
        found = first_places(anchors_m, heard_m, height_m=self._height_m(row))
        held = tags.state[row][:, None, [X, Y]]
        own_m = misfits_m(held, anchors_m, heard_m, height_m=self._height_m(row))[:, 0]
        self._begin(
            row, found, found.agreed & found.lone & (own_m - found.misfit_m > model.better_m)
        )

    def _begin(self, row: I64, found: FirstPlaces, chosen: Mask) -> None:
        """Set the chosen tags to their first places, as unsure as these are."""
        tags, model, ready = self.tags, self.model, row[chosen]
        tags.misfit[ready] = 0
        tags.state[ready] = 0
        tags.state[ready, X], tags.state[ready, Y] = found.x_m[chosen], found.y_m[chosen]
        tags.state[ready, HEIGHT] = model.height_m
        variances = np.full(STATES, model.anchor_error_m**2)
        variances[[X, Y]] = model.start_sd_m**2
        variances[[VX, VY]] = 1.0
        variances[HEIGHT], variances[COMMON] = model.height_sd_m**2, model.common_error_m**2
        tags.covariance[ready] = np.diag(variances)
        tags.covariance[ready, X, X] += found.xx_m2[chosen]
        tags.covariance[ready, Y, Y] += found.yy_m2[chosen]
        tags.covariance[ready, X, Y] += found.xy_m2[chosen]
        tags.covariance[ready, Y, X] += found.xy_m2[chosen]
        tags.started[ready] = True

    def _predict(self, row: I64, ahead_s: F64) -> None:
        """Move the tags on by a time: the walk goes on, what is not renewed fades."""
        model, tags = self.model, self.tags
        state, cov = tags.state[row], tags.covariance[row]
        state[:, HEIGHT] -= model.height_m
        fade = np.ones((len(row), STATES))
        fade[:, [VX, VY]] = (model.walk_s / (model.walk_s + ahead_s))[:, None]
        fade[:, HEIGHT:] = (model.error_s / (model.error_s + ahead_s))[:, None]
        step = ahead_s[:, None]
        for place, speed in ((X, VX), (Y, VY)):
            state[:, place] += ahead_s * state[:, speed]
            cov[:, place, :] += step * cov[:, speed, :]
            cov[:, :, place] += step * cov[:, :, speed]
        state *= fade
        cov *= fade[:, :, None] * fade[:, None, :]
        push = model.acceleration_psd * ahead_s
        for place, speed in ((X, VX), (Y, VY)):
            cov[:, place, place] += push * ahead_s * ahead_s / 3
            cov[:, place, speed] += push * ahead_s / 2
            cov[:, speed, place] += push * ahead_s / 2
            cov[:, speed, speed] += push
        renewed = 1 - fade[:, HEIGHT] * fade[:, HEIGHT]
        cov[:, HEIGHT, HEIGHT] += renewed * model.height_sd_m**2
        cov[:, COMMON, COMMON] += renewed * model.common_error_m**2
        errors = np.arange(FIRST, STATES)
        cov[:, errors, errors] += (renewed * model.anchor_error_m**2)[:, None]
        state[:, HEIGHT] += model.height_m
        tags.state[row], tags.covariance[row] = state, cov

    def _correct(self, row: I64, slot: I64, anchor: I64, range_m: F64) -> None:
        """Let one range per tag pull its state, as much as it can be believed."""
        model, tags = self.model, self.tags
        state, cov = tags.state[row], tags.covariance[row]
        every, own = np.arange(len(row)), FIRST + slot
        at = self.anchors_m[anchor]
        dx, dy = state[:, X] - at[:, 0], state[:, Y] - at[:, 1]
        dz = state[:, HEIGHT] + tags.floor_m[row] - at[:, 2]
        distance = np.maximum(np.sqrt(dx * dx + dy * dy + dz * dz), 0.05)
        hx, hy, hz = dx / distance, dy / distance, dz / distance
        surprise = range_m - distance - state[:, COMMON] - state[every, own]
        carried = (
            cov[:, :, X] * hx[:, None]
            + cov[:, :, Y] * hy[:, None]
            + cov[:, :, HEIGHT] * hz[:, None]
            + cov[:, :, COMMON]
            + cov[every, :, own]
        )
        known = carried[:, X] * hx + carried[:, Y] * hy + carried[:, HEIGHT] * hz
        known = known + carried[:, COMMON] + carried[every, own]
        noise = model.noise_m * model.noise_m
        squared = surprise * surprise / (known + noise)
        tail = np.where(surprise > 0, model.tail_long, model.tail)
        belief = np.minimum((tail + 1) / (tail + squared), 1.25)
        used = squared <= model.gate * model.gate
        gain = np.where(used[:, None], carried / (known + noise / belief)[:, None], 0.0)
        tags.state[row] = state + gain * surprise[:, None]
        less = cov - gain[:, :, None] * carried[:, None, :]
        tags.covariance[row] = (less + less.transpose(0, 2, 1)) / 2
        tags.misfit[row] += (np.where(used, 0.0, 1.0) - tags.misfit[row]) * 0.05
        tags.refused[row] += ~used

    def fixes(self, row: I64, t_ns: I64) -> Solved:
        """Return where tags are at these instants; tags that have not begun are left out."""
        begun = self.tags.started[row]
        row, t_ns = row[begun], t_ns[begun]
        tags, model = self.tags, self.model
        ahead_s = np.clip((t_ns - tags.t_ns[row]) / _NS_PER_S, 0, 1) + model.delay_s
        x, y, xx, xy, yy = self._looking_ahead(row, ahead_s)
        silent = (t_ns - tags.out_t_ns[row]) > model.silence_s * _NS_PER_S
        shown = self._slowed(row, t_ns, np.stack((x, y), axis=1), silent)
        if self.walls is not None:
            unsure_m = radius_m(xx, xy, yy, share_pct=68)
            last = np.where(silent[:, None], shown, tags.out_xy_m[row])
            shown = self._walled(row, t_ns, (last, shown), unsure_m)
        behind_x, behind_y = x - shown[:, 0], y - shown[:, 1]
        # What is shown may trail behind what is believed; the radius owns up to it.
        xx, xy, yy = xx + behind_x**2, xy + behind_x * behind_y, yy + behind_y**2
        tags.out_xy_m[row], tags.out_t_ns[row] = shown, t_ns
        half, most, nearly = (radius_m(xx, xy, yy, share_pct=pct) for pct in (50, 68, 95))
        return Solved(row, t_ns, shown[:, 0], shown[:, 1], half, most, nearly, silent)

    def _walled(self, row: I64, t_ns: I64, ways: tuple[F64, F64], unsure_m: F64) -> F64:
        """Return what is shown: on this side of a wall, unless the fix insists for a while."""
        tags, (last, wanted) = self.tags, ways
        assert self.walls is not None, "asked only where a plan is known"
        free = self.walls.free_share(last, wanted, tags.level[row], unsure_m)
        met = free < 1
        since = np.minimum(tags.walled_t_ns[row], t_ns)
        kept = met & (t_ns - since < self.model.wall_s * _NS_PER_S)
        tags.walled_t_ns[row] = np.where(kept, since, -NEVER)
        share = np.where(kept, np.maximum(free - 0.05, 0.0), 1.0)
        shown: F64 = last + share[:, None] * (wanted - last)
        return shown

    def _looking_ahead(self, row: I64, ahead_s: F64) -> tuple[F64, F64, F64, F64, F64]:
        """Return place and its covariance a moment later, as honest as the model knows."""
        state, cov, model = self.tags.state[row], self.tags.covariance[row], self.model
        x = state[:, X] + ahead_s * state[:, VX]
        y = state[:, Y] + ahead_s * state[:, VY]
        squared = ahead_s * ahead_s
        xx = cov[:, X, X] + 2 * ahead_s * cov[:, X, VX] + squared * cov[:, VX, VX]
        yy = cov[:, Y, Y] + 2 * ahead_s * cov[:, Y, VY] + squared * cov[:, VY, VY]
        cross = ahead_s * (cov[:, X, VY] + cov[:, Y, VX])
        xy = cov[:, X, Y] + cross + squared * cov[:, VX, VY]
        grown, least = model.variance_scale, model.floor_m * model.floor_m
        return x, y, xx * grown + least, xy * grown, yy * grown + least

    def _slowed(self, row: I64, t_ns: I64, wanted: F64, silent: Mask) -> F64:
        """Return what is shown: no faster than people walk, unless somebody surely runs."""
        tags, model = self.tags, self.model
        last = np.where(silent[:, None], wanted, tags.out_xy_m[row])
        since_s = np.maximum(t_ns - tags.out_t_ns[row], 0) / _NS_PER_S
        vx, vy = tags.state[row, VX], tags.state[row, VY]
        speed = np.sqrt(vx * vx + vy * vy)
        doubt = np.sqrt(tags.covariance[row, VX, VX] + tags.covariance[row, VY, VY])
        runs = speed - 3 * doubt > model.speed_mps
        limit = np.where(runs, 1.2 * speed, model.speed_mps) * since_s
        dx, dy = wanted[:, 0] - last[:, 0], wanted[:, 1] - last[:, 1]
        far = np.sqrt(dx * dx + dy * dy)
        share = np.where(far > limit, limit / np.maximum(far, 1e-9), 1.0)
        share = np.where(silent, 1.0, share)
        return np.stack((last[:, 0] + share * dx, last[:, 1] + share * dy), axis=1)
