"""
Durations counted in bins instead of kept: as much memory for a billion as for one.

Bins are as wide as the durations in them are long: each power of two is cut into 256 of them, the way of HdrHistogram.
So what a bin stands for, its middle, is within a 512th part (0.2 %) of every duration in it, and exact below 512 ns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

BITS: Final = 8
BINS: Final = (64 - BITS) << BITS
"""Enough for every duration that 64 bits hold."""
RELATIVE_ERROR: Final = 2.0 ** -(BITS + 1)
"""Of whatever is read from a bin."""


def bins_of(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    The number of each value's bin.

    Example:
        >>> bins_of(np.array([0, 511, 512, 513, 514])).tolist()
        [0, 511, 512, 512, 513]
    """
    length = np.frexp(values.astype(np.float64))[1].astype(np.int64)
    length -= (values >> np.maximum(length - 1, 0) == 0) & (length > 0)  # a float may have rounded up to a power of two
    shift = np.maximum(length - BITS - 1, 0)
    return (shift << BITS) + (values >> shift)


def middle_of(number: int) -> int:
    """
    The value that stands for all of a bin.

    Example:
        >>> middle_of(511), middle_of(512), middle_of(BINS - 1) / 2**63 > 0.998
        (511, 512, True)
    """
    shift = max((number >> BITS) - 1, 0)
    return (number - (shift << BITS) << shift) + ((1 << shift) - 1 >> 1)


@frozen(eq=False)
class Histogram:
    """
    Durations of which number, sum and largest are exact, and order statistics within `RELATIVE_ERROR`.

    Example:
        >>> histogram = Histogram.of(np.arange(1, 1_000_001))
        >>> histogram.count, histogram.total_ns, histogram.most_ns, histogram.percentile(50)
        (1000000, 500000500000, 1000000, 500223)
    """

    count: int
    total_ns: int
    most_ns: int
    bins: NDArray[np.int64]
    """How many there are in each bin."""

    @classmethod
    def of(cls, values: NDArray[np.integer]) -> Histogram:
        """The histogram of *values*, none of which is negative."""
        wide = values.astype(np.int64, copy=False)
        total = (int((wide >> 32).sum()) << 32) + int((wide & 0xFFFFFFFF).sum())
        bins = np.bincount(bins_of(wide), minlength=BINS)
        return cls(len(wide), total, int(wide.max(initial=0)), bins)

    @classmethod
    def merged(cls, parts: Iterable[Histogram]) -> Histogram:
        """All durations of *parts* in one histogram."""
        every = list(parts)
        bins = np.zeros(BINS, np.int64)
        for part in every:
            bins += part.bins
        total, most = sum(part.total_ns for part in every), max((part.most_ns for part in every), default=0)
        return cls(sum(part.count for part in every), total, most, bins)

    def __len__(self) -> int:
        return self.count

    def order_statistics(self, places: Iterable[int]) -> list[int]:
        """The durations at these places of the sorted ones; the last is exact."""
        numbers = np.searchsorted(np.cumsum(self.bins), np.array(list(places)), side="right")
        found = zip(places, numbers.tolist(), strict=True)
        return [
            self.most_ns if place == self.count - 1 else min(middle_of(number), self.most_ns) for place, number in found
        ]

    def percentile(self, percent: int) -> int:
        """The smallest duration that at least *percent* per cent of them do not exceed; there must be one."""
        return self.order_statistics([-(-self.count * percent // 100) - 1])[0]
