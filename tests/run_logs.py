"""Hand-made run logs, small enough to check with a pencil; every detail that a test does not give has a default."""

from __future__ import annotations

import heapq

from cmgsim.request_log import NONE, Names, Outcome, RequestLog, RequestLogBuilder, RunLog, StationLog, Visits

S = 1_000_000_000
NAMES = Names(
    cohorts=("laptops",),
    activities=("policy", "scan"),
    instances=("instance-1", "instance-2"),
    connection_points=("cmg-connection-point-1",),
    servers=("management-point-1", "software-update-point-1"),
)


def requests(*rows, names=NAMES):
    """
    A log with a row for each of *rows*: created, done (None: in flight), and by name what else matters.

    All its time is the instance's service time, so that the stages add up.
    """
    builder = RequestLogBuilder(names)
    for created, done, *rest in rows:
        given = rest[0] if rest else {}
        request = builder.add(given.get("client", 0), 0, given.get("activity", 0), created)
        if done is not None:
            outcome = given.get("outcome", Outcome.OK)
            took = (0, 0, 0, done - created, 0, 0, 0, 0, 0, 0)
            builder.record(request, done, outcome, 200, given.get("attempts", 1), given.get("instance", 0), 0, 0, *took)
    return builder.build()


def changed(log, column, row, value):
    """*log* with one cell changed."""
    columns = {name: values.copy() for name, values in log.columns.items()}
    columns[column][row] = value
    return RequestLog(columns, log.names)


def run_log(log=None, *, end_ns=100 * S, **given):
    """A run of which only what is given matters."""
    defaults = {"scenario": "by hand", "seed": 1, "replication": 0, "engine": "simpy"}
    return RunLog(requests=requests() if log is None else log, end_ns=end_ns, **defaults | given)


def station(visits, *, workers=1, **given):
    return StationLog("instance-1", "instance", workers, visits, **given)


def fifo(arrivals, services, workers=1, end=None):
    """The visits of a first-come-first-served station, cut off at *end*."""
    free, rows = [0] * workers, []
    for arrived, service in zip(sorted(arrivals), services, strict=True):
        started = max(arrived, free[0])
        heapq.heapreplace(free, started + service)
        rows.append((arrived, started, started + service))
    if end is not None:
        rows = [[time if time <= end else NONE for time in row] for row in rows if row[0] <= end]
    arrived, started, ended = zip(*rows, strict=True) if rows else ((), (), ())
    return Visits(arrived, started, ended)


HAND_TRACE = (0, 1 * S, 2 * S, 6 * S)
"""Arrivals at 0, 1, 2 and 6 s; with one worker and 2 s of service the stays are 2, 3, 4 and 2 s."""


def hand_trace():
    """The run of the hand trace, from empty to empty in 8 s."""
    visits = fifo(HAND_TRACE, [2 * S] * 4)
    log = requests(*zip(HAND_TRACE, visits.ended_ns.tolist(), strict=True))
    return run_log(log, end_ns=8 * S, stations=(station(visits),))
