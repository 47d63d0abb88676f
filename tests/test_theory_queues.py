"""
Waits by theory: exponential and other service times, load spread well and badly, several stations in a row.

Stochastic values are compared with the standard error that theory knows, or with that of thirty replications and
more; the seeds are fixed.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import pytest
from known_values import KNOWN, REPLICATIONS, STATIONS
from theory import NS_PER_S, agrees, mean, mean_present, over, runs, stays_s, waits_s

from cmgsim.validation.queues import asking, queue, quiet


@cache
def m_m_1(mu=2.0):
    service = f"exponential({1_000 / mu} ms)"
    return runs(queue("cmg", service=service, rate="1.4/s", warm_up=100, seconds=1_500), REPLICATIONS)


def number_of_m_m_1_agrees(logs):
    service_times = 2 * 1_400 * REPLICATIONS
    # Asymptotic variance of the time average of an M/M/1 queue: 2 rho (1 + rho) / (1 - rho)^4 service times.
    estimate, _ = over(logs, mean_present)
    return agrees(KNOWN["A01"], estimate, sqrt(2 * 0.7 * 1.7 / 0.3**4 / service_times))


@pytest.mark.slow
def test_the_number_in_an_m_m_1_queue():
    assert number_of_m_m_1_agrees(m_m_1())


@pytest.mark.slow
def test_a_server_that_is_a_twentieth_too_slow_is_found_out():
    assert not number_of_m_m_1_agrees(m_m_1(mu=1.9))


@pytest.mark.slow
def test_the_wait_in_an_m_m_1_queue():
    requests = 1.4 * 1_400 * REPLICATIONS
    # Daley 1968: the asymptotic variance of the mean of successive waits, in service times squared.
    variance = 0.7 * (2 + 5 * 0.7 - 4 * 0.7**2 + 0.7**3) / 0.3**4
    estimate, _ = over(m_m_1(), lambda log: mean(waits_s(log)))

    assert agrees(KNOWN["A02"], estimate, sqrt(variance / requests) / 2)


@pytest.mark.slow
def test_one_sojourn_in_twenty_of_an_m_m_1_queue_is_longer_than_its_95th_percentile():
    assert agrees(0.05, *over(m_m_1(), lambda log: mean(stays_s(log) > KNOWN["A03"])))


@cache
def m_m_4():
    return runs(
        queue("cmg", workers=4, service="exponential(500 ms)", rate="6/s", warm_up=20, seconds=200), REPLICATIONS
    )


@pytest.mark.slow
def test_waits_in_an_m_m_4_queue():
    logs = m_m_4()

    assert agrees(KNOWN["B01"], *over(logs, lambda log: mean(waits_s(log) > 0)))
    assert agrees(KNOWN["B02"], *over(logs, lambda log: mean(waits_s(log))))
    assert agrees(0.05, *over(logs, lambda log: mean(waits_s(log) > KNOWN["B03"])))


@pytest.mark.slow
def test_sixteen_workers_are_rarely_all_busy():
    scenario = queue("cmg", workers=16, service="exponential(1 s)", rate="12/s", warm_up=10, seconds=70)

    assert agrees(KNOWN["B04"], *over(runs(scenario, REPLICATIONS), lambda log: mean(waits_s(log) > 0)))


@pytest.mark.slow
def test_a_load_balancer_that_hashes_makes_four_queues_of_one_server():
    one = {"instances": 4, "workers": 1, "service_time": "exponential(500 ms)"}
    logs = runs(quiet(cmg=one, cohort=asking(rate="6/s"), warm_up=30, seconds=200), REPLICATIONS)

    assert agrees(KNOWN["B07"], *over(logs, lambda log: mean(waits_s(log))))


@pytest.mark.slow
def test_connection_points_that_take_turns_wait_less_than_at_random():
    one = {"count": 4, "workers": 1, "service_time": "exponential(500 ms)"}
    logs = runs(quiet(connection_points=one, cohort=asking(rate="6/s"), warm_up=20, seconds=170), REPLICATIONS)

    assert agrees(KNOWN["B08"], *over(logs, lambda log: mean(waits_s(log, "connection_points"))))


@pytest.mark.slow
@pytest.mark.parametrize("station", STATIONS)
def test_the_wait_for_a_constant_service(station):
    scenario = queue(station, service="1 s", rate="0.8/s", warm_up=100, seconds=450)

    assert agrees(KNOWN["D01"], *over(runs(scenario, REPLICATIONS), lambda log: mean(waits_s(log, station))))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "service", "rate", "seconds"),
    [
        ("D04", "lognormal(1 s, 2)", "0.5/s", 2_000),
        ("D05", "erlang(1 s, 2)", "0.5/s", 1_000),
        ("D07", "hyperexponential(1 s, 2)", "0.7/s", 2_000),
    ],
)
def test_the_wait_follows_pollaczek_and_khinchine(row, service, rate, seconds):
    scenario = queue("cmg", service=service, rate=rate, warm_up=seconds // 10, seconds=seconds)

    assert agrees(KNOWN[row], *over(runs(scenario, REPLICATIONS), lambda log: mean(waits_s(log))))


@pytest.mark.slow
def test_one_periodic_client_waits_less_than_at_random():
    scenario = queue("cmg", service="exponential(1 s)", count=1, every="1250 ms", warm_up=100, seconds=900)
    logs = runs(scenario, REPLICATIONS)

    assert agrees(KNOWN["D08"], *over(logs, lambda log: mean(waits_s(log) > 0)))
    assert agrees(KNOWN["D09"], *over(logs, lambda log: mean(waits_s(log))))


@pytest.mark.slow
def test_many_periodic_clients_wait_a_little_less_than_at_random():
    period = 625
    # One period to settle: with less work than time, what follows repeats itself exactly.
    scenario = queue("cmg", service="1 s", count=500, every=f"{period} s", warm_up=period, seconds=2 * period + 60)

    def wait(log):
        second = log.requests["created_ns"] // (period * NS_PER_S) == 1
        return mean(log.requests["instance_wait_ns"][second]) / NS_PER_S

    assert agrees(KNOWN["J18"], *over(runs(scenario, 32), wait))


@pytest.mark.slow
def test_the_time_through_two_queues_in_a_row():
    scenario = quiet(
        cmg={"service_time": "exponential(1 s)"},
        connection_points={"service_time": "exponential(1250 ms)"},
        cohort=asking(1_000, rate="0.6/s"),
        warm_up=200,
        seconds=1_600,
    )

    assert agrees(KNOWN["F01"], *over(runs(scenario, REPLICATIONS), lambda log: mean(stays_s(log))))
