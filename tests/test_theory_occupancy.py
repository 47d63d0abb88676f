"""Who is there, by theory: stations that are never full, ports that run out, and retries that feed themselves."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from known_values import KNOWN, REPLICATIONS
from theory import NS_PER_S, agrees, mean, mean_present, over, runs

from cmgsim.request_log import Outcome
from cmgsim.validation.queues import asking, queue, quiet


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stay", "scv"), [("30 min", 0), ("exponential(30 min)", 1), ("hyperexponential(30 min, 2)", 4)]
)
def test_the_number_connected_depends_on_the_mean_stay_only(stay, scv):
    hours = 50
    scenario = queue("cmg", workers=1_000, service=stay, rate="100/h", warm_up=8 * 3_600, seconds=(8 + hours) * 3_600)
    (log,) = runs(scenario, 1)

    # The variance of the time average is the rate times the second moment of the stay over the time observed.
    assert agrees(KNOWN["E01"], mean_present(log), sqrt(100 * 0.25 * (1 + scv) / hours))


def in_flight(log):
    return np.count_nonzero(log.requests["outcome"] == Outcome.IN_FLIGHT)


@pytest.mark.slow
def test_the_number_connected_grows_from_nothing():
    scenario = queue("cmg", workers=1_000, service="exponential(30 min)", rate="100/h", seconds=1_800)
    present = [in_flight(log) for log in runs(scenario, 200)]

    truth = KNOWN["E03"]
    assert agrees(truth, mean(present), sqrt(truth / 200)), "the number is Poisson"


@pytest.mark.slow
def test_more_than_sixty_are_seldom_connected():
    replications = 100
    scenario = queue("cmg", workers=1_000, service="30 min", rate="100/h", seconds=1_860)
    many = [in_flight(log) > 60 for log in runs(scenario, replications)]

    truth = KNOWN["E02"]
    assert agrees(truth, mean(many), sqrt(truth * (1 - truth) / replications)), "equilibrium after one constant stay"


@pytest.mark.slow
def test_nobody_leaves_before_the_constant_stay_is_over():
    scenario = queue("cmg", workers=1_000, service="30 min", rate="100/h", seconds=0.3 * 3_600)
    present = [in_flight(log) for log in runs(scenario, 100)]

    truth = KNOWN["E04"]
    assert agrees(truth, mean(present), sqrt(truth / 100)), "the number is Poisson"


@pytest.mark.slow
@pytest.mark.parametrize("stay", ["1 s", "exponential(1 s)", "hyperexponential(1 s, 2)"])
def test_ten_dynamic_ports_refuse_as_many_whatever_the_law_of_the_stay(stay):
    # Each request is of another client, whose connection into the site holds a port while the server works on it.
    scenario = quiet(
        connection_points={"workers": 1_000, "dynamic_ports": 10, "port_rest": "0 s"},
        management_points={"workers": 1_000, "service_time": stay},
        cohort=asking(10_000, rate="7/s"),
        warm_up=10,
        seconds=50,
    )

    def refused(log):
        asked = log.requests["created_ns"] >= log.warm_up_ns
        return mean(log.requests["outcome"][asked] == Outcome.REFUSED)

    assert agrees(KNOWN["C01"], *over(runs(scenario, REPLICATIONS), refused))


@pytest.mark.slow
@pytest.mark.parametrize(("load", "recovers"), [(20, True), (80, False)])
def test_a_stuck_service_recovers_only_below_the_load_that_its_retries_multiply(load, recovers):
    # A tenth of the speed of J12 and J13, and twice the backlog of 300 that outlasts the timeout of 30 s.
    both = [{"request": "policy", "at": ["0 s"]}, {"request": "state", "rate": f"{load / 10}/s"}]
    impatient = {"count": 600, "timeout": "30 s", "retry": 3 * ["1 ms"], "activities": both}
    (log,) = runs(quiet(cmg={"service_time": "100 ms"}, cohort=impatient, seconds=600), 1)
    late = (log.requests["created_ns"] > 420 * NS_PER_S) & (log.requests["created_ns"] < 470 * NS_PER_S)

    assert recovers == (load < KNOWN["J12"])
    assert (1.0 if recovers else 0.0) == mean(log.requests["outcome"][late] == Outcome.OK)


def connections_by_instance(clients, periods):
    """One row a period of ten seconds in which each client connects once: connections of each of four instances."""
    scenario = quiet(cmg={"instances": 4}, cohort=asking(clients, every="10 s"), seconds=10 * periods)
    (log,) = runs(scenario, 1)
    period = log.requests["created_ns"] // (10 * NS_PER_S)
    counts = np.zeros((periods, 4), int)
    np.add.at(counts, (period, log.requests["instance"]), 1)
    return counts


@pytest.mark.slow
@pytest.mark.parametrize(("row", "clients", "periods"), [("I01", 16, 300), ("I02", 100, 80)])
def test_hashing_loads_one_instance_more_than_its_share(row, clients, periods):
    largest = connections_by_instance(clients, periods).max(axis=1)

    assert agrees(KNOWN[row], largest.mean(), largest.std(ddof=1) / sqrt(periods))


@pytest.mark.slow
def test_few_connections_often_leave_an_instance_without_any():
    periods, share = 1_200, KNOWN["I07"]
    idle = (connections_by_instance(8, periods) == 0).any(axis=1)

    assert agrees(share, idle.mean(), sqrt(share * (1 - share) / periods))
