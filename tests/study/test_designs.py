"""Designs say which scenarios are run: every combination, factors that go together, samples of ranges."""

from __future__ import annotations

import pytest
from studies import TINY

from cmgsim.errors import ScenarioError
from cmgsim.model.scenario_file import contoso, loads, with_settings
from cmgsim.study.design import Design, grid
from cmgsim.study.ranges import assumed_ranges, range_of
from cmgsim.study.sample import sample
from cmgsim.study.sweep import sweep

RANGES = {"cmg.service_time": ("2 ms", "200 ms"), "cmg.workers": (4, 64), "clients[0].timeout": ("30 s", "60 s")}


def test_a_grid_has_every_combination_the_last_factor_fastest():
    design = grid({"cmg.instances": [1, 2], "cmg.service_time": ["20 ms", "1 s"]})

    assert [(1, 0.02), (1, 1), (2, 0.02), (2, 1)] == [point.levels for point in design.points]
    assert ["", "s"] == [factor.unit for factor in design.factors]


def test_factors_that_go_together_are_varied_level_by_level():
    design = grid({("clients[0].count", "cmg.instances"): [(5, 1), (20, 4)], "cmg.vm_size": ["B2s"]})

    assert [(5, 1, "B2s"), (20, 4, "B2s")] == [point.levels for point in design.points]


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ({"cmg.instances": []}, "cmg.instances: has no levels"),
        ({"cmg.instances": [1, 2, 1]}, "has the level 1 twice"),
        ({("cmg.instances", "cmg.workers"): [(1, 2), (3,)]}, "1 values for 2 keys that go together"),
        ({"cmg.workers": range(1, 1001), "scenario.seed": range(1000)}, "1,000,000 combinations"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(factors, words):
    with pytest.raises(ScenarioError, match=words):
        grid(factors)


@pytest.mark.slow
def test_several_scenarios_are_the_levels_of_the_first_factor_and_replications_of_them_are_pairs():
    other = with_settings(TINY, {"cmg.instances": 3, "scenario.seed": 9})
    study = sweep({"now": TINY, "then": other}, {"cmg.service_time": ["20 ms", "1 s"]}, replications=2)
    (same_seed,) = sweep(with_settings(other, {"scenario.seed": TINY.general.seed}), replications=1).runs["fingerprint"]

    assert [("now", 0.02), ("now", 1), ("then", 0.02), ("then", 1)] == [
        point.levels for point in study.definition.design.points
    ]
    assert {TINY.general.seed} == set(study.runs["seed"])
    assert same_seed == sweep({"now": TINY, "then": other}).runs["fingerprint"][1]


@pytest.mark.parametrize(
    ("scenarios", "factors", "words"),
    [
        ({}, None, "scenario: has no levels"),
        ({}, {"scenario": ["now"]}, "scenario: has no levels"),
        ({"now": TINY}, {"scenario": ["then"]}, "there is no scenario 'then' ('now')"),
        ({"now": TINY}, sample(TINY, {"cmg.workers": (1, 4)}, 2), "a design of the method latin-hypercube"),
        (TINY, {"scenario": ["then"]}, "there is no scenario 'then' (scenarios by name"),
    ],
)
def test_scenarios_that_are_not_there_are_refused_by_name(scenarios, factors, words):
    with pytest.raises(ScenarioError) as error:
        sweep(scenarios, factors)

    assert words in str(error.value)


def test_two_points_that_are_one_scenario_are_refused():
    with pytest.raises(ScenarioError, match="are the same scenario"):
        sweep(TINY, {"cmg.service_time": ["1 s", "1000 ms"]})


def test_a_design_is_the_same_after_it_was_written_and_read():
    design = grid({"cmg.instances": range(1, 4), "cmg.service_time": ["20 ms", "exponential(1 s)"]})

    assert design == Design.from_document(design.document())


def test_a_latin_hypercube_has_one_point_in_every_slice():
    design = sample(contoso(), {"cmg.service_time": ("100 ms", "900 ms", "linear")}, 8)

    assert list(range(8)) == sorted(int((level - 0.1) / 0.1) for (level,) in (point.levels for point in design.points))


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol"])
def test_a_sample_stays_within_its_ranges_and_is_the_same_again(method):
    design = sample(contoso(), RANGES, 16, method=method)
    service, workers, timeout = zip(*(point.levels for point in design.points), strict=True)

    assert 0.002 <= min(service) < max(service) <= 0.2
    assert {True} == {4 <= count <= 64 and isinstance(count, int) for count in workers}
    assert 30 <= min(timeout) < max(timeout) <= 60
    assert design == sample(contoso(), RANGES, 16, method=method)
    assert design != sample(contoso(), RANGES, 16, method=method, seed=2)


def test_a_random_quantity_keeps_its_shape_and_gets_another_mean():
    site = with_settings(TINY, {"cmg.service_time": "lognormal(30 ms, 0.3)", "network.client_azure.latency": "20 ms"})
    changed = with_settings(site, dict(range_of(site, "cmg.service_time", "10 ms", "90 ms").at(0.5)[1]))

    assert (50_000_000, 0.3) == changed.cmg.service_time.parameters
    assert range_of(site, "network.client_azure.latency", "10 ms", "90 ms").at(1.0)[1] == (
        ("network.client_azure.latency", "90000000 ns"),
    )


def test_a_wide_range_is_walked_by_ratios():
    assert [4, 16, 64] == [range_of(TINY, "cmg.workers", 4, 64, "log").at(share)[0] for share in (0, 0.5, 1)]
    assert "log" == range_of(TINY, "cmg.service_time", "2 ms", "20 ms").scale
    assert "linear" == range_of(TINY, "cmg.service_time", "2 ms", "19 ms").scale


@pytest.mark.parametrize(
    ("path", "low", "high", "words"),
    [
        ("cmg.wokers", 1, 2, r"there is no key `cmg.wokers` \(did you mean `workers`"),
        ("cmg.vm_size", "B2s", "A2_v2", "takes no number"),
        ("cmg.workers", 8, 4, "is not below"),
        ("cmg.workers", 4, "many", "is no count"),
    ],
)
def test_a_range_that_cannot_be_is_refused(path, low, high, words):
    with pytest.raises(ScenarioError, match=words):
        range_of(TINY, path, low, high)


def test_the_guesses_of_a_scenario_are_those_it_uses_and_has_not_given():
    site = loads("""
        cmg = { workers = 8 }
        connection_points = [{ count = 2 }, { workers = 4 }]
        clients = [{ count = 5, activities = [{ request = "policy", every = "1 min" }] }]
    """)
    ranges = {each.name: each for each in assumed_ranges(site)}

    assert "cmg.workers" not in ranges
    assert "software_update_points.service_time" not in ranges
    assert "scenario.duration" not in ranges
    assert ["connection_points[0].workers"] == [key.path for key in ranges["connection_points.workers"].keys]
    assert 2 == len(ranges["connection_points.service_time"].keys)
    assert (2_000_000, 100_000_000, "log") == (
        ranges["cmg.service_time"].low, ranges["cmg.service_time"].high, ranges["cmg.service_time"].scale,
    )  # fmt: skip
