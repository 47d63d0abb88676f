"""What became of the requests of a sweep, when they leave its table: rows of the log, or counts where none is kept."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, kept
from cmgsim.fast.counting import add_request
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
    NARROW_END,
    NEVER,
    NONE,
    O_IN_FLIGHT,
    O_OK,
    SERVED,
    WIDE,
)
from cmgsim.fast.steps import SLOT

(DNS, CONNECT, INSTANCE_WAIT, INSTANCE_SERVICE, CHANNEL, POINT_WAIT, POINT_SERVICE, SERVER_WAIT, SERVER_SERVICE,
 RESPONSE) = range(10)  # fmt: skip


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


@inlined
def _stages(m: Any, way: Any, place: Any, took: Any) -> Any:
    """How long each stage of a request took, as far as it came before the end: into *took*; and where it came."""
    end = m[END]
    for stage in range(10):
        took[stage] = 0
    instance, point, server, travelled = NONE, NONE, NONE, 0
    took[DNS] = way[t.DNS, place]
    came, began, left = t.visit_of(way, t.INSTANCE, place)
    if came < end:
        instance = tables.stations(m, way[t.INSTANCE, place])[CODE]
        took[CONNECT] = came - way[t.CREATED, place] - took[DNS]
    if left < end:
        took[INSTANCE_WAIT], took[INSTANCE_SERVICE] = began - came, left - began
    sent = left
    came, began, left = t.visit_of(way, t.POINT, place)
    if came < end:
        point = tables.stations(m, way[t.POINT, place])[CODE]
        travelled = came - sent
    if left < end:
        took[POINT_WAIT], took[POINT_SERVICE] = began - came, left - began
    sent = left
    came, began, left = t.visit_of(way, t.SERVER, place)
    if came < end:
        server = tables.stations(m, way[t.SERVER, place])[CODE]
        took[CHANNEL] = travelled + came - sent
    if left < end:
        took[SERVER_WAIT], took[SERVER_SERVICE] = began - came, left - began
        if way[t.RETURNED, place] == NEVER or way[t.RETURNED, place] < end:
            took[RESPONSE] = way[t.RESPONSE, place]
    return instance, point, server


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
        instance, point, server = _stages(m, way, place, took)
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


@kept
def count(registers: Any, way: Any, those: Any, took: Any) -> None:
    """
    Count requests instead, by activity.

    Args:
        took: Room for the ten stages of one request.
    """
    m, stages = tables.start_of(registers), tables.start_of(took)
    for place in those:
        _stages(m, way, place, took)
        done_ns = way[t.DONE, place]
        outcome = O_OK if done_ns < m[END] else O_IN_FLIGHT
        add_request(m, way[t.ACTIVITY, place], way[t.CREATED, place], done_ns, outcome, stages, 0)
