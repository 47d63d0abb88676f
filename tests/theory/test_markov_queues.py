"""Markov queues: limits that anybody can check, and balance equations solved by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.theory.loss import erlang_b, mginf_mean_number, poisson_above
from cmgsim.theory.markov import (
    FiniteSource,
    erlang_c,
    mm1_mean_number,
    mm1_sojourn_percentile,
    mmc_mean_wait,
    mmc_wait_percentile,
)


def test_with_one_server_an_arrival_waits_when_it_is_busy():
    assert pytest.approx(0.7) == erlang_c(1, 0.7)


def test_an_overloaded_station_waits_for_ever():
    assert math.inf == mmc_mean_wait(4, 8, 2)
    assert math.inf == mmc_wait_percentile(4, 9, 2, 0.95)
    assert math.inf == mm1_mean_number(2, 2)
    assert math.inf == mm1_sojourn_percentile(2, 2, 0.5)


def test_nobody_who_does_not_come_waits():
    assert 0.0 == mmc_mean_wait(4, 0, 2)


@pytest.mark.parametrize("beta", [0.1, 0.5, 1.0, 2.0])
def test_ten_thousand_servers_behave_as_halfin_and_whitt_say(beta):
    # P(wait) tends to 1 / (1 + beta Phi(beta) / phi(beta)) with servers = load + beta sqrt(load).
    servers = 10_000
    phi = math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi)
    limit = 1 / (1 + beta * (1 + math.erf(beta / math.sqrt(2))) / 2 / phi)

    assert pytest.approx(limit, abs=0.01) == erlang_c(servers, servers - beta * math.sqrt(servers))


def test_far_more_servers_than_work_never_block():
    assert 0.0 == erlang_b(10_000, 1.0)
    assert 0.0 == erlang_c(10_000, 1.0)


@given(st.integers(1, 300), st.floats(0.01, 0.99))
def test_more_servers_of_the_same_total_speed_wait_less(servers, utilisation):
    def in_service_times(number: int) -> float:
        return mmc_mean_wait(number, utilisation * number, 1.0)

    assert in_service_times(servers + 1) <= in_service_times(servers)


@given(st.integers(1, 200), st.floats(0.01, 0.99), st.floats(0.5, 0.999))
def test_the_share_above_a_percentile_is_what_it_says(servers, utilisation, share):
    wait = mmc_wait_percentile(servers, utilisation * servers, 1.0, share)
    above = erlang_c(servers, utilisation * servers) * math.exp(-servers * (1 - utilisation) * wait)

    assert pytest.approx(1 - share) == above if wait else above <= 1 - share + 1e-12


def test_two_customers_and_one_server_by_hand():
    # Away 1/1, served 1/2: weights 1, 2 * 1/2, 2 * 1/2 * 1/2.
    source = FiniteSource(customers=2, servers=1, away_rate=1.0, service_rate=2.0)

    assert pytest.approx((0.4, 0.4, 0.2)) == source.probabilities
    assert pytest.approx(0.8) == source.mean_number
    assert pytest.approx(1.2) == source.throughput
    assert pytest.approx(0.2 / 1.2) == source.mean_wait


def test_many_customers_who_seldom_come_are_a_poisson_stream():
    source = FiniteSource(customers=10_000, servers=4, away_rate=6e-4, service_rate=2.0)

    assert pytest.approx(mmc_mean_wait(4, 6, 2), rel=1e-2) == source.mean_wait


def test_with_a_server_for_everybody_nobody_waits():
    source = FiniteSource(customers=5, servers=5, away_rate=1.0, service_rate=1.0)

    assert 0.0 == source.mean_wait
    assert pytest.approx(2.5) == source.mean_number


@given(st.floats(0.1, 200), st.integers(0, 300))
def test_the_poisson_tail_is_the_sum_of_its_terms(mean, number):
    below = math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(number + 1))

    assert pytest.approx(1 - below, abs=1e-12) == poisson_above(mean, number)


def test_a_poisson_number_is_above_minus_one():
    assert 1.0 == poisson_above(3.0, -1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: erlang_b(0, 1.0),
        lambda: erlang_c(1, -1.0),
        lambda: mginf_mean_number(math.nan, 1.0),
        lambda: mmc_wait_percentile(1, 0.5, 1.0, 1.0),
        lambda: FiniteSource(customers=0, servers=1, away_rate=1.0, service_rate=1.0),
    ],
)
def test_arguments_without_meaning_are_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        wrong()
