"""Wilson's interval against values computed by hand and against what an interval has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.results.shares import wilson


@pytest.mark.parametrize(
    ("met", "of", "low"),
    [(60, 60, 0.9398), (20, 20, 0.8389), (40, 40, 0.9124), (100, 100, 0.9630), (35, 35, 0.9011), (34, 34, 0.8985)],
)
def test_all_of_a_few_promise_less_than_all(met, of, low):
    assert low == pytest.approx(wilson(met, of)[0], abs=5e-5)


def test_half_of_ten_is_known_to_a_quarter():
    assert (0.2366, 0.7634) == pytest.approx(wilson(5, 10), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_observed_share_and_stays_within_0_and_1(counts):
    met, of = counts
    low, high = wilson(met, of)

    assert 0.0 <= low <= met / of <= high <= 1.0
    assert (1 - high, 1 - low) == pytest.approx(wilson(of - met, of), abs=1e-12)
