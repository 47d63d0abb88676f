"""
Draws in place: element after element of NumPy's Philox, and from uniforms to quantities, compiled.

The same operations in the same order as `cmgsim.model.randomness` and `cmgsim.model.distributions.quantity`, so that
every draw has the same bits. Nothing here may be reordered or contracted: no fast math.
"""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir
from numba import types, uint64
from numba.extending import intrinsic

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.model import distributions

CODE, FIRST, COUNT, CONSTANT = 0, 1, 2, 3
"""Columns of the laws."""
FIXED, EXPONENTIAL = 0, 1
"""Codes of the laws that are drawn in a way of their own."""
_TO_UNIT = 2.0**-53
LARGEST = float(distributions.LARGEST)
LAST_BITS = 2.0**-46
"""Of a number: more than the rounding errors of a logarithm, a product and a sum together."""

UNDECIDED = -1


@intrinsic
def _high_word(_context: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of a product."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        x, y = (builder.zext(argument, wide) for argument in arguments)
        product = builder.mul(x, y)
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), code


_high: Any = _high_word


@routine
def block(c0: Any, c1: Any, c2: Any, c3: Any, key0: Any, key1: Any) -> Any:
    """Philox4x64-10: the four words at this counter."""
    for _ in range(10):
        high0, low0 = _high(uint64(0xD2E7470EE14C6C93), c0), uint64(0xD2E7470EE14C6C93) * c0
        high1, low1 = _high(uint64(0xCA5A826395121157), c2), uint64(0xCA5A826395121157) * c2
        c0, c1, c2, c3 = high1 ^ c1 ^ key0, low1, high0 ^ c3 ^ key1, low0
        key0, key1 = key0 + uint64(0x9E3779B97F4A7C15), key1 + uint64(0xBB67AE8584CAA73B)
    return c0, c1, c2, c3


@routine
def uniform_of(word: Any) -> Any:
    """A word as a number in [0, 1)."""
    return float(word >> uint64(11)) * _TO_UNIT


@inlined
def quick_exponential(mean: Any, logarithm: Any) -> Any:
    """
    An exponential quantity, rounded, from a logarithm that takes a third of the time of `log1p`.

    One less a uniform is exact, so its logarithm differs from `log1p` by the last bits at most. UNDECIDED where these
    might decide which integer is the nearest.
    """
    quick = min(0.5 - mean * logarithm, LARGEST)
    whole = math.floor(quick)
    margin = quick * LAST_BITS
    return whole if margin < quick - whole < 1.0 - margin else UNDECIDED


@routine
def exponential(mean: Any, uniform: Any) -> Any:
    """An exponential quantity, rounded: that of `log1p`."""
    whole = quick_exponential(mean, math.log(1.0 - uniform))
    return whole if whole != UNDECIDED else math.floor(min(-mean * math.log1p(-uniform) + 0.5, LARGEST))


@routine
def quantity(m: Any, law: Any, counter: Any, key0: Any, key1: Any) -> Any:
    """The value that the uniforms at (member + 1, attempt, occurrence) stand for, rounded as the model does it."""
    row, parameters = tables.laws(m, law), tables.parameters(m, law)
    code, p0, p1 = row[CODE], parameters[0], parameters[1]
    if code == FIXED:
        return row[CONSTANT]
    c0, c1, c3 = counter
    w0, w1, w2, w3 = block(c0, c1, uint64(0), c3, key0, key1)
    u0 = uniform_of(w0)
    if code == EXPONENTIAL:
        return exponential(p0, u0)
    if code == 2:
        value = p0 + (p1 - p0) * u0
    elif code == 3:
        spread = math.log1p(p1 * p1)
        normal = math.sqrt(-2.0 * math.log1p(-u0)) * math.cos(2.0 * math.pi * uniform_of(w1))
        value = p0 * math.exp(math.sqrt(spread) * normal - spread / 2.0)
    elif code == 4:
        value = 0.0
        stages = int(p1)
        for stage in range(stages):
            place = stage & 3
            if place == 0 and stage > 0:
                w0, w1, w2, w3 = block(c0, c1, uint64(stage >> 2), c3, key0, key1)
            word = w0 if place == 0 else w1 if place == 1 else w2 if place == 2 else w3
            value -= math.log1p(-uniform_of(word))
        value *= p0 / stages
    elif code == 5:
        scv = p1 * p1
        share = 0.5 * (1.0 + math.sqrt((scv - 1.0) / (scv + 1.0)))
        branch = share if u0 < share else 1.0 - share
        value = -p0 / (2.0 * branch) * math.log1p(-uniform_of(w1))
    else:
        low, high, cumulative = row[FIRST], row[FIRST] + row[COUNT], tables.cumulative(m, 0)
        while low < high:
            middle = (low + high) // 2
            if u0 < cumulative[middle]:
                high = middle
            else:
                low = middle + 1
        return tables.values(m, 0)[low]
    return math.floor(min(value + 0.5, LARGEST))
