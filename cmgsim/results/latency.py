"""How long requests took, end to end, as people want to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.request_log import Histogram, Outcome, RunLog
from cmgsim.results.combine import Rules, combined, mean
from cmgsim.results.exact import exact_sum, percentiles, seconds
from cmgsim.results.intervals import SECTIONS, Interval, interval_around, interval_over

MEAN_SECTION: Final = 10
"""Requests that a section needs at least for its mean to be nearly normal."""
P95_SECTION: Final = 100
"""Requests that a section needs at least so that five of them lie above its 95th percentile."""
P99_SECTION: Final = 500
"""The same of its 99th percentile."""

WITH_INTERVALS: Final[Mapping[str, int]] = MappingProxyType(
    {"mean": MEAN_SECTION, "p50": MEAN_SECTION, "p95": P95_SECTION, "p99": P99_SECTION}
)
"""The statistics that have an interval, and how many requests a section of one run needs for each."""

Latencies = NDArray[np.int64] | Histogram
"""One by one, in order of creation, or counted."""

_RULES: Final[Rules] = {"mean": mean, "p50": mean, "p95": mean, "p99": mean, "max": max}


def latencies_ns(run: RunLog, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """From creation to the answer, of those *chosen* rows that ended ok, in order of creation."""
    log = run.requests
    rows = np.flatnonzero(chosen & (log["outcome"] == Outcome.OK))
    created = log["created_ns"][rows]
    took = (log["done_ns"][rows] - created).astype(np.int64, copy=False)
    return took[np.argsort(created, kind="stable")] if np.any(created[1:] < created[:-1]) else took


def latency_statistics(replications: Sequence[Latencies], *, intervals: bool = True) -> dict[str, Any]:
    """
    Mean, percentiles and largest latency in seconds, with intervals of 95 % for the mean and the percentiles.

    Percentiles are order statistics of each replication. With several replications, their means are given and the
    intervals are over replications; the largest is the largest of all. With one, the intervals come from sections of
    the run and are None where it is too short, or where latencies were only counted: then percentiles are those of the
    histogram. Replications without a single answer count for nothing.

    Args:
        intervals: Whether to compute them; None where not.
    """
    answered = [took for took in replications if len(took)]
    rows = [_row(took) for took in answered]
    if not intervals:
        return combined(rows, _RULES) | {f"{key}_ci95": None for key in WITH_INTERVALS}
    found: dict[str, Interval | None] = dict.fromkeys(WITH_INTERVALS)
    if len(replications) > 1:
        found = {key: interval_over([row[key] for row in rows]) for key in WITH_INTERVALS}
    elif answered and not isinstance(answered[0], Histogram) and len(answered[0]) >= SECTIONS * MEAN_SECTION:
        sections = [_row(section) for section in np.array_split(answered[0], SECTIONS)]
        for key, fewest in WITH_INTERVALS.items():
            if len(answered[0]) >= SECTIONS * fewest:
                found[key] = interval_around(rows[0][key], [row[key] for row in sections])
    return combined(rows, _RULES) | {f"{key}_ci95": _from_zero(each) for key, each in found.items()}


def _row(took: Latencies) -> dict[str, float]:
    if isinstance(took, Histogram):
        p50, p95, p99 = (took.percentile(percent) for percent in (50, 95, 99))
        total, most = took.total_ns, took.most_ns
    else:
        p50, p95, p99 = percentiles(took, (50, 95, 99))
        total, most = exact_sum(took), int(took.max())
    values = {"mean": total / len(took), "p50": p50, "p95": p95, "p99": p99, "max": most}
    return {key: seconds(value) for key, value in values.items()}


def _from_zero(interval: Interval | None) -> list[float] | None:
    """No latency is negative, so no interval of one needs to be."""
    return None if interval is None else [max(0.0, interval[0]), interval[1]]
