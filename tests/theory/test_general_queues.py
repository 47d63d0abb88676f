"""Queues of any law: where they must agree with the Markov ones, and in which order they must stand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.theory.general import allen_cunneen_mean_wait, burst_clearing_time, burst_mean_wait, merged_scv
from cmgsim.theory.markov import mmc_mean_wait
from cmgsim.theory.renewal import dm1, ekm1, gim1

utilisations = st.floats(0.05, 0.98)


@given(st.integers(1, 64), utilisations)
def test_allen_cunneen_is_exact_for_exponential_laws(servers, utilisation):
    expected = mmc_mean_wait(servers, utilisation * servers, 1.0)

    assert pytest.approx(expected) == allen_cunneen_mean_wait(servers, utilisation * servers, 1.0, 1.0, 1.0)


def test_an_overloaded_station_of_any_law_waits_for_ever():
    assert math.inf == allen_cunneen_mean_wait(2, 2.0, 1.0, 0.0, 0.0)


@given(utilisations)
def test_a_poisson_stream_makes_gi_m_1_an_m_m_1(utilisation):
    station = gim1(lambda s: utilisation / (utilisation + s), utilisation, 1.0)

    assert pytest.approx(utilisation, rel=1e-9) == station.sigma
    assert pytest.approx(mmc_mean_wait(1, utilisation, 1.0), rel=1e-6) == station.mean_wait


@given(st.integers(1, 50), utilisations)
def test_taking_turns_among_more_waits_less_and_never_less_than_a_clock(stages, utilisation):
    waits = [ekm1(k, utilisation, 1.0).mean_wait for k in (stages, stages + 1)]

    assert waits[1] <= waits[0]
    assert dm1(utilisation, 1.0).mean_wait <= waits[1] * (1 + 1e-9)


def test_a_single_station_in_turn_is_an_m_m_1():
    assert pytest.approx(3.0) == ekm1(1, 0.75, 1.0).mean_wait


def test_a_renewal_station_that_cannot_keep_up_waits_for_ever():
    assert math.inf == ekm1(4, 2.0, 2.0).mean_wait
    assert math.inf == dm1(3.0, 2.0).wait_percentile(0.5)


def test_the_share_above_a_percentile_of_gi_m_1_is_what_it_says():
    station = ekm1(4, 1.5, 2.0)
    wait = station.wait_percentile(0.95)

    assert pytest.approx(0.05) == station.sigma * math.exp(-2.0 * (1 - station.sigma) * wait)


@given(st.floats(0, 1), st.integers(1, 100), utilisations)
def test_merged_streams_lie_between_their_own_and_poisson(scv, streams, utilisation):
    assert scv - 1e-12 <= merged_scv(scv, streams, utilisation) <= 1.0 + 1e-12


@given(st.integers(1, 500), st.integers(1, 20))
def test_the_mean_wait_of_a_burst_is_that_of_its_rounds(jobs, servers):
    waits = [number // servers for number in range(jobs)]

    assert pytest.approx(sum(waits) / jobs) == burst_mean_wait(jobs, servers, 1.0)
    assert waits[-1] + 1 == burst_clearing_time(jobs, servers, 1.0)
