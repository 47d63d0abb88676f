"""The known answers that the program tests itself by: right, found out when wrong, the same from both engines."""

from __future__ import annotations

import pytest
from attrs import evolve
from command_line import called

from cmgsim.validation import selftest
from cmgsim.validation.known_answers import KNOWN_ANSWERS
from cmgsim.validation.queues import queue
from cmgsim.validation.selftest import MOST_ERRORS

# Computed apart from this program, by formula and once more by another method.
TRUTHS = {
    "mm1-number": 2.33333333,
    "mm1-wait": 1.16666667,
    "mm1-p95": 0.05,
    "mm4-busy": 0.509433962,
    "mm4-wait": 0.254716981,
    "hash-wait": 1.5,
    "turns-wait": 0.823819572,
    "md1-wait": 2.0,
    "mg1-lognormal": 2.5,
    "mg1-erlang": 0.75,
    "mg1-hyper": 5.83333333,
    "dm1-wait": 1.69273084,
    "mginf-number": 31.6060279,
    "tandem-stay": 7.5,
    "hash-fullest": 30.2326313,
}
FULLEST = KNOWN_ANSWERS[-1]


def test_the_truths_are_those_that_were_computed_elsewhere():
    assert pytest.approx(TRUTHS, rel=1e-8) == {answer.id: answer.truth for answer in KNOWN_ANSWERS}


@pytest.mark.slow
def test_this_build_agrees_with_theory():
    assert [] == [row for row in selftest(engine="fast") if not row.agrees]


@pytest.mark.slow
def test_both_engines_give_the_same_estimates():
    assert selftest(engine="simpy", answers=[FULLEST]) == selftest(engine="fast", answers=[FULLEST])


@pytest.mark.slow
def test_a_server_that_is_a_tenth_too_slow_is_found_out():
    def slow():
        return queue("cmg", service="exponential(550 ms)", rate="1.4/s", warm_up=100, seconds=1_500)

    [row] = selftest(engine="fast", answers=[evolve(KNOWN_ANSWERS[0], scenario=slow)])

    assert not row.agrees
    assert row.z > MOST_ERRORS


@pytest.mark.slow
def test_the_command_prints_a_row_for_each_answer():
    done = called("selftest", "--engine", "fast", "--json")

    assert 0 == done.code
    assert list(TRUTHS) == [row["id"] for row in done.json]
