"""What the formulas say beside what the engine does: loads and waits of small scenarios, over ten replications."""

from __future__ import annotations

import math
from functools import cache
from statistics import fmean, stdev

import pytest

from cmgsim.api.simulate import simulate
from cmgsim.explain import explain, twins
from cmgsim.model.scenario_file import from_document
from cmgsim.results.intervals import t_quantile
from cmgsim.results.stations import station_statistics
from cmgsim.theory.markov import mmc_mean_wait

REPLICATIONS = 10
WIDE = t_quantile(0.99995, REPLICATIONS - 1)
"""One true comparison in ten thousand lies outside."""

NOTHING = "0 s"
IDLE = {"workers": 1, "service_time": NOTHING}


def still(duration: str, cohorts: list[dict], **stations: list[dict] | dict):
    """A scenario in which nothing takes time but what *stations* say."""
    document = {
        "scenario": {"duration": duration, "warm_up": "1 min", "replications": REPLICATIONS},
        "cmg": {"service_time": NOTHING, "workers": 1, **stations.get("cmg", {})},
        "connection_points": stations.get("connection_points", [IDLE]),
        "management_points": stations.get("management_points", [IDLE]),
        "software_update_points": stations.get("software_update_points", [IDLE]),
        "clients": [{"retry": [], "timeout": "1 h", **cohort} for cohort in cohorts],
        "network": {leg: {"latency": NOTHING} for leg in ("client_azure", "azure_connection_point", "on_premises")},
    }
    return from_document(document)


def at_random(rate: str, clients: int = 1_000) -> list[dict]:
    return [{"count": clients, "activities": [{"request": "policy", "rate": rate}]}]


def by_the_clock(clients: int, every: str) -> list[dict]:
    return [{"count": clients, "activities": [{"request": "policy", "every": every}]}]


@cache
def statistics(formula: str) -> list[dict[str, float]]:
    """What the station of a case did, in each replication."""
    scenario, station, _, _ = CASES[formula]
    logs = simulate(scenario).logs
    return [station_statistics(log, next(each for each in log.stations if each.name == station)) for log in logs]


def measured(values: list[float]) -> tuple[float, float]:
    """Mean over the replications, and half the width of its interval."""
    return fmean(values), WIDE * stdev(values) / math.sqrt(len(values))


