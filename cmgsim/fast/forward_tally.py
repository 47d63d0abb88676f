"""What the sweep adds up: station by station, and when a request leaves its table, row by row of the log."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, kept
from cmgsim.fast.fields import (
    CODE,
    EGRESS,
    EGRESS_FROM,
    END,
    FROM_INSTANCE,
    L_ATTEMPTS,
    L_DONE,
    L_INSTANCE,
    L_OUTCOME,
    L_POINT,
    L_SERVER,
    L_STAGE,
    L_STATUS,
    MOST_WAITING,
    NARROW_END,
    NEVER,
    NONE,
    O_IN_FLIGHT,
    O_OK,
    OBSERVED,
    SERVED,
    STAYS_SUM,
    WAITED_SUM,
    WAITS_BEGUN,
    WAITS_KEPT,
    WAS_SERVED,
    WIDE,
)
from cmgsim.fast.steps import SLOT
from cmgsim.fast.tallies import gather

(DNS, CONNECT, INSTANCE_WAIT, INSTANCE_SERVICE, CHANNEL, POINT_WAIT, POINT_SERVICE, SERVER_WAIT, SERVER_SERVICE,
 RESPONSE) = range(10)  # fmt: skip


PART, PART_ENDS, FIRST, BEHIND = range(4)
"""Of each station: in which part of the observed time the last one came, when that ends, and how its ring stands."""


@kept
def add_up(
    registers: Any, way: Any, order: Any, visit: Any, standing: Any, rings: Any, sums: Any, width: Any, waits: Any
) -> None:
    """
    Add up what stations do with those who came in one stretch, in their order.

    Args:
        visit: Which rows of the table hold the visits.
        standing: A row a station: PART and so on.
        rings: A row a station: when those are taken up who wait; a power of two, and more than may wait.
        sums: By station, time of work and time of waiting by part of the observed time, and behind the last part.
        width: How long a part is.
        waits: By station, room for the waits of all of them; `WAITS_KEPT` counts them.
    """
    m = tables.start_of(registers)
    end, observed, last_part, mask = m[END], m[OBSERVED], sums.shape[2] - 1, rings.shape[1] - 1
    for place in order:
        station = way[visit, place]
        here, stands, parts = tables.stations(m, station), standing[station], sums[station]
        came, began, left = _visit(way, visit, place)
        first, second, third = max(came, observed), min(began, end), min(left, end)
        if third >= observed:
            gather(here, STAYS_SUM, 1, third - first)
            here[WAS_SERVED] += left < end
        waits_here = began > came
        if came >= observed and began < end:
            here[WAITS_BEGUN] += 1
            gather(here, WAITED_SUM, 1, began - came)
            waits[station, here[WAITS_KEPT]] = began - came  # of nothing: the next takes its place
            here[WAITS_KEPT] += waits_here
        while first >= stands[PART_ENDS] and stands[PART] < last_part:
            stands[PART] += 1
            stands[PART_ENDS] += width
        part, part_ends = stands[PART], stands[PART_ENDS]
        second, third = max(second, observed), max(third, observed)
        while second > part_ends and part < last_part:
            parts[1, part] += part_ends - first
            first, part, part_ends = part_ends, part + 1, part_ends + width
        parts[1, part] += second - first
        while third > part_ends and part < last_part:
            parts[0, part] += part_ends - second
            second, part, part_ends = part_ends, part + 1, part_ends + width
        parts[0, part] += third - second
        ring, now = rings[station], max(came, observed)
        ring[stands[BEHIND] & mask] = began
        stands[BEHIND] += waits_here
        if stands[BEHIND] - stands[FIRST] > here[MOST_WAITING]:  # or else it does not matter who has been taken up
            while stands[FIRST] < stands[BEHIND] and ring[stands[FIRST] & mask] <= now:
                stands[FIRST] += 1
            if now < end:
                here[MOST_WAITING] = max(here[MOST_WAITING], stands[BEHIND] - stands[FIRST])


@inlined
def _visit(way: Any, visit: Any, place: Any) -> Any:
    """When a request came to a station, was taken up, and left."""
    return way[visit + t.CAME, place], way[visit + t.BEGAN, place], way[visit + t.LEFT, place]


@kept
def account(registers: Any, way: Any, those: Any) -> Any:
    """Count what these requests sent out of Azure; returns how many events the loop would have had for them."""
    m = tables.start_of(registers)
    end, events, egress = m[END], 0, 0
    for place in those:
        events += 2
        for visit in (t.INSTANCE, t.POINT, t.SERVER):
            events += way[visit + t.BEGAN, place] < end
            events += way[visit + t.LEFT, place] < end
        events += way[t.RETURNED, place] < end
        for at_ns, size in (
            (way[t.INSTANCE + t.LEFT, place], way[t.UP, place]),
            (way[t.SERVER + t.LEFT, place], way[t.DOWN, place]),
        ):
            if at_ns < end:
                tables.egress(m, at_ns // SLOT)[FROM_INSTANCE] += size
                if at_ns >= m[EGRESS_FROM]:
                    egress += size
    m[EGRESS] += egress
    return events


@kept
def record(registers: Any, way: Any, those: Any, took: Any) -> Any:
    """
    Write requests into their rows of the log, as far as they came before the end.

    Args:
        took: Room for the ten stages of one request; those of the one that had none in its row.

    Returns:
        The place of a request with a stage that needs a wider column than there is; NONE if all have found room.
    """
    m = tables.start_of(registers)
    end, wide, without_room = m[END], m[WIDE], NONE
    for place in those:
        row = way[t.NUMBER, place]
        for stage in range(10):
            took[stage] = 0
        instance, point, server, travelled = NONE, NONE, NONE, 0
        took[DNS] = way[t.DNS, place]
        came, began, left = _visit(way, t.INSTANCE, place)
        if came < end:
            instance = tables.stations(m, way[t.INSTANCE, place])[CODE]
            took[CONNECT] = came - way[t.CREATED, place] - took[DNS]
        if left < end:
            took[INSTANCE_WAIT], took[INSTANCE_SERVICE] = began - came, left - began
        sent = left
        came, began, left = _visit(way, t.POINT, place)
        if came < end:
            point = tables.stations(m, way[t.POINT, place])[CODE]
            travelled = came - sent
        if left < end:
            took[POINT_WAIT], took[POINT_SERVICE] = began - came, left - began
        sent = left
        came, began, left = _visit(way, t.SERVER, place)
        if came < end:
            server = tables.stations(m, way[t.SERVER, place])[CODE]
            took[CHANNEL] = travelled + came - sent
        if left < end:
            took[SERVER_WAIT], took[SERVER_SERVICE] = began - came, left - began
            if way[t.RETURNED, place] == NEVER or way[t.RETURNED, place] < end:
                took[RESPONSE] = way[t.RESPONSE, place]
        done = way[t.DONE, place] < end
        tables.columns_of_64_bits(m, L_DONE)[row] = way[t.DONE, place] if done else NONE
        tables.columns_of_16_bits(m, L_STATUS)[row] = m[SERVED] if done else NONE
        tables.columns_of_16_bits(m, L_SERVER)[row] = server
        tables.columns_of_8_bits(m, L_OUTCOME)[row] = O_OK if done else O_IN_FLIGHT
        tables.columns_of_8_bits(m, L_ATTEMPTS)[row] = 1
        tables.columns_of_8_bits(m, L_INSTANCE)[row] = instance
        tables.columns_of_8_bits(m, L_POINT)[row] = point
        for stage in range(10):
            if wide >> stage & 1:
                tables.columns_of_64_bits(m, L_STAGE + stage)[row] = took[stage]
            else:
                tables.columns_of_32_bits(m, L_STAGE + stage)[row] = took[stage]
                if took[stage] >= NARROW_END:
                    without_room = place
        if without_room != NONE:
            return without_room
    return NONE
