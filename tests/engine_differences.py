"""Where two runs differ: what the law between the engines is tested with."""

from __future__ import annotations

import numpy as np

from cmgsim.request_log import Histogram, Occupancy, RunLog, StationLog
from cmgsim.results.stations import connection_statistics, station_statistics, station_totals


def totals_of(run: RunLog, station: StationLog) -> tuple[object, ...]:
    """What a station adds up to: as the engine added it up, or as its visits do."""
    totals = station.totals or station_totals(run, station)
    return totals.busy_ns, totals.waiting_ns, totals.stays_ns, totals.waits.total_ns, station_statistics(run, station)


def differences(mine: RunLog, theirs: RunLog) -> list[str]:
    """Where two runs differ, for people."""
    found = [mine.requests.first_difference(theirs.requests)]
    found += [
        f"{name}: {getattr(mine, name)} against {getattr(theirs, name)}"
        for name in ("egress_bytes", "egress_by_hour", "alerts", "ports", "events")
        if getattr(mine, name) != getattr(theirs, name)
    ]
    for one, other in zip(mine.stations, theirs.stations, strict=True):
        if totals_of(mine, one) != totals_of(theirs, other):
            found.append(f"{one.name}: {totals_of(mine, one)} against {other.name}: {totals_of(theirs, other)}")
        if one.visits is None or other.visits is None:
            continue
        if (one.name, one.role, one.workers, one.capacity) != (other.name, other.role, other.workers, other.capacity):
            found.append(f"{one.name}: {one.capacity} against {other.name}: {other.capacity}")
        found += [
            f"{one.name}: {column}"
            for column in ("arrived_ns", "started_ns", "ended_ns", "lost")
            if not np.array_equal(getattr(one.visits, column), getattr(other.visits, column))
        ]
    assert list(mine.connections) == list(theirs.connections)
    for name, occupancy in mine.connections.items():
        other_one = theirs.connections[name]
        if connection_statistics(mine, occupancy) != connection_statistics(theirs, other_one):
            found.append(f"{name}: {connection_statistics(mine, occupancy)} {connection_statistics(theirs, other_one)}")
        if not (isinstance(occupancy, Occupancy) and isinstance(other_one, Occupancy)):
            continue
        found += [
            f"{name}: {column}"
            for column in ("opened_ns", "closed_ns")
            if not np.array_equal(getattr(occupancy, column), getattr(other_one, column))
        ]
    return [difference for difference in found if difference]


def total_differences(mine: RunLog, theirs: RunLog) -> list[str]:
    """Where two runs without requests add up differently, for people."""
    assert mine.totals is not None
    assert theirs.totals is not None
    counts = [
        {name: (one.outcomes, one.stages_ns, *_counted(one.latencies)) for name, one in run.totals.by_activity.items()}
        | {one.name: (totals_of(run, one)[:3], *_counted(one.totals.waits)) for one in run.stations}
        for run in (mine, theirs)
    ]
    return [
        f"{name}: {counts[0].get(name)} against {counts[1].get(name)}"
        for name in {**counts[0], **counts[1]}
        if counts[0].get(name) != counts[1].get(name)
    ]


def _counted(histogram: Histogram) -> tuple[object, ...]:
    return histogram.count, histogram.total_ns, histogram.most_ns, histogram.bins.tolist()
