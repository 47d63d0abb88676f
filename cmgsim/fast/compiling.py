"""How functions are compiled: without counting references, since all memory belongs to Python."""

from __future__ import annotations

from typing import Any

import numba
from numba.extending import intrinsic

from cmgsim.fast.cache import folder

_JIT: Any = numba.njit
_CONFIG: Any = numba.config


@intrinsic
def _chosen(_context: Any, first_one: Any, one: Any, other: Any) -> Any:
    """One of two numbers: the processor computes with the answer, and need not guess it as it does a branch."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = context.cast(builder, arguments[2], signature.args[2], signature.args[1])
        return builder.select(arguments[0], arguments[1], value)

    return one(first_one, one, other), code


chosen: Any = _chosen


def inlined(function: Any) -> Any:
    """Compile as a part of whatever calls it."""
    return _JIT(function, _nrt=False, error_model="numpy", forceinline=True)


def routine(function: Any) -> Any:
    """Compile as a function of its own."""
    return _JIT(function, _nrt=False, error_model="numpy")


def kept(function: Any) -> Any:
    """Compile an entry, and keep the result for the next process where there is room to."""
    before = _CONFIG.CACHE_DIR
    place = folder(before)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:  # nowhere to write; beside the source numba would not see that another file has changed
        return routine(function)
    _CONFIG.CACHE_DIR = str(place)
    try:
        return _JIT(function, _nrt=False, error_model="numpy", cache=True)
    finally:
        _CONFIG.CACHE_DIR = before
