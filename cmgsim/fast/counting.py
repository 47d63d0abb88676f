"""Requests that are not kept, one by one: how they ended, how long they took and where, added up by activity."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.bins import bin_of
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.fields import (
    A_CODE,
    ACTIVITY,
    CREATED,
    O_OK,
    OBSERVED,
    R_LATENCY,
    R_MOST,
    R_OUTCOMES,
    R_STAGES,
    STAGE,
)
from cmgsim.fast.tallies import gather


@inlined
def count(m: Any, slot: Any, done_ns: Any, outcome: Any) -> None:
    """Count how the request of an attempt ended, or stands."""
    attempt = tables.attempts(m, slot)
    add_request(m, attempt[ACTIVITY], attempt[CREATED], done_ns, outcome, attempt, STAGE)


@routine
def add_request(
    m: Any, activity: Any, created_ns: Any, done_ns: Any, outcome: Any, row_of_stages: Any, first: Any
) -> None:
    """A request ended, or stands, like this, its stages from *first* on; it counts if asked in the observed time."""
    if created_ns < m[OBSERVED]:
        return
    kind = tables.activities(m, activity)[A_CODE]
    row = tables.totals(m, kind)
    row[R_OUTCOMES + outcome] += 1
    if outcome == O_OK:
        took = done_ns - created_ns
        gather(row, R_LATENCY, 1, took)
        row[R_MOST] = max(row[R_MOST], took)
        tables.latencies(m, kind)[bin_of(took)] += 1
        for stage in range(10):
            gather(row, R_STAGES + 2 * stage, 1, row_of_stages[first + stage])
