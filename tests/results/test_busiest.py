"""The busiest five minutes of a station, and stations that cannot keep up."""

from __future__ import annotations

import numpy as np
import pytest

import cmgsim
from cmgsim.request_log import StationLog, Visits, Windows
from cmgsim.results.busiest import busiest_five_minutes, grows, windows_of
from cmgsim.results.levels import levels_of

S = 10**9


def windows(arrived, started, ended, observed_s, capacity=()):
    station = StationLog(
        "s", "instance", 1, Visits(*([each * S for each in part] for part in (arrived, started, ended))), capacity
    )
    return windows_of(levels_of(station, 0), (observed_s[0] * S, observed_s[1] * S))


def test_each_part_has_its_own_busy_and_waiting_time():
    found = windows([0, 5, 30], [0, 10, 30], [10, 15, 45], (0, 60))

    assert 3 * S == found.width_ns
    assert [3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0] == (found.busy_ns // S).tolist()
    assert [0, 1, 3, 1] == (found.waiting_ns // S).tolist()[:4]


def test_parts_begin_where_the_warm_up_ends():
    found = windows([0], [0], [25], (20, 60))

    assert [2, 2, 1, 0] == (found.busy_ns // S).tolist()[:4]


def test_the_busiest_five_minutes_may_lie_anywhere():
    minutes = np.zeros(24, np.int64)
    minutes[7:12] = [60, 60, 30, 60, 60]
    numbers = busiest_five_minutes(Windows(60 * S, minutes * S, minutes * S * 2), np.full(24, 60 * S))

    assert 270 / 300 == numbers["busiest_utilisation"]
    assert 540 / 300 == numbers["busiest_queue"]


def test_a_station_without_workers_is_not_used():
    nothing = np.zeros(20, np.int64)

    assert busiest_five_minutes(Windows(S, nothing, nothing), nothing)["busiest_utilisation"] is None


@pytest.mark.parametrize(
    ("queue", "served", "expected"),
    [
        (np.arange(40) * 100.0, 1_000, True),
        (np.arange(40) * 100.0, 10_000_000, False),
        (np.concatenate([np.arange(20), np.arange(20)[::-1]]) * 100.0, 1_000, False),
        (np.full(40, 500.0), 1_000, False),
    ],
)
def test_a_queue_grows_where_it_does_so_by_more_than_chance(queue, served, expected):
    full = np.full(40, 10, np.int64)

    assert expected is grows(Windows(10, full, (queue * 10).astype(np.int64)), full, served)


def test_an_idle_server_does_not_grow_a_queue():
    full = np.full(40, 10, np.int64)

    assert not grows(Windows(10, full // 2, np.arange(40) * 1_000), full, 1_000)


OVERLOADED = """
[scenario]
duration = "10 min"
[cmg]
service_time = "exponential(100 ms)"
workers = 2
[[clients]]
count = 100
timeout = "1 h"
activities = [{{ request = "policy", rate = "{rate}" }}]
"""


def station(rate, engine="simpy"):
    return cmgsim.simulate(cmgsim.loads(OVERLOADED.format(rate=rate)), engine=engine).summary["stations"]["instance-1"]


def test_a_station_that_cannot_keep_up_is_unstable_and_has_no_mean():
    row = station("25/s")

    assert ("unstable", None, None, None) == tuple(
        row[key] for key in ("state", "mean_wait_s", "p95_wait_s", "mean_queue")
    )
    assert row["max_queue"] > 1_000
    assert 1.0 == row["busiest_utilisation"]


def test_offered_work_by_formula_tells_what_a_short_run_does_not_show():
    assert "unstable" == station("20.2/s")["state"]


def test_one_that_keeps_up_is_not():
    row = station("17/s")

    assert "ok" == row["state"]
    assert row["utilisation"] < row["busiest_utilisation"] <= 1
    assert row["mean_queue"] < row["busiest_queue"] <= row["max_queue"]


@pytest.mark.slow
@pytest.mark.parametrize("rate", ["17/s", "25/s"])
def test_both_engines_say_the_same(rate):
    assert station(rate) == station(rate, "fast")
