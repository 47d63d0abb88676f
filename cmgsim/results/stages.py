"""Where the time of answered requests went, stage by stage; all stations of one kind are one stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen

from cmgsim.request_log import STAGES, Outcome, RequestTotals, RunLog
from cmgsim.results.combine import mean
from cmgsim.results.exact import exact_sum, seconds
from cmgsim.results.intervals import SECTIONS, interval_around

EARLIER: Final = "earlier_attempts"
"""The stage before the attempt that succeeded: attempts that failed, and the waits between them."""
STAGE_NAMES: Final = (EARLIER, *(stage.removesuffix("_ns") for stage in STAGES))
SECTION: Final = 10
"""Requests that a section of a run needs at least for its shares to be nearly normal."""


def stage_statistics(runs: Sequence[RunLog]) -> dict[str, dict[str, Any]]:
    """
    By stage: the mean time of an answered request, and its share of the mean latency with an interval of 95 %.

    The means add up to the mean latency of the summary, the shares to one. Intervals are over replications; with one
    replication they come from sections of the run, and are None where it is too short. Empty where nothing was
    answered, and without shares where no answer took any time.
    """
    tables = [_totals_ns(run) if run.totals is None else _known(run.totals) for run in runs]
    answered = [table for table in tables if table.answered]
    if not answered:
        return {}
    means_s = [[seconds(total / table.answered) for total in table.totals] for table in answered]
    whole = [mean(column) for column in zip(*means_s, strict=True)]
    return {
        stage: {
            "mean_s": whole[number],
            "share": _share(whole, number),
            "share_ci95": _share_interval(
                means_s if len(runs) > 1 else answered[0].sections, number, _share(whole, number)
            ),
        }
        for number, stage in enumerate(STAGE_NAMES)
    }


@frozen
class _Times:
    """What answered requests of one run spent in each stage, added up."""

    answered: int
    totals: list[int]
    """By stage, nanoseconds."""
    sections: list[list[int]]
    """The same for each section of the run; none where it is too short for them."""


def _known(totals: RequestTotals) -> _Times:
    rows = [sum(column) for column in zip(*(one.stages_ns for one in totals.by_activity.values()), strict=True)]
    latencies = totals.latencies
    return _Times(latencies.count, [latencies.total_ns - sum(rows), *rows], [])


def _totals_ns(run: RunLog) -> _Times:
    log = run.requests
    created = log["created_ns"]
    ok = np.flatnonzero((created >= run.observed_ns[0]) & (log["outcome"] == Outcome.OK))
    ok = ok[np.argsort(created[ok], kind="stable")] if np.any(created[ok[1:]] < created[ok[:-1]]) else ok
    parts = np.array_split(ok, SECTIONS) if len(ok) >= SECTIONS * SECTION else [ok]
    rows = [[exact_sum(log.stored[stage][part]) for part in parts] for stage in STAGES]
    latency = [exact_sum(log["done_ns"][part] - created[part]) for part in parts]
    rows.insert(0, [whole - sum(known) for whole, *known in zip(latency, *rows, strict=True)])
    sections = [list(column) for column in zip(*rows, strict=True)] if len(parts) > 1 else []
    return _Times(len(ok), [sum(row) for row in rows], sections)


def _share(times: Sequence[float], number: int) -> float | None:
    total = sum(times)
    return times[number] / total if total else None


def _share_interval(rows: Sequence[Sequence[float]], number: int, share: float | None) -> list[float] | None:
    """
    Around *share*, over replications or over the sections of the only one; no share is below zero or above one.

    A share is a ratio of two means: what counts is how far the times in the stage lie from *share* of the whole
    (ratio estimator, W. G. Cochran, Sampling Techniques, chapter 6). Where long requests are in few sections, the
    mean of the shares of the sections would be another number.
    """
    if share is None or len(rows) < 2:
        return None
    typical = sum(map(sum, rows)) / len(rows)
    low, high = interval_around(share, [share + (row[number] - share * sum(row)) / typical for row in rows])
    return [max(0.0, low), min(1.0, high)]
