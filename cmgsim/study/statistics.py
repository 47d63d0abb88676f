"""Means and intervals over replications, at any confidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from cmgsim.results.intervals import t_quantile

LEVEL: Final = 0.95
"""Confidence of an interval where nothing else is asked for."""


@frozen
class Estimate:
    """A mean over replications and its interval by Student's t; no interval for fewer than two."""

    n: int
    mean: float | None
    low: float | None
    high: float | None

    @property
    def half_width(self) -> float | None:
        """Half of the interval; None where there is none."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


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


def estimate(values: Sequence[float | None], level: float = LEVEL) -> Estimate:
    """
    The mean of the *values* that are known, with its interval.

    Example:
        >>> estimate([1.0, None, 3.0]).mean, estimate([None]).mean
        (2.0, None)
    """
    known = [value for value in values if value is not None]
    if not known:
        return Estimate(0, None, None, None)
    middle = mean(known)
    if len(known) < 2:
        return Estimate(1, middle, None, None)
    width = half_width(known, level)
    return Estimate(len(known), middle, middle - width, middle + width)
