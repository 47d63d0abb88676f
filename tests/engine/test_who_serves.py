"""Which instance, connection point and management point serves a client, and when others notice that one is gone."""

from __future__ import annotations

import pytest
from engine.fleet_runs import ends, every_second, fault, instances_by_second, one, play
from theory import NS_PER_S

from cmgsim.engine.run import run_one
from cmgsim.facts.limits import LB_PROBE_INTERVAL
from cmgsim.model.scenario_file import from_document
from cmgsim.validation.queues import quiet


def test_the_load_balancer_finds_out_at_its_next_probe():
    probe_s = LB_PROBE_INTERVAL.ns // NS_PER_S
    down = fault("instance-down=instance-1", "12 s", "10 s")
    cohort = every_second(30, timeout="2 s")
    scenario = quiet(cmg={"instances": 2}, cohort=cohort, seconds=30, faults=[down])

    instances, ends = instances_by_second(scenario)

    assert 5 == probe_s
    assert {"instance-1", "instance-2"} == set(instances[:12])
    assert {"timed-out", "ok"} == set(ends[12:15]), "some of the new connections still go to the dead instance"
    assert {None, "instance-2"} == set(instances[12:15])
    assert ["instance-2"] * 10 == instances[15:25], "down from 12 to 22, seen from 15 to 25"
    assert "instance-1" in instances[25:]


def test_with_no_instance_in_view_connections_time_out():
    cohort = one("20 s", timeout="60 s")
    scenario = quiet(cmg={"instances": 2}, cohort=cohort, seconds=100, faults=[fault("cmg-stopped", "1 s")])

    assert [("timed-out", -1, 1, 41.0)] == ends(scenario)


@pytest.mark.rule("F4")
def test_connection_points_take_turns():
    log = play(quiet(connection_points={"count": 3}, cohort=every_second(6), seconds=10))

    points = [f"cmg-connection-point-{number}" for number in (1, 2, 3)]
    assert 2 * points == log.requests.decoded("connection_point")


def test_the_other_connection_points_take_over():
    down = fault("connection-point-down=cmg-connection-point-1", "3 s")
    log = play(quiet(connection_points={"count": 2}, cohort=every_second(9), seconds=10, faults=[down]))

    assert 9 * ["ok"] == log.requests.decoded("outcome")
    assert 6 * ["cmg-connection-point-2"] == log.requests.decoded("connection_point")[3:]


def test_a_client_keeps_to_its_management_point_whoever_else_there_is():
    mine = {"name": "mine", "count": 4, "activities": [{"request": "policy", "at": ["1 s"]}]}
    other = {"name": "other", "count": 1, "activities": [{"request": "policy", "at": ["2 s"]}]}
    document = {"scenario": {"duration": "10 s"}, "management_points": [{"count": 2}]}

    alone, after = (
        run_one(from_document(document | {"clients": cohorts}), seed=1).requests for cohorts in ([mine], [other, mine])
    )

    expected = ["management-point-1", "management-point-2"] * 2
    assert expected == alone.decoded("server")
    assert expected == after.decoded("server")[:4]
