"""Shares that were observed, and how large they are at least: Wilson's interval (E. B. Wilson, JASA 22, 1927)."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

Z95: Final = NormalDist().inv_cdf(0.975)
"""Of a two-sided interval of 95 %."""


def wilson(met: int, of: int) -> tuple[float, float]:
    """
    The interval of 95 % for a share of which *met* of *of* independent trials are known; (0, 1) for none.

    Example:
        >>> [round(wilson(n, n)[0], 3) for n in (20, 40, 60, 100)]
        [0.839, 0.912, 0.94, 0.963]
        >>> wilson(0, 0)
        (0.0, 1.0)
    """
    if of == 0:
        return 0.0, 1.0
    z2 = Z95 * Z95
    centre = (met + z2 / 2) / (of + z2)
    half = Z95 / (of + z2) * math.sqrt(met * (of - met) / of + z2 / 4)
    return centre - half if met else 0.0, centre + half if met < of else 1.0
