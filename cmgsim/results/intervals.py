"""
Confidence intervals of 95 %, two-sided: over replications, and within one run.

Replications are independent, so Student's t applies to them as they are. Within one run successive requests are not:
they share queues. So the run is cut into sections long enough to be nearly independent, the statistic is taken of each,
and the spread of the sections around the statistic of the whole gives the interval (sectioning, a variant of batch
means: S. Asmussen and P. W. Glynn, Stochastic Simulation, chapter IV).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

LEVEL: Final = 0.95
SECTIONS: Final = 20
"""Between the 10 and 30 batches that the literature recommends: fewer widen the interval, more make it too short."""

Interval = tuple[float, float]


def interval_over(values: Sequence[float]) -> Interval | None:
    """
    The interval of the mean of independent *values*; None for fewer than two.

    Example:
        >>> low, high = interval_over([1.0, 2.0, 3.0])
        >>> round(low, 4), round(high, 4)
        (-0.4841, 4.4841)
    """
    if len(values) < 2:
        return None
    mean = math.fsum(values) / len(values)
    return interval_around(mean, values)


def interval_around(centre: float, values: Sequence[float]) -> Interval:
    """The interval of a statistic that is *centre* as a whole, from its *values* in sections or replications."""
    n = len(values)
    deviation = math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (n - 1))
    half_width = t_quantile(0.5 + LEVEL / 2, n - 1) * deviation / math.sqrt(n)
    return centre - half_width, centre + half_width


@lru_cache
def t_quantile(p: float, df: int) -> float:
    """
    The *p*-quantile of Student's t with *df* degrees of freedom, for *p* in (0.5, 1).

    With y = t²/(df + t²), P(|T| <= t) is the regularised incomplete beta function I_y(1/2, df/2): bisection finds y.

    Example:
        >>> round(t_quantile(0.975, 9), 8)
        2.26215716
    """
    inside = 2 * p - 1
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if incomplete_beta(0.5, df / 2, middle) < inside:
            low = middle
        else:
            high = middle
    return math.sqrt(df * middle / (1 - middle))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """
    The regularised incomplete beta function I_x(a, b), for x in (0, 1).

    By its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22), on the side where it is quick.

    Example:
        >>> round(incomplete_beta(2, 3, 0.4), 12)
        0.5248
    """
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / a * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction 1/(1 + d1/(1 + d2/(1 + …))) by the modified Lentz algorithm."""
    tiny = 1e-300
    c, d, value = 1.0, 0.0, 1.0
    for m in range(10_000):
        for term in (_odd(a, b, x, m), _even(a, b, x, m + 1)):
            d = 1 / (1 + term * d or tiny)
            c = 1 + term / c or tiny
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return 1 / value


def _odd(a: float, b: float, x: float, m: int) -> float:
    return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))


def _even(a: float, b: float, x: float, m: int) -> float:
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
