"""Durations counted in bins: what is exact, and how far from the truth the rest may be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.request_log import BINS, RELATIVE_ERROR, Histogram
from cmgsim.request_log.histogram import bins_of, middle_of

LARGEST = 2**63 - 1
DURATIONS = st.lists(st.integers(0, LARGEST) | st.integers(0, 2_000) | st.integers(0, 10**9), min_size=1, max_size=50)
POWERS = [2**power + step for power in range(9, 63) for step in (-1, 0, 1)]


def test_durations_below_512_have_bins_of_their_own():
    assert list(range(512)) == bins_of(np.arange(512)).tolist() == [middle_of(number) for number in range(512)]


@pytest.mark.parametrize(("value", "number"), [(512, 512), (513, 512), (1023, 767), (1024, 768), (LARGEST, BINS - 1)])
def test_bins_double_their_width_at_each_power_of_two(value, number):
    assert [number] == bins_of(np.array([value])).tolist()


@given(st.integers(0, LARGEST) | st.sampled_from(POWERS))
def test_the_middle_of_a_bin_is_near_everything_in_it(value):
    (number,) = bins_of(np.array([value])).tolist()

    assert 0 <= number < BINS
    assert abs(middle_of(number) - value) <= RELATIVE_ERROR * value


@given(DURATIONS, st.integers(1, 100))
def test_percentiles_are_within_the_error_of_the_order_statistics(durations, percent):
    exact = sorted(durations)[-(-len(durations) * percent // 100) - 1]

    assert abs(Histogram.of(np.array(durations)).percentile(percent) - exact) <= RELATIVE_ERROR * exact


@given(DURATIONS)
def test_number_sum_and_largest_are_exact(durations):
    histogram = Histogram.of(np.array(durations))

    assert len(durations) == len(histogram) == histogram.bins.sum()
    assert sum(durations) == histogram.total_ns
    assert max(durations) == histogram.most_ns == histogram.percentile(100)


@given(DURATIONS, DURATIONS)
def test_two_merged_are_one_of_both(mine, theirs):
    merged = Histogram.merged(Histogram.of(np.array(each)) for each in (mine, theirs))
    whole = Histogram.of(np.array(mine + theirs))

    assert (whole.count, whole.total_ns, whole.most_ns) == (merged.count, merged.total_ns, merged.most_ns)
    assert whole.bins.tolist() == merged.bins.tolist()


def test_of_nothing_there_is_nothing():
    assert (0, 0, 0) == (
        len(Histogram.merged([])),
        Histogram.merged([]).total_ns,
        Histogram.of(np.array([], int)).most_ns,
    )
