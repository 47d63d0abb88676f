"""The number of instances changes while the service runs: what is lost, who is served by whom, what cannot change."""

from __future__ import annotations

import pytest
from attrs import evolve
from engine.fleet_runs import every_second, fault, instances_by_second, one, play
from theory import NS_PER_S

from cmgsim.engine.run import run_one
from cmgsim.errors import Unsupported
from cmgsim.model.scenario import Change
from cmgsim.validation.queues import quiet


def test_the_number_of_instances_may_change_while_channels_are_being_built():
    stopped = fault("cmg-stopped", "70 s", "60 s")
    changes = [{"at": "125 s", "set": {"cmg.instances": 2}}, {"at": "200 s", "set": {"cmg.instances": 3}}]
    scenario = quiet(cmg={"instances": 3}, cohort=every_second(250), seconds=400, faults=[stopped], changes=changes)

    instances, _ = instances_by_second(scenario)

    assert "instance-3" not in instances[125:200]
    assert "instance-3" in instances[200:]


def test_a_removed_instance_loses_its_work_and_gets_no_more():
    cohort = every_second(20, timeout="60 s")
    change = {"at": "10 s", "set": {"cmg.instances": 1}}
    scenario = quiet(
        cmg={"instances": 2, "workers": 99, "service_time": "5 s"}, cohort=cohort, seconds=90, changes=[change]
    )
    log = play(scenario).requests

    lost = {name for name, end in zip(log.decoded("instance"), log.decoded("outcome"), strict=True) if end == "lost"}
    assert {"instance-2"} == lost
    assert 10 * ["instance-1"] == log.decoded("instance")[10:]


def test_an_added_instance_is_down_as_long_as_a_fault_holds_it_down():
    faults = [fault("cmg-stopped", "5 s", "60 s")]
    change = {"at": "30 s", "set": {"cmg.instances": 2}}
    log = play(quiet(cohort=one("40 s"), seconds=200, faults=faults, changes=[change]))

    assert ["timed-out"] == log.requests.decoded("outcome")
    by_name = {station.name: station.capacity for station in log.stations}
    assert (65 * NS_PER_S, 1) == by_name["instance-2"][-1]
    assert 0 == by_name["instance-2"][-2][1]


def test_what_cannot_change_while_it_runs_is_refused_by_name():
    scenario = quiet(cohort=one(), seconds=10)
    change = Change(at_ns=NS_PER_S, set=(("connection_points[0].workers", 4),))

    with pytest.raises(Unsupported, match=r"changing connection_points\[0\]\.workers"):
        run_one(evolve(scenario, changes=(change,)), seed=1)
