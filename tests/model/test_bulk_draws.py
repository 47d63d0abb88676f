"""Draws in bulk have the bits of single draws, whatever the law and whoever draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.model.bulk_draws import one_by_one, quantities
from cmgsim.model.distributions import LARGEST, constant, empirical, erlang, exponential, lognormal, uniform
from cmgsim.model.randomness import Streams

LAWS = [constant(5), uniform(3, 1e12 + 0.3), exponential(2e7), lognormal(1e9, 2), erlang(1e9, 7), empirical([1, 9])]
STREAM = "laptops/scan/1/jitter"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.code.name.lower())
@pytest.mark.parametrize("members", [[0, 1, 2, 3], [7, 3, 3], [5]], ids=["in order", "in no order", "one"])
def test_each_draw_is_the_single_one(law, members):
    streams = Streams(4, 1)
    expected = [law.draw(streams.uniforms(STREAM, member=member, occurrence=2)) for member in members]

    assert expected == one_by_one(law, STREAM, np.array(members), 2, streams).tolist()
    assert expected == one_by_one(law, STREAM, np.array(members), np.full(len(members), 2), streams).tolist()


@given(st.integers(0, 2**40), st.integers(1, 9), st.integers(0, 255), st.integers(0, 2**31))
def test_members_in_order_are_drawn_as_those_in_none(first, count, attempt, occurrence):
    """NumPy's generator for the ones, block after block for the others."""
    streams, members = Streams(1, 0), np.arange(first, first + count)
    order = members[::-1]
    expected = streams.table(STREAM, order, attempt, occurrence, width=9)[::-1]

    assert expected.tolist() == streams.table(STREAM, members, attempt, occurrence, width=9).tolist()


def test_a_gap_longer_than_anything_fits_its_column():
    assert [LARGEST] == one_by_one(exponential(1e30), STREAM, np.arange(1), 0, Streams(1, 0)).tolist()


def test_a_mean_of_a_year_has_draws_beyond_the_largest():
    year = 365 * 86_400 * 10**9
    drawn = quantities(exponential(year), np.array([[0.5], [1 - 2.0**-53]]))

    assert [round(year * math.log(2)), LARGEST] == drawn
