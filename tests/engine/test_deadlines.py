"""When a client gives up and when it tries again, and the work that is done for nobody."""

from __future__ import annotations

import pytest
from engine.fleet_runs import ends, fault, one, outcomes, play, seen, slow
from theory import NS_PER_S

from cmgsim.results import summary
from cmgsim.validation.queues import asking, quiet


def test_a_client_gives_up_at_its_deadline():
    scenario = quiet(**slow("cmg", "10 s"), cohort=one("3 s", timeout="4 s"), seconds=60)

    assert [("timed-out", -1, 1, 7.0)] == ends(scenario)


@pytest.mark.parametrize(("timeout", "expected"), [("4000000000 ns", "ok"), ("3999999999 ns", "timed-out")])
def test_an_answer_at_the_very_deadline_is_in_time(timeout, expected):
    network = {"client_azure": {"latency": "250 ms"}}  # two look-ups are one round trip of it: 8.5 flights in all
    at_once = quiet(**slow("cmg", "1500 ms"), network=network, cohort=one(), seconds=60)
    ((_, _, _, done_s),) = ends(at_once)

    assert 4.0 == done_s
    assert [expected] == outcomes(
        quiet(**slow("cmg", "1500 ms"), network=network, cohort=one(timeout=timeout), seconds=60)
    )


def test_a_client_waits_and_tries_again_as_often_as_it_is_told():
    cohort = one("1 s", timeout="2 s", retry=["10 s", "20 s"])

    assert [("timed-out", -1, 3, 1 + 2 + 10 + 2 + 20 + 2)] == ends(
        quiet(**slow("cmg", "9 s"), cohort=cohort, seconds=100)
    )


def test_a_retry_that_is_answered_makes_the_request_good():
    cohort = one("1 s", retry=["10 s", "20 s", "30 s"])
    scenario = quiet(cohort=cohort, seconds=100, faults=[fault("token-expired", "0 s", "30 s")])

    assert [("ok", 200, 3, 1 + 10 + 20)] == ends(scenario)


def test_a_request_between_two_attempts_is_in_flight():
    cohort = one("1 s", timeout="2 s", retry=["10 s"])

    assert [("in-flight", -1, 1, None)] == ends(quiet(**slow("cmg", "9 s"), cohort=cohort, seconds=5))


def test_work_for_a_client_that_has_given_up_is_done_all_the_same():
    cohort = asking(1, at=["0 s", "1 s"]) | {"timeout": "2 s"}
    log = play(quiet(**slow("cmg", "3 s"), cohort=cohort, seconds=60))

    visits = log.stations[0].visits
    assert ["timed-out", "timed-out"] == log.requests.decoded("outcome")
    assert [3, 6] == [ended // NS_PER_S for ended in visits.ended_ns.tolist()]
    assert 0.1 == summary([log])["stations"]["instance-1"]["utilisation"]


def test_a_retry_makes_more_work_than_there_are_requests():
    cohort = one(timeout="2 s", retry=["1 s", "1 s"])
    log = play(quiet(**slow("cmg", "5 s"), cohort=cohort, seconds=60))

    assert 1 == len(log.requests)
    assert 3 == len(log.stations[0].visits)


def test_a_request_that_was_given_up_before_it_was_sent_makes_no_work():
    network = {"client_azure": {"latency": "1 s"}}  # look-up 2 s, TCP and TLS 6 s
    log = play(quiet(network=network, cohort=one(timeout="5 s"), seconds=60), trace=True)

    assert ["timed-out"] == log.requests.decoded("outcome")
    assert 0 == len(log.stations[0].visits)
    assert [] == seen(log, "request", "src")
    assert [5 * NS_PER_S] == seen(log, "timed-out", "t_ns", dst="load-balancer")
