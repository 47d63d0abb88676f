"""What is drawn has the distribution that was asked for: moments, tails, and which uniforms it takes."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmgsim.model.distributions import (
    LARGEST,
    ZERO,
    constant,
    empirical,
    erlang,
    exponential,
    hyperexponential,
    lognormal,
    uniform,
)
from cmgsim.model.randomness import Streams
from cmgsim.model.units import YEAR

Z = 4.89163848
"""One wrong alarm in a million (K11)."""
N = 40_000
MEAN = 1e9
"""Of every distribution here: so large that rounding to whole numbers is far below the standard errors."""
TAILS = (0.5, 1, 2, 4)
"""Where tails are compared, in means."""

SHORT = 0.5 * (1 + math.sqrt(3 / 5))
"""Share of the short branch of the hyperexponential with balanced means and squared variation 4, by hand."""
SIGMA2 = math.log(5)
"""Variance of the logarithm of a lognormal with squared variation 4."""


def three_stages(x):
    return math.exp(-3 * x) * (1 + 3 * x + 4.5 * x * x)


def two_branches(x):
    return SHORT * math.exp(-2 * SHORT * x) + (1 - SHORT) * math.exp(-2 * (1 - SHORT) * x)


def above(x):
    return 0.5 * math.erfc((math.log(x) + SIGMA2 / 2) / math.sqrt(2 * SIGMA2))


# By name: the distribution, its variance and its fourth central moment in units of the mean, P(value > x means).
# fmt: off
LAWS = {
    "exponential": (exponential(MEAN), 1, 9, lambda x: math.exp(-x)),
    "uniform from 0": (uniform(0, 2 * MEAN), 1 / 3, 1 / 5, lambda x: max(0, 1 - x / 2)),
    "uniform": (uniform(MEAN / 2, 3 * MEAN / 2), 1 / 12, 1 / 80, lambda x: min(1, max(0, 1.5 - x))),
    "erlang": (erlang(MEAN, 3), 1 / 3, 5 / 9, three_stages),
    "hyperexponential": (hyperexponential(MEAN, 2), 4, 837, two_branches),
    "lognormal": (lognormal(MEAN, 2), 4, 15_152, above),
    "empirical": (
        empirical([0, 10**9, 3 * 10**9], [2, 3, 1]), 1, 3, lambda x: (x < 3) / 6 + (x < 1) / 2,
    ),
}
# fmt: on


@cache
def sample(distribution):
    width = distribution.uniforms_needed
    rows = Streams(seed=20, replication=0).table("sample", np.arange(N), width=width).tolist()
    return np.array([distribution.draw(row[:width].__getitem__) for row in rows]) / MEAN


def agrees(truth, estimate, standard_error):
    return abs(estimate - truth) <= Z * standard_error


@pytest.mark.parametrize("name", LAWS)
def test_the_mean_and_the_variance_are_those_of_theory(name):
    distribution, variance, fourth, _ = LAWS[name]

    values = sample(distribution)

    assert agrees(1, values.mean(), math.sqrt(variance / N))
    assert agrees(variance, ((values - 1) ** 2).mean(), math.sqrt((fourth - variance**2) / N))


@pytest.mark.parametrize("name", LAWS)
def test_the_tail_is_that_of_theory(name):
    distribution, _, _, tail = LAWS[name]

    values = sample(distribution)

    for x in TAILS:
        share = tail(x)
        assert agrees(share, (values > x).mean(), math.sqrt(share * (1 - share) / N))


def test_the_logarithm_of_a_lognormal_is_normal():
    logarithms = np.log(sample(lognormal(MEAN, 2)))

    assert agrees(-SIGMA2 / 2, logarithms.mean(), math.sqrt(SIGMA2 / N))
    assert agrees(SIGMA2, logarithms.var(), SIGMA2 * math.sqrt(2 / N))


@pytest.mark.parametrize("name", ["exponential", "uniform from 0", "uniform", "erlang"])
def test_a_mean_that_is_off_by_a_twentieth_is_seen(name):
    distribution, variance, _, _ = LAWS[name]

    values = 1.05 * sample(distribution)

    assert not agrees(1, values.mean(), math.sqrt(variance / N))


@pytest.mark.parametrize("name", LAWS)
def test_a_distribution_knows_its_mean_and_its_variation(name):
    distribution, variance, _, _ = LAWS[name]

    assert pytest.approx(MEAN, rel=1e-12) == distribution.mean
    assert pytest.approx(variance, rel=1e-12) == distribution.scv


def test_a_constant_knows_its_mean_and_its_variation():
    assert (7, 0) == (constant(7).mean, constant(7).scv)
    assert (0, 0) == (uniform(0, 0).mean, uniform(0, 0).scv)


def test_values_that_hardly_differ_vary_and_not_by_less_than_nothing():
    a_nanosecond_apart = empirical((1_500_000_000, 1_500_000_001, 1_500_000_000), (1, 3, 10))

    assert pytest.approx(3 / 14 * 11 / 14 / 1.5e9**2, rel=1e-5, abs=0) == a_nanosecond_apart.scv


UNIT = st.floats(0, 1, exclude_max=True)
ALL = st.one_of(
    st.builds(constant, st.integers(0, 10**15)),
    st.builds(exponential, st.floats(0, 1e15)),
    st.builds(lambda low, more: uniform(low, low + more), st.floats(0, 1e12), st.floats(0, 1e12)),
    st.builds(lognormal, st.floats(0, 1e12), st.floats(0, 100)),
    st.builds(erlang, st.floats(0, 1e12), st.integers(1, 9)),
    st.builds(hyperexponential, st.floats(0, 1e12), st.floats(1, 100)),
    st.builds(empirical, st.lists(st.integers(0, 10**12), min_size=1, max_size=5)),
)
LAST = 1 - 2**-53
"""The largest uniform that there is."""


@given(ALL, st.lists(UNIT, min_size=9, max_size=9))
@example(exponential(1e12), [LAST] * 9)
@example(lognormal(1e9, 100), [LAST] * 9)
@example(hyperexponential(1e9, 100), [LAST] * 9)
@example(empirical([1, 2, 3]), [LAST] * 9)
def test_every_draw_is_a_whole_number_from_zero_and_takes_no_more_uniforms_than_it_says(distribution, uniforms):
    value = distribution.draw(uniforms[: distribution.uniforms_needed].__getitem__)

    assert type(value) is int
    assert value >= 0


@given(st.integers(0, 10**12), st.integers(0, 10**12), UNIT)
def test_a_uniform_stays_between_its_ends(low, more, u):
    assert low <= uniform(low, low + more).draw(lambda _: u) <= low + more


@given(UNIT, UNIT)
def test_an_exponential_grows_with_its_uniform(one, other):
    low, high = sorted((one, other))

    assert exponential(MEAN).draw(lambda _: low) <= exponential(MEAN).draw(lambda _: high)


@given(UNIT)
def test_one_stage_of_erlang_is_an_exponential(u):
    assert exponential(MEAN).draw(lambda _: u) == erlang(MEAN, 1).draw(lambda _: u)


@given(UNIT, UNIT)
def test_a_hyperexponential_without_excess_is_an_exponential(first, second):
    assert exponential(MEAN).draw(lambda _: second) == hyperexponential(MEAN, 1).draw((first, second).__getitem__)


@given(UNIT, UNIT)
def test_a_lognormal_without_variation_is_its_mean(first, second):
    assert int(MEAN) == lognormal(MEAN, 0).draw((first, second).__getitem__)


@pytest.mark.parametrize(("u", "expected"), [(0.0, 10), (0.2499, 10), (0.25, 30), (0.7499, 30), (0.75, 40), (LAST, 40)])
def test_an_empirical_draw_is_the_value_whose_share_holds_the_uniform(u, expected):
    assert expected == empirical([10, 20, 30, 40], [1, 0, 2, 1]).draw(lambda _: u)


def test_values_without_weights_are_equally_likely():
    assert empirical([1, 2, 3, 4], [5, 5, 5, 5]) == empirical([1, 2, 3, 4])


@pytest.mark.parametrize(("u", "expected"), [(0.0, 0), (0.5, 14), (1 - math.exp(-1), 20), (LAST, 735)])
def test_an_exponential_by_hand(u, expected):
    assert expected == exponential(20).draw(lambda _: u)


@pytest.mark.parametrize("law", [exponential(1e30), lognormal(1e16, 100), hyperexponential(1e16, 100), erlang(1e30, 9)])
def test_no_draw_is_longer_than_any_run(law):
    assert LARGEST == law.draw(lambda _: LAST)
    assert YEAR < LARGEST < 2**57


def test_a_draw_is_rounded_to_the_nearest_whole_number():
    assert [0, 1, 1, 2] == [uniform(0, 4).draw(lambda _, u=u: u) for u in (0.12, 0.125, 0.37, 0.375)]


def test_nothing_takes_no_time_and_no_randomness():
    assert 0 == ZERO.draw([].__getitem__)
    assert 0 == ZERO.uniforms_needed
