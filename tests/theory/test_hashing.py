"""Balls in bins: against sums over all outcomes, and against what cannot be otherwise."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.theory.hashing import fullest_bin_at_most, fullest_bin_mean


def counted(balls: int, bins: int, most: int) -> Fraction:
    """P(fullest <= most) from the number of ways, in whole numbers."""
    ways = [Fraction(1)] + [Fraction(0)] * balls
    for _ in range(bins):
        ways = [
            sum((ways[held - here] / factorial(here) for here in range(min(most, held) + 1)), Fraction(0))
            for held in range(balls + 1)
        ]
    return ways[balls] * factorial(balls) / Fraction(bins) ** balls


@given(st.integers(1, 30), st.integers(1, 8), st.integers(0, 30))
@settings(max_examples=60)
def test_the_probability_is_the_counted_one(balls, bins, most):
    assert pytest.approx(float(counted(balls, bins, most)), abs=1e-12) == fullest_bin_at_most(balls, bins, most)


@given(st.integers(1, 20), st.integers(1, 8))
@settings(max_examples=30)
def test_the_mean_is_the_counted_one(balls, bins):
    expected = sum(1 - counted(balls, bins, most) for most in range(balls))

    assert pytest.approx(float(expected), abs=1e-10) == fullest_bin_mean(balls, bins)


def test_one_instance_holds_all():
    assert 5_000.0 == fullest_bin_mean(5_000, 1)


def test_a_lone_connection_fills_its_instance():
    assert 1.0 == fullest_bin_mean(1, 16)


def test_23500_devices_on_four_instances_pass_six_thousand_once_in_eight_days():
    # I06 of the published table of balls in bins
    assert pytest.approx(0.118, abs=5e-4) == 1 - fullest_bin_at_most(23_500, 4, 6_000)


def test_a_large_throw_lies_where_the_extremes_of_normals_lie():
    # Numbers with a given sum are like normals less their mean; the largest of 16 lies 1.76599 deviations up.
    mean = 100_000 / 16

    assert pytest.approx(mean + 1.76599 * mean**0.5, abs=1.0) == fullest_bin_mean(100_000, 16)
