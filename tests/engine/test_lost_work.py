"""Machines and lines that go down: what is lost with them, what is refused, and what passes."""

from __future__ import annotations

import pytest
from engine.fleet_runs import ends, fault, one, outcomes, slow

from cmgsim.validation.queues import asking, quiet


def test_what_an_instance_serves_and_what_waits_is_lost_with_it():
    cohort = asking(1, at=["0 s", "1 s", "2 s"]) | {"timeout": "30 s"}
    scenario = quiet(
        **slow("cmg", "3 s"), cohort=cohort, seconds=60, faults=[fault("instance-down=instance-1", "4 s", "1 s")]
    )

    assert [("ok", 200, 1, 3.0), ("lost", -1, 1, 31.0), ("lost", -1, 1, 32.0)] == ends(scenario)


def test_what_is_lost_is_tried_again_after_the_deadline():
    cohort = one(timeout="30 s", retry=["5 s"])
    scenario = quiet(
        **slow("cmg", "3 s"), cohort=cohort, seconds=200, faults=[fault("instance-down=instance-1", "1 s", "1 s")]
    )

    # Its channel is built at the next minute, so the second attempt, after 35 s, finds none; a third would.
    assert [("refused", 503, 2, 38.0)] == ends(scenario)


def test_an_answer_on_its_way_through_an_instance_is_lost_with_it():
    network = {"azure_connection_point": {"latency": "1 s"}}
    cohort, down = one("10 s", timeout="30 s"), "instance-down=instance-1"
    # Down the channel 10 s to 13 s (HTTPS asks again first), back at the instance at 14 s.
    lost = quiet(cohort=cohort, network=network, seconds=60, faults=[fault(down, "13500 ms", "1 s")])
    passed = quiet(cohort=cohort, network=network, seconds=60, faults=[fault(down, "14001 ms", "1 s")])

    assert ["lost"] == outcomes(lost)
    assert ["ok"] == outcomes(passed)


def test_a_connection_that_an_instance_has_forgotten_is_no_good():
    network = {"client_azure": {"latency": "1 s"}}  # sent at 8 s, there at 9 s
    cohort = one(timeout="30 s")
    scenario = quiet(
        cohort=cohort, network=network, seconds=60, faults=[fault("instance-down=instance-1", "8500 ms", "100 ms")]
    )

    assert ["lost"] == outcomes(scenario)


@pytest.mark.parametrize("station", ["connection_points", "management_points"])
def test_what_the_site_serves_is_lost_with_its_server(station):
    kind = {"connection_points": "connection-point-down", "management_points": "management-point-down"}[station]
    name = {"connection_points": "cmg-connection-point-1", "management_points": "management-point-1"}[station]
    cohort = asking(1, at=["0 s", "1 s"]) | {"timeout": "30 s"}
    scenario = quiet(**slow(station, "3 s"), cohort=cohort, seconds=60, faults=[fault(f"{kind}={name}", "2 s", "1 s")])

    assert [("lost", -1, 1, 30.0), ("lost", -1, 1, 31.0)] == ends(scenario)


@pytest.mark.parametrize("kind", ["connection-point-down=cmg-connection-point-1", "internet-down", "ports-blocked=443"])
def test_an_answer_does_not_travel_over_a_channel_that_has_broken(kind):
    cohort = one(timeout="30 s")
    scenario = quiet(**slow("management_points", "3 s"), cohort=cohort, seconds=60, faults=[fault(kind, "1 s", "1 s")])

    assert [("lost", -1, 1, 30.0)] == ends(scenario)


@pytest.mark.rule("F5")
def test_a_management_point_that_does_not_answer_makes_a_503_after_the_connect_timeout():
    scenario = quiet(cohort=one(), seconds=60, faults=[fault("management-point-down=management-point-1", "0 s")])

    assert [("refused", 503, 1, 21.0)] == ends(scenario)


@pytest.mark.rule("F3")
@pytest.mark.parametrize(("authentication", "expected"), [("entra", ("refused", 401)), ("certificate", ("ok", 200))])
def test_an_expired_token_concerns_those_who_show_one(authentication, expected):
    scenario = quiet(
        cohort=one() | {"authentication": authentication}, seconds=9, faults=[fault("token-expired", "0 s")]
    )

    assert [expected] == [row[:2] for row in ends(scenario)]
