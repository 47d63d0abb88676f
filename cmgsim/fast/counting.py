"""Requests that are not kept, one by one: how they ended, how long they took and where, added up by activity."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.bins import bin_of
from cmgsim.fast.compiling import routine
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


@routine
def count(m: Any, slot: Any, done_ns: Any, outcome: Any) -> None:
    """Count how a request ended, or stands."""
    attempt = tables.attempts(m, slot)
    if attempt[CREATED] < m[OBSERVED]:
        return
    kind = tables.activities(m, attempt[ACTIVITY])[A_CODE]
    row = tables.totals(m, kind)
    row[R_OUTCOMES + outcome] += 1
    if outcome == O_OK:
        took = done_ns - attempt[CREATED]
        gather(row, R_LATENCY, 1, took)
        row[R_MOST] = max(row[R_MOST], took)
        tables.latencies(m, kind)[bin_of(took)] += 1
        for stage in range(10):
            gather(row, R_STAGES + 2 * stage, 1, attempt[STAGE + stage])
