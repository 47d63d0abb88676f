"""Sums, areas and percentiles of integer columns, exact: no rounding, no overflow, no interpolation."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

NS_PER_S: Final = 1_000_000_000
_HALF: Final = 32
_LOW: Final = (1 << _HALF) - 1


def exact_sum(values: NDArray[Any]) -> int:
    """
    The sum as a Python integer: int64 would overflow after 2.5 million sojourns of an hour in nanoseconds.

    Example:
        >>> exact_sum(np.full(4, 2**62))
        18446744073709551616
    """
    wide = values.astype(np.int64, copy=False)
    return (int((wide >> _HALF).sum()) << _HALF) + int((wide & _LOW).sum())


def exact_area(level: NDArray[np.signedinteger[Any]], durations_ns: NDArray[np.int64]) -> int:
    """
    The area under a step function: each level (below 2**31) times how long it lasts.

    Example:
        >>> exact_area(np.array([1, 2]), np.array([3, 10]))
        23
    """
    return (exact_sum(level * (durations_ns >> _HALF)) << _HALF) + exact_sum(level * (durations_ns & _LOW))


def percentiles(values: NDArray[Any], percents: tuple[int, ...]) -> list[int]:
    """
    For each of *percents* the smallest of *values* that at least that share of them does not exceed.

    An order statistic: it is one of the values, whatever their number; *values* must not be empty.

    Example:
        >>> percentiles(np.arange(1, 21), (50, 95, 99))
        [10, 19, 20]
    """
    places = [-(-len(values) * percent // 100) - 1 for percent in percents]
    ordered = np.partition(values, places)
    return [int(ordered[place]) for place in places]


def seconds(ns: float) -> float:
    """*ns* nanoseconds in seconds."""
    return ns / NS_PER_S
