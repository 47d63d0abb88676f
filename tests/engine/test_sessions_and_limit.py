"""Notification sessions count as connections; beyond the documented number of a VM, work takes longer."""

from __future__ import annotations

import numpy as np
from engine.fleet_runs import fault, play
from theory import NS_PER_S

from cmgsim.facts.limits import VM_SIZES
from cmgsim.results import summary
from cmgsim.validation.queues import asking, quiet


def notified(count, *at):
    return {"count": count, "activities": [{"request": "notification", "at": list(at)}]}


def test_a_client_with_a_notification_session_counts_as_connected_all_the_time():
    log = play(quiet(cohort=notified(7, "10 s"), seconds=100))

    row = summary([log])["connections"]["instance-1"]
    assert 7 == row["mean"]
    assert VM_SIZES["A2_v2"].clients == row["limit"]


def test_notification_sessions_move_to_where_the_keep_alive_was_answered():
    down = fault("instance-down=instance-1", "30 s", "200 s")
    log = play(quiet(cmg={"instances": 2}, cohort=notified(40, "60 s"), seconds=100, faults=[down]))

    before, after = (
        {name: int(np.sum((held.opened_ns <= at) & ((held.closed_ns < 0) | (held.closed_ns > at))))
         for name, held in log.connections.items()}
        for at in (20 * NS_PER_S, 90 * NS_PER_S)
    )  # fmt: skip
    assert 40 == sum(before.values())
    assert min(before.values()) > 5
    assert {"instance-1": 0, "instance-2": 40} == after


def test_beyond_the_documented_number_of_connections_work_takes_longer_in_proportion():
    limit = VM_SIZES["B2s"].clients
    few, many = (
        play(
            quiet(cmg={"vm_size": "B2s", "workers": 99, "service_time": "1 s"}, cohort=asking(n, at=["1 s"]), seconds=9)
        )
        for n in (limit, 2 * limit)
    )

    assert {NS_PER_S} == set(few.requests["instance_service_ns"].tolist())
    assert {2 * NS_PER_S} == set(many.requests["instance_service_ns"].tolist())
