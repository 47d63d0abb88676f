"""What a report draws of a run besides its summary: the shape of the latency, and the ends by activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.request_log import Histogram, Outcome, RunLog
from cmgsim.results.answers import ends_by_activity, latencies
from cmgsim.results.combine import mean
from cmgsim.results.exact import seconds
from cmgsim.results.latency import Latencies

PER_MILLE: Final = (1, 5, *range(10, 991, 10), 995, 999, 1000)
"""Shares of the answered requests at which a distribution is given, in per mille: closer together in its tails."""

Table = list[dict[str, Any]]


def details(runs: Sequence[RunLog]) -> dict[str, Table]:
    """
    The tables of a report, from the replications of one scenario, the warm-up left out as in `summary`.

    `latency`: `per_mille`, `latency_s`; `outcomes`: `activity` and a count for each outcome.
    """
    return {
        "latency": latency_distribution([latencies(run) for run in runs]),
        "outcomes": outcomes_by_activity(runs),
    }


def latency_distribution(replications: Sequence[Latencies]) -> Table:
    """
    The latency that each share of the answered requests does not exceed.

    Order statistics of each replication, averaged over the replications that answered any, as in the summary: the
    rows at 500, 950 and 990 per mille are its p50, p95 and p99. No rows where nothing was answered.

    Example:
        >>> rows = latency_distribution([np.arange(1, 1001) * 10**6])
        >>> [row for row in rows if row["per_mille"] in (1, 500, 1000)]  # doctest: +NORMALIZE_WHITESPACE
        [{'per_mille': 1, 'latency_s': 0.001}, {'per_mille': 500, 'latency_s': 0.5},
         {'per_mille': 1000, 'latency_s': 1.0}]
    """
    answered = [_order_statistics(took) for took in replications if len(took)]
    return [
        {"per_mille": share, "latency_s": mean([seconds(each) for each in column])}
        for share, column in zip(PER_MILLE, zip(*answered, strict=True), strict=False)
    ]


def _order_statistics(took: Latencies) -> list[int]:
    places = [-(-len(took) * share // 1000) - 1 for share in PER_MILLE]
    if isinstance(took, Histogram):
        return took.order_statistics(places)
    chosen: list[int] = np.sort(took)[places].tolist()
    return chosen


def outcomes_by_activity(runs: Sequence[RunLog]) -> Table:
    """How the requests of each activity ended, over all replications; activities that nobody asked for are left out."""
    counts: dict[str, NDArray[np.int64]] = {}
    for run in runs:
        for name, row in ends_by_activity(run).items():
            counts[name] = counts.get(name, 0) + row
    ends = {name: {end.name.lower(): int(row[end]) for end in Outcome} for name, row in counts.items()}
    return [{"activity": name, "created": sum(row.values()), **row} for name, row in ends.items()]
