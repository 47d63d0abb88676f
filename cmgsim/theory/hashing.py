"""
Balancing by a hash: every connection falls on one of several instances, uniformly, whatever the others hold.

The multinomial numbers are independent Poisson numbers on condition of their sum (B. Levin, A representation for
multinomial cumulative distribution functions, Annals of Statistics 9, 1981): P(all <= k) is the n-fold convolution of
the Poisson probabilities up to k, taken at the number of balls, over the same with all Poisson probabilities.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import takewhile
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.theory.arguments import need_count

_SPREADS: Final = 9
"""Standard deviations beyond which a number is not worth a thought: below 1e-18."""
_MARGIN: Final = 64
"""More numbers on each side, for means so small that deviations say little."""
_POINTS: Final = (32, 12)
"""Evaluations in each standard deviation of one bin when the mean is summed, good for eight digits or more."""
_MANY: Final = 8
"""Bins from which the second is enough: with fewer, the probability rises from 0 at an edge and not gently."""
_NOTHING: Final = 1e-13
"""A probability below which rounding speaks."""


def fullest_bin_at_most(balls: int, bins: int, most: int) -> float:
    """
    Probability that no bin gets more than *most* of *balls* thrown at random; exact but for rounding (about 1e-12).

    Example:
        >>> round(fullest_bin_at_most(3, 2, 2), 12), fullest_bin_at_most(3, 2, 1)
        (0.75, 0.0)
    """
    need_count("balls", balls)
    need_count("bins", bins)
    if most >= balls:
        return 1.0
    return _throw(balls, bins).at_most(most) if most * bins >= balls else 0.0


@lru_cache(maxsize=256)
def fullest_bin_mean(balls: int, bins: int) -> float:
    """
    Expected number in the fullest bin when *balls* are thrown at random.

    The sum over k of P(fullest > k); for large numbers over every so many k, which a smooth function hardly notices.

    Example:
        >>> round(fullest_bin_mean(16, 4), 8)
        6.13901448
    """
    need_count("bins", bins)
    if balls <= 1 or bins == 1:
        return float(balls)
    throw = _throw(balls, bins)
    step = math.ceil(math.sqrt(balls / bins) / _POINTS[bins >= _MANY])
    first = -(-balls // bins) - 1  # the fullest holds more than this for certain
    rests = (1.0 - throw.at_most(number) for number in range(first + step, throw.highest, step))
    above = list(takewhile(lambda rest: rest > _NOTHING, rests))
    return first + 1 + (step - 1) / 2 + step * math.fsum(above)


class _Throw:
    """The Poisson numbers behind one throw: their probabilities around the mean, and what they are divided by."""

    def __init__(self, balls: int, bins: int) -> None:
        mean = balls / bins
        width = math.ceil(_SPREADS * math.sqrt(mean)) + _MARGIN
        self.bins = bins
        self.lowest, self.highest = max(0, math.floor(mean) - width), math.ceil(mean) + width
        self.chances = _poisson(mean, self.lowest, self.highest)
        # Around a circle of this many points nothing meets itself: the sum stays within its own spread of *balls*.
        self.circle = 1 << (len(self.chances) + math.ceil(2 * _SPREADS * math.sqrt(balls)) + _MARGIN).bit_length()
        half = self.circle // 2 + 1
        turns = (balls - bins * self.lowest) * np.arange(half) % self.circle
        self.phases = np.exp(2j * math.pi / self.circle * turns)
        self.phases[1:-1] *= 2  # those between the ends stand for their mirror images too
        self.all = self._together(len(self.chances))

    def at_most(self, most: int) -> float:
        """Probability that no bin has more than *most*."""
        kept = most - self.lowest + 1
        if kept <= 0:
            return 0.0
        return min(1.0, max(0.0, self._together(kept) / self.all))

    def _together(self, kept: int) -> float:
        """The convolution of the first *kept* probabilities with themselves, once for each bin, at the sum of all."""
        transformed = _power(np.fft.rfft(self.chances[:kept], self.circle), self.bins)
        return float(np.vdot(self.phases.conj(), transformed).real) / self.circle


_throw = lru_cache(maxsize=16)(_Throw)


def _poisson(mean: float, first: int, last: int) -> NDArray[np.float64]:
    """The Poisson probabilities of *first* to *last*, but for a common factor: by their ratios, from the mean on."""
    numbers = np.arange(first, last + 1, dtype=np.float64)
    middle = math.floor(mean) - first
    logs = np.concatenate(([0.0], np.cumsum(math.log(mean) - np.log(numbers[1:]))))
    likely = np.exp(logs - logs[middle])
    chances: NDArray[np.float64] = likely / likely.sum()
    return chances


def _power(values: NDArray[np.complex128], exponent: int) -> NDArray[np.complex128]:
    """By squaring: NumPy's own power of complex numbers goes through logarithms, slowly."""
    result = np.ones_like(values)
    while exponent:
        if exponent & 1:
            result = result * values
        values = values * values
        exponent >>= 1
    return result
