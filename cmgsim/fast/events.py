"""
Events in order: a binary heap, and lanes beside it.

What always comes after the same delay comes in the order in which it began, and needs no heap: a lane is a sorted ring,
and takes an event at its end for the price of a comparison. Deadlines and keep-alive times have lanes of their own. So
have the four ways of a message; where delays vary, what would come before the end of its lane goes into the heap.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cmgsim.fast import tables
from cmgsim.fast.compiling import chosen, inlined, routine
from cmgsim.fast.fields import (
    EVENTS,
    FIRST_LANE,
    H_ATTEMPT,
    H_KEY,
    H_TIME,
    HEAD_KEY,
    HEAD_TIME,
    HEAP,
    LANE_HEAD,
    LANE_TAIL,
    LANES,
    NEVER,
    NOW_ASKED,
    NUMBER,
    REQUEST,
    STEP,
    TIMEOUT,
    WANTED,
)

REQUESTS_MASK = (1 << 48) - 1


@inlined
def key_of(rank: Any, request: Any, attempt: Any) -> Any:
    """The order among simultaneous events, as `cmgsim.engine.clock.key` has it."""
    return rank << 56 | request << 8 | attempt


@intrinsic
def _comes_before(_context: Any, time_ns: Any, key: Any, other_ns: Any, other_key: Any) -> Any:
    """
    Which of two events is the earlier one, as one comparison of 128 bits; keys are not negative.

    A branch in its place would be guessed wrong half of the time.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words = [context.cast(builder, *given, types.int64) for given in zip(arguments, signature.args, strict=True)]
        wide = ir.IntType(128)
        one, other = (
            builder.or_(builder.shl(builder.sext(high, wide), ir.Constant(wide, 64)), builder.zext(low, wide))
            for high, low in (words[:2], words[2:])
        )
        return builder.icmp_signed("<", one, other)

    return types.boolean(time_ns, key, other_ns, other_key), code


comes_before: Any = _comes_before


@inlined
def _place(heap: Any, place: Any, time_ns: Any, key: Any, whom: Any) -> None:
    heap[3 * place + H_TIME] = time_ns
    heap[3 * place + H_KEY] = key
    heap[3 * place + H_ATTEMPT] = whom


@inlined
def _move(heap: Any, source: Any, target: Any) -> None:
    _place(heap, target, heap[3 * source + H_TIME], heap[3 * source + H_KEY], heap[3 * source + H_ATTEMPT])


@inlined
def _sink(heap: Any, place: Any, time_ns: Any, key: Any, whom: Any) -> None:
    """Put an event where it belongs between *place* and the top."""
    while place > 0:
        above = (place - 1) >> 1
        if not comes_before(time_ns, key, heap[3 * above + H_TIME], heap[3 * above + H_KEY]):
            break
        _move(heap, above, place)
        place = above
    _place(heap, place, time_ns, key, whom)


@routine
def push(m: Any, time_ns: Any, key: Any, whom: Any) -> None:
    """One more event."""
    place = m[HEAP]
    m[HEAP] = place + 1
    m[EVENTS] += 1
    _sink(tables.heap(m, 0), place, time_ns, key, whom)


@inlined
def pop(m: Any) -> None:
    """
    Take the first event out; the caller has read it.

    The hole goes down to the bottom, and the last event up from there: which child is the earlier one is then a number
    and no branch, and a branch that is right half of the time is what takes longest here.
    """
    heap = tables.heap(m, 0)
    count = m[HEAP] - 1
    m[HEAP] = count
    place, below = 0, 1
    while below + 1 < count:
        left, right = 3 * below, 3 * below + 3
        below += comes_before(heap[right + H_TIME], heap[right + H_KEY], heap[left + H_TIME], heap[left + H_KEY])
        _move(heap, below, place)
        place, below = below, 2 * below + 1
    if below < count:
        _move(heap, below, place)
        place = below
    last = 3 * count
    _sink(heap, place, heap[last + H_TIME], heap[last + H_KEY], heap[last + H_ATTEMPT])


@inlined
def _ring_place(m: Any, number: Any) -> Any:
    """Where in its ring an event of a lane stands."""
    return 4 * (number & ((m[tables.LANE_WIDTH] >> 2) - 1))


