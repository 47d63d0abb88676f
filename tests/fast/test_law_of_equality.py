"""The law between the engines: the same scenario, seed and replication give the same rows, bit for bit."""

from __future__ import annotations

import pytest
from coarse_scenarios import coarse_scenarios
from engine_differences import differences, total_differences
from hypothesis import HealthCheck, given, settings
from strategies import scenarios

from cmgsim.api.engine_choice import refusals
from cmgsim.api.simulate import simulate
from cmgsim.results.answers import without_requests

FEW, MANY = 30, 400
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def runs(scenario, seed=None):
    """What the engines make of a scenario: the reference, the compiled one with every visit, and as it usually runs."""
    for engine, visits in (("simpy", True), ("fast", True), ("fast", False)):
        yield simulate(scenario, seed=seed, replications=1, engine=engine, visits=visits).logs[0]


def all_differences(reference, *others):
    return [difference for other in others for difference in differences(reference, other)]


def counted_differently(scenario, reference):
    """Where a compiled run that keeps no requests adds up to something else than the rows of the *reference* do."""
    counted = simulate(scenario, replications=1, engine="fast", requests=False).logs[0]
    return total_differences(without_requests(reference), counted)


@pytest.mark.slow
@given(coarse_scenarios())
@settings(max_examples=FEW, suppress_health_check=UNHURRIED)
def test_both_engines_give_the_same_rows_where_everything_meets(scenario):
    reference, *others = runs(scenario)

    assert [] == all_differences(reference, *others)
    assert [] == counted_differently(scenario, reference)


@pytest.mark.slow
@given(scenarios())
@settings(max_examples=FEW, suppress_health_check=UNHURRIED)
def test_both_engines_give_the_same_rows_for_any_scenario(scenario):
    assert () == refusals(scenario)
    assert [] == all_differences(*runs(scenario))
