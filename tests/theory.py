"""
Scenarios that are queues with a known answer: every delay is zero, and one station (or two) takes time.

`queue("cmg", workers=4, service="exponential(500 ms)", rate="6/s", seconds=1_000)` is M/M/4.
"""

from __future__ import annotations

from math import fsum, sqrt

import numpy as np

from cmgsim.engine.run import run_one
from cmgsim.model.scenario_file import from_document
from cmgsim.request_log import NONE
from cmgsim.results import check_laws, summary

Z = 4.89163848
"""A test that compares with this many standard errors is wrong once in a million (K11)."""
NS_PER_S = 1_000_000_000
FOREVER = "365 d"
STATIONS = {
    "cmg": ("instance-1", "instance"),
    "connection_points": ("cmg-connection-point-1", "connection_point"),
    "management_points": ("management-point-1", "server"),
}
"""By key of the scenario file: the station, and the prefix of its columns in the request log."""


def quiet(*, seconds, cohort, warm_up=0, name="theory", **tables):
    """A scenario in which nothing takes any time but what *tables* say; clients wait for ever and never try again."""
    idle = {"workers": 1, "service_time": "0 s"}
    document = {
        "scenario": {"name": name, "duration": f"{seconds} s", "warm_up": f"{warm_up} s"},
        "cmg": idle | {"scale_out_time": "0 s", "start_time": "0 s"} | tables.get("cmg", {}),
        "connection_points": [idle | tables.get("connection_points", {})],
        "management_points": [idle | tables.get("management_points", {})],
        "clients": [{"name": "laptops", "count": 1, "timeout": FOREVER, "retry": []} | cohort],
        "network": {
            **{leg: {"latency": "0 s"} for leg in ("client_azure", "azure_connection_point", "on_premises")},
            **tables.get("network", {}),
        },
        **{key: value for key, value in tables.items() if key in ("faults", "changes")},
    }
    return from_document(document)


def asking(count=1_000, **when):
    """A cohort of clients that ask for policy, a request that one worker of each station serves once."""
    return {"count": count, "activities": [{"request": "policy", **when}]}


def queue(station, *, service, seconds, workers=1, warm_up=0, count=1_000, **when):
    """A single station of *workers* with this service time; *when* says how requests arrive."""
    tables = {station: {"workers": workers, "service_time": service}}
    return quiet(seconds=seconds, warm_up=warm_up, cohort=asking(count, **when), **tables)


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
