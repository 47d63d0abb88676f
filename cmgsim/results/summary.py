"""`summary.json`: what came out of a scenario, over all its replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import numpy as np

from cmgsim.request_log import RELATIVE_ERROR, Outcome, RunLog
from cmgsim.results.answers import ends_by_activity, latencies, latencies_by_activity
from cmgsim.results.combine import Rules, combined_by_name, first, mean, names_in
from cmgsim.results.exact import seconds
from cmgsim.results.latency import latency_statistics
from cmgsim.results.stages import stage_statistics
from cmgsim.results.stations import UNSTABLE, connection_statistics, station_statistics

SCHEMA: Final = "cmgsim.summary/1"

_STATIONS: Final[Rules] = {
    "utilisation": mean,
    "mean_wait_s": mean,
    "p95_wait_s": mean,
    "mean_queue": mean,
    "max_queue": max,
    "served": sum,
    "busiest_utilisation": max,
    "busiest_queue": max,
    "state": max,
}
_CONNECTIONS: Final[Rules] = {"mean": mean, "peak": max, "limit": first}
_PORTS: Final[Rules] = {"peak": max, "limit": first, "refused": sum}


def summary(runs: Sequence[RunLog], *, intervals: bool = True) -> dict[str, Any]:
    """
    The numbers of `summary.json`, from the replications of one scenario.

    Only what happened after the warm-up counts: requests created, time at stations and connections. Counts (requests,
    visits served, bytes, events, seconds of simulation) are totals over the replications, averages and percentiles are
    means over them, peaks the largest. What cannot be known (the latency when nobody was answered) is None. Of runs
    that kept no requests, `percentile_error` is the relative error of every percentile.

    Args:
        intervals: Whether to compute intervals, and the stages that have them: as long as the run itself took, for
            runs of millions of requests. A study has intervals over its replications and needs none within.

    Raises:
        ValueError: No run is given, or the runs are not replications of one scenario, seed and engine.
    """
    if len({(run.scenario, run.seed, run.engine) for run in runs}) != 1:
        raise ValueError("a summary is of one or more replications of one scenario with one seed and engine")
    counted = {} if all(run.totals is None for run in runs) else {"percentile_error": RELATIVE_ERROR}
    return {
        "schema": SCHEMA,
        "scenario": runs[0].scenario,
        "seed": runs[0].seed,
        "replications": len(runs),
        "engine": runs[0].engine,
        "warm_up": {"by": runs[0].warm_up_by, "s": [seconds(run.warm_up_ns) for run in runs]},
        "requests": _requests(runs),
        "latency_s": latency_statistics([latencies(run) for run in runs], intervals=intervals),
        **counted,
        "by_activity": _by_activity(runs, intervals=intervals),
        "stages": stage_statistics(runs) if intervals else {},
        "stations": _stations(runs),
        "connections": combined_by_name(
            [{name: connection_statistics(run, held) for name, held in run.connections.items()} for run in runs],
            _CONNECTIONS,
        ),
        "ports": combined_by_name(
            [
                {
                    name: {"peak": use.peak, "limit": use.limit, "refused": use.refused}
                    for name, use in run.ports.items()
                }
                for run in runs
            ],
            _PORTS,
        ),
        "egress_bytes": sum(run.egress_bytes for run in runs),
        "egress_by_hour": [sum(map(sum, hours)) for hours in zip(*(run.egress_by_hour for run in runs), strict=True)],
        "alerts": [
            {"replication": run.replication, "t_s": alert.at_ns / 1e9, "level": alert.level, "bytes": alert.seen_bytes}
            for run in runs
            for alert in run.alerts
        ],
        "fingerprint": fingerprint(runs),
        "wall_s": sum(run.wall_s for run in runs),
        "events": sum(run.events for run in runs),
    }


def _stations(runs: Sequence[RunLog]) -> dict[str, dict[str, Any]]:
    tables = [{station.name: station_statistics(run, station) for station in run.stations} for run in runs]
    rows = combined_by_name(tables, _STATIONS)
    return {name: without_means(row) if row["state"] == UNSTABLE else row for name, row in rows.items()}


def without_means(row: Mapping[str, Any]) -> dict[str, Any]:
    """A station that more comes to than it can serve: it has no mean wait and no mean queue."""
    return {**row, "mean_wait_s": None, "p95_wait_s": None, "mean_queue": None, "state": UNSTABLE}


def fingerprint(runs: Sequence[RunLog]) -> str | None:
    """That of the request log; of several, the SHA-256 of theirs, one a line, in order; None where none was kept."""
    if any(run.totals is not None for run in runs):
        return None
    return fingerprint_of([run.requests.fingerprint() for run in runs])


def fingerprint_of(prints: Sequence[str]) -> str:
    """
    The fingerprint of a run, from those of the request logs of its replications.

    Example:
        >>> fingerprint_of(["ab12"]), fingerprint_of(["ab12", "cd34"])[:8]
        ('ab12', 'dbfa1458')
    """
    return prints[0] if len(prints) == 1 else sha256("\n".join(prints).encode()).hexdigest()


def _requests(runs: Sequence[RunLog]) -> dict[str, int]:
    counts = np.zeros(len(Outcome), np.int64)
    for run in runs:
        for row in ends_by_activity(run).values():
            counts += row
    ends = {outcome.name.lower(): int(counts[outcome]) for outcome in Outcome}
    return {"created": sum(ends.values()), **ends}


def _by_activity(runs: Sequence[RunLog], *, intervals: bool) -> dict[str, dict[str, Any]]:
    tables = [latencies_by_activity(run) for run in runs]
    return {
        name: latency_statistics([table.get(name, np.zeros(0, np.int64)) for table in tables], intervals=intervals)
        for name in names_in(tables)
    }
