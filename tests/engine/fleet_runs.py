"""Runs of a service in operation, and what their logs say: short words for the scenarios of these tests."""

from __future__ import annotations

from theory import NS_PER_S, runs

from cmgsim.engine.run import run_one
from cmgsim.validation.queues import asking


def play(scenario, *, trace=False):
    """The log of one run, checked against the laws, and with its trace if it is asked for."""
    (log,) = runs(scenario, 1)
    if not trace:
        return log
    traced = run_one(scenario, seed=1, trace=True)
    assert log.requests.fingerprint() == traced.requests.fingerprint()
    return traced


def ends(scenario):
    """For each request: its outcome, its status, its attempts, and when it ended, in seconds."""
    log = play(scenario).requests
    done_s = [done / NS_PER_S if done >= 0 else None for done in log["done_ns"].tolist()]
    return list(zip(log.decoded("outcome"), log["status"].tolist(), log["attempts"].tolist(), done_s, strict=True))


def outcomes(scenario):
    return [row[0] for row in ends(scenario)]


def one(*at, **cohort):
    """One client that asks for policy at these times."""
    return asking(1, at=list(at) or ["0 s"]) | cohort


def every_second(seconds, **cohort):
    """One client that asks for policy in each of the first seconds."""
    return asking(1, at=[f"{second} s" for second in range(seconds)]) | cohort


def slow(station, service, **more):
    """A station with one worker, which needs that long."""
    return {station: {"workers": 1, "service_time": service} | more}


def fault(kind, at, lasts=None):
    return {"kind": kind, "at": at} | ({"lasts": lasts} if lasts else {})


def seen(log, kind, *columns, **where):
    """Of the records of *kind* for which *where* holds, the columns."""
    return [
        tuple(getattr(record, column) for column in columns) if len(columns) > 1 else getattr(record, columns[0])
        for record in log.trace
        if record.kind == kind and all(getattr(record, key) == value for key, value in where.items())
    ]


def instances_by_second(scenario):
    """Where one request a second was served, and how it ended."""
    log = play(scenario).requests
    assert list(range(len(log))) == (log["created_ns"] // NS_PER_S).tolist()
    return log.decoded("instance"), log.decoded("outcome")
