"""What gets round a fault: another port, a proxy, another instance, another connection point; and when nothing does."""

from __future__ import annotations

import pytest
from engine.fault_tables import DEPLOYMENTS, SIZES, end_of, played

from cmgsim.api.replay import replay, stopped
from cmgsim.flows.conformance import departures


def story(trace, *, without=("F2",)):
    """What happens after the channel, but for instants, numbers of connections, and the columns of the channel."""
    return [
        (r.kind, r.src, r.dst, r.rule, r.verb, r.path, r.status, r.request, r.bytes, r.text)
        for r in trace
        if r.rule not in without
    ]


@pytest.mark.rule("N1")
@pytest.mark.parametrize("flow", ["communication", "content"])
@pytest.mark.parametrize("fault", ["proxy", "ports-blocked=10140-10155", "ports-dropped=10140-10155"])
@pytest.mark.parametrize("instances", SIZES)
def test_once_a_classic_channel_has_fallen_back_all_goes_as_ever(flow, fault, instances):
    whole, around = (played(flow, "classic", instances, faults) for faults in ((), (fault,)))

    assert story(whole) == story(around)
    assert {"P4"} == {r.port_rule for r in whole if r.rule == "F4"}
    assert {"P5" if instances == 1 else "P6"} == {r.port_rule for r in around if r.rule == "F4"}


@pytest.mark.rule("N1")
@pytest.mark.parametrize("flow", ["communication", "content"])
def test_a_request_on_a_proxied_channel_names_the_proxy(flow):
    trace = played(flow, "classic", 2, ("proxy",))

    assert {"proxy"} == {r.via for r in trace if r.rule == "F4"}
    assert {None} == {r.via for r in trace if r.rule in ("F3", "F5")}


@pytest.mark.rule("F3", "F4")
@pytest.mark.parametrize("broken", [1, 2])
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_clients_are_handed_to_the_instance_that_is_up(deployment, broken):
    healthy = f"instance-{3 - broken}"
    for seed in range(6):
        trace = replay("communication", deployment=deployment, instances=2, faults=[f"instance-down=instance-{broken}"],
                       seed=seed)  # fmt: skip
        assert not stopped(trace)
        assert {healthy} == {r.src for r in trace if r.kind == "request" and r.rule == "F4"}
        assert [f"the load balancer hands the connection to {healthy}"] == [
            r.text for r in trace if r.src == "load-balancer"
        ]


@pytest.mark.rule("F4")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_client_on_an_instance_without_a_channel_is_told_503(deployment):
    faults = ["ports-blocked=10125,10141"]
    met = set()
    for seed in range(8):
        trace = replay("communication", deployment=deployment, instances=2, faults=faults, seed=seed)
        (picked,) = [r.text.rsplit(" ", 1)[-1] for r in trace if r.src == "load-balancer"]
        met.add(picked)
        assert (picked == "instance-2") == stopped(trace)
        if stopped(trace):
            text = "stopped at F4: client-1 gets 503 CMGService_NoConnector for token"
            assert ("state", "F4", text, 503) == end_of(trace)
            assert [] == [r for r in trace if r.rule == "F4" and r.kind == "request"]
        assert [] == departures(trace, "communication", deployment=deployment, instances=2)
    assert {"instance-1", "instance-2"} == met


@pytest.mark.rule("F2", "F4")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("flow", ["communication", "content"])
def test_with_one_connection_point_down_the_other_does_all_the_work(deployment, flow):
    faults = ("connection-point-down=cmg-connection-point-1",)
    trace = played(flow, deployment, 2, faults, points=2)

    assert not stopped(trace)
    assert {"cmg-connection-point-2"} == {r.dst for r in trace if r.rule == "F4" and r.kind == "request"}
    assert [] == departures(trace, flow, deployment=deployment, instances=2, connection_points=2)
    assert "stopped at F2: cmg-connection-point-1 holds no channel to the CMG: it is down (breaks F2)" == (
        played("channel", deployment, 2, faults, points=2).records[-1].text
    )


@pytest.mark.rule("F2")
@pytest.mark.parametrize("flow", ["channel", "communication", "content"])
def test_with_all_connection_points_down_nothing_is_opened(flow):
    faults = tuple(f"connection-point-down=cmg-connection-point-{n}" for n in (1, 2))
    trace = played(flow, faults=faults, points=2)

    who = "cmg-connection-point-1 and cmg-connection-point-2 hold no channel to the CMG"
    assert f"stopped at F2: {who}: cmg-connection-point-1 is down (breaks F2)" == trace.records[-1].text
    assert {"state"} == {r.kind for r in trace}
