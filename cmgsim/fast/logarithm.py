"""
A logarithm of additions, multiplications and one division: eight at a time in the wide registers of a processor.

That of the C library is called for one number after the other. This one is as good up to its last bits, and whoever
takes it says what happens where these matter (`cmgsim.fast.draws.quick_exponential`).
"""

from __future__ import annotations

import math
from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cmgsim.fast.compiling import inlined

_LN2: Final = math.log(2.0)
_FRACTION_BITS: Final = 52
_HALF_ROOT: Final = 0x3FE6A09E667F3BCD
"""The bits of the square root of one half."""
TERMS: Final = 10
"""Of the series; the first that is left out adds less than the last bit of a double."""
_C0, _C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9 = (2.0 / (2 * number + 1) for number in range(TERMS))


@intrinsic
def _bits_of(_context: Any, number: Any) -> Any:
    """A double's bits as an integer."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(number), code


@intrinsic
def _double_of(_context: Any, bits: Any) -> Any:
    """The double that has these bits."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(bits), code


_bits: Any = _bits_of
_double: Any = _double_of


@inlined
def near_logarithm(number: Any) -> Any:
    """
    The logarithm of a positive normal double, up to its last two bits.

    The number is a power of two times *m* between the square roots of one half and two; the logarithm of *m* is twice
    the area hyperbolic tangent of (m - 1) / (m + 1), which is less than 0.172.
    """
    bits = _bits(number)
    power = (bits - _HALF_ROOT) >> _FRACTION_BITS
    m = _double(bits - (power << _FRACTION_BITS))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    tail = _C5 + z * (_C6 + z * (_C7 + z * (_C8 + z * _C9)))
    series = _C0 + z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * tail))))
    return float(power) * _LN2 + s * series
