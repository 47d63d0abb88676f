"""Stations: first come, first served, by so many workers at once; what is there is lost when one fails."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.events import key_of, push
from cmgsim.fast.fields import (
    AT,
    ATTEMPTS,
    BEGAN_SERVICE,
    BEGAN_VISIT,
    BUSY,
    CONNECTED,
    CONNECTION_LIMIT,
    EPOCH,
    FIRST,
    INSTANCE_DEPARTURE,
    INSTANCES,
    LAST,
    LOST,
    NEXT,
    NONE,
    NOW,
    NUMBER,
    POINTS,
    RANK,
    RECORD_VISITS,
    REQUEST,
    S_INSTANCE,
    SENDING_UNTIL,
    SERVICE,
    SESSIONS,
    UP,
    V_ARRIVED,
    V_ENDED,
    V_STARTED,
    V_STATION,
    VALID,
    VISIT,
    VISITS,
    WAITING,
    WORKERS,
)
from cmgsim.fast.ports import lose_ports
from cmgsim.fast.sessions import cut
from cmgsim.fast.tallies import begun, over, settle
from cmgsim.fast.ways import LARGEST, service_ns


@routine
def serve(m: Any, slot: Any, station: Any) -> None:
    """Let an attempt in."""
    now = m[NOW]
    attempt, here = tables.attempts(m, slot), tables.stations(m, station)
    attempt[BEGAN_VISIT] = attempt[BEGAN_SERVICE] = now
    if here[UP] == 0:
        attempt[LOST] = 1
        leave(m, slot, now, here[RANK])
        return
    attempt[AT] = station
    if m[RECORD_VISITS] == 1:
        row = m[VISITS]
        m[VISITS] = row + 1
        attempt[VISIT] = row
        visit = tables.visits(m, row)
        visit[V_STATION], visit[V_ARRIVED], visit[V_STARTED], visit[V_ENDED] = 2 * station, now, NONE, NONE
    settle(here, now)
    if here[BUSY] < here[WORKERS]:
        begin(m, slot, station)
    else:
        here[WAITING] += 1
        attempt[NEXT] = NONE
        if here[FIRST] == NONE:
            here[FIRST] = slot
        else:
            tables.attempts(m, here[LAST])[NEXT] = slot
        here[LAST] = slot


@routine
def begin(m: Any, slot: Any, station: Any) -> None:
    """A worker takes an attempt up."""
    now = m[NOW]
    attempt, here = tables.attempts(m, slot), tables.stations(m, station)
    here[BUSY] += 1
    attempt[BEGAN_SERVICE] = now
    begun(m, station, attempt[BEGAN_VISIT])
    if m[RECORD_VISITS] == 1:
        tables.visits(m, attempt[VISIT])[V_STARTED] = now
    rank = here[RANK]
    duration = service_ns(m, slot, rank - INSTANCE_DEPARTURE, here[SERVICE])
    if rank == INSTANCE_DEPARTURE and here[CONNECTED] > m[CONNECTION_LIMIT]:
        duration = stretched(duration, here[CONNECTED], m[CONNECTION_LIMIT])
    leave(m, slot, now + duration, rank)


@routine
def stretched(duration: Any, connected: Any, limit: Any) -> Any:
    """The same as `duration * connected // limit`, which need not fit 64 bits; LARGEST, if it is more."""
    whole, rest = duration // limit, duration % limit
    if whole > LARGEST // connected:
        return LARGEST
    return min(whole * connected + rest * connected // limit, LARGEST)


@inlined
def leave(m: Any, slot: Any, time_ns: Any, rank: Any) -> None:
    """Schedule the end of a visit."""
    attempt = tables.attempts(m, slot)
    key = key_of(rank, attempt[REQUEST], attempt[NUMBER])
    push(m, time_ns, key, attempt[VALID] << 32 | slot)


@inlined
def depart(m: Any, slot: Any) -> None:
    """The end of a visit that was not lost: free the worker, and start the next."""
    attempt = tables.attempts(m, slot)
    station = attempt[AT]
    here = tables.stations(m, station)
    attempt[AT] = NONE
    if m[RECORD_VISITS] == 1:
        tables.visits(m, attempt[VISIT])[V_ENDED] = m[NOW]
    settle(here, m[NOW])
    over(m, here, tables.attempts(m, slot), 1, m[NOW])
    here[BUSY] -= 1
    following = here[FIRST]
    if following != NONE:
        here[FIRST] = tables.attempts(m, following)[NEXT]
        here[WAITING] -= 1
        begin(m, following, station)


@routine
def fail(m: Any, station: Any) -> None:
    """Go down: whoever is here is lost; an instance loses its connections as well."""
    now = m[NOW]
    here = tables.stations(m, station)
    settle(here, now)
    here[BUSY], here[WAITING], here[FIRST], here[LAST] = 0, 0, NONE, NONE
    for slot in range(m[ATTEMPTS]):
        attempt = tables.attempts(m, slot)
        if attempt[AT] == station:
            attempt[AT] = NONE
            attempt[LOST] = 1
            over(m, here, attempt, 0, now)
            attempt[VALID] += 1  # its departure, if one stands in the heap, is stale from now on
            if m[RECORD_VISITS] == 1:
                tables.visits(m, attempt[VISIT])[V_ENDED] = now
                tables.visits(m, attempt[VISIT])[V_STATION] += 1
            leave(m, slot, now, here[RANK])
    if m[INSTANCES] <= station < m[INSTANCES] + m[POINTS]:
        lose_ports(m, station - m[INSTANCES])
    if station < m[INSTANCES]:
        here[SENDING_UNTIL] = 0
        for session in range(m[SESSIONS]):
            if tables.sessions(m, session)[S_INSTANCE] == station:
                cut(m, session)


@inlined
def moved(m: Any, station: Any, up: Any, epoch: Any) -> None:
    """The world says how a station stands."""
    here = tables.stations(m, station)
    if here[EPOCH] != epoch:
        fail(m, station)
    here[UP], here[EPOCH] = up, epoch
