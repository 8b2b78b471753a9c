"""A first place from a handful of ranges, by looking all round the nearest anchor (pure)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import Mask

F64 = npt.NDArray[np.float64]

_DIRECTIONS: Final = 72
_CIRCLE: Final = np.round(
    np.stack(
        (
            np.cos(np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)),
            np.sin(np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)),
        ),
        axis=1,
    ),
    6,
)
"""Points of the unit circle; rounded, so that every processor has the same."""


_TWIN_M: Final = 2.0
"""A second place counts as another one when it lies so far from the best."""
_CLEARLY_M: Final = 0.6
"""Places that misfit by less than this more than the best might be the true one."""
_AGREED_M: Final = 0.6
"""Ranges that misfit the best place by more in all do not agree on a place."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstPlaces:
    """The best place of each tag and what speaks against it."""

    x_m: F64
    y_m: F64
    xx_m2: F64
    xy_m2: F64
    yy_m2: F64
    """How far the places spread that fit nearly as well."""
    agreed: Mask
    """The ranges agree on the place ..."""
    lone: Mask
    """... and no place far from it fits nearly as well."""
    misfit_m: F64


def first_places(anchors_m: F64, ranges_m: F64, *, height_m: F64) -> FirstPlaces:
    """Return the best place of each tag.

    ``anchors_m`` is tags x anchors x 3, ``ranges_m`` tags x anchors with NaN where unheard. The
    sum of absolute misfits is least where most ranges agree, even if one is far too long.
    """
    heard = ~np.isnan(ranges_m)
    assert heard.any(axis=1).all(), "every tag has heard an anchor"
    tag = np.arange(len(ranges_m))
    nearest = np.where(heard, ranges_m, np.inf).argmin(axis=1)
    centre, reach = anchors_m[tag, nearest], ranges_m[tag, nearest]
    drop = height_m - centre[:, 2]
    flat = np.sqrt(np.maximum(reach * reach - drop * drop, 0.01))
    tried = centre[:, None, :2] + flat[:, None, None] * _CIRCLE
    cost = misfits_m(tried, anchors_m, ranges_m, height_m=height_m)
    best = cost.argmin(axis=1)
    least = cost[tag, best]
    dx, dy = tried[:, :, 0] - tried[tag, best, 0, None], tried[:, :, 1] - tried[tag, best, 1, None]
    near = cost < least[:, None] + _CLEARLY_M
    count = near.sum(axis=1)
    xx, xy, yy = ((near * a * b).sum(axis=1) / count for a, b in ((dx, dx), (dx, dy), (dy, dy)))
    apart = np.maximum(np.abs(dx), np.abs(dy)) > _TWIN_M
    return FirstPlaces(
        x_m=tried[tag, best, 0],
        y_m=tried[tag, best, 1],
        xx_m2=np.round(xx, 3),
        xy_m2=np.round(xy, 3),
        yy_m2=np.round(yy, 3),
        agreed=np.asarray(least < _AGREED_M),
        lone=~(near & apart).any(axis=1),
        misfit_m=least,
    )


def misfits_m(places_m: F64, anchors_m: F64, ranges_m: F64, *, height_m: F64) -> F64:
    """Return the sum of absolute misfits of places (tags x places x 2) to each tag's ranges."""
    dx = places_m[:, :, None, 0] - anchors_m[:, None, :, 0]
    dy = places_m[:, :, None, 1] - anchors_m[:, None, :, 1]
    dz = (height_m[:, None] - anchors_m[:, :, 2])[:, None, :]
    misfit = np.abs(np.sqrt(dx * dx + dy * dy + dz * dz) - np.nan_to_num(ranges_m)[:, None, :])
    cost = np.where(~np.isnan(ranges_m)[:, None, :], misfit, 0.0).sum(axis=2)
    # Rounded before any comparison: the order of a sum differs between processors.
    rounded: F64 = np.round(cost, 6)
    return rounded
