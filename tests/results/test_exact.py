from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.results.exact import exact_area, exact_sum, percentiles, seconds

NANOSECONDS = st.integers(-(2**62), 2**62)


@given(st.lists(NANOSECONDS))
def test_a_sum_is_that_of_python(values):
    assert sum(values) == exact_sum(np.array(values, np.int64))


@given(st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**62))))
def test_an_area_is_that_of_python(steps):
    level, lasts = np.array(steps, np.int64).reshape(-1, 2).T

    assert sum(height * length for height, length in steps) == exact_area(level, lasts)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([7], [7, 7, 7]), ([1, 2], [1, 2, 2]), (range(1, 101), [50, 95, 99]), (range(1, 201), [100, 190, 198])],
)
def test_percentiles_are_order_statistics(values, expected):
    assert expected == percentiles(np.array(values), (50, 95, 99))


@given(st.lists(st.integers(0, 20), min_size=1), st.integers(1, 99))
def test_a_percentile_is_the_smallest_value_that_the_share_does_not_exceed(values, percent):
    (value,) = percentiles(np.array(values), (percent,))
    needed = ceil(Fraction(percent, 100) * len(values))

    assert sum(each <= value for each in values) >= needed > sum(each < value for each in values)


def test_a_second_is_a_milliard_nanoseconds():
    assert 1.5 == seconds(1_500_000_000)
