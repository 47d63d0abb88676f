"""What runs of queues with a known answer show: waits, stays, numbers present, and how sure they are."""

from __future__ import annotations

from math import fsum, sqrt

import numpy as np

from cmgsim.engine.run import run_one
from cmgsim.request_log import NONE
from cmgsim.results import check_laws, summary

Z = 4.89163848
"""A test that compares with this many standard errors is wrong once in a million (K11)."""
NS_PER_S = 1_000_000_000
STATIONS = {
    "cmg": ("instance-1", "instance"),
    "connection_points": ("cmg-connection-point-1", "connection_point"),
    "management_points": ("management-point-1", "server"),
}
"""By key of the scenario file: the station, and the prefix of its columns in the request log."""


def runs(scenario, replications, seed=1):
    """That many replications, each checked against the laws of every run."""
    logs = [run_one(scenario, seed=seed, replication=number) for number in range(replications)]
    for log in logs:
        check_laws(log)
    return logs


def waits_s(log, station="cmg"):
    """Seconds that requests created after the warm-up waited at *station*; of those that were served in the run."""
    _, prefix = STATIONS[station]
    chosen = (log.requests["created_ns"] >= log.warm_up_ns) & (log.requests["done_ns"] != NONE)
    return log.requests[f"{prefix}_wait_ns"][chosen] / NS_PER_S


def stays_s(log):
    """Seconds from creation to the end, of requests created after the warm-up that ended in the run."""
    created, done = log.requests["created_ns"], log.requests["done_ns"]
    chosen = (created >= log.warm_up_ns) & (done != NONE)
    return (done - created)[chosen] / NS_PER_S


def mean_present(log, station="cmg"):
    """Time average of the number at *station*, as the summary says: its queue and its busy workers."""
    name, _ = STATIONS[station]
    row = summary([log])["stations"][name]
    workers = next(each.workers for each in log.stations if each.name == name)
    return row["mean_queue"] + row["utilisation"] * workers


def over(logs, statistic):
    """The mean of *statistic* over replications and its standard error."""
    values = [float(statistic(log)) for log in logs]
    mean = fsum(values) / len(values)
    return mean, sqrt(fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))


def agrees(truth, estimate, standard_error):
    """Whether *estimate* lies within what chance allows around *truth*."""
    return abs(estimate - truth) <= Z * standard_error


def mean(values):
    return float(np.mean(values))
