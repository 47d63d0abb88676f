"""How many replications: until precise, until the best is found; whatever the order in which runs finish."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import TINY

from cmgsim.study.compare import compare
from cmgsim.study.rules import Fixed, Precision
from cmgsim.study.selection import Best
from cmgsim.study.statistics import estimate, half_width
from cmgsim.study.sweep import sweep


def rows(*values):
    return [None if value is None else {"m": value} for value in values]


def known(*points):
    """What a rule sees when these rows have finished."""
    return lambda point: points[point]


def test_a_fixed_number_is_wanted_of_every_point():
    assert [3, 3] == Fixed(3).wanted(2, known([], rows(1, 2, 3)))


@pytest.mark.parametrize(
    ("finished", "wanted"),
    [
        ((), 4),  # nothing known yet
        ((10, 10, 10), 4),  # the first stage has not finished
        ((10, 10, 10, 10), 4),  # no spread at all
        ((9, 10, 11, 10), 8),  # ±1.3 where ±0.5 will do: (1.3 / 0.5)² is more than twice as many
        ((9.5, 10, 10.5, 10), 7),  # ±0.65: 4 * (0.65 / 0.5)² = 6.7
        ((9.8, 10, 10.2, 10), 4),  # ±0.26
        ((1, 10, 100, 1000), 8),
        ((1, 10, 100, 1000, 1, 10, 100, 1000), 12),  # never more than the most
        ((0, 0, 0, 0), 4),
        ((None, 10, 10, 10), 4),  # one failed; the others agree
    ],
)
def test_precision_asks_for_what_would_be_enough_at_most_twice_as_many(finished, wanted):
    rule = Precision("m", relative=0.05, first=4, most=12)

    assert [wanted] == rule.wanted(1, known(rows(*finished)))


def test_runs_beyond_a_stage_do_not_change_what_a_stage_decides():
    rule = Precision("m", relative=0.05, first=4, most=12)

    assert [4] == rule.wanted(1, known(rows(9.8, 10, 10.2, 10, 500, 900)))


@pytest.mark.slow
def test_a_study_until_precise_is_as_precise_as_asked():
    rule = Precision("latency_mean_s", relative=0.1, first=4, most=200)
    study = sweep(TINY, {"cmg.service_time": ["20 ms", "exponential(1 s)"]}, replications=rule)
    few, many = study.points()["runs"]
    values = study.runs["latency_mean_s"][few:]

    assert 4 <= few < many < 200
    assert half_width(values) <= 0.1 * sum(values) / len(values)


def selected(differences, rule, seed, spread=1.0):
    """What the procedure picks from normal observations with these means, and after how many."""
    draws = np.random.Generator(np.random.Philox(key=[seed, 0])).normal(
        differences, spread, (rule.most, len(differences))
    )
    values = [rows(*column) for column in draws.T.tolist()]
    choice = rule.choice(len(differences), known(*values))
    return choice.best, choice.replications


def test_the_best_is_found_about_as_often_as_assured():
    rule = Best("m", indifference=0.5, assurance=0.9, first=10, most=2_000)
    picked = [selected([0.5, 0.0, 0.5, 0.5], rule, seed)[0] for seed in range(200)]

    assert picked.count(1) >= 180  # 0.9 of 200; the procedure is conservative


def test_the_largest_is_found_when_it_is_asked_for():
    rule = Best("m", indifference=0.5, goal="largest", first=10, most=500)

    assert 2 == selected([0, 0, 3], rule, seed=1)[0]


def test_points_that_are_clearly_worse_are_left_out_early():
    rule = Best("m", indifference=0.1, first=10, batch=5, most=500)
    far = rows(*[100 + number % 3 for number in range(10)])
    near = [rows(*[number % part for number in range(10)]) for part in (3, 4)]

    assert [15, 15, 10] == rule.wanted(3, known(*near, far))


def test_a_point_with_a_failed_run_cannot_be_the_best():
    rule = Best("m", indifference=1, first=3)
    choice = rule.choice(2, known(rows(1, None, 1), rows(5, 5, 5)))

    assert ((0,), 1) == (choice.failed, choice.best)


def test_it_stays_undecided_when_the_budget_is_spent():
    rule = Best("m", indifference=0.001, first=5, most=20)
    alike = [rows(*[number % 5 for number in range(20)]), rows(*[(number + 2) % 5 for number in range(20)])]
    choice = rule.choice(2, known(*alike))

    assert (None, (0, 1), 20) == (choice.best, choice.alive, choice.replications)


@pytest.mark.slow
def test_a_study_for_the_best_says_which_and_asks_for_no_more():
    rule = Best("latency_mean_s", indifference=0.01, first=4, batch=2, most=30)
    study = sweep(TINY, {"cmg.service_time": ["1 s", "20 ms", "500 ms"]}, replications=rule)

    assert 1 == study.best().best
    assert [] == study.missing()


def width(difference):
    return difference.estimate.high - difference.estimate.low


def test_differences_are_taken_pair_by_pair():
    before, after = rows(1, 5, 9), rows(2, 6.5, 10)
    (difference,) = compare([before, after], "m", 0)

    assert pytest.approx(7 / 6) == difference.estimate.mean
    assert width(difference) < 2 < 2 * half_width([1, 5, 9])
    assert "more" == difference.verdict


def test_intervals_that_hold_together_are_wider_than_those_that_hold_alone():
    points = [rows(1, 2, 4), rows(2, 3, 6), rows(1, 1, 1)]
    together, alone = (width(compare(points, "m", 0, simultaneous=way)[0]) for way in (True, False))

    assert together > alone


def test_no_difference_is_told_apart_from_not_knowing():
    same, unsure = compare([rows(1, 2), rows(1, 2), rows(2, 1)], "m", 0)

    assert ("no difference", "undecided") == (same.verdict, unsure.verdict)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(0, 1))
def test_an_interval_of_a_share_ends_where_shares_end_and_holds_every_share_that_it_held(values, share):
    whole, cut = estimate(values), estimate(values, within=(0, 1))

    assert 0 <= cut.low <= cut.mean <= cut.high <= 1
    assert (whole.low <= share <= whole.high) == (cut.low <= share <= cut.high)


def test_a_difference_of_shares_is_between_minus_one_and_one():
    (difference,) = compare([rows(0, 0.5), rows(1, 0.8)], "m", 0, within=(0, 1))

    assert (pytest.approx(0.65), -1, 1) == (
        difference.estimate.mean, difference.estimate.low, difference.estimate.high
    )  # fmt: skip
