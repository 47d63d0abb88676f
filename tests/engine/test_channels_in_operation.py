"""Channels while the service runs: they break, change ports, fall back, and are built anew at the next minute."""

from __future__ import annotations

import pytest
from engine.fleet_runs import ends, fault, one, play, seen
from theory import NS_PER_S

from cmgsim.facts.limits import CHANNEL_CHECK
from cmgsim.validation.queues import asking, quiet


@pytest.mark.rule("F2", "F4")
def test_without_a_channel_the_instance_answers_503_until_the_next_minute():
    cohort = asking(1, at=["65 s", "71 s", "119 s", "121 s"])
    scenario = quiet(cohort=cohort, seconds=200, faults=[fault("internet-down", "70 s", "10 s")])

    assert 60 == CHANNEL_CHECK.ns // NS_PER_S
    assert [("ok", 200), ("refused", 503), ("refused", 503), ("ok", 200)] == [row[:2] for row in ends(scenario)]
    texts = seen(play(scenario, trace=True), "response", "text", dst_role="client", status=503)
    assert 2 == len([text for text in texts if text.endswith("503 CMGService_NoConnector")])


def test_a_channel_that_breaks_is_closed_at_that_instant_and_built_anew_at_the_next_minute():
    scenario = quiet(cohort=one(), seconds=200, faults=[fault("internet-down", "70 s", "10 s")])
    log = play(scenario, trace=True)

    assert [70] == [t_ns // NS_PER_S for t_ns in seen(log, "closed", "t_ns", rule="F2")]
    assert [-60, 120] == [t_ns // NS_PER_S for t_ns in seen(log, "accepted", "t_ns", rule="F2")]


@pytest.mark.rule("N2", "N3", "P2", "P3")
def test_growth_from_one_instance_moves_its_channel_from_443_to_10124_at_the_next_minute():
    change = {"at": "90 s", "set": {"cmg.instances": 2}}
    log = play(quiet(cohort=one(), seconds=200, changes=[change]), trace=True)

    assert [
        (-60, "load-balancer", 443, "P2"),
        (120, "instance-1", 10124, "P3"),
        (120, "instance-2", 10125, "P3"),
    ] == [
        (t_ns // NS_PER_S, *rest) for t_ns, *rest in seen(log, "connect", "t_ns", "dst", "port", "port_rule", rule="F2")
    ]
    assert [(120, "load-balancer", 443)] == [
        (t_ns // NS_PER_S, *rest) for t_ns, *rest in seen(log, "closed", "t_ns", "dst", "port", rule="F2")
    ]


@pytest.mark.rule("N2")
def test_shrinking_to_one_instance_moves_its_channel_back_to_443():
    change = {"at": "90 s", "set": {"cmg.instances": 1}}
    log = play(quiet(cmg={"instances": 2}, cohort=one(), seconds=200, changes=[change]), trace=True)

    assert [("instance-1", 10124), ("instance-2", 10125), ("load-balancer", 443)] == seen(
        log, "connect", "dst", "port", rule="F2"
    )


@pytest.mark.rule("P4", "P5", "N3")
def test_a_classic_channel_whose_port_is_blocked_falls_back_to_https():
    blocked = fault("ports-blocked=10140-10155", "0 s")
    log = play(quiet(cmg={"deployment": "classic"}, cohort=one(), seconds=9, faults=[blocked]), trace=True)

    assert [("instance-1", "TCP-TLS", 10140, "P4"), ("load-balancer", "HTTPS", 443, "P5")] == seen(
        log, "connect", "dst", "protocol", "port", "port_rule", rule="F2"
    )
    assert ["ok"] == log.requests.decoded("outcome")


@pytest.mark.rule("N1")
def test_a_proxy_that_appears_while_the_service_runs_carries_the_channels_built_after_it():
    faults = [fault("proxy", "30 s"), fault("internet-down", "40 s", "5 s")]
    log = play(quiet(cohort=one("90 s"), seconds=200, faults=faults), trace=True)

    later = [(dst, via) for t_ns, dst, via in seen(log, "connect", "t_ns", "dst", "via", rule="F2") if t_ns > 0]
    assert [("proxy", None), ("load-balancer", "proxy")] == later
    assert ["ok"] == log.requests.decoded("outcome")
