"""Layouts against each other with the same draws, checked by hand."""

from __future__ import annotations

import pytest

from cmgsim.sizing.paired import paired


def test_an_interval_that_holds_with_others_is_wider():
    """Differences of 0 and 2: mean 1, standard error 1; t of one degree of freedom is 12.706; of two, 25.452."""
    alone, together = (paired([1.0, 4.0], [1.0, 2.0], comparisons) for comparisons in (1, 2))

    assert (1.0, (1 - 12.7062, 1 + 12.7062)) == (alone[0], pytest.approx(alone[1], abs=1e-3))
    assert (1 - 25.4517, 1 + 25.4517) == pytest.approx(together[1], abs=1e-3)


def test_what_is_equal_in_each_replication_differs_by_nothing_for_certain():
    assert (0.0, (0.0, 0.0)) == paired([0.5, 0.7, 0.9], [0.5, 0.7, 0.9])


def test_one_replication_has_no_interval_and_an_unknown_value_no_difference():
    assert (1.0, None) == paired([3.0], [2.0, 9.0])
    assert paired([3.0, None], [2.0, 1.0]) is None
    assert paired([], []) is None
