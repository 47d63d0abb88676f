"""Connections at once, by hand."""

from __future__ import annotations

import math

import pytest

from cmgsim.explain.connections import connections
from cmgsim.explain.demand import SECOND, demands
from cmgsim.model.scenario_file import from_document


def held(*activities: dict, clients: int = 3_600, open_s: float = 2.0, **cohort):
    scenario = from_document({"clients": [{"count": clients, "activities": list(activities), **cohort}]})
    these = demands(scenario)
    return connections(scenario, these, {each.planned.number: open_s * SECOND for each in these})


def test_a_request_a_second_of_two_seconds_is_two_connections():
    assert pytest.approx(2.0) == held({"request": "policy", "every": "1 h"}).total


def test_who_listens_is_connected_all_the_time():
    found = held({"request": "notification", "every": "15 min"}, open_s=0.0)

    assert (3_600, 3_600.0) == (found.sessions, found.total)


def test_a_kept_connection_counts_once_a_client():
    # Each client asks every minute and keeps its connection for two: all are connected.
    assert 3_600.0 == held({"request": "policy", "every": "1 min"}, keep_alive="2 min").total


def test_a_kept_connection_serves_the_next_request_of_another_kind():
    # Within a minute a client has asked neither with probability 5/6 times exp(-1).
    found = held(
        {"request": "policy", "every": "6 min"}, {"request": "state", "rate": "60/s"}, keep_alive="1 min", open_s=0.0
    )  # fmt: skip

    assert pytest.approx(3_600 * (1 - 5 / 6 * math.exp(-1))) == found.requests


def test_a_share_of_the_periods_leaves_some_clients_silent():
    found = held({"request": "state", "every": "1 min", "share": 0.3}, keep_alive="2 min", open_s=0.0)

    assert pytest.approx(3_600 * (1 - 0.7**2)) == found.requests


def test_nobody_is_nowhere_too_many():
    found = held({"request": "policy", "every": "1 h"}, clients=1, open_s=0.1)

    assert (0.0, found.mean) == (found.above_limit, found.fullest)
