"""Devices that come and go: their sessions end and begin again, their retries wait, in both engines alike."""

from __future__ import annotations

import numpy as np
import pytest
from engine_differences import differences

import cmgsim
from cmgsim.results.levels import open_connections

MORNING = """
[scenario]
start = "mon 07:55"
duration = "20 min"

[cmg]
instances = 2

[[clients]]
count = 60
online = ["08:00-08:10"]
spread = "uniform(0 s, 2 min)"
catch_up = "uniform(0 s, 1 min)"
activities = [{ request = "notification", every = "5 min" }, { request = "policy", every = "1 h" }]
"""
MINUTE = 60 * 10**9


def run(text=MORNING, settings=(), engine="simpy"):
    return cmgsim.simulate(cmgsim.loads(text, settings=settings), engine=engine, visits=True).logs[0]


def connected_at(log, minute):
    found = 0
    for occupancy in log.connections.values():
        times, number = open_connections(occupancy)
        place = np.searchsorted(times, minute * MINUTE, side="right") - 1
        found += int(number[place]) if place >= 0 else 0
    return found


def test_nobody_is_connected_before_the_first_comes_and_after_the_last_has_gone():
    log = run()

    assert [0, 60, 0] == [connected_at(log, minute) for minute in (4.9, 9, 18)]


def test_a_run_in_the_middle_of_a_stint_begins_with_everybody_connected():
    log = run(settings=["scenario.start='mon 08:05'", "scenario.duration='2 min'"])

    assert 60 == connected_at(log, 0)


def test_a_client_that_is_always_online_stays_connected():
    log = run(settings=["clients[0].online=[]"])

    assert [60, 60] == [connected_at(log, minute) for minute in (0, 18)]


def test_a_retry_waits_until_the_device_is_back():
    text = """
    [scenario]
    start = "mon 08:00"
    duration = "3 h"
    [[faults]]
    kind = "cmg-stopped"
    lasts = "1 h"
    [[clients]]
    count = 1
    online = ["08:00-08:05", "10:00-11:00"]
    spread = "0 s"
    retry = ["30 min"]
    activities = [{ request = "policy", at = ["1 min"] }]
    """
    log = run(text).requests

    assert (["ok"], [2]) == (log.decoded("outcome"), log["attempts"].tolist())
    assert 120 * MINUTE <= int(log["done_ns"][0]) < 121 * MINUTE


@pytest.mark.slow
@pytest.mark.parametrize("faults", ["", '[[faults]]\nkind = "instance-down"\ntarget = "instance-1"\nat = "9 min"\n'])
def test_both_engines_give_the_same_morning(faults):
    assert [] == differences(run(MORNING + faults), run(MORNING + faults, engine="fast"))
