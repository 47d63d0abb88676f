"""Whether there is room for what the next events add; the loop asks now and then, and not at every event."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import routine
from cmgsim.fast.fields import (
    ATTEMPTS,
    CONNECTIONS,
    DONE,
    HEAP,
    LANE_HEAD,
    LANE_TAIL,
    LANES,
    MARGIN,
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
    OPENINGS,
    PER_EVENT,
    QUOTA,
    SESSIONS,
    TOO_NARROW,
    VISITS,
    WAITS_KEPT,
)


@routine
def full(m: Any) -> Any:
    """
    Which table might not hold what the next event adds; DONE if none, and then for how many events that is known.

    When the world changes, all attempts and sessions may end at once.
    """
    if m[TOO_NARROW] != 0:
        return MORE_ROOM_FOR_STAGES
    found, least = DONE, NEVER
    for what, room in (
        (MORE_HEAP, m[tables.HEAP_ROOM] - m[HEAP] - m[ATTEMPTS]),
        (MORE_ATTEMPTS, m[tables.ATTEMPT_ROOM] - m[ATTEMPTS]),
        (MORE_SESSIONS, m[tables.SESSION_ROOM] - m[SESSIONS]),
        (MORE_VISITS, m[tables.VISIT_ROOM] - m[VISITS]),
        (MORE_CONNECTIONS, m[tables.CONNECTION_ROOM] - m[CONNECTIONS]),
        (MORE_OPENINGS, m[tables.OPENING_ROOM] - m[OPENINGS] - m[SESSIONS]),
    ):
        if room < least:
            found, least = what, room
    for lane in range(m[LANES]):
        room = (m[tables.LANE_WIDTH] >> 2) - (m[LANE_TAIL + lane] - m[LANE_HEAD + lane])
        if room < least:
            found, least = MORE_LANES, room
    for station in range(m[tables.STATION_COUNT]):
        room = m[tables.WAIT_ROOM] - tables.stations(m, station)[WAITS_KEPT]
        if room < least:
            found, least = MORE_WAITS, room
    if least < MARGIN:
        return found
    m[QUOTA] = (least - PER_EVENT) // (2 * PER_EVENT)
    return DONE
