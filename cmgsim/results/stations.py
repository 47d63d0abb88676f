"""What stations and connections did in one run: shares, waits, queues and counts over the observed time."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.request_log import (
    NONE,
    ConnectionTotals,
    Occupancy,
    RunLog,
    StationLog,
    StationTotals,
    Visits,
    Waits,
    Windows,
)
from cmgsim.results.busiest import busiest_five_minutes, grows, windows_of
from cmgsim.results.exact import exact_area, exact_sum, seconds
from cmgsim.results.levels import Levels, durations_ns, levels_of, open_connections

OK: Final = "ok"
UNSTABLE: Final = "unstable"
"""More comes than can be served."""


def station_statistics(run: RunLog, station: StationLog) -> dict[str, Any]:
    """
    Share of the workers' time that was spent serving, waits of those who came, and the queue.

    Waits are those of visits that arrived in the observed time and began to be served; `served` counts visits that
    ended, served, in the observed time. What nothing was observed of is None. A station whose queue grows through the
    run is `unstable`: its waits and its queue have no mean, because a longer run would give a longer one.
    """
    start, end = run.observed_ns
    totals = station.totals or station_totals(run, station)
    waits = totals.waits
    capacity = capacity_of_windows(run, station, totals.windows)
    unstable = grows(totals.windows, capacity, totals.served)
    known = waits.count and not unstable
    return {
        "utilisation": _ratio(totals.busy_ns, capacity_ns(station, run.start_ns, (start, end))),
        "mean_wait_s": seconds(waits.total_ns / waits.count) if known else None,
        "p95_wait_s": seconds(waits.percentile(95)) if known else None,
        "mean_queue": None if unstable else _ratio(totals.waiting_ns, end - start),
        "max_queue": totals.most_waiting,
        "served": totals.served,
        **busiest_five_minutes(totals.windows, capacity),
        "state": UNSTABLE if unstable else OK,
    }


def station_totals(run: RunLog, station: StationLog, levels: Levels | None = None) -> StationTotals:
    """
    What the visits of *station* add up to over the observed time.

    Args:
        levels: Those of the station, if they are known already.
    """
    start, end = run.observed_ns
    visits = visits_of(station)
    if levels is None:
        levels = levels_of(station, run.start_ns)
    lasts = levels.durations_ns(run.observed_ns)
    waited = visits.started_ns - visits.arrived_ns
    waits = waited[(visits.arrived_ns >= start) & (visits.started_ns != NONE)]
    served = (visits.ended_ns >= start) & (visits.ended_ns != NONE) & ~visits.lost
    left = np.where(visits.ended_ns == NONE, end, visits.ended_ns)
    return StationTotals(
        busy_ns=exact_area(levels.busy, lasts),
        waiting_ns=exact_area(levels.waiting, lasts),
        stays_ns=exact_sum(np.clip(left, start, end) - np.clip(visits.arrived_ns, start, end)),
        most_waiting=int(levels.waiting[lasts > 0].max(initial=0)),
        served=int(np.count_nonzero(served)),
        waits=Waits(len(waits), exact_sum(waits), waits[waits > 0]),
        windows=windows_of(levels, run.observed_ns),
    )


def visits_of(station: StationLog) -> Visits:
    """The visits of a station that kept them."""
    if station.visits is None:
        raise ValueError(f"the visits of {station.name} were not kept: simulate(..., visits=True) keeps them")
    return station.visits


def capacity_of_windows(run: RunLog, station: StationLog, windows: Windows) -> NDArray[np.int64]:
    """Time that the workers were there in each part of the run."""
    start, parts = run.observed_ns[0], len(windows.busy_ns)
    if not station.capacity:
        return np.full(parts, station.workers * windows.width_ns, np.int64)
    begins = [start + windows.width_ns * part for part in range(parts)]
    spans = ((begin, begin + windows.width_ns) for begin in begins)
    return np.array([capacity_ns(station, run.start_ns, span) for span in spans], np.int64)


def capacity_ns(station: StationLog, since_ns: int, span: tuple[int, int]) -> int:
    """Time that the workers were there within *span*, over all of them."""
    start, end = span
    steps = [(since_ns, station.workers), *station.capacity]
    until = [*(step for step, _ in steps[1:]), max(end, steps[-1][0])]
    spans = (
        (min(max(behind, start), end) - min(max(since, start), end)) * workers
        for (since, workers), behind in zip(steps, until, strict=True)
    )
    return sum(spans)


def connection_statistics(run: RunLog, occupancy: Occupancy | ConnectionTotals) -> dict[str, Any]:
    """Connections open at once on one instance: time average, most, and the documented limit."""
    start, end = run.observed_ns
    totals = occupancy if isinstance(occupancy, ConnectionTotals) else connection_totals(run, occupancy)
    return {"mean": _ratio(totals.open_ns, end - start), "peak": totals.peak, "limit": totals.limit}


def connection_totals(run: RunLog, occupancy: Occupancy) -> ConnectionTotals:
    """What the connections of an instance add up to over the observed time."""
    times, number = open_connections(occupancy)
    lasts = durations_ns(times, run.observed_ns)
    return ConnectionTotals(exact_area(number, lasts), int(number[lasts > 0].max(initial=0)), occupancy.limit)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
