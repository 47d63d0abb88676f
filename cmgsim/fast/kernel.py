"""
The event loop: what comes first, and whom it concerns.

Three sources of events are merged: the heap, the arrivals, and the lanes; the rows of the world come before all else of
their instant. When an array is about to be full the loop returns, and goes on where it was with a larger one.
"""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import end, free_attempt, record, vanish
from cmgsim.fast.compiling import chosen, inlined, kept, routine
from cmgsim.fast.events import comes_before, is_over, pop, take
from cmgsim.fast.fields import (
    ANSWERED,
    ARE_ALL,
    ARRIVED,
    AT,
    ATTEMPT,
    ATTEMPTS,
    CLOSING,
    CONNECTIONS,
    CURRENT_ROW,
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
    LANE_HEAD,
    LANE_TAIL,
    LANES,
    LOST,
    MARGIN,
    MORE_ARRIVALS,
    MORE_ATTEMPTS,
    MORE_CONNECTIONS,
    MORE_HEAP,
    MORE_LANES,
    MORE_OPENINGS,
    MORE_ROOM_FOR_STAGES,
    MORE_SESSIONS,
    MORE_VISITS,
    MORE_WAITS,
    NEVER,
    NEXT_WINDOW,
    NOBODY,
    NONE,
    NOW,
    NOW_ASKED,
    NUMBER,
    O_IN_FLIGHT,
    O_LOST,
    O_TIMED_OUT,
    OFFLINE,
    OPENINGS,
    PER_EVENT,
    PIN,
    POINT_ARRIVAL,
    POINT_DEPARTURE,
    QUOTA,
    REFUSED,
    REQUESTS,
    SERVER_ARRIVAL,
    SERVERS,
    SESSIONS,
    STEP,
    TIMEOUT,
    TOO_NARROW,
    VALID,
    VANISHED,
    VISITS,
    W_BLOCK,
    W_CHANNELS,
    W_SEEN,
    W_STATION,
    WAITS_KEPT,
    WANTED,
    WORLD_ROW,
)
from cmgsim.fast.leaving import ask, start
from cmgsim.fast.occupancy import come
from cmgsim.fast.passing import at_instance, at_point, at_server, from_instance, from_point, from_server
from cmgsim.fast.ports import take_port
from cmgsim.fast.returning import answered, refused
from cmgsim.fast.sessions import expire, leave, listen
from cmgsim.fast.stations import depart, moved
from cmgsim.fast.tallies import over, settle
from cmgsim.model.plan_world import WorldShape

TIME, STARTS = WorldShape.TIME, WorldShape.START
HEAP_IS_FIRST, ARRIVAL_IS_FIRST = -1, -2
MASK = (1 << 32) - 1


@kept
def advance(registers: Any) -> Any:
    """Run until the end, or until an array is full; says which."""
    m = tables.start_of(registers)
    while True:
        if m[QUOTA] <= 0:
            full = _full(m)
            if full != DONE:
                return full
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
            _end_window(m)
            return END_OF_WINDOW
        if turns:
            m[WORLD_ROW] = row + 1
            _turn(m, row)
            m[QUOTA] = 0
            continue
        if time_ns >= m[END]:
            return _close(m)
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


@routine
def _end_window(m: Any) -> None:
    """Everything stood as it stands until the end of this part of the observed time."""
    for station in range(m[tables.STATION_COUNT]):
        settle(tables.stations(m, station), m[NEXT_WINDOW])


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


@routine
def _turn(m: Any, row: Any) -> None:
    """The world changes."""
    world = tables.world(m, row)
    m[NOW], m[CURRENT_ROW] = world[TIME], row
    for station in range(m[tables.STATION_COUNT]):
        place = m[W_STATION] + 2 * station
        moved(m, station, world[place], world[place + 1])
    if world[STARTS] == 1:
        for number in range(m[tables.LISTENER_COUNT]):
            _begin_listening(m, tables.listeners(m, number), world)


@routine
def _begin_listening(m: Any, listener: Any, world: Any) -> None:
    """A client that has been connected all along holds a port of a connection point; these take turns."""
    client, instance = listener[0], world[m[W_SEEN] + listener[1]]
    block = m[W_CHANNELS] + instance * m[W_BLOCK]
    if world[block] > 0 and tables.clients(m, client)[PIN] == NONE:
        point = world[block + 1 + client % world[block]]
        if not take_port(m, point):
            return
        tables.clients(m, client)[PIN] = point * m[SERVERS] + listener[2]
    listen(m, client, instance)


@routine
def _close(m: Any) -> Any:
    """Write down what is still in flight when the observation ends; goes on where it was, if it has to stop."""
    come(m, m[END])
    while m[CLOSING] < m[ATTEMPTS]:
        slot = m[CLOSING]
        attempt = tables.attempts(m, slot)
        m[CLOSING] = slot + 1
        if attempt[AT] != NONE:
            over(m, tables.stations(m, attempt[AT]), attempt, 0, m[END])
        if attempt[WANTED] != NOBODY:
            record(m, slot, NONE, O_IN_FLIGHT, NONE, attempt[NUMBER] + (attempt[WANTED] == NOW_ASKED))
            if m[TOO_NARROW] != 0:
                return MORE_ROOM_FOR_STAGES
    for station in range(m[tables.STATION_COUNT]):
        settle(tables.stations(m, station), m[END])
    return DONE


@routine
def _full(m: Any) -> Any:
    """
    Which table might not hold what the next event adds; DONE if none, and then for how many events that is known.

    When the world changes, all attempts and sessions may end at once.
    """
    if m[TOO_NARROW] != 0:
        return MORE_ROOM_FOR_STAGES
    full, least = DONE, NEVER
    for what, room in (
        (MORE_HEAP, m[tables.HEAP_ROOM] - m[HEAP] - m[ATTEMPTS]),
        (MORE_ATTEMPTS, m[tables.ATTEMPT_ROOM] - m[ATTEMPTS]),
        (MORE_SESSIONS, m[tables.SESSION_ROOM] - m[SESSIONS]),
        (MORE_VISITS, m[tables.VISIT_ROOM] - m[VISITS]),
        (MORE_CONNECTIONS, m[tables.CONNECTION_ROOM] - m[CONNECTIONS]),
        (MORE_OPENINGS, m[tables.OPENING_ROOM] - m[OPENINGS] - m[SESSIONS]),
    ):
        if room < least:
            full, least = what, room
    for lane in range(m[LANES]):
        room = (m[tables.LANE_WIDTH] >> 2) - (m[LANE_TAIL + lane] - m[LANE_HEAD + lane])
        if room < least:
            full, least = MORE_LANES, room
    for station in range(m[tables.STATION_COUNT]):
        room = m[tables.WAIT_ROOM] - tables.stations(m, station)[WAITS_KEPT]
        if room < least:
            full, least = MORE_WAITS, room
    if least < MARGIN:
        return full
    m[QUOTA] = (least - PER_EVENT) // (2 * PER_EVENT)
    return DONE
