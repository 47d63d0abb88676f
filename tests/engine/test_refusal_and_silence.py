"""Connections that do not come about: refusal, silence, and what nothing documented allows."""

from __future__ import annotations

import pytest
from attrs import evolve
from engine.network_world import (
    CLIENT_NS,
    CLIENT_TO_CMG,
    HTTP,
    HTTPS,
    LOCAL_NS,
    ONE_WAY_NS,
    POINT_NS,
    POINT_TO_INSTANCE,
    POINT_TO_SERVER,
    START_NS,
    TCP_TLS,
    World,
)

from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.work import Task
from cmgsim.errors import NoSuchEdge
from cmgsim.facts.rows import Deployment, Protocol
from cmgsim.model.distributions import constant, exponential
from cmgsim.model.randomness import Streams
from cmgsim.model.topology import build


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_a_refusal_takes_one_round_trip(tls):
    world = World(faults=[("ports-blocked", "10141")], tls=tls)

    assert ("refused", 2 * POINT_NS, None) == world.fails(*POINT_TO_INSTANCE)
    assert [(START_NS, "connect"), (START_NS + 2 * POINT_NS, "refused")] == [(r.t_ns, r.kind) for r in world.records]


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.parametrize(
    ("fault", "way", "status"), [("tls-inspection", POINT_TO_INSTANCE, None), ("crl-unreachable", CLIENT_TO_CMG, 12175)]
)
def test_a_certificate_is_refused_after_tcp_and_the_first_round_trip_of_tls(tls, fault, way, status):
    world = World(faults=[(fault, None)], tls=tls)

    assert ("refused", 2 * 2 * ONE_WAY_NS[way], status) == world.fails(*way)
    assert status == world.records[-1].status


@pytest.mark.parametrize("fault", ["internet-down", "cmg-stopped"])
def test_silence_lasts_as_long_as_the_connect_timeout(fault):
    world = World(faults=[(fault, None)], connect_timeout=constant(7_654_321))

    assert ("timed-out", 7_654_321, None) == world.fails(*POINT_TO_INSTANCE)


def test_the_default_connect_timeout_is_21_seconds():
    world = World(faults=[("ports-dropped", "1-65535")])

    assert ("timed-out", 21_000_000_000, None) == world.fails(*POINT_TO_INSTANCE)


def test_a_random_connect_timeout_is_drawn_for_each_task():
    world = World(faults=[("internet-down", None)], connect_timeout=exponential(5_000_000_000))
    waited = []
    for number in range(3):
        with pytest.raises(ConnectionFailed) as caught:
            world.network.open(
                world.node("cmg-connection-point-1"), world.node("instance-2"), TCP_TLS, 10141, rule="F2",
                at_ns=START_NS, job=Task(Streams(1, 0), "test", number),
            )  # fmt: skip
        waited.append(caught.value.at_ns)

    assert 3 == len(set(waited))


def test_the_edge_stands_between_the_site_and_the_internet_only():
    world = World(faults=[("ports-blocked", "1-65535")], proxy=True)

    assert 6 * LOCAL_NS == world.takes(*POINT_TO_SERVER)
    assert 2 * LOCAL_NS == world.takes("cmg-connection-point-1", "proxy", HTTP, 80)
    assert 6 * CLIENT_NS == world.takes(*CLIENT_TO_CMG)


@pytest.mark.rule("F4")
@pytest.mark.parametrize(
    ("opener", "acceptor", "protocol", "port"),
    [
        ("instance-1", "cmg-connection-point-1", HTTPS, 443),
        ("load-balancer", "cmg-connection-point-1", HTTPS, 443),
        ("client-1", "management-point-1", HTTPS, 443),
        ("client-1", "instance-1", HTTPS, 443),
        ("client-1", "load-balancer", HTTPS, 80),
        ("client-1", "load-balancer", HTTP, 443),
        ("cmg-connection-point-1", "instance-2", TCP_TLS, 10140),
        ("cmg-connection-point-1", "instance-1", HTTPS, 443),
        ("cmg-connection-point-1", "load-balancer", HTTPS, 443),
        ("management-point-1", "cmg-connection-point-1", HTTPS, 443),
        ("site-server", "key-vault", HTTPS, 443),
        ("software-update-point-1", "public-dns", Protocol.DNS, 53),
    ],
)
def test_what_nothing_documented_allows_is_not_opened(opener, acceptor, protocol, port):
    world = World()
    with pytest.raises(NoSuchEdge):
        world.open(opener, acceptor, protocol, port)

    assert [] == world.records


def test_after_a_change_of_the_service_the_new_ports_are_allowed_and_the_old_are_not():
    world = World(deployment=Deployment.SCALE_SET, instances=1)
    assert "P2" == world.open("cmg-connection-point-1", "load-balancer", HTTPS, 443).port_rule

    scenario = evolve(world.network.scenario, cmg=evolve(world.network.scenario.cmg, instances=2))
    world.network.use(scenario, build(scenario))

    assert "P3" == world.open("cmg-connection-point-1", "instance-1", HTTPS, 10124).port_rule
    with pytest.raises(NoSuchEdge):
        world.open("cmg-connection-point-1", "load-balancer", HTTPS, 443)
