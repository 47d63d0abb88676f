"""Laws that the rows of every request log obey, looked at some thousands at a time: few enough for the cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.errors import BrokenInvariant
from cmgsim.request_log import COLUMNS, NONE, STAGES, Outcome, RequestLog, RunLog

Mask = NDArray[np.bool_]
Rows = Mapping[str, NDArray[Any]]
_AT_ONCE: Final = 1 << 14


def check_requests(run: RunLog) -> None:
    """
    Every code has a name, every request ends once or is in flight, and its stages add up to its latency.

    Raises:
        BrokenInvariant: The first law that the log breaks, with the first row where it does.
    """
    log, before = run.requests, NONE
    for first in range(0, len(log), _AT_ONCE):
        rows = {name: values[first : first + _AT_ONCE] for name, values in log.stored.items()}
        _check_names(log, rows, first)
        _check_ends(run, rows, first, before)
        _check_stages(log, rows, first)
        before = int(rows["request"][-1])


def hold(broken: Mask, law: str, describe: Callable[[int], str]) -> None:
    """BrokenInvariant at the first place where *broken* is true."""
    if broken.any():
        raise BrokenInvariant(law, describe(int(np.argmax(broken))))


def _check_names(log: RequestLog, rows: Rows, first: int) -> None:
    for column in COLUMNS:
        if column.table is not None:
            codes, lowest, count = rows[column.name], NONE if column.nullable else 0, len(log.labels(column))
            if codes.min() < lowest or codes.max() >= count:
                hold((codes < lowest) | (codes >= count), "every code has a name", _row(log, first, column.name))


def _check_ends(run: RunLog, rows: Rows, first: int, before: int) -> None:
    log, created, done = run.requests, rows["created_ns"], rows["done_ns"]
    in_flight = rows["outcome"] == Outcome.IN_FLIGHT
    law = "every request that was created ends exactly once or is in flight"
    numbers = rows["request"]
    hold(numbers[:1] <= before, law, _row(log, first, "request"))
    hold(numbers[1:] <= numbers[:-1], law, _row(log, first + 1, "request"))
    hold(in_flight != (done == NONE), law, _row(log, first, "outcome", "done_ns"))
    law = "a request is created and ends within the run, in that order"
    if created.min() < run.start_ns or created.max() > run.end_ns:
        hold((created < run.start_ns) | (created > run.end_ns), law, _row(log, first, "created_ns"))
    hold(~in_flight & ((done < created) | (done > run.end_ns)), law, _row(log, first, "created_ns", "done_ns"))


def _check_stages(log: RequestLog, rows: Rows, first: int) -> None:
    law = "the stages of a request that ended ok at once add up to its latency"
    at_once = (rows["outcome"] == Outcome.OK) & (rows["attempts"] == 1)
    total = rows["created_ns"].astype(np.int64)
    for stage in STAGES:
        took = rows[stage]
        if took.dtype.kind == "i":  # others cannot be negative
            hold(took < 0, "no stage takes negative time", _row(log, first, stage))
        total += took.astype(np.int64)  # in two steps, since adding and widening at once takes half as long again
    hold(at_once & (total != rows["done_ns"]), law, _row(log, first, "created_ns", "done_ns", *STAGES))


def _row(log: RequestLog, first: int, *columns: str) -> Callable[[int], str]:
    def describe(place: int) -> str:
        values = ", ".join(f"{column} {log[column][first + place]}" for column in columns)
        return f"row {first + place} has {values}"

    return describe
