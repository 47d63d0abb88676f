"""What stations and connections did in one run: shares, waits, queues and counts over the observed time."""

from __future__ import annotations

from typing import Any

import numpy as np

from cmgsim.request_log import NONE, Occupancy, RunLog, StationLog
from cmgsim.results.exact import exact_area, exact_sum, percentiles, seconds
from cmgsim.results.levels import durations_ns, levels_of, open_connections


def station_statistics(run: RunLog, station: StationLog) -> dict[str, Any]:
    """
    Share of the workers' time that was spent serving, waits of those who came, and the queue.

    Waits are those of visits that arrived in the observed time and began to be served; `served` counts visits that
    ended, served, in the observed time. What nothing was observed of is None.
    """
    start, end = run.observed_ns
    visits, levels = station.visits, levels_of(station, run.start_ns)
    lasts = levels.durations_ns(run.observed_ns)
    waited = visits.started_ns - visits.arrived_ns
    waits = waited[(visits.arrived_ns >= start) & (visits.started_ns != NONE)]
    served = (visits.ended_ns >= start) & (visits.ended_ns != NONE) & ~visits.lost
    return {
        "utilisation": _ratio(exact_area(levels.busy, lasts), exact_area(levels.capacity, lasts)),
        "mean_wait_s": seconds(exact_sum(waits) / len(waits)) if len(waits) else None,
        "p95_wait_s": seconds(percentiles(waits, (95,))[0]) if len(waits) else None,
        "mean_queue": _ratio(exact_area(levels.waiting, lasts), end - start),
        "max_queue": int(levels.waiting[lasts > 0].max(initial=0)),
        "served": int(np.count_nonzero(served)),
    }


def connection_statistics(run: RunLog, occupancy: Occupancy) -> dict[str, Any]:
    """Connections open at once on one instance: time average, most, and the documented limit."""
    start, end = run.observed_ns
    times, number = open_connections(occupancy)
    lasts = durations_ns(times, run.observed_ns)
    return {
        "mean": _ratio(exact_area(number, lasts), end - start),
        "peak": int(number[lasts > 0].max(initial=0)),
        "limit": occupancy.limit,
    }


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
