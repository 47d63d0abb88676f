"""Events in order: a binary heap, and sorted lanes beside it for what always comes after the same delay."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.fields import EVENTS, H_ATTEMPT, H_KEY, H_TIME, HEAP, LANE_HEAD, LANE_TAIL


@inlined
def key_of(rank: Any, request: Any, attempt: Any) -> Any:
    """The order among simultaneous events, as `cmgsim.engine.clock.key` has it."""
    return rank << 56 | request << 8 | attempt


@routine
def push(m: Any, time_ns: Any, key: Any, attempt: Any) -> None:
    """One more event."""
    heap = tables.heap(m, 0)
    place = m[HEAP]
    m[HEAP] = place + 1
    m[EVENTS] += 1
    while place > 0:
        above = (place - 1) >> 1
        other = heap[3 * above + H_TIME]
        if other < time_ns or (other == time_ns and heap[3 * above + H_KEY] <= key):
            break
        heap[3 * place + H_TIME] = other
        heap[3 * place + H_KEY] = heap[3 * above + H_KEY]
        heap[3 * place + H_ATTEMPT] = heap[3 * above + H_ATTEMPT]
        place = above
    heap[3 * place + H_TIME] = time_ns
    heap[3 * place + H_KEY] = key
    heap[3 * place + H_ATTEMPT] = attempt


@routine
def pop(m: Any) -> None:
    """Take the first event out; the caller has read it."""
    heap = tables.heap(m, 0)
    count = m[HEAP] - 1
    m[HEAP] = count
    time_ns, key, attempt = heap[3 * count + H_TIME], heap[3 * count + H_KEY], heap[3 * count + H_ATTEMPT]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= count:
            break
        right = below + 1
        left_ns, right_ns = heap[3 * below + H_TIME], heap[3 * right + H_TIME]  # the one behind the last is never used
        if right < count and (
            right_ns < left_ns or (right_ns == left_ns and heap[3 * right + H_KEY] < heap[3 * below + H_KEY])
        ):
            below = right
        other = heap[3 * below + H_TIME]
        if time_ns < other or (time_ns == other and key <= heap[3 * below + H_KEY]):
            break
        heap[3 * place + H_TIME] = other
        heap[3 * place + H_KEY] = heap[3 * below + H_KEY]
        heap[3 * place + H_ATTEMPT] = heap[3 * below + H_ATTEMPT]
        place = below
    heap[3 * place + H_TIME] = time_ns
    heap[3 * place + H_KEY] = key
    heap[3 * place + H_ATTEMPT] = attempt


@routine
def append(m: Any, lane: Any, time_ns: Any, key: Any, whom: Any) -> None:
    """One more event at the end of a lane, or before those of the same instant with greater keys."""
    ring = tables.lanes(m, lane)
    mask = (m[tables.LANE_WIDTH] >> 2) - 1
    m[EVENTS] += 1
    place = m[LANE_TAIL + lane]
    m[LANE_TAIL + lane] = place + 1
    while place > m[LANE_HEAD + lane]:
        before = (place - 1) & mask
        other = ring[4 * before + H_TIME]
        if other < time_ns or (other == time_ns and ring[4 * before + H_KEY] <= key):
            break
        ring[4 * (place & mask) + H_TIME] = other
        ring[4 * (place & mask) + H_KEY] = ring[4 * before + H_KEY]
        ring[4 * (place & mask) + H_ATTEMPT] = ring[4 * before + H_ATTEMPT]
        place -= 1
    ring[4 * (place & mask) + H_TIME] = time_ns
    ring[4 * (place & mask) + H_KEY] = key
    ring[4 * (place & mask) + H_ATTEMPT] = whom
