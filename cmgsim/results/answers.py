"""What the requests of a run add up to, from its rows, or from its totals where it kept none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cmgsim.request_log import (
    COLUMNS,
    STAGES,
    ActivityTotals,
    Histogram,
    Occupancy,
    Outcome,
    RequestTotals,
    RunLog,
    StationLog,
    Waits,
)
from cmgsim.results.exact import exact_sum
from cmgsim.results.latency import Latencies, latencies_ns
from cmgsim.results.stations import connection_totals, station_totals

_ACTIVITY: Final = next(column for column in COLUMNS if column.name == "activity")


def after_warm_up(run: RunLog) -> NDArray[np.bool_]:
    """Which rows count."""
    return np.asarray(run.requests["created_ns"] >= run.observed_ns[0])


def latencies(run: RunLog) -> Latencies:
    """Of all requests that ended ok."""
    return latencies_ns(run, after_warm_up(run)) if run.totals is None else run.totals.latencies


def ends_by_activity(run: RunLog) -> dict[str, NDArray[np.int64]]:
    """How many requests of each activity ended in each way; activities that nobody asked for are left out."""
    if run.totals is not None:
        ends = {name: np.array(one.outcomes, np.int64) for name, one in run.totals.by_activity.items()}
    else:
        names, chosen = run.requests.labels(_ACTIVITY), after_warm_up(run)
        cells = run.requests["activity"][chosen] * len(Outcome) + run.requests["outcome"][chosen]
        table = np.bincount(cells, minlength=len(names) * len(Outcome)).reshape(len(names), len(Outcome))
        ends = dict(zip(names, table, strict=True))
    return {name: row for name, row in ends.items() if row.sum()}


def latencies_by_activity(run: RunLog) -> dict[str, Latencies]:
    """The same as `latencies`, of each activity that anybody asked for."""
    made = ends_by_activity(run)
    if run.totals is not None:
        return {name: run.totals.by_activity[name].latencies for name in made}
    names, after = run.requests.labels(_ACTIVITY), after_warm_up(run)
    return {name: latencies_ns(run, after & (run.requests["activity"] == names.index(name))) for name in made}


def without_requests(run: RunLog) -> RunLog:
    """
    The same run as if it had kept no request, no visit and no connection, only what they add up to.

    Example:
        >>> from cmgsim.request_log import Names, RequestLog
        >>> run = RunLog(
        ...     scenario="a", seed=1, replication=0, engine="simpy", end_ns=9, requests=RequestLog.empty(Names())
        ... )
        >>> without_requests(run).totals.outcomes
        (0, 0, 0, 0, 0)
    """
    log, after = run.requests, after_warm_up(run)
    names = log.labels(_ACTIVITY)
    return evolve(
        run,
        requests=None,
        totals=RequestTotals(
            {name: _activity(run, after & (log["activity"] == code)) for code, name in enumerate(names)}
        ),
        stations=tuple(_station(run, station) for station in run.stations),
        connections={
            name: connection_totals(run, held) if isinstance(held, Occupancy) else held
            for name, held in run.connections.items()
        },
    )


def _activity(run: RunLog, chosen: NDArray[np.bool_]) -> ActivityTotals:
    log = run.requests
    ends = np.bincount(log["outcome"][chosen], minlength=len(Outcome))
    ok = chosen & (log["outcome"] == Outcome.OK)
    stages = tuple(exact_sum(log.stored[stage][ok]) for stage in STAGES)
    return ActivityTotals(tuple(ends.tolist()), Histogram.of(latencies_ns(run, chosen)), stages)


def _station(run: RunLog, station: StationLog) -> StationLog:
    totals = station.totals or station_totals(run, station)
    waits: Any = totals.waits
    if isinstance(waits, Waits):
        positive = Histogram.of(waits.positive)
        bins = positive.bins
        bins[0] += waits.count - len(waits.positive)
        waits = Histogram(waits.count, waits.total_ns, positive.most_ns, bins)
    return evolve(station, visits=None, totals=evolve(totals, waits=waits))
