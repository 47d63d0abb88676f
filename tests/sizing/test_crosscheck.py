"""Formulas beside the simulation, where one can compute both by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

import cmgsim
from cmgsim.explain.formulas import estimate
from cmgsim.explain.stations import Pool, Stream
from cmgsim.facts.rows import Role
from cmgsim.model.distributions import constant, exponential
from cmgsim.model.scenario_file import loads
from cmgsim.sizing.crosscheck import _verdict, crosscheck

SECOND = 1_000_000_000
STATION = Pool(Role.INSTANCE, ("instance-1",), 1, exponential(SECOND), Stream(0.5, poisson=True))
"""M/M/1 at half load: the mean wait is one second."""


@pytest.mark.parametrize(
    ("wait", "interval", "verdict"),
    [
        (0.81, None, "agrees"),
        (1.19, None, "agrees"),
        (1.3, (0.9, 1.7), "chance"),
        (1.3, (1.2, 1.4), "unexplained"),
        (None, None, "few requests"),
    ],
)
def test_more_than_a_fifth_apart_needs_a_reason(wait, interval, verdict):
    assert verdict == _verdict(STATION, estimate(STATION), 0.5, wait, interval)


def test_clients_that_come_by_the_clock_wait_less_than_at_random():
    periodic = evolve(STATION, stream=Stream(0.5, poisson=False, clients=600))

    assert "periodic" == _verdict(periodic, estimate(periodic), 0.5, 0.7, (0.6, 0.8))


def test_an_approximation_may_be_apart_and_says_so():
    two = evolve(STATION, workers=2, service=constant(SECOND), stream=Stream(1.0, poisson=True))

    assert "approximation" == _verdict(two, estimate(two), 0.5, 0.1, (0.09, 0.11))


def test_a_load_that_differs_is_never_explained():
    assert "unexplained" == _verdict(STATION, estimate(STATION), 0.3, 1.0, None)


def test_where_nobody_waits_there_is_nothing_to_compare():
    idle = evolve(STATION, workers=16)

    assert "no wait" == _verdict(idle, estimate(idle), 0.5 / 16, 0.0, None)


@pytest.mark.slow
def test_the_layout_that_is_recommended_stands_beside_theory():
    """600 devices, one request a minute each: ten a second on three instances of 100 ms, 1/3 busy, wait 50 ms."""
    scenario = loads(
        '[cmg]\nworkers = 1\nservice_time = { distribution = "exponential", mean = "100 ms" }\n[targets]\n'
        'p95_latency = "5 s"\nassurance = 0.5\n[[clients]]\ncount = 600\n[[clients.activities]]\nrequest = "policy"\n'
        'every = "1 min"\n'
    )
    answer = cmgsim.size(scenario, engine="simpy")
    rows = crosscheck(answer, answer.recommended, answer.accepted.of_state("none"))
    found = {row["role"]: row for row in rows}

    assert ("M/M/1", 3) == (found["instance"]["formula"], found["instance"]["stations"])
    assert 1 / 3 == pytest.approx(found["instance"]["utilisation"])
    assert 0.05 == pytest.approx(found["instance"]["wait_s"])
    assert 1 / 3 == pytest.approx(found["instance"]["simulated_utilisation"], abs=0.03)
    assert found["instance"]["verdict"] in ("agrees", "chance", "periodic")
    assert {"id": "work", "instances": 2, "connection_points": 1} == answer.document["from_rule_to_answer"][2]
