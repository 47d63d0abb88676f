"""Every run has what theory says beside what it saw."""

from __future__ import annotations

import cmgsim
from cmgsim.explain import twins
from cmgsim.model.scenario_file import from_document
from cmgsim.validation.queues import queue


def theory(scenario):
    return {name: row["theory"] for name, row in cmgsim.simulate(scenario).summary["stations"].items()}


def test_each_station_has_the_twin_that_an_explanation_has():
    scenario = cmgsim.contoso(["clients[0].count=30", "clients[1].count=30", "scenario.duration='5 min'"])

    assert twins(scenario) == theory(scenario)


def test_where_no_formula_applies_there_is_a_reason():
    found = theory(queue("cmg", service="1 s", at=["1 s"], count=3, seconds=9))

    assert (None, "fixed times") == (found["instance-1"]["formula"], found["instance-1"]["reason"])
    assert "no service time" == found["management-point-1"]["reason"]


def test_an_instance_that_is_added_has_no_formula():
    document = {
        "scenario": {"duration": "20 min"},
        "clients": [{"count": 5, "activities": [{"request": "policy", "every": "5 min"}]}],
        "changes": [{"at": "1 min", "set": {"cmg.instances": 2}}],
    }
    found = theory(from_document(document))

    assert "nD/D/c" not in {twin["formula"] for twin in found.values()}
    assert ("M/M/c//N", "added") == (found["instance-1"]["formula"], found["instance-2"]["reason"])
