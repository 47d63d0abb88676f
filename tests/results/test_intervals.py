import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.results.intervals import SECTIONS, incomplete_beta, interval_around, interval_over, t_quantile

BAND = 0.0226784
"""Half-width of the 99.9 % acceptance band of the coverage of 1,000 intervals of 95 % (known answer K10)."""


def normals(key, shape):
    return np.random.Generator(np.random.Philox(key=key)).standard_normal(shape)


def test_the_t_quantile_of_ten_replications_is_the_tabulated_one():
    # K09
    assert pytest.approx(2.26215716, abs=5e-9) == t_quantile(0.975, 9)


@pytest.mark.parametrize("p", [0.6, 0.9, 0.975, 0.9995])
def test_with_one_and_two_degrees_of_freedom_t_has_a_formula(p):
    assert pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-10) == t_quantile(p, 1)
    assert pytest.approx((2 * p - 1) * math.sqrt(2 / (4 * p * (1 - p))), rel=1e-10) == t_quantile(p, 2)


def test_with_many_degrees_of_freedom_t_is_the_normal():
    assert pytest.approx(1.959963985, rel=3e-6) == t_quantile(0.975, 1_000_000)


@pytest.mark.parametrize(
    ("df", "expected"), [(3, 3.182446305), (4, 2.776445105), (19, 2.093024054), (29, 2.045229642), (99, 1.984216952)]
)
def test_t_quantiles_are_those_of_the_tables(df, expected):
    assert pytest.approx(expected, abs=5e-10) == t_quantile(0.975, df)


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0.01, 0.99))
def test_the_incomplete_beta_is_a_binomial_tail(a, b, x):
    n = a + b - 1
    tail = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))

    assert pytest.approx(tail, abs=1e-12) == incomplete_beta(a, b, x)


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0.01, 0.99))
def test_the_incomplete_beta_is_symmetric(a, b, x):
    assert pytest.approx(1, abs=1e-12) == incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x)


def test_an_interval_by_hand():
    # Values 1, 2, 3: mean 2, deviation 1, t(0.975, 2) = 4.302653, so 2 -+ 4.302653 / sqrt(3).
    assert pytest.approx((2 - 2.484138, 2 + 2.484138), abs=1e-6) == interval_over([1.0, 2.0, 3.0])


@pytest.mark.parametrize("values", [[], [1.0]])
def test_one_replication_has_no_interval_over_replications(values):
    assert None is interval_over(values)


def test_equal_replications_have_an_interval_of_no_width():
    assert (2.5, 2.5) == interval_over([2.5] * 10)


@pytest.mark.slow
def test_intervals_over_replications_contain_the_truth_as_often_as_they_say():
    hits = [low <= 0 <= high for low, high in map(interval_over, normals(1, (1_000, 10)).tolist())]

    assert abs(sum(hits) / 1_000 - 0.95) <= BAND


def of_sections(walk):
    return interval_around(float(walk.mean()), [float(part.mean()) for part in np.array_split(walk, SECTIONS)])


@pytest.mark.slow
def test_intervals_within_a_run_contain_the_truth_as_often_as_they_say():
    # Autoregressive values with correlation 0.5: sections of 50 are long against it.
    hits = 0
    for noise in normals(2, (1_000, 1_000)):
        walk = np.array(noise)
        for _ in range(6):  # the moving average 1 + z/2 + z²/4 + … to a precision of 2 per cent
            walk = noise + np.append(0, walk[:-1]) / 2
        low, high = of_sections(walk)
        hits += low <= 0 <= high

    assert abs(hits / 1_000 - 0.95) <= BAND


def test_an_interval_that_ignored_the_correlation_would_be_noticed():
    # The test above has power: with the spread of single values the interval of the same kind of run is far too short.
    noise = normals(3, 100_000)
    walk = noise + np.append(0, noise[:-1])
    low, high = of_sections(walk)
    naive = 2 * 1.96 * walk.std() / math.sqrt(len(walk))

    assert high - low > 1.2 * naive
