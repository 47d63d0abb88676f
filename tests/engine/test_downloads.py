"""Downloads of content: where it comes from, who is left alone, and what leaves Azure."""

from __future__ import annotations

import pytest
from engine.fleet_runs import fault, outcomes, play, seen, slow
from theory import NS_PER_S

from cmgsim.validation.queues import quiet


@pytest.mark.rule("C4", "C5", "C6", "P8")
def test_content_comes_from_storage_and_its_location_from_an_instance():
    cohort = {"count": 1, "activities": [{"request": "content", "at": ["1 s"]}]}
    log = play(quiet(**slow("cmg", "2 s"), cohort=cohort, seconds=60), trace=True)

    assert ["blob-storage"] == log.requests.decoded("server")
    assert [2 * NS_PER_S] == log.requests["instance_service_ns"].tolist()
    assert [("C4", "PROPFIND", "instance-1"), ("C6", "GET", "blob-storage")] == seen(
        log, "request", "rule", "verb", "dst"
    )


@pytest.mark.rule("C6")
def test_blocked_storage_refuses_the_download():
    cohort = {"count": 1, "timeout": "60 s", "activities": [{"request": "content", "at": ["1 s"]}]}
    scenario = quiet(cohort=cohort, seconds=200, faults=[fault("blob-blocked", "0 s")])

    assert {"ok"}.isdisjoint(outcomes(scenario))


def test_a_download_leaves_the_kept_connection_of_its_client_alone():
    activities = [{"request": "policy", "at": ["1 s", "9 s"]}, {"request": "content", "at": ["5 s"]}]
    scenario = quiet(cohort={"count": 1, "keep_alive": "30 s", "activities": activities}, seconds=100)
    log = play(scenario, trace=True)

    assert [1] == [t_ns // NS_PER_S for t_ns in seen(log, "connect", "t_ns", rule="F3")]
    assert [] == [closed for closed in log.connections["instance-1"].closed_ns.tolist() if closed < 0]


@pytest.mark.rule("C5", "C6")
def test_a_client_that_gives_up_before_it_knows_the_place_does_not_go_to_storage():
    cohort = {"count": 1, "timeout": "5 s", "activities": [{"request": "content", "at": ["1 s"]}]}
    log = play(quiet(**slow("cmg", "10 s"), cohort=cohort, seconds=60), trace=True)

    assert ["timed-out"] == log.requests.decoded("outcome")
    assert ["load-balancer"] == seen(log, "connect", "dst", src_role="client")
    assert 10_000 > log.egress_bytes, "a file of 100 MB did not leave"


def test_what_leaves_azure_is_requests_going_down_the_channel_and_answers_going_out():
    activity = {"request": "policy", "at": ["1 s", "2 s"], "up": "1000 B", "down": "20000 B"}
    log = play(quiet(cohort={"count": 3, "activities": [activity]}, seconds=10))

    assert 6 * 21_000 == log.egress_bytes
