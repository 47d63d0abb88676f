"""The same devices on other days, counted by hand."""

from __future__ import annotations

from cmgsim.model.scenario_file import loads
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.occasions import by_hour, occasions, on_a_day
from cmgsim.sizing.screening import largest

HOURLY = '[[clients]]\ncount = 60\nspread = "0 s"\n[[clients.activities]]\nrequest = "policy"\nevery = "60 min"\n'


def found(text):
    scenario = loads(text)
    return {row["profile"]: row for row in occasions(scenario, Needs.of(scenario), "A2_v2", largest())}


def test_devices_that_are_always_there_ask_once_an_hour_each():
    assert [60] * 24 == by_hour(on_a_day(loads(HOURLY), "steady")).tolist()


def test_an_office_asks_from_eight_to_six():
    requests = by_hour(on_a_day(loads(HOURLY), "monday-morning"))

    assert (0, 0) == (sum(requests[:8]), sum(requests[18:]))
    assert 60 < requests[8]  # what was due since Friday, and what is due in this hour
    assert [60] * 8 == requests[9:17].tolist()


def test_hours_that_a_scenario_states_stay():
    requests = by_hour(on_a_day(loads(HOURLY.replace("spread", 'online = ["10:00-12:00"]\nspread')), "steady"))

    assert (0, 0) == (sum(requests[:10]), sum(requests[12:]))


def test_many_devices_are_scaled_up_from_a_sample():
    assert [6000] * 24 == by_hour(on_a_day(loads(HOURLY.replace("60\n", "6000\n", 1)), "steady")).tolist()


def test_a_day_that_needs_no_more_gives_the_same_layout():
    rows = found(HOURLY)

    assert [(2, 2)] * 3 == [(row["layout"]["instances"], row["layout"]["connection_points"]) for row in rows.values()]


def test_a_monday_on_which_all_catch_up_needs_more_than_a_steady_day():
    """Nine requests a second of one second each are 56 % of sixteen workers; in Monday's first hour come more."""
    slow = '[cmg]\nservice_time = "1 s"\n[targets]\nutilisation = 0.9\nsurvives = []\n'
    rows = found(slow + HOURLY.replace("60\n", "32400\n", 1))
    less, more = (rows[name]["layout"]["instances"] for name in ("steady", "monday-morning"))

    assert less < more
