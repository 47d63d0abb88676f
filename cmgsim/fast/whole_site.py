"""What happens to the whole site at once: the world changes, a part of the observed time ends, the run ends."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import record
from cmgsim.fast.compiling import routine
from cmgsim.fast.fields import (
    AT,
    ATTEMPTS,
    CLOSING,
    CURRENT_ROW,
    DONE,
    END,
    MORE_ROOM_FOR_STAGES,
    NEXT_WINDOW,
    NOBODY,
    NONE,
    NOW,
    NOW_ASKED,
    NUMBER,
    O_IN_FLIGHT,
    PIN,
    SERVERS,
    TOO_NARROW,
    W_BLOCK,
    W_CHANNELS,
    W_SEEN,
    W_STATION,
    WANTED,
)
from cmgsim.fast.occupancy import come
from cmgsim.fast.ports import take_port
from cmgsim.fast.sessions import listen
from cmgsim.fast.stations import moved
from cmgsim.fast.tallies import over, settle
from cmgsim.model.plan_world import WorldShape

STARTS, TIME = WorldShape.START, WorldShape.TIME


@routine
def end_window(m: Any) -> None:
    """Everything stood as it stands until the end of this part of the observed time."""
    for station in range(m[tables.STATION_COUNT]):
        settle(tables.stations(m, station), m[NEXT_WINDOW])


@routine
def turn(m: Any, row: Any) -> None:
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
def close(m: Any) -> Any:
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
