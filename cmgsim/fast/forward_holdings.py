"""
Connections and ports where it is known beforehand who holds them: counted, without asking what comes next.

Which of two events comes first cannot be guessed, and a processor that has guessed wrong loses as much time as a
request needs for everything else here. So both are looked at, and one is chosen.
"""

from __future__ import annotations

from typing import Any

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.compiling import chosen, kept
from cmgsim.fast.fields import (
    CONNECTED,
    INSTANCES,
    MOST_USED,
    OPEN,
    OPEN_PEAK,
    OPEN_SETTLED,
    OPEN_SUM,
    POINTS,
    PORT_LIMIT,
    PORTS_USED,
    REST,
    REST_FIRST,
    REST_LAST,
)
from cmgsim.fast.forward_clients import FINE, NO_PORTS
from cmgsim.fast.occupancy import CODE_BITS, INSTANCE_MASK
from cmgsim.fast.tallies import gather

UNDECIDED = -1


@kept
def follow_ports(registers: Any, way: Any, passed_on: Any, answered: Any) -> Any:
    """
    Follow ports through one stretch where every request takes one and gives it back.

    Ports rest before they are given out again. So those given back in the stretch may be laid to rest all at once, and
    each is found there in time.

    Args:
        passed_on: Whom connection points pass on, in order.
        answered: Who is answered, in order.

    Returns:
        FINE or NO_PORTS; or UNDECIDED, if nothing has been done because there is no room for all that come to rest.
    """
    m = tables.start_of(registers)
    mask = m[tables.RESTING_WIDTH] - 1
    for point in range(m[POINTS]):
        one, at_rest = tables.ports(m, point), 0
        for place in answered:
            at_rest += way[t.POINT, place] - m[INSTANCES] == point
        if one[REST] == 0 or one[REST_LAST] - one[REST_FIRST] + at_rest > mask:
            return UNDECIDED
    for place in answered:
        point = way[t.POINT, place] - m[INSTANCES]
        one = tables.ports(m, point)
        tables.resting(m, point)[one[REST_LAST] & mask] = way[t.DONE, place] + one[REST]
        one[REST_LAST] += 1
        tables.stations(m, way[t.INSTANCE, place])[CONNECTED] -= 1
    for place in passed_on:
        now, point = way[t.POINT + t.LEFT, place], way[t.POINT, place] - m[INSTANCES]
        one, ring = tables.ports(m, point), tables.resting(m, point)
        one[PORTS_USED] += 1
        if one[PORTS_USED] > one[MOST_USED]:  # or else it does not matter which have rested
            while one[REST_FIRST] < one[REST_LAST] and ring[one[REST_FIRST] & mask] <= now:
                one[REST_FIRST] += 1
                one[PORTS_USED] -= 1
            if one[PORTS_USED] > one[PORT_LIMIT]:
                return NO_PORTS
            one[MOST_USED] = max(one[MOST_USED], one[PORTS_USED])
    return FINE


@kept
def code(way: Any, row: Any, order: Any, opens: Any, codes: Any) -> None:
    """When connections of these requests open or close, and on which instance, in one number each."""
    for number in range(len(order)):
        place = order[number]
        codes[number] = way[row, place] << CODE_BITS | 2 * way[t.INSTANCE, place] + opens


@kept
def follow_connections(registers: Any, opening: Any, closing: Any) -> None:
    """Follow how many connections are open on each instance, through what opens and what closes, each in order."""
    m = tables.start_of(registers)
    opened = closed = 0
    last_opening, last_closing = len(opening) - 1, len(closing) - 1
    for _ in range(len(opening) + len(closing)):
        next_opening, next_closing = opening[min(opened, last_opening)], closing[min(closed, last_closing)]
        opens = (closed > last_closing) | ((opened <= last_opening) & (next_opening < next_closing))
        event, by = chosen(opens, next_opening, next_closing), chosen(opens, 1, -1)
        opened, closed = opened + chosen(opens, 1, 0), closed + chosen(opens, 0, 1)
        here = tables.stations(m, event >> 1 & INSTANCE_MASK)
        now, level = event >> CODE_BITS, here[OPEN]
        lasts = max(now - here[OPEN_SETTLED], 0)
        here[OPEN_SETTLED] += lasts
        gather(here, OPEN_SUM, level, lasts)
        here[OPEN_PEAK] = max(here[OPEN_PEAK], chosen(lasts > 0, level, 0))
        here[OPEN] = level + by
