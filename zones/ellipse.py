"""Radii of an error ellipse: how far must one reach to hold a share of truth (pure)."""

from typing import Final

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

_ROUNDNESS: Final = tuple(step / 10 for step in range(11))
"""Short over long axis, at which the table below holds; between them it is a straight line."""
_REACH: Final[dict[int, tuple[float, ...]]] = {
    50: (0.674, 0.682, 0.706, 0.75, 0.808, 0.87, 0.934, 0.996, 1.058, 1.118, 1.177),
    68: (0.994, 1.0, 1.015, 1.044, 1.089, 1.148, 1.215, 1.287, 1.36, 1.434, 1.51),
    95: (1.96, 1.963, 1.97, 1.984, 2.005, 2.036, 2.081, 2.146, 2.23, 2.332, 2.448),
}
"""Share in percent -> radius in units of the long axis' deviation, by roundness of a Gaussian."""


def radius_m(xx: F64, xy: F64, yy: F64, *, share_pct: int) -> F64:
    """Return the radius of the circle round the centre that holds a share of a Gaussian.

    ``xx``, ``xy``, ``yy`` are its covariance in m2; ``share_pct`` is 50, 68 or 95.
    """
    middle, half = (xx + yy) / 2, (xx - yy) / 2
    spread = np.sqrt(half * half + xy * xy)
    long_axis = np.sqrt(np.maximum(middle + spread, 0))
    short_axis = np.sqrt(np.maximum(middle - spread, 0))
    roundness = short_axis / np.maximum(long_axis, 1e-12)
    reach = np.interp(roundness, np.array(_ROUNDNESS), np.array(_REACH[share_pct]))
    radius: F64 = long_axis * reach
    return radius
