"""What stations and connections did in one run: shares, waits, queues and counts over the observed time."""

from __future__ import annotations

from collections.abc import Callable
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
from cmgsim.results.levels import AT_ONCE, Levels, durations_ns, open_connections, pieces_of

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


def station_totals(
    run: RunLog, station: StationLog, look: Callable[[Levels], object] = lambda _levels: None
) -> StationTotals:
    """
    What the visits of *station* add up to over the observed time.

    Args:
        look: Called with the levels of the station, piece by piece.
    """
    visits, busy_ns, waiting_ns, most = visits_of(station), 0, 0, 0
    windows = None
    for levels in pieces_of(station, run.start_ns):
        look(levels)
        lasts = levels.durations_ns(run.observed_ns)
        busy_ns += exact_area(levels.busy, lasts)
        waiting_ns += exact_area(levels.waiting, lasts)
        most = max(most, int(levels.waiting[lasts > 0].max(initial=0)))
        part = windows_of(levels, run.observed_ns)
        windows = part if windows is None else _together(windows, part)
    assert windows is not None, "there is always a piece"
    stays = [_stays(run, visits, slice(row, row + AT_ONCE)) for row in range(0, len(visits), AT_ONCE)]
    return StationTotals(
        busy_ns=busy_ns,
        waiting_ns=waiting_ns,
        stays_ns=sum(stays_ns for stays_ns, _, _ in stays),
        most_waiting=most,
        served=sum(served for _, served, _ in stays),
        waits=Waits(
            sum(waits.count for _, _, waits in stays),
            sum(waits.total_ns for _, _, waits in stays),
            np.concatenate([np.empty(0, np.int64), *(waits.positive for _, _, waits in stays)]),
        ),
        windows=windows,
    )


def _together(one: Windows, other: Windows) -> Windows:
    return Windows(one.width_ns, one.busy_ns + other.busy_ns, one.waiting_ns + other.waiting_ns)


def _stays(run: RunLog, visits: Visits, rows: slice) -> tuple[int, int, Waits]:
    """Of some visits: how long they were there, how many were served, and the waits of those who came."""
    start, end = run.observed_ns
    arrived, started, ended = visits.arrived_ns[rows], visits.started_ns[rows], visits.ended_ns[rows]
    waits = (started - arrived)[(arrived >= start) & (started != NONE)]
    served = (ended >= start) & (ended != NONE) & ~visits.lost[rows]
    left = np.where(ended == NONE, end, ended)
    return (
        exact_sum(np.clip(left, start, end) - np.clip(arrived, start, end)),
        int(np.count_nonzero(served)),
        Waits(len(waits), exact_sum(waits), waits[waits > 0]),
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
