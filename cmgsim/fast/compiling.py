"""How functions are compiled: without counting references, since all memory belongs to Python."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import numba
from numba.extending import intrinsic

from cmgsim.fast.cache import discard, folder, is_warm, is_writable, take_stock

_JIT: Any = numba.njit
_CONFIG: Any = numba.config
_is_writable = cache(is_writable)


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
    if not _is_writable(before):  # numba would write beside the source, and not see that another file has changed
        return routine(function)
    _CONFIG.CACHE_DIR = str(folder(before))
    try:
        return _JIT(function, _nrt=False, error_model="numpy", cache=True)
    finally:
        _CONFIG.CACHE_DIR = before


def compile_all(entries: Sequence[tuple[Any, tuple[Any, ...]]]) -> None:
    """Compile entries, each for these arguments, or load what was compiled before: all of it, or else nothing."""
    if all(function.signatures for function, _ in entries):
        return
    before = _CONFIG.CACHE_DIR
    kept_all = is_warm(before)
    if not kept_all:
        discard(before)
    for function, arguments in entries:
        with suppress(OSError):  # no room to keep it: it has been compiled all the same
            function.compile(arguments)
    if not kept_all:
        take_stock(before, [_name_of(function) for function, _ in entries])


def _name_of(function: Any) -> str:
    """How the files of a kept function are called."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