@inlined
def _is_first(m: Any, lane: Any, time_ns: Any, key: Any) -> None:
    """This event comes first in its lane; perhaps in all of them."""
    m[HEAD_TIME + lane], m[HEAD_KEY + lane] = time_ns, key
    first = m[FIRST_LANE]
    if comes_before(time_ns, key, m[HEAD_TIME + first], m[HEAD_KEY + first]):
        m[FIRST_LANE] = lane


@routine
def append(m: Any, lane: Any, time_ns: Any, key: Any, whom: Any) -> None:
    """One more event at the end of a lane, or before those of the same instant with greater keys."""
    ring = tables.lanes(m, lane)
    m[EVENTS] += 1
    place = m[LANE_TAIL + lane]
    m[LANE_TAIL + lane] = place + 1
    while place > m[LANE_HEAD + lane]:
        before, here = _ring_place(m, place - 1), _ring_place(m, place)
        if not comes_before(time_ns, key, ring[before + H_TIME], ring[before + H_KEY]):
            break
        for column in range(3):
            ring[here + column] = ring[before + column]
        place -= 1
    here = _ring_place(m, place)
    ring[here + H_TIME], ring[here + H_KEY], ring[here + H_ATTEMPT] = time_ns, key, whom
    if place == m[LANE_HEAD + lane]:
        _is_first(m, lane, time_ns, key)


@routine
def append_or_push(m: Any, lane: Any, time_ns: Any, key: Any, whom: Any) -> None:
    """One more event at the end of a lane if that is its place, or else in the heap."""
    ring, head, tail = tables.lanes(m, lane), m[LANE_HEAD + lane], m[LANE_TAIL + lane]
    if head < tail:
        last = _ring_place(m, tail - 1)
        if comes_before(time_ns, key, ring[last + H_TIME], ring[last + H_KEY]):
            push(m, time_ns, key, whom)
            return
    else:
        _is_first(m, lane, time_ns, key)
    m[EVENTS] += 1
    m[LANE_TAIL + lane] = tail + 1
    here = _ring_place(m, tail)
    ring[here + H_TIME], ring[here + H_KEY], ring[here + H_ATTEMPT] = time_ns, key, whom


@inlined
def is_over(attempt: Any, key: Any) -> Any:
    """Whether an attempt has ended at whose deadline the event with this key comes."""
    waits = (attempt[WANTED] == NOW_ASKED) & (attempt[REQUEST] == key >> 8 & REQUESTS_MASK)
    return not waits & (attempt[NUMBER] == key & 255)


@inlined
def take(m: Any, lane: Any) -> Any:
    """
    Take the first event out of a lane; whom it concerns.

    The deadlines behind it of attempts that have ended go with it, since they would do nothing when they come.
    """
    ring, head, tail = tables.lanes(m, lane), m[LANE_HEAD + lane], m[LANE_TAIL + lane]
    whom = ring[_ring_place(m, head) + H_ATTEMPT]
    head += 1
    while head < tail:
        place = _ring_place(m, head)
        key = ring[place + H_KEY]
        if key >> 56 != TIMEOUT or not is_over(tables.attempts(m, ring[place + H_ATTEMPT]), key):
            break
        head += 1
    m[LANE_HEAD + lane] = head
    m[HEAD_TIME + lane] = NEVER
    if head < tail:
        place = _ring_place(m, head)
        m[HEAD_TIME + lane], m[HEAD_KEY + lane] = ring[place + H_TIME], ring[place + H_KEY]
        if ring[place + H_KEY] >> 56 == STEP:
            tables.fetch(tables.clients(m, ring[place + H_ATTEMPT]))  # who has asked nothing for minutes is far away
    first, time_ns, key = np.int64(0), m[HEAD_TIME], m[HEAD_KEY]
    for other in range(1, m[LANES]):
        other_ns, other_key = m[HEAD_TIME + other], m[HEAD_KEY + other]
        earlier = comes_before(other_ns, other_key, time_ns, key)
        first = chosen(earlier, other, first)
        time_ns, key = chosen(earlier, other_ns, time_ns), chosen(earlier, other_key, key)
    m[FIRST_LANE] = first
    return whom
