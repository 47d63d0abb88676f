"""What an administrator changes while it runs: how long it takes, what it needs, and what clients notice."""

from __future__ import annotations

import pytest
from engine.fleet_runs import every_second
from theory import NS_PER_S, runs

from cmgsim.engine.run import run_one
from cmgsim.facts.limits import CHANNEL_CHECK, LB_PROBE_INTERVAL, MAINTENANCE_RETRY
from cmgsim.model.assumptions import SCALE_OUT_TIME
from cmgsim.validation.queues import asking, quiet


def log_of(seconds, *changes, cmg=None, faults=(), **tables):
    scenario = quiet(
        cmg=cmg or {}, cohort=tables.pop("cohort", every_second(seconds)), seconds=seconds, changes=list(changes),
        faults=list(faults), **tables,
    )  # fmt: skip
    (log,) = runs(scenario, 1)
    return log


def change(at, **settings):
    return {"at": at, "set": {f"cmg.{key}": value for key, value in settings.items()}}


def told(seconds, *changes, **tables):
    """What the service connection point tells of changes, with the second."""
    scenario = quiet(cohort=asking(1, at=["0 s"]), seconds=seconds, changes=list(changes), **tables)
    log = run_one(scenario, seed=1, trace=True)
    return [
        (record.t_ns // NS_PER_S, record.text)
        for record in log.trace
        if record.kind == "state" and record.src == "service-connection-point"
    ]


# More instances.


def test_a_new_instance_runs_after_the_time_that_azure_takes():
    log = log_of(900, change("60 s", instances=2), cmg={"scale_out_time": "8 min"})

    assert SCALE_OUT_TIME.ns == 480 * NS_PER_S
    added = {station.name: station.capacity for station in log.stations}["instance-2"]
    assert (540 * NS_PER_S, 1) == added[-1]


def test_a_new_instance_gets_no_client_before_its_first_channel_stands_and_the_probe_has_seen_it():
    log = log_of(300, change("90 s", instances=3), cmg={"instances": 2}, cohort=every_second(300))

    assert {"ok"} == set(log.requests.decoded("outcome"))
    first = log.requests.decoded("instance").index("instance-3")
    assert (60, 5) == (CHANNEL_CHECK.ns // NS_PER_S, LB_PROBE_INTERVAL.ns // NS_PER_S)
    assert 125 <= first < 150, "channel at 120 s, seen at 125 s, and then a third of the clients"


@pytest.mark.rule("N2", "N3")
def test_a_firewall_that_allows_443_only_loses_the_service_when_it_grows():
    blocked = {"kind": "ports-blocked=10124-10139"}
    log = log_of(300, change("90 s", instances=2), faults=[blocked])

    statuses = log.requests["status"].tolist()
    assert {200} == set(statuses[:120])
    assert {503} == set(statuses[120:])
    assert {"instance-1"} == set(log.requests.decoded("instance"))


def test_a_later_change_takes_the_place_of_one_that_is_not_in_effect_yet():
    cmg = {"instances": 2, "scale_out_time": "2 min"}
    log = log_of(400, change("60 s", instances=4), change("90 s", instances=1), cmg=cmg)

    assert ["instance-1", "instance-2"] == [station.name for station in log.stations if station.role == "instance"]
    assert {"instance-1"} == set(log.requests.decoded("instance")[90:])


# What a change needs.


@pytest.mark.parametrize(
    "fault",
    ["service-connection-point-offline", "app-secret-expired", "entra-unreachable", "internet-down",
     "endpoint-blocked=management.azure.com"],
)  # fmt: skip
def test_a_change_waits_while_the_service_connection_point_cannot_reach_azure(fault):
    faults = [{"kind": fault, "at": "50 s", "lasts": "20 s"}]

    words = [
        (60, "an administrator sets cmg.instances to 2"),
        (60, f"service-connection-point cannot change the service: {fault}"),
        (60 + MAINTENANCE_RETRY.ns // NS_PER_S, "the service has 2 instances"),
    ]
    assert words == told(1_400, change("60 s", instances=2), faults=faults)


def test_a_name_that_is_taken_stops_no_change():
    taken = [{"kind": "name-taken"}]

    assert (60, "the service has 2 instances") == told(100, change("60 s", instances=2), faults=taken)[-1]


# Stopped and started.


def test_a_stopped_service_answers_nobody_until_it_has_started_and_has_channels():
    cmg = {"start_time": "60 s"}
    cohort = every_second(400, timeout="10 s")
    log = log_of(400, change("100 s", state="stopped"), change("200 s", state="started"), cmg=cmg, cohort=cohort)

    ends = log.requests.decoded("outcome")
    assert {"ok"} == set(ends[:100])
    assert {"timed-out"} == set(ends[100:260])
    assert {503} == set(log.requests["status"].tolist()[260:300]), "started at 260, next check of channels at 300"
    assert {"ok"} == set(ends[300:])


def test_a_service_may_begin_stopped():
    log = log_of(
        300, change("100 s", state="started"), cmg={"state": "stopped"}, cohort=every_second(300, timeout="1 s")
    )

    ends = log.requests.decoded("outcome")
    assert {"timed-out"} == set(ends[:100])
    assert {"ok"} == set(ends[120:])


# The server certificate.


def test_a_renewed_certificate_ends_its_expiry():
    expired = {"kind": "server-certificate-expired", "at": "10 s", "lasts": "50 s"}
    log = log_of(40, change("20 s", certificate="second"), faults=[expired])

    ends = log.requests.decoded("outcome")
    assert ({"ok"}, {"refused"}, {"ok"}) == (set(ends[:10]), set(ends[10:20]), set(ends[20:]))


def test_after_a_renewal_no_tls_session_of_the_old_certificate_is_resumed():
    network = {"client_azure": {"latency": "40 ms"}, "tls_resumption": True, "dns_ttl_address": "1 h"}
    cohort = asking(1, at=["1 s", "2 s", "3 s", "4 s"])
    log = log_of(10, change("2500 ms", certificate="second"), network=network, cohort=cohort)

    connects = [connect // 1_000_000 for connect in log.requests["connect_ns"].tolist()]
    assert [280, 200, 280, 200] == connects, "TCP, TLS 1.2 in two or one round trips, and the way of the request"


def test_the_same_change_once_more_does_not_start_it_anew():
    log = log_of(300, change("60 s", instances=2), change("90 s", instances=2), cmg={"scale_out_time": "2 min"})

    added = {station.name: station.capacity for station in log.stations}["instance-2"]
    assert (180 * NS_PER_S, 1) == added[-1]
