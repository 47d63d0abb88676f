"""Where the time of answered requests went, stage by stage; all stations of one kind are one stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.request_log import STAGES, Outcome, RunLog
from cmgsim.results.combine import mean
from cmgsim.results.exact import exact_sum, seconds
from cmgsim.results.intervals import Interval, interval_over, interval_within

EARLIER: Final = "earlier_attempts"
"""The stage before the attempt that succeeded: attempts that failed, and the waits between them."""
STAGE_NAMES: Final = (EARLIER, *(stage.removesuffix("_ns") for stage in STAGES))
SECTION: Final = 10
"""Requests that a section of a run needs at least for its shares to be nearly normal."""


def stage_statistics(runs: Sequence[RunLog], observed: Sequence[NDArray[np.bool_]]) -> dict[str, dict[str, Any]]:
    """
    By stage: the mean time of an answered request, and its share of the mean latency with an interval of 95 %.

    The means add up to the mean latency of the summary, the shares to one. Intervals are over replications; with one
    replication they come from sections of the run, and are None where it is too short. Empty where nothing was
    answered, and without shares where no answer took any time.

    Args:
        observed: For each run, the requests that count.
    """
    tables = [_times_ns(run, chosen) for run, chosen in zip(runs, observed, strict=True)]
    answered = [table for table in tables if table.shape[1]]
    if not answered:
        return {}
    means_s = [[seconds(exact_sum(row) / table.shape[1]) for row in table] for table in answered]
    return {
        stage: {
            "mean_s": mean([row[number] for row in means_s]),
            "share": _share([mean(column) for column in zip(*means_s, strict=True)], number),
            "share_ci95": _share_interval(answered, means_s, number, replications=len(runs)),
        }
        for number, stage in enumerate(STAGE_NAMES)
    }


def _times_ns(run: RunLog, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """One row a stage, one column an answered request, in order of creation."""
    log = run.requests
    ok = np.flatnonzero(chosen & (log["outcome"] == Outcome.OK))
    ok = ok[np.argsort(log["created_ns"][ok], kind="stable")]
    stages = np.array([log[stage][ok] for stage in STAGES], np.int64).reshape(len(STAGES), len(ok))
    earlier = log["done_ns"][ok] - log["created_ns"][ok] - stages.sum(axis=0)
    return np.vstack([earlier, stages])


def _share(means_s: Sequence[float], number: int) -> float | None:
    total = sum(means_s)
    return means_s[number] / total if total else None


def _share_interval(
    tables: Sequence[NDArray[np.int64]], means_s: Sequence[Sequence[float]], number: int, *, replications: int
) -> list[float] | None:
    """Over replications, or within the only one; no share is below zero or above one."""
    interval: Interval | None
    if replications > 1:
        shares = [_share(row, number) for row in means_s]
        interval = interval_over([share for share in shares if share is not None])
    else:
        interval = _within(tables[0], number)
    return None if interval is None else [max(0.0, interval[0]), min(1.0, interval[1])]


def _within(table: NDArray[np.int64], number: int) -> Interval | None:
    if not table.any():
        return None

    def share_of(requests: NDArray[np.int64]) -> float:
        total = int(table[:, requests].sum())
        return int(table[number, requests].sum()) / total if total else 0.0

    return interval_within(np.arange(table.shape[1]), share_of, SECTION)
