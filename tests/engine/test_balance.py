"""How evenly the load balancer's hash and the clients' phases spread work: known answers, by the engine itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from theory import Z

from cmgsim.engine.run import run_one
from cmgsim.model.arrivals import arrivals, planned_activities
from cmgsim.model.randomness import Streams
from cmgsim.theory.hashing import fullest_bin_mean
from cmgsim.validation.queues import asking, quiet

ROUNDS = 300
"""Seconds in each of which every client opens a new connection."""


def held(clients, instances):
    """By second and instance: how many of the new connections it got."""
    scenario = quiet(
        seconds=ROUNDS + 1, cohort=asking(clients, at=[f"{second} s" for second in range(1, ROUNDS + 1)]),
        cmg={"instances": instances, "workers": 999},
    )  # fmt: skip
    codes = run_one(scenario, seed=1).requests["instance"].reshape(ROUNDS, clients)
    return np.stack([(codes == instance).sum(axis=1) for instance in range(instances)], axis=1)


@pytest.mark.slow
def test_the_fullest_of_four_instances_has_more_than_its_share():
    """The mean of the largest of four bins with sixteen balls is 6.13901448 (Levin 1981)."""
    fullest = held(16, 4).max(axis=1)

    assert math.isclose(6.13901448, fullest_bin_mean(16, 4), rel_tol=1e-8)
    assert abs(fullest.mean() - 6.13901448) < Z * fullest.std() / math.sqrt(ROUNDS)


@pytest.mark.slow
def test_some_instance_often_gets_none_of_a_few_connections():
    """Eight over four, by inclusion and exclusion: sum of (-1)^(k+1) C(4,k) (1-k/4)^8 = 0.377075195."""
    expected = sum((-1) ** (k + 1) * math.comb(4, k) * (1 - k / 4) ** 8 for k in range(1, 5))
    share = (held(8, 4).min(axis=1) == 0).mean()

    assert math.isclose(0.377075195, expected, rel_tol=1e-8)
    assert abs(share - expected) < Z * math.sqrt(expected * (1 - expected) / ROUNDS)


def busiest(seed):
    """Of the sixty minutes of an hour, with six thousand clients that ask once in it at a phase of their own."""
    scenario = quiet(seconds=3_600, cohort=asking(6_000, every="60 min"))
    created = arrivals(scenario, planned_activities(scenario), Streams(seed, 0)).created_ns
    return np.bincount(created // (60 * 10**9), minlength=60)


@pytest.mark.slow
def test_the_busiest_minute_of_an_hour_has_a_quarter_more_than_its_share():
    """Of sixty bins with six thousand balls the fullest has 123.933191; the variance of each is 100 (1 - 1/60)."""
    counts = np.stack([busiest(seed) for seed in range(60)])
    fullest = counts.max(axis=1)

    assert math.isclose(123.933191, fullest_bin_mean(6_000, 60), rel_tol=1e-6)
    assert abs(fullest.mean() - 123.933191) < Z * fullest.std() / math.sqrt(60)
    assert abs(counts.var() / counts.mean() - (1 - 1 / 60)) < Z * math.sqrt(2 / (60 * 59))
