"""
Means and intervals over replications, at any confidence.

An interval is Student's t interval, without the part of it where the mean cannot be: a share lies between 0 and 1, a
time is not negative. What is cut off never holds the true mean, so the rest holds it as often as the whole does; and it
is not empty, for it holds the mean that was found. (M. Mandelkern, Setting confidence intervals for bounded parameters,
Statistical Science 17, 2002, discusses this and the ways to make such an interval shorter still, which are not taken.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from cmgsim.results.intervals import t_quantile

LEVEL: Final = 0.95
"""Confidence of an interval where nothing else is asked for."""
Bounds = tuple[float, float]
"""The smallest and the largest value that there can be."""
ANY: Final[Bounds] = (-math.inf, math.inf)


@frozen
class Estimate:
    """A mean over replications and its interval; no interval for fewer than two."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


def mean(values: Sequence[float]) -> float:
    """The mean, summed exactly: the order of the values does not matter."""
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The sample variance, of at least two values."""
    middle = mean(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def half_width(values: Sequence[float], level: float = LEVEL) -> float:
    """
    Half of the t interval of the mean of independent *values*, at least two.

    Example:
        >>> round(half_width([1.0, 2.0, 3.0]), 4), half_width([7, 7, 7])
        (2.4841, 0.0)
    """
    n = len(values)
    return t_quantile(0.5 + level / 2, n - 1) * math.sqrt(variance(values) / n)


def estimate(values: Sequence[float | None], level: float = LEVEL, within: Bounds = ANY) -> Estimate:
    """
    The mean of the *values* that are known, with its interval; all of them, and so their mean, lie *within* bounds.

    Example:
        >>> estimate([1.0, None, 3.0]).mean, estimate([None]).mean
        (2.0, None)
        >>> share = estimate([0.99, 1.0], within=(0, 1))
        >>> round(share.low, 4), share.high
        (0.9315, 1)
    """
    known = [value for value in values if value is not None]
    if not known:
        return Estimate(0, None, None, None)
    middle = mean(known)
    if len(known) < 2:
        return Estimate(1, middle, None, None)
    width = half_width(known, level)
    return Estimate(len(known), middle, max(middle - width, within[0]), min(middle + width, within[1]))
