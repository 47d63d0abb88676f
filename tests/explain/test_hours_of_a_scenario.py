"""Clients with online hours: the expected course of the day, before any run and beside one."""

from __future__ import annotations

import numpy as np
import pytest

from cmgsim.explain import explain
from cmgsim.explain.demand import demands
from cmgsim.explain.hours import expected_by_minute
from cmgsim.explain.words import sentences
from cmgsim.model.arrivals import arrivals, planned_activities
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario_file import loads
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.screening import Screen
from cmgsim.sizing.window import WARM_UP_NS, busiest_window

MINUTE = 60 * 10**9
MONDAY = """
[scenario]
start = "mon 07:00"
duration = "3 h"
[[clients]]
count = {count}
profile = "monday-morning"
"""


def site(count=2_000, more=""):
    return loads(MONDAY.format(count=count) + more)


def test_expected_requests_of_each_minute_are_those_that_come():
    scenario = site()
    planned = planned_activities(scenario)
    found = arrivals(scenario, planned, Streams(1, 0))

    for activity in planned:
        mine = found.created_ns[found.activity == activity.number]
        came = np.bincount(mine // (5 * MINUTE), minlength=36)
        expected = expected_by_minute(activity, scenario.general).reshape(36, 5).sum(axis=1)
        assert np.all(np.abs(came - expected) <= 5 * np.sqrt(expected + 1) + 8), activity.stream


@pytest.mark.parametrize("when", ['rate = "2/s"', 'at = ["30 min", "2 h"]', 'every = "20 min"\nshare = 0.5'])
def test_every_way_to_come_has_its_course(when):
    scenario = site(1_000, f'[[clients.activities]]\nrequest = "policy"\n{when}\n')
    (activity,) = planned_activities(scenario)
    came = len(arrivals(scenario, (activity,), Streams(2, 0)))

    assert came == pytest.approx(expected_by_minute(activity, scenario.general).sum(), abs=5 * np.sqrt(came) + 5)


def test_an_explanation_names_the_busiest_five_minutes():
    document = explain(site())

    assert 0 < document["demand"]["requests_per_s"] < document["demand"]["busiest_hour_per_s"]
    assert document["demand"]["busiest_hour_per_s"] < document["demand"]["busiest_5_min_per_s"]
    assert document["demand"]["busiest_5_min_at"].startswith("mon 08:")
    assert {"hours"} == {row["schedule"] for row in document["demand"]["activities"]}
    assert 2_000 == document["connections"]["notification_sessions"]
    assert any("the busiest five minutes, from mon 08:" in sentence for sentence in sentences(document))
    assert any("cinq minutes" in sentence for sentence in sentences(document, "fr"))


def test_a_station_that_keeps_up_in_the_mean_may_be_overloaded_in_the_morning():
    document = explain(site(2_000, '[[management_points]]\nworkers = 1\nservice_time = "150 ms"'))

    assert not document["ok"]
    assert document["bottleneck"]["utilisation"] < 1 <= document["peak"]["utilisation"]
    assert sentences(document)[1].startswith("management-point-1: overloaded for a time.")
    assert explain(site(10))["ok"]


def test_at_night_nobody_is_connected():
    document = explain(
        loads('[scenario]\nstart = "sun 02:00"\nduration = "1 h"\n[[clients]]\ncount = 9\nonline = ["08:00-09:00"]')
    )

    assert (0, 0) == (document["connections"]["notification_sessions"], document["demand"]["requests_per_s"])


def test_the_egress_of_a_month_does_not_depend_on_the_hour_of_the_run():
    morning, night = (
        explain(loads(MONDAY.format(count=100).replace("mon 07:00", start) + 'traffic = "300 MB"'))["egress"]
        for start in ("mon 07:00", "sun 02:00")
    )

    assert 300 == pytest.approx(morning["mb_per_client_month"], rel=1e-3)
    assert morning["mb_per_client_month"] == night["mb_per_client_month"]
    assert [300] == [row["target_mb"] for row in morning["scaling"]]


def test_the_factor_of_a_traffic_preset_is_said():
    said = [sentence for sentence in sentences(explain(site(10, 'traffic = "300 MB"'))) if "multiplied" in sentence]

    assert 1 == len(said)
    assert "so that a client comes to 300 MB a month" in said[0]


def test_even_clients_have_no_busiest_part():
    assert explain(loads("[[clients]]\ncount = 10"))["demand"]["busiest_5_min_at"] is None


def test_observed_times_have_their_course():
    activity = 'activities = [{ request = "policy", observed = { packed = "Cg==" } }]'
    scenario = loads(f'[scenario]\nduration = "1 h"\n[[clients]]\ncount = 1\n{activity}')
    (demand,) = demands(scenario)

    assert demand.minutes is not None
    assert (60, 1.0) == (len(demand.minutes), float(demand.minutes[0]))


def test_a_sizing_looks_at_monday_morning_and_not_at_the_night_before():
    scenario = loads(MONDAY.format(count=500).replace('"mon 07:00"', '"sun 23:00"').replace('"3 h"', '"12 h"'))
    window = busiest_window(Screen(scenario, Needs.of(scenario)))

    assert not window.even
    assert 9 * 60 <= (window.start_ns + WARM_UP_NS) / MINUTE <= 10 * 60
    part = window.of(scenario)
    assert scenario.general.start_ns == part.general.start_ns


def test_clients_of_a_window_are_connected_when_it_begins():
    import cmgsim

    scenario = loads(MONDAY.format(count=50).replace('"3 h"', '"6 h"'))
    window = busiest_window(Screen(scenario, Needs.of(scenario)))
    late = window.__class__(4 * 60 * MINUTE, window.judged_ns, window.drain_ns, even=False).of(scenario)
    held = cmgsim.simulate(late, engine="simpy").summary["connections"]["instance-1"]

    assert 50 <= held["mean"] <= 52


@pytest.mark.parametrize(("lang", "words"), [("en", "`scenario.start` says on which day"), ("fr", "hors ligne")])
def test_a_run_in_which_nobody_is_online_is_told_of(lang, words):
    night = loads(
        'scenario = { name = "night", duration = "1 h" }\n[[clients]]\ncount = 9_000\nprofile = "monday-morning"'
    )

    assert words in sentences(explain(night), lang)[1]
