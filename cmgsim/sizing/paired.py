"""Two layouts compared replication by replication: both draw the same numbers, so most of the chance cancels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from cmgsim.results.intervals import LEVEL, t_quantile

FEWEST: Final = 2
"""Replications that both have, for an interval."""


def paired(
    here: Sequence[float | None], there: Sequence[float | None], comparisons: int = 1
) -> tuple[float, tuple[float, float] | None] | None:
    """
    By how much the values *here* exceed those *there* in the mean, and the interval of that.

    Args:
        here: By replication; None where a replication has no value.
        there: The same of what it is compared with; what only one of them has is left out.
        comparisons: How many intervals hold together with 95 % (Bonferroni).

    Example:
        >>> mean, (low, high) = paired([2.0, 3.5, 4.5], [1.0, 2.0, 3.0, 9.0])
        >>> round(mean, 3), round(low, 3), round(high, 3)
        (1.333, 0.616, 2.05)
        >>> paired([None], [1.0]) is None
        True
    """
    pairs = list(zip(here, there, strict=False))
    differences = [one - other for one, other in pairs if one is not None and other is not None]
    if not differences or len(differences) < len(pairs):
        return None
    n, mean = len(differences), math.fsum(differences) / len(differences)
    if n < FEWEST:
        return mean, None
    deviation = math.sqrt(math.fsum((each - mean) ** 2 for each in differences) / (n - 1))
    half = t_quantile(1 - (1 - LEVEL) / 2 / comparisons, n - 1) * deviation / math.sqrt(n)
    return mean, (mean - half, mean + half)
