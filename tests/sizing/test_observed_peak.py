"""An observed peak beside the scenario's own; expected layouts are computed by hand."""

from __future__ import annotations

import pytest
from command_line import called, small

from cmgsim.errors import ScenarioError
from cmgsim.model.scenario_file import contoso
from cmgsim.sizing.answer import size
from cmgsim.sizing.observed import Peaks

QUICK = ["targets.assurance=0.1", "scenario.duration=1 min"]


def observed(peaks):
    return size(contoso(QUICK), engine="simpy", observed=peaks).document["observed"]


@pytest.mark.slow
def test_more_connections_are_more_devices():
    """25,000 of 10,000: with one of six down five hold 5,000 each, of five 6,250; 25,000 ports take three points."""
    [row] = observed(Peaks(connections=25_000))

    assert (2.5, 10_000) == (row["factor"], row["modelled"])
    assert {"vm_size": "A2_v2", "instances": 6, "connection_points": 3} == row["layout"]


@pytest.mark.slow
def test_a_peak_of_the_scenario_itself_asks_for_its_own_layout():
    [row] = observed(Peaks(requests=round(observed(Peaks(requests=1))[0]["modelled"])))

    assert 1.0 == pytest.approx(row["factor"], rel=1e-4)
    assert {"vm_size": "A2_v2", "instances": 3, "connection_points": 2} == row["layout"]


def test_what_nobody_can_have_observed_is_refused_by_the_name_of_its_option():
    with pytest.raises(ScenarioError) as raised:
        Peaks(connections=0, requests=-1)

    assert ["--observed-connections", "--observed-requests"] == [each.source for each in raised.value.problems]


@pytest.mark.slow
def test_the_command_says_it_in_both_languages(tmp_path):
    line = ("size", small(tmp_path), "--engine", "simpy", "--set", "targets.assurance=0.1", "--observed-requests", 2400)

    assert (
        "You observed 2,400 requests in the busiest hour, the scenario has 1,200: 2 times as many" in called(*line).out
    )
    assert "le scénario en a 1\u202f200" in called(*line, "--lang", "fr").out
