"""Which guess matters: what makes a difference comes first, what makes none has none."""

from __future__ import annotations

import pytest
from studies import TINY

from cmgsim.errors import ScenarioError, StudyError
from cmgsim.model.scenario_file import with_settings
from cmgsim.study.ranges import range_of
from cmgsim.study.sensitivity import effects, sensitivity_design
from cmgsim.study.sweep import sweep

pytestmark = pytest.mark.slow


def ranges(site):
    # Nothing is random in this site: the answer takes what these two say, and no client ever waits for a minute.
    return [
        range_of(site, "cmg.service_time", "100 ms", "900 ms", "linear"),
        range_of(site, "management_points[0].service_time", "100 ms", "300 ms", "linear"),
        range_of(site, "clients[0].timeout", "50 s", "60 s", "linear"),
    ]


@pytest.fixture(scope="module")
def site():
    return with_settings(TINY, {"cmg.service_time": "1 s", "management_points[0].service_time": "1 s"})


def test_elementary_effects_are_the_ranges_that_an_answer_passes_through(site):
    study = sweep(site, sensitivity_design(site, samples=6, ranges=ranges(site)))
    found = {effect.factor: effect for effect in effects(study, "latency_p50_s")}

    assert ["cmg.service_time", "management_points[0].service_time", "clients[0].timeout"] == list(found)
    assert pytest.approx(0.8, rel=0.05) == found["cmg.service_time"].size
    assert pytest.approx(0.2, rel=0.05) == found["management_points[0].service_time"].size
    assert (0, 0) == (found["clients[0].timeout"].size, found["clients[0].timeout"].other)


def test_sobol_indices_are_shares_of_the_variance(site):
    study = sweep(site, sensitivity_design(site, "sobol", samples=32, ranges=ranges(site)))
    found = {effect.factor: effect for effect in effects(study, "latency_p50_s")}

    # A sum of uniforms: 0.8² of 0.8² + 0.2².
    assert pytest.approx(0.64 / 0.68, abs=0.1) == found["cmg.service_time"].size
    assert 0 == found["clients[0].timeout"].size


def test_a_study_of_another_design_has_no_effects(site):
    with pytest.raises(StudyError, match="has a design of the kind grid"):
        effects(sweep(site, {"cmg.instances": [1, 2]}), "latency_p50_s")


def test_nothing_to_vary_is_refused(site):
    with pytest.raises(ScenarioError, match="no assumption with a plausible range"):
        sensitivity_design(site, ranges=[])
