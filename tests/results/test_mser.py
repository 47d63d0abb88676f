"""MSER-5 leaves out what a run needs to settle, and says so where it does not settle."""

from __future__ import annotations

import numpy as np
import pytest

import cmgsim
from cmgsim.errors import NotSettled, ScenarioError
from cmgsim.model.randomness import Streams
from cmgsim.results.mser import mser

SITE = """
[scenario]
duration = "{minutes} min"
warm_up = "mser-5"
replications = 2
[cmg]
service_time = "exponential(100 ms)"
workers = 2
[[clients]]
count = 100
timeout = "1 h"
activities = [{{ request = "policy", rate = "{rate}" }}]
"""
MINUTE = 60 * 10**9


def noise(count, stream="noise"):
    return Streams(1, 0).table(f"mser/{stream}", np.arange(count))[:, 0]


def site(rate="5/s", minutes=5):
    return cmgsim.loads(SITE.format(rate=rate, minutes=minutes))


def test_a_beginning_that_differs_is_left_out():
    assert 30 == pytest.approx(mser(np.concatenate([10 - np.arange(30) / 3, noise(400)])), abs=6)


def test_nothing_is_left_out_of_what_is_alike_from_the_start():
    assert 0 == mser(np.ones(100))
    assert mser(noise(1_000)) < 100


def test_values_that_keep_growing_are_cut_as_late_as_can_be():
    assert 100 == mser(np.arange(200.0))


def test_how_large_answers_are_says_nothing_about_settling():
    text = SITE.format(rate="5/s", minutes=5).replace(
        "activities = [", 'activities = [{ request = "scan", rate = "3/min" }, '
    )

    assert max(cmgsim.simulate(cmgsim.loads(text), engine="simpy").summary["warm_up"]["s"]) < 150


def test_the_warm_up_of_each_replication_is_found_and_said():
    warm_up = cmgsim.simulate(site(), engine="simpy").summary["warm_up"]

    assert "mser-5" == warm_up["by"]
    assert 2 == len(warm_up["s"])
    assert all(0 <= each <= 150 for each in warm_up["s"])


def test_results_are_those_of_the_warm_up_that_was_found():
    run = cmgsim.simulate(site(), engine="simpy")
    given = run.logs[1].warm_up_ns
    again = cmgsim.simulate(
        cmgsim.loads(SITE.format(rate="5/s", minutes=5).replace('"mser-5"', f'"{given} ns"')), engine="simpy"
    )

    assert run.logs[1].egress_bytes == again.logs[1].egress_bytes
    assert run.requests.fingerprint() == again.requests.fingerprint()


def test_a_run_that_does_not_settle_is_refused_with_words():
    with pytest.raises(NotSettled) as caught:
        cmgsim.simulate(site("25/s"), engine="simpy")

    assert caught.value.after_ns > 2 * MINUTE
    assert 1 == caught.value.exit_code
    assert (
        f"half of the time or of the {caught.value.answered:,} answered requests, which is too much to be trusted (run "
        "longer, give scenario.warm_up as a time"
    ) in str(caught.value)


def test_too_few_requests_say_nothing():
    with pytest.raises(NotSettled, match="are too few for MSER-5"):
        cmgsim.simulate(site("2/min"), engine="simpy")


def test_the_rule_and_a_time_at_once_are_a_problem():
    with pytest.raises(ScenarioError) as caught:
        cmgsim.loads('[scenario]\nwarm_up = "mser-5"\nwarm_up_by = "time"\n[[clients]]\ncount = 1')

    assert ["scenario.warm_up"] == [problem.key_path for problem in caught.value.problems]


def test_a_time_is_the_default():
    assert {"by": "time", "s": [60.0]} == cmgsim.simulate(
        cmgsim.loads('[scenario]\nduration = "2 min"\nwarm_up = "1 min"\n[[clients]]\ncount = 5'), engine="simpy"
    ).summary["warm_up"]
