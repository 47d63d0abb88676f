"""
Random quantities as frozen values in base units (nanoseconds or bytes).

A distribution prints, compares and serialises; `quantity` turns uniforms into an integer in one place, with scalar
operations only, so that every engine gets the same bits.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import IntEnum
from itertools import accumulate
from typing import Final

from attrs import frozen


class Code(IntEnum):
    """The families, as integers that flat arrays can hold."""

    CONSTANT = 0
    EXPONENTIAL = 1
    UNIFORM = 2
    LOGNORMAL = 3
    ERLANG = 4
    HYPEREXPONENTIAL = 5
    EMPIRICAL = 6


LARGEST: Final = 2**56
"""
The most that is ever drawn: as a time more than two years, as a size 72 petabytes.

No run lasts so long, so whatever takes longer takes longer than the run either way; and what adds up a few dozen of
these still fits 64 bits.
"""

Uniforms = Callable[[int], float]
"""Uniform number *i* in [0, 1) of one draw; the same *i* gives the same number."""


@frozen
class Distribution:
    """
    A non-negative random quantity.

    Build one with `constant`, `exponential`, `uniform`, `lognormal`, `erlang`, `hyperexponential` or `empirical`.

    Example:
        >>> exponential(20).draw(lambda i: 0.5)
        14
    """

    code: Code
    parameters: tuple[float, ...]
    values: tuple[int, ...] = ()
    """The values of an empirical distribution."""
    cumulative: tuple[float, ...] = ()
    """Their cumulative weights, ending at 1."""

    @property
    def is_constant(self) -> bool:
        """Whether a draw needs no randomness."""
        return self.code is Code.CONSTANT

    @property
    def mean(self) -> float:
        """The expected value, in base units."""
        p = self.parameters
        match self.code:
            case Code.UNIFORM:
                return (p[0] + p[1]) / 2
            case Code.EMPIRICAL:
                return math.fsum(v * w for v, w in zip(self.values, self._weights(), strict=True))
            case _:
                return p[0]

    @property
    def scv(self) -> float:
        """Squared coefficient of variation: variance over squared mean; 0 for a constant."""
        p = self.parameters
        match self.code:
            case Code.CONSTANT:
                return 0.0
            case Code.EXPONENTIAL:
                return 1.0
            case Code.UNIFORM:
                return (p[1] - p[0]) ** 2 / 12 / self.mean**2 if self.mean else 0.0
            case Code.ERLANG:
                return 1 / p[1]
            case Code.EMPIRICAL:
                # from the mean, and not second moment less one: that is less than 0 where values hardly differ
                mean = self.mean
                variance = math.fsum((v - mean) ** 2 * w for v, w in zip(self.values, self._weights(), strict=True))
                return variance / mean**2 if mean else 0.0
            case _:
                return p[1] ** 2

    @property
    def uniforms_needed(self) -> int:
        """How many uniforms one draw takes at most."""
        match self.code:
            case Code.CONSTANT:
                return 0
            case Code.LOGNORMAL | Code.HYPEREXPONENTIAL:
                return 2
            case Code.ERLANG:
                return int(self.parameters[1])
            case _:
                return 1

    def draw(self, uniform: Uniforms) -> int:
        """One value, from the uniforms of its keyed stream."""
        return quantity(self, uniform)

    def _weights(self) -> list[float]:
        return [high - low for low, high in zip((0.0, *self.cumulative[:-1]), self.cumulative, strict=True)]


ZERO: Final = Distribution(Code.CONSTANT, (0,))


def constant(value: int) -> Distribution:
    """Always *value*."""
    return Distribution(Code.CONSTANT, (value,))


def exponential(mean: float) -> Distribution:
    """Exponential with this mean."""
    return Distribution(Code.EXPONENTIAL, (mean,))


def uniform(low: float, high: float) -> Distribution:
    """Uniform on [low, high)."""
    return Distribution(Code.UNIFORM, (low, high))


def lognormal(mean: float, cv: float) -> Distribution:
    """Lognormal with this mean and coefficient of variation (of the quantity, not of its logarithm)."""
    return Distribution(Code.LOGNORMAL, (mean, cv))


def erlang(mean: float, k: int) -> Distribution:
    """Sum of *k* exponentials, with this mean in all."""
    return Distribution(Code.ERLANG, (mean, k))


def hyperexponential(mean: float, cv: float) -> Distribution:
    """Mixture of two exponentials with balanced means; *cv* is at least 1."""
    return Distribution(Code.HYPEREXPONENTIAL, (mean, cv))


def empirical(values: Sequence[int], weights: Sequence[float] | None = None) -> Distribution:
    """One of *values*, with these relative weights (equal when left out)."""
    shares = list(weights) if weights is not None else [1.0] * len(values)
    total = math.fsum(shares)
    cumulative = [partial / total for partial in accumulate(shares)]
    cumulative[-1] = 1.0
    return Distribution(Code.EMPIRICAL, (), tuple(values), tuple(cumulative))


def quantity(distribution: Distribution, u: Uniforms) -> int:
    """
    The value that the uniforms *u* stand for, rounded to a whole nanosecond or byte; LARGEST, if it is more.

    Scalar `math` functions on purpose: NumPy's vector logarithm differs from them in the last bit now and then, and
    a compiled engine has to reproduce these very bits.
    """
    p = distribution.parameters
    match distribution.code:
        case Code.CONSTANT:
            return int(p[0])
        case Code.EXPONENTIAL:
            value = -p[0] * math.log1p(-u(0))
        case Code.UNIFORM:
            value = p[0] + (p[1] - p[0]) * u(0)
        case Code.LOGNORMAL:
            spread = math.log1p(p[1] * p[1])
            normal = math.sqrt(-2.0 * math.log1p(-u(0))) * math.cos(2.0 * math.pi * u(1))
            value = p[0] * math.exp(math.sqrt(spread) * normal - spread / 2.0)
        case Code.ERLANG:
            stages = int(p[1])
            value = 0.0
            for stage in range(stages):
                value -= math.log1p(-u(stage))
            value *= p[0] / stages
        case Code.HYPEREXPONENTIAL:
            scv = p[1] * p[1]
            share = 0.5 * (1.0 + math.sqrt((scv - 1.0) / (scv + 1.0)))
            branch = share if u(0) < share else 1.0 - share
            value = -p[0] / (2.0 * branch) * math.log1p(-u(1))
        case Code.EMPIRICAL:
            return distribution.values[bisect_right(distribution.cumulative, u(0))]
    return math.floor(min(value + 0.5, LARGEST))
