"""Ways between two nodes: delay, transmission time, and the path of a request."""

from __future__ import annotations

from fractions import Fraction

import pytest
from engine.network_world import CLIENT_NS, LOCAL_NS, POINT_NS, TASK, World
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.engine.connections import Way
from cmgsim.engine.journal import internal_path
from cmgsim.engine.variate import Variate
from cmgsim.model.distributions import LARGEST, constant


@pytest.mark.parametrize(
    ("size_bytes", "bits_per_s", "expected_ns"),
    [
        (0, 1_000, 0),
        (1, None, 0),
        (100_000_000, None, 0),
        (1, 8, 1_000_000_000),
        (125_000_000, 1_000_000_000, 1_000_000_000),
        (2_000, 20_000_000, 800_000),
        (1, 3, 2_666_666_667),
        (1, 6, 1_333_333_333),
        (1, 16_000_000_000, 1),
        (1, 32_000_000_000, 0),
        (3, 16_000_000_000, 2),
    ],
)
def test_bits_take_their_time_rounded_to_the_nearest_nanosecond_and_halves_up(size_bytes, bits_per_s, expected_ns):
    way = Way(Variate("client_azure", constant(CLIENT_NS)), bits_per_s)

    assert CLIENT_NS + expected_ns == way.transit_ns(TASK, size_bytes)


@pytest.mark.slow
@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_a_transmission_is_never_more_than_half_a_nanosecond_wrong(size_bytes, bits_per_s):
    exact = min(Fraction(8 * size_bytes * 10**9, bits_per_s), Fraction(LARGEST))
    shown = Way(Variate("client_azure", constant(0)), bits_per_s).transit_ns(TASK, size_bytes)

    assert -Fraction(1, 2) < shown - exact <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("one", "other", "latency_ns"),
    [
        ("client-1", "load-balancer", CLIENT_NS),
        ("client-1", "blob-storage", CLIENT_NS),
        ("client-1", "entra-id", CLIENT_NS),
        ("client-1", "public-dns", CLIENT_NS),
        ("cmg-connection-point-1", "instance-1", POINT_NS),
        ("cmg-connection-point-1", "public-dns", POINT_NS),
        ("service-connection-point", "azure-resource-manager", POINT_NS),
        ("site-server", "blob-storage", POINT_NS),
        ("cmg-connection-point-1", "management-point-1", LOCAL_NS),
        ("cmg-connection-point-1", "proxy", LOCAL_NS),
    ],
)
def test_the_way_between_two_nodes_is_the_same_in_both_directions(one, other, latency_ns):
    world = World(proxy=True)
    one, other = world.node(one), world.node(other)

    assert latency_ns == world.network.way(one, other).latency_ns(TASK)
    assert latency_ns == world.network.way(other, one).latency_ns(TASK)


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("/CCM_Proxy_ServerAuth/72057594037927937/CCM_STS", "/CCM_STS"),
        ("/CCM_Proxy_MutualAuth/72057594037927937/SMS_MP/.sms_pol?a/b", "/SMS_MP/.sms_pol?a/b"),
    ],
)
def test_the_published_part_of_a_path_is_taken_off(outside, inside):
    assert inside == internal_path(outside)
