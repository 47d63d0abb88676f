"""Clients whose notification session broke come back: who, when, and what their coming at once costs."""

from __future__ import annotations

import math

import numpy as np
from theory import NS_PER_S, Z, runs

from cmgsim.model.assumptions import CLIENT_RECONNECT
from cmgsim.validation.queues import quiet

DOWN = {"kind": "instance-down=instance-1", "at": "31 s", "lasts": "300 s"}
SECONDS = 400


def listening(count, **cohort):
    """Clients that keep a notification session; each would next say that it is there at the very end."""
    return {"count": count, "activities": [{"request": "notification", "at": [f"{SECONDS - 1} s"]}]} | cohort


def log_of(cohort, *faults, instances=2, **tables):
    cmg = {"instances": instances, "workers": 999} | tables.pop("cmg", {})
    scenario = quiet(seconds=SECONDS, cmg=cmg, cohort=cohort, faults=list(faults), **tables)
    (log,) = runs(scenario, 1)
    return log


def came_back(log):
    """When clients asked before the very end, in nanoseconds, and who."""
    early = log.requests["created_ns"] < (SECONDS - 1) * NS_PER_S
    return log.requests["created_ns"][early], log.requests["client"][early]


def open_at(log, name, second):
    held = log.connections[name]
    at = second * NS_PER_S
    return int(np.sum((held.opened_ns <= at) & ((held.closed_ns < 0) | (held.closed_ns > at))))


def test_everybody_whose_session_broke_comes_back_once_and_nobody_else_asks():
    log = log_of(listening(200, reconnect="uniform(10 s, 60 s)"), DOWN)

    created, clients = came_back(log)
    assert open_at(log, "instance-1", 30) == len(created) == len(set(clients.tolist()))
    assert 200 == open_at(log, "instance-2", 300)
    assert 0 == open_at(log, "instance-1", 300)


def test_without_a_fault_nobody_comes_back():
    assert 0 == len(came_back(log_of(listening(20)))[0])


def test_they_come_back_spread_over_the_time_in_which_they_notice():
    log = log_of(listening(2_000), {"kind": "cmg-stopped", "at": "31 s", "lasts": "1 s"})

    created, clients = came_back(log)
    after_s = (created - 31 * NS_PER_S) / NS_PER_S
    assert 2_000 == len(clients)
    assert 60 == CLIENT_RECONNECT.distribution.mean / NS_PER_S
    assert abs(after_s.mean() - 60) < Z * 120 / math.sqrt(12 * 2_000)
    assert 0 <= after_s.min() < after_s.max() <= 120


def test_a_herd_of_clients_is_served_in_turn():
    """N at once, c workers, a service of s: the last is done after ceil(N/c) s, the mean wait is s(N/c - 1)/2."""
    cohort = listening(6_000, reconnect="80 s")
    stopped = {"kind": "cmg-stopped", "at": "61 s", "lasts": "1 s"}
    log = log_of(cohort, stopped, management_points={"workers": 4, "service_time": "10 ms"})

    early = log.requests["created_ns"] < (SECONDS - 1) * NS_PER_S
    begun = log.requests["created_ns"][early]
    assert {141 * NS_PER_S} == set(begun.tolist()), "61 s, and 80 s until they notice"
    assert 15 * NS_PER_S == (log.requests["done_ns"][early] - begun).max()
    assert 7.495 * NS_PER_S == log.requests["server_wait_ns"][early].mean()


def test_a_client_that_is_connected_again_by_its_keep_alive_does_not_log_in_again():
    asks = [{"request": "notification", "at": ["50 s"]}]
    log = log_of({"count": 30, "reconnect": "60 s", "activities": asks}, DOWN)

    assert {50 * NS_PER_S} == set(log.requests["created_ns"].tolist())


def test_an_instance_that_is_taken_away_sends_its_clients_to_the_others():
    change = {"at": "31 s", "set": {"cmg.instances": 1}}
    log = log_of(listening(100), changes=[change])

    assert 100 == open_at(log, "instance-1", 300)
    assert open_at(log, "instance-2", 30) == len(came_back(log)[0])
