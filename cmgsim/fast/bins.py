"""The bins of histograms, compiled."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cmgsim.fast.compiling import inlined
from cmgsim.request_log import histogram

BITS = histogram.BITS


@intrinsic
def _leading_zeros(_context: Any, _number: Any) -> Any:
    """How many of the 64 bits come before the first one."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), code


leading_zeros: Any = _leading_zeros


@inlined
def bin_of(value: Any) -> Any:
    """The number of a duration's bin, as `cmgsim.request_log.histogram` has it."""
    shift = max(63 - BITS - leading_zeros(value), 0)
    return (shift << BITS) + (value >> shift)
