"""One server and sources that come by the clock, each at a moment of its own: nD/D/1, where service is constant too."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.theory.arguments import need_count, need_positive, need_share

_NOTHING: Final = 1e-14
"""A probability below which the rest of an integral is left out."""


def nd_workload_above(sources: int, period: float, level: float) -> float:
    """
    Probability that an nD/D/1 server has more than *level* of work before it at a random time.

    Each of *sources* brings work of 1 once in a *period*, at a phase of its own that is uniform over it. The sum over
    how many of them came since the queue was last longer, a ballot argument (J. W. Roberts and J. T. Virtamo, The
    superposition of periodic cell arrival streams in an ATM multiplexer, IEEE Transactions on Communications 39, 1991).

    Args:
        sources: How many, fewer than *period*.
        period: In units of the time of service.

    Example:
        >>> round(
        ...     nd_workload_above(1, 4.0, 0.5), 12
        ... )  # it is there a quarter of the time, half of that with so much left
        0.125
    """
    need_count("sources", sources)
    need_positive("period", period)
    if level < 0:
        return 1.0
    first = math.floor(level) + 1
    if sources >= period or first > sources:
        return 1.0 if sources >= period else 0.0
    came = np.arange(first, sources + 1, dtype=np.float64)
    since = (came - level) / period
    rest = sources - came
    with np.errstate(divide="ignore"):
        logs = _log_choices(sources)[first:] + came * np.log(since) + rest * np.log1p(-since)
    free = (period - sources + level) / (period - came + level)
    return float(np.sum(np.exp(logs) * free))


def nd_mean_workload(sources: int, period: float) -> float:
    """
    Mean work before an nD/D/1 server at a random time, in units of the time of service; infinite under overload.

    Example:
        >>> round(nd_mean_workload(10, 12.5), 8)
        1.05302933
    """
    if sources >= period:
        return math.inf
    total = 0.0
    points, weights = _gauss()
    for whole in range(sources):
        parts = [nd_workload_above(sources, period, whole + 0.5 + point) for point in points]
        total += float(np.dot(weights, parts))
        if parts[-1] < _NOTHING:
            break
    return total


@lru_cache(maxsize=64)
def nd_mean_wait(sources: int, period: float) -> float:
    """
    Mean wait of a request in nD/D/1, in units of the time of service: it meets the work of the other sources.

    Example:
        >>> nd_mean_wait(1, 2.0), round(nd_mean_wait(500, 625.0), 8)
        (0.0, 1.90952634)
    """
    need_count("sources", sources)
    return nd_mean_workload(sources - 1, period) if sources > 1 else 0.0


@lru_cache(maxsize=64)
def nd_wait_percentile(sources: int, period: float, share: float) -> float:
    """
    What *share* of the waits in nD/D/1 do not exceed, in units of the time of service; by bisection.

    Example:
        >>> nd_wait_percentile(2, 4.0, 0.75)  # the other one is there for a quarter of the time
        0.0
        >>> round(nd_wait_percentile(2, 4.0, 0.875), 9)
        0.5
    """
    need_share("share", share)
    others, rest = sources - 1, 1.0 - share
    if not others or nd_workload_above(others, period, 0.0) <= rest:
        return 0.0
    if others >= period:
        return math.inf
    low, high = 0.0, float(others)
    while low < (middle := (low + high) / 2) < high:
        if nd_workload_above(others, period, middle) > rest:
            low = middle
        else:
            high = middle
    return middle


@cache
def _gauss() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points and weights for an integral over a unit interval around its middle."""
    points, weights = np.polynomial.legendre.leggauss(16)
    return points / 2, weights / 2


@lru_cache(maxsize=16)
def _log_choices(number: int) -> NDArray[np.float64]:
    """Logarithms of the binomial coefficients of *number*."""
    steps = np.arange(1, number + 1, dtype=np.float64)
    logs = np.concatenate(([0.0], np.cumsum(np.log(steps))))
    choices: NDArray[np.float64] = logs[-1] - logs - logs[::-1]
    return choices
