"""Distributions are read from text and tables, and written so that they come back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TIMES
from strategies import distributions as written

from cmgsim.model.distribution_families import FAMILIES, text_of_distribution, write_distribution
from cmgsim.model.distribution_text import parse_distribution
from cmgsim.model.distributions import (
    Distribution,
    constant,
    empirical,
    erlang,
    exponential,
    hyperexponential,
    lognormal,
    uniform,
)
from cmgsim.model.units import DURATION, SIZE, YEAR, QuantityError

MS = 1_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 ms", constant(20 * MS)),
        ("constant(20 ms)", constant(20 * MS)),
        ("exponential(20 ms)", exponential(20 * MS)),
        (" exponential ( 20 ms ) ", exponential(20 * MS)),
        ("exponential(mean=20 ms)", exponential(20 * MS)),
        ("uniform(10 ms, 20 ms)", uniform(10 * MS, 20 * MS)),
        ("lognormal(30 ms, 0.3)", lognormal(30 * MS, 0.3)),
        ("lognormal(cv = 0.3, mean = 30 ms)", lognormal(30 * MS, 0.3)),
        ("erlang(30 ms, 4)", erlang(30 * MS, 4)),
        ("hyperexponential(30 ms, 2)", hyperexponential(30 * MS, 2)),
        ("empirical(10 ms, 20 ms, 30 ms)", empirical([10 * MS, 20 * MS, 30 * MS])),
        ("empirical([10 ms, 20 ms], [1, 3])", empirical([10 * MS, 20 * MS], [1, 3])),
        ("empirical(values=[10 ms], weights=[2])", empirical([10 * MS])),
    ],
)
def test_an_expression_is_a_distribution(text, expected):
    assert expected == parse_distribution(text, DURATION, YEAR)


def test_sizes_have_distributions_too():
    assert exponential(2_000) == parse_distribution("exponential(2 KB)", SIZE, 10**13)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (60, 'the bare number 60 where a quantity belongs (a quantity with a unit, as "60 min")'),
        (True, 'true where a quantity belongs (a quantity with a unit, as "60 min")'),
        ([1], 'a list where a quantity belongs (a quantity with a unit, as "60 min")'),
        ("exponential", '"exponential" is not a time (a quantity with a unit, as "60 min")'),
        ("exponental(1 s)", "there is no distribution `exponental` (did you mean `exponential`?)"),
        ("exponential()", "exponential lacks its `mean` (exponential(mean))"),
        ("exponential(20)", 'the bare number 20 where a quantity belongs (a quantity with a unit, as "60 min")'),
        ("exponential(1 s, 2 s)", "exponential takes 1 parameters, not 2 (exponential(mean))"),
        ("exponential(1 s, mean=2 s)", "`mean` is given twice (exponential(mean))"),
        ("exponential(rate=2/s)", "exponential has no parameter `rate` (exponential(mean))"),
        ("exponential(-1 s)", '"-1 s" is negative (0 or more)'),
        ("exponential(400 d)", '"400 d" is too much (at most 365 d)'),
        ("uniform(2 s, 1 s)", "`low` is above `high` (uniform(low, high))"),
        ("lognormal(1 s, 101)", "`cv` is the bare number 101 (a number from 0 to 100)"),
        ("lognormal(1 s, 1e999)", "`cv` is the bare number inf (a number from 0 to 100)"),
        ("lognormal(1 s, 1 s)", '`cv` is "1 s" (a number from 0 to 100)'),
        ("erlang(1 s, 2.5)", "`k` is the bare number 2.5 (a whole number from 1 to 100)"),
        ("erlang(1 s, 0)", "`k` is the bare number 0 (a whole number from 1 to 100)"),
        ("hyperexponential(1 s, 0.5)", "`cv` is the bare number 0.5 (a number from 1 to 100)"),
        ("empirical()", "empirical lacks its `values` (empirical(values, weights))"),
        ("empirical([], [])", "`values` has 0 items (1 to 10,000)"),
        ("empirical([1 s], [1, 2])", "2 weights for 1 values (one weight for each value)"),
        ("empirical([1 s], [0])", "every weight is 0 (at least one above 0)"),
        ("empirical([1 s], [a])", '`weights` is "a" (a number from 0 up)'),
        ("exponential(" * 1_000 + ")", "an expression of 12,001 characters (at most 10,000, or a table)"),
        ({"mean": "1 s"}, f"a table without its `distribution` (one of {', '.join(FAMILIES)})"),
        ({"distribution": "gamma"}, f"there is no distribution `gamma` (one of {', '.join(FAMILIES)})"),
        ({"distribution": "exponential", "mean": 1}, "the bare number 1 where a quantity belongs (a quantity with"),
        ({"distribution": "lognormal", "mean": "1 s", "cv": "1"}, '`cv` is "1" (a number from 0 to 100)'),
        ({"distribution": "lognormal", "mean": "1 s", "cv": 10**400}, "`cv` is a number of about 401 digits (a number"),
        ({"distribution": "lognormal", "mean": "1 s", "cv": 1e-320}, "`cv` is the bare number 1e-320 (a number from"),
    ],
)  # fmt: skip
def test_what_is_no_distribution_is_told_what_would_be_right(raw, expected):
    with pytest.raises(QuantityError) as caught:
        parse_distribution(raw, DURATION, YEAR)

    assert expected == str(caught.value)[: len(expected)]


@settings(max_examples=40)
@given(written(TIMES))
def test_what_is_written_is_read_back(raw):
    value = parse_distribution(raw, DURATION, YEAR)

    assert value == parse_distribution(write_distribution(value, DURATION), DURATION, YEAR)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(0.001, 1_000)), min_size=1, max_size=9))
def test_weights_come_back_exactly(pairs):
    value = empirical([number for number, _ in pairs], [weight for _, weight in pairs])

    assert value == parse_distribution(write_distribution(value, DURATION), DURATION, YEAR)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (constant(20 * MS), "20 ms"),
        (exponential(20 * MS), "exponential(20 ms)"),
        (lognormal(30 * MS, 0.3), "lognormal(30 ms, 0.3)"),
        (erlang(30 * MS, 4), "erlang(30 ms, 4)"),
        (empirical([MS, 2 * MS]), "empirical(1 ms, 2 ms)"),
    ],
)
def test_people_read_the_expression(value, expected):
    assert expected == text_of_distribution(value, DURATION)


@given(st.text(alphabet="exponetialumrfgkcv0123456789 .,()[]=ms", max_size=40))
def test_any_text_is_a_distribution_or_an_error(text):
    try:
        value = parse_distribution(text, DURATION, YEAR)
    except QuantityError as error:
        assert error.message  # noqa: PT017  # text that is none is as welcome as text that is one
    else:
        assert isinstance(value, Distribution)
