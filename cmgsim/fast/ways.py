"""How long things take: draws of one attempt, and the way of a message."""

from __future__ import annotations

import math
from typing import Any

from numba import uint64

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.draws import CODE as LAW_CODE
from cmgsim.fast.draws import CONSTANT, UNDECIDED, block, quantity, quick_exponential, uniform_of
from cmgsim.fast.fields import (
    ACTIVITY,
    DRAWN_AHEAD,
    KEY0,
    LEG_BANDWIDTH,
    LOGARITHM,
    MEMBER,
    NUMBER,
    OCCURRENCE,
    P_SERVER,
)
from cmgsim.model import distributions

NS_PER_S = 1_000_000_000
SMALL = 1_000_000_000
"""Bytes up to which the time of transmission fits 64 bits on its way."""
LARGEST = distributions.LARGEST


@inlined
def drawn(m: Any, slot: Any, purpose: Any, law: Any) -> Any:
    """What an attempt draws for *purpose*."""
    if tables.laws(m, law)[LAW_CODE] == 0:
        return tables.laws(m, law)[CONSTANT]
    attempt = tables.attempts(m, slot)
    counter = (uint64(attempt[MEMBER] + 1), uint64(attempt[NUMBER]), uint64(attempt[OCCURRENCE]))
    key1 = tables.keys(m, attempt[ACTIVITY])[purpose]
    return quantity(m, law, counter, uint64(m[KEY0]), key1)


@inlined
def draw_ahead(m: Any, slot: Any) -> None:
    """
    Draw what the services of an attempt will take, as far as that depends on no station.

    A draw waits for its own last step all the time; of those that follow one upon the other without waiting for each
    other, the processor has several in hand at once.
    """
    for purpose in range(P_SERVER + 1):
        if m[DRAWN_AHEAD + purpose] == 1:
            logarithm = math.log(1.0 - first_uniform(m, slot, purpose))
            tables.fractions_of_attempts(m, slot)[LOGARITHM + purpose] = logarithm


@inlined
def service_ns(m: Any, slot: Any, purpose: Any, law: Any) -> Any:
    """How long a station serves an attempt."""
    if m[DRAWN_AHEAD + purpose] == 1:
        logarithm = tables.fractions_of_attempts(m, slot)[LOGARITHM + purpose]
        took = quick_exponential(tables.parameters(m, law)[0], logarithm)
        if took != UNDECIDED:
            return took
    return drawn(m, slot, purpose, law)


@inlined
def first_uniform(m: Any, slot: Any, purpose: Any) -> Any:
    """The first uniform of *purpose*."""
    attempt = tables.attempts(m, slot)
    word, _, _, _ = block(
        uint64(attempt[MEMBER] + 1), uint64(attempt[NUMBER]), uint64(0), uint64(attempt[OCCURRENCE]),
        uint64(m[KEY0]), tables.keys(m, attempt[ACTIVITY])[purpose],
    )  # fmt: skip
    return uniform_of(word)


@routine
def transmission_ns(size: Any, bandwidth: Any) -> Any:
    """Nanoseconds for *size* bytes, rounded as the network does it; LARGEST, if it is more."""
    if size <= SMALL:
        return min((8 * size * NS_PER_S + bandwidth // 2) // bandwidth, LARGEST)
    whole, rest = (8 * size) // bandwidth, (8 * size) % bandwidth
    if whole > LARGEST // NS_PER_S:
        return LARGEST
    for _ in range(3):  # long division, three digits at a time
        whole, rest = 1_000 * whole + 1_000 * rest // bandwidth, 1_000 * rest % bandwidth
    return min(whole + (rest + bandwidth // 2) // bandwidth, LARGEST)


@inlined
def transit(m: Any, leg: Any, latency: Any, size: Any) -> Any:
    """From the first bit sent to the last bit received."""
    bandwidth = m[LEG_BANDWIDTH + leg]
    if bandwidth == 0:
        return latency
    return latency + transmission_ns(size, bandwidth)
