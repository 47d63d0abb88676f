"""Flip points against numbers that follow from the documented limits by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmgsim.model.scenario_file import contoso, loads
from cmgsim.sizing.flips import change, flips, with_devices
from cmgsim.sizing.inputs import guesses, with_mean
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.screening import Screen, largest


def found(text, **needs):
    scenario = loads(text)
    return flips(scenario, evolve(Needs.of(scenario), **needs), "A2_v2", largest())


@pytest.mark.slow
def test_25000_devices_lie_between_24001_and_30000():
    rows = {
        (row.id, row.at): row.answer for row in found("[[clients]]\ncount = 25000\n[[management_points]]\ncount = 2")
    }

    assert Layout("A2_v2", 5, 3) == rows["devices", 24_000]
    assert Layout("A2_v2", 7, 3) == rows["devices", 30_001]
    assert Layout("A2_v2", 5, 2) == rows["nothing-down", None]
    assert Layout("A2_v2", 7, 3) == rows["two-instances-down", None]


@pytest.mark.slow
def test_a_guess_that_fills_an_instance_changes_the_answer_where_the_arithmetic_says():
    """10 requests a second, one instance left of two with 16 workers, 70 %: service up to 16 x 0.7 / 10 = 1.12 s."""
    text = """
    [[clients]]
    count = 600
    activities = [{ request = "policy", every = "1 min" }]
    [[management_points]]
    workers = 1000
    [[connection_points]]
    workers = 1000
    """
    scenario = loads(text)
    guess = next(each for each in guesses(scenario) if each.name == "cmg.service_time")

    def at(value):
        return Screen(guess.in_scenario(scenario, value), Needs.of(scenario)).smallest("A2_v2", largest())

    where, answer = change(at, at(20), 20, 5_000, 0.01)
    assert 1_120 == pytest.approx(where, abs=0.02)
    assert Layout("A2_v2", 3, 2) == answer


def test_the_nearest_comes_first():
    rows = found("[[clients]]\ncount = 5000", survives=())

    assert [row.id for row in rows][:1] == ["devices"]
    assert 6_001 == rows[0].at


def test_devices_are_shared_out_among_the_cohorts():
    assert 33 == sum(cohort.count for cohort in with_devices(contoso(), 33).clients)
    assert [26, 7] == [cohort.count for cohort in with_devices(contoso(), 33).clients]


def test_every_guess_can_be_moved_to_both_ends():
    scenario = contoso()
    moved = [
        guess.in_scenario(scenario, end)
        for guess in guesses(scenario)
        for end in (guess.low, guess.high)
        if end != guess.value
    ]

    assert 40 < len(moved)
    assert [] == [other for other in moved if other == scenario]


def test_a_law_keeps_its_shape_when_its_mean_moves():
    law = contoso().cmg.service_time

    assert 0.1e9 == with_mean(law, 0.1e9).mean
    assert law.scv == with_mean(law, 0.1e9).scv


def test_guesses_of_a_profile_can_be_moved_too():
    scenario = loads('[[clients]]\ncount = 10\nprofile = "patch-tuesday"\n[[clients]]\nname = "others"\ncount = 10')
    guess = next(each for each in guesses(scenario) if each.name == "profile.patch-tuesday.scan.every")
    moved = guess.in_scenario(scenario, 0.25)
    scans = [each for each in moved.clients[0].activities if each.request == "scan"]

    assert [6 * 3_600 * 10**9] == [each.every_ns for each in scans]
    assert scenario.clients[1] == moved.clients[1]