CASES = {
    "M/M/c": (
        still("7 min", at_random("6/s"), cmg={"workers": 4, "service_time": "exponential(500 ms)"}),
        "instance-1",
        0.75,
        0.254716981,
    ),
    "E_k/M/1": (
        still(
            "7 min",
            at_random("6/s"),
            connection_points=[{"count": 4, "workers": 1, "service_time": "exponential(500 ms)"}],
        ),
        "cmg-connection-point-3",
        0.75,
        0.823819572,
    ),
    "M/G/1": (
        still("20 min", at_random("2/s"), management_points=[{"workers": 1, "service_time": "lognormal(250 ms, 2)"}]),
        "management-point-1",
        0.5,
        0.625,  # Pollaczek-Khinchine: 0.5 * 0.25 * (1 + 4) / (2 * 0.5)
    ),
    "nD/D/1": (
        still("11 min", by_the_clock(10, "12500 ms"), cmg={"service_time": "1 s"}),
        "instance-1",
        0.8,
        0.816286657,
    ),
    "D/M/1": (
        still(
            "20 min", by_the_clock(1, "1250 ms"), management_points=[{"workers": 1, "service_time": "exponential(1 s)"}]
        ),
        "management-point-1",
        0.8,
        1.69273084,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("formula", CASES)
def test_the_formula_is_exact_and_the_engine_agrees(formula):
    scenario, station, utilisation, wait = CASES[formula]
    twin = twins(scenario)[station]
    busy, busy_within = measured([each["utilisation"] for each in statistics(formula)])
    waited, waited_within = measured([each["mean_wait_s"] for each in statistics(formula)])

    assert (formula, "exact") == (twin["formula"], twin["fit"])
    assert pytest.approx(utilisation) == twin["utilisation"]
    assert pytest.approx(wait) == twin["mean_wait_s"]
    assert abs(busy - utilisation) <= busy_within
    assert abs(waited - wait) <= waited_within


@pytest.mark.slow
@pytest.mark.parametrize("instances", [1, 2])
def test_few_periodic_clients_wait_about_as_long_as_a_finite_population(instances):
    scenario = still(
        "20 min",
        by_the_clock(20 * instances, "5 s"),
        cmg={"instances": instances, "workers": 4, "service_time": "exponential(800 ms)"},
    )
    twin, at_random = twins(scenario)["instance-1"], mmc_mean_wait(4, 4.0, 1.25)
    logs = simulate(scenario).logs
    waited, within = measured([station_statistics(log, log.stations[0])["mean_wait_s"] for log in logs])

    assert ("M/M/c//N", "approximation") == (twin["formula"], twin["fit"])
    assert 0.75 * twin["mean_wait_s"] - within <= waited <= 1.25 * twin["mean_wait_s"] + within
    assert twin["mean_wait_s"] < at_random


@pytest.mark.slow
def test_the_95th_percentile_of_the_wait_is_that_of_erlang_c():
    scenario, station, _, _ = CASES["M/M/c"]
    p95, within = measured([each["p95_wait_s"] for each in statistics("M/M/c")])

    assert pytest.approx(1.16063861) == twins(scenario)[station]["p95_wait_s"]
    assert abs(p95 - 1.16063861) <= within


PERIODIC = [
    {"name": "laptops", "count": 901, "activities": [
        {"request": "policy", "every": "4 min"},
        {"request": "scan", "every": "20 min", "jitter": "uniform(0 s, 5 min)"},
    ]},
    {"name": "desktops", "count": 600, "authentication": "certificate", "activities": [
        {"request": "state", "every": "2 min", "share": 0.3},
        {"request": "status", "rate": "60/min"},
    ]},
]  # fmt: skip


@pytest.mark.slow
def test_the_loads_of_a_mixed_fleet_are_those_that_the_engine_carries():
    scenario = from_document(
        {
            "scenario": {"duration": "6 min", "warm_up": "1 min", "replications": REPLICATIONS},
            "cmg": {"instances": 2, "workers": 2, "service_time": "exponential(200 ms)"},
            "connection_points": [
                {"count": 2, "workers": 2, "service_time": "uniform(50 ms, 150 ms)"},
                {"workers": 1, "service_time": "50 ms"},
            ],
            "management_points": [{"count": 2, "workers": 1, "service_time": "erlang(100 ms, 3)"}],
            "software_update_points": [{"workers": 4, "service_time": "hyperexponential(1 s, 2)"}],
            "clients": PERIODIC,
        }
    )
    logs = simulate(scenario).logs
    expected = twins(scenario)

    assert [station.name for station in logs[0].stations] == list(expected)
    for place, name in enumerate(expected):
        busy, within = measured([station_statistics(log, log.stations[place])["utilisation"] for log in logs])
        assert abs(busy - expected[name]["utilisation"]) <= within, name


@pytest.mark.slow
def test_connections_of_requests_are_as_many_as_little_says():
    document = {
        "scenario": {"duration": "20 min", "warm_up": "2 min", "replications": 4},
        "cmg": {"instances": 3, "service_time": "1 s"},
        "clients": [
            {"name": "alone", "count": 100, "activities": [{"request": "policy", "every": "1 min"}]},
            {
                "name": "kept", "count": 300, "keep_alive": "90 s",
                "activities": [{"request": "policy", "every": "5 min"}, {"request": "state", "rate": "40/min"}],
            },
            {"name": "listening", "count": 50, "activities": [{"request": "notification", "every": "15 min"}]},
        ],
    }  # fmt: skip
    scenario = from_document(document)
    runs = simulate(scenario)
    held = sum(each["mean"] for each in runs.summary["connections"].values())
    expected = explain(scenario)["connections"]

    assert 50 == expected["notification_sessions"]
    assert pytest.approx(held, rel=0.02) == expected["total"]
