"""Rates by hand: schedules, bursts, and the busiest hour."""

from __future__ import annotations

import pytest

from cmgsim.explain.demand import HOUR, busiest_rate, demands, largest_burst, total_rate
from cmgsim.model.scenario_file import from_document


def asked(*activities: dict, clients: int = 3_600, duration: str = "24 h"):
    cohort = {"count": clients, "activities": list(activities)}
    return demands(from_document({"scenario": {"duration": duration}, "clients": [cohort]}))


def test_a_client_an_hour_is_3600_clients_a_second():
    assert 1.0 == total_rate(asked({"request": "policy", "every": "1 h"}))


def test_a_share_of_the_periods_is_that_share_of_the_rate():
    assert pytest.approx(0.3) == total_rate(asked({"request": "state", "every": "1 h", "share": 0.3}))


def test_a_delay_moves_requests_and_changes_no_rate():
    assert 1.0 == total_rate(asked({"request": "scan", "every": "1 h", "jitter": "uniform(0 s, 20 min)"}))


def test_a_rate_is_that_of_the_whole_cohort():
    assert 2.0 == total_rate(asked({"request": "state", "rate": "120/min"}))


def test_fixed_times_count_once_a_client_over_the_run():
    found = asked({"request": "scan", "at": ["30 min", "1 h"]}, duration="2 h", clients=7_200)

    assert 2.0 == total_rate(found)
    assert 7_200 == largest_burst(found)


def test_bursts_of_different_cohorts_at_one_instant_add_up():
    one = {"count": 100, "activities": [{"request": "scan", "at": ["09:00:00"]}]}
    other = {"name": "b", "count": 50, "activities": [{"request": "scan", "at": ["9 h"]}]}

    assert 150 == largest_burst(demands(from_document({"clients": [one, other]})))


def test_steady_arrivals_have_no_burst():
    assert 0 == largest_burst(asked({"request": "policy", "every": "1 h"}))


def test_the_busiest_hour_holds_the_times_that_lie_within_one_hour():
    found = asked({"request": "scan", "at": ["1 h", "90 min", "119 min", "150 min", "10 h"]}, clients=3_600)

    assert 3.0 == busiest_rate(found, 24 * HOUR)


def test_times_an_hour_apart_are_in_different_hours():
    assert 1.0 == busiest_rate(asked({"request": "scan", "at": ["1 h", "2 h"]}), 24 * HOUR)


def test_a_run_shorter_than_an_hour_is_its_own_busiest_hour():
    found = asked({"request": "scan", "at": ["1 min", "2 min"]}, duration="10 min", clients=600)

    assert 2.0 == busiest_rate(found, 600 * 10**9)


def test_steady_arrivals_come_on_top_of_the_busiest_hour():
    found = asked({"request": "scan", "at": ["1 h"]}, {"request": "policy", "every": "1 h"})

    assert 2.0 == busiest_rate(found, 24 * HOUR)
