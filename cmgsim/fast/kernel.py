"""
The event loop: what comes first, and whom it concerns.

Three sources of events are merged: the heap, the arrivals, and the lanes; the rows of the world come before all else of
their instant. When an array is about to be full the loop returns, and goes on where it was with a larger one.
"""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import end, free_attempt, vanish
from cmgsim.fast.compiling import chosen, inlined, kept
from cmgsim.fast.events import comes_before, is_over, pop, take
from cmgsim.fast.fields import (
    ANSWERED,
    ARE_ALL,
    ARRIVED,
    ATTEMPT,
    DONE,
    END,
    END_OF_WINDOW,
    FIRST_LANE,
    FIRST_REQUEST,
    GHOST,
    H_ATTEMPT,
    H_KEY,
    H_TIME,
    HEAD_KEY,
    HEAD_TIME,
    HEAP,
    I_CREATED,
    INSTANCE_ARRIVAL,
    INSTANCE_DEPARTURE,
    LOST,
    MORE_ARRIVALS,
    NEXT_WINDOW,
    NONE,
    NOW,
    O_LOST,
    O_TIMED_OUT,
    OFFLINE,
    POINT_ARRIVAL,
    POINT_DEPARTURE,
    QUOTA,
    REFUSED,
    REQUESTS,
    SERVER_ARRIVAL,
    STEP,
    TIMEOUT,
    VALID,
    VANISHED,
    WORLD_ROW,
)
from cmgsim.fast.leaving import ask, start
from cmgsim.fast.passing import at_instance, at_point, at_server, from_instance, from_point, from_server
from cmgsim.fast.returning import answered, refused
from cmgsim.fast.room import full
from cmgsim.fast.sessions import expire, leave
from cmgsim.fast.stations import depart
from cmgsim.fast.whole_site import close, end_window, turn
from cmgsim.model.plan_world import WorldShape

TIME = WorldShape.TIME
HEAP_IS_FIRST, ARRIVAL_IS_FIRST = -1, -2
MASK = (1 << 32) - 1


@kept
def advance(registers: Any) -> Any:
    """Run until the end, or until an array is full; says which."""
    m = tables.start_of(registers)
    while True:
        if m[QUOTA] <= 0:
            lacks = full(m)
            if lacks != DONE:
                return lacks
        m[QUOTA] -= 1
        time_ns, key, source = m[END], 0, HEAP_IS_FIRST
        if m[HEAP] > 0:
            time_ns, key = tables.heap(m, 0)[H_TIME], tables.heap(m, 0)[H_KEY]
        arrival = m[ARRIVED]
        if arrival < m[REQUESTS]:
            created_ns, first = tables.incoming(m, I_CREATED)[arrival], ATTEMPT << 56 | m[FIRST_REQUEST] + arrival << 8
            earlier = comes_before(created_ns, first, time_ns, key)
            time_ns, key = chosen(earlier, created_ns, time_ns), chosen(earlier, first, key)
            source = chosen(earlier, ARRIVAL_IS_FIRST, source)
        elif m[ARE_ALL] == 0:
            return MORE_ARRIVALS
        lane = m[FIRST_LANE]
        earlier = comes_before(m[HEAD_TIME + lane], m[HEAD_KEY + lane], time_ns, key)
        time_ns, key = chosen(earlier, m[HEAD_TIME + lane], time_ns), chosen(earlier, m[HEAD_KEY + lane], key)
        source = chosen(earlier, lane, source)
        row = m[WORLD_ROW]
        turns = row < m[tables.WORLD_ROWS] and tables.world(m, row)[TIME] <= time_ns
        if m[NEXT_WINDOW] <= min(m[END], tables.world(m, row)[TIME] if turns else time_ns):
            end_window(m)
            return END_OF_WINDOW
        if turns:
            m[WORLD_ROW] = row + 1
            turn(m, row)
            m[QUOTA] = 0
            continue
        if time_ns >= m[END]:
            return close(m)
        m[NOW] = time_ns
        if source == HEAP_IS_FIRST:
            attempt = tables.heap(m, 0)[H_ATTEMPT]
            pop(m)
        elif source == ARRIVAL_IS_FIRST:
            m[ARRIVED] = arrival + 1
            ask(m, arrival)
            continue
        else:
            attempt = take(m, source)
        rank, slot = key >> 56, attempt & MASK
        if rank < ANSWERED:
            if tables.attempts(m, slot)[VALID] != attempt >> 32:
                pass  # the departure of a visit that was lost before
            elif tables.attempts(m, slot)[LOST] == 1:
                tables.attempts(m, slot)[LOST] = 0
                vanish(m, slot)
            else:
                depart(m, slot)
                if rank == INSTANCE_DEPARTURE:
                    from_instance(m, slot)
                elif rank == POINT_DEPARTURE:
                    from_point(m, slot)
                else:
                    from_server(m, slot)
        elif rank == ATTEMPT:
            start(m, slot)
        elif rank == INSTANCE_ARRIVAL:
            at_instance(m, slot)
        elif rank == POINT_ARRIVAL:
            at_point(m, slot)
        elif rank == SERVER_ARRIVAL:
            at_server(m, slot)
        elif rank == ANSWERED:
            answered(m, slot)
        elif rank == TIMEOUT:
            _give_up(m, slot, key)
        elif rank == STEP:
            expire(m, slot)
        elif rank == REFUSED:
            refused(m, slot)
        elif rank == OFFLINE:
            leave(m, slot)


@inlined
def _give_up(m: Any, slot: Any, key: Any) -> None:
    """The deadline of an attempt; too late if it has ended."""
    if is_over(tables.attempts(m, slot), key):
        return
    if tables.attempts(m, slot)[VANISHED] == 1:
        end(m, slot, O_LOST, NONE)
        free_attempt(m, slot)
    else:
        end(m, slot, O_TIMED_OUT, NONE)
        tables.attempts(m, slot)[GHOST] = 1
