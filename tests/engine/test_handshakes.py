"""Handshakes by hand: how long TCP, TLS and a proxy take, and who learns of it when."""

from __future__ import annotations

import pytest
from engine.network_world import (
    CLIENT_NS,
    CLIENT_TO_CMG,
    HTTP,
    HTTPS,
    LOCAL_NS,
    ONE_WAY_NS,
    POINT_NS,
    START_NS,
    TASK,
    World,
)

from cmgsim.model.distributions import uniform
from cmgsim.model.scenario import Leg


@pytest.mark.parametrize("way", ONE_WAY_NS)
@pytest.mark.parametrize(
    ("tls", "resumed", "round_trips"), [("1.2", False, 3), ("1.2", True, 2), ("1.3", False, 2), ("1.3", True, 2)]
)
@pytest.mark.parametrize("certificate", [False, True])
def test_tcp_and_tls_take_whole_round_trips(way, tls, resumed, round_trips, certificate):
    world = World(tls=tls)

    assert round_trips * 2 * ONE_WAY_NS[way] == world.takes(*way, resumed=resumed, certificate=certificate)


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_plain_http_takes_one_round_trip(tls):
    assert 2 * LOCAL_NS == World(proxy=True, tls=tls).takes("cmg-connection-point-1", "proxy", HTTP, 80)


@pytest.mark.rule("N1")
@pytest.mark.parametrize(("tls", "round_trips"), [("1.2", 2), ("1.3", 1)])
def test_through_a_proxy_the_way_to_the_proxy_comes_first(tls, round_trips):
    world = World(proxy=True, tls=tls)
    point, instance = world.node("cmg-connection-point-1"), world.node("instance-2")
    near = world.network.open_through_proxy(point, rule="F2", at_ns=START_NS, job=TASK)
    far = world.network.open(
        point, instance, HTTPS, 10125, rule="F2", at_ns=near.ready_ns, job=TASK, through=near, certificate=True
    )

    # TCP to the proxy; CONNECT and its answer, with TCP beyond it in between; TLS all the way.
    assert 2 * LOCAL_NS + 2 * (LOCAL_NS + POINT_NS) + round_trips * 2 * (LOCAL_NS + POINT_NS) == far.ready_ns - START_NS
    assert [
        ("connect", "proxy", None, None), ("accepted", "proxy", None, None), ("request", "proxy", None, None),
        ("connect", "instance-2", "proxy", None), ("response", "cmg-connection-point-1", None, 200),
        ("accepted", "instance-2", "proxy", None),
    ] == [(r.kind, r.dst, r.via, r.status) for r in world.records]  # fmt: skip
    assert "cmg-connection-point-1 opens HTTPS 10125 to instance-2 through proxy" == world.records[3].text


def test_the_opener_learns_of_it_at_the_end():
    world = World()
    connection = world.open(*CLIENT_TO_CMG)

    assert [
        (START_NS, "connect", "client-1", "load-balancer", "c1"),
        (START_NS + 6 * CLIENT_NS, "accepted", "client-1", "load-balancer", "c1"),
    ] == [(r.t_ns, r.kind, r.src, r.dst, r.connection) for r in world.records]
    assert ("c1", "P7") == (connection.id, connection.port_rule)


def test_a_random_delay_is_one_for_all_trips_of_one_attempt():
    world = World(client_azure=Leg(latency=uniform(10_000_000, 90_000_000)))
    way = world.network.way(world.node("client-1"), world.node("load-balancer"))
    one_way = way.latency_ns(TASK)

    assert 10_000_000 <= one_way <= 90_000_000
    assert 6 * one_way == world.takes(*CLIENT_TO_CMG)
    assert one_way == way.transit_ns(TASK, 1_000)


def test_recording_does_not_change_when_things_happen():
    silent, told = World(), World()
    silent.network.journal.write = None

    for way in ONE_WAY_NS:
        assert told.takes(*way) == silent.takes(*way)
    assert [] == silent.records
