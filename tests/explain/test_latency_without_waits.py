"""The stages of a request that never waits are, to the nanosecond, those of the engine."""

from __future__ import annotations

from itertools import product

import pytest
from builders import one_client

from cmgsim.api.simulate import simulate
from cmgsim.explain.demand import demands
from cmgsim.explain.latency import stages_of
from cmgsim.request_log import Outcome

STAGES = ("dns_ns", "connect_ns", "instance_service_ns", "channel_ns", "connection_point_service_ns",
          "server_service_ns", "response_ns")  # fmt: skip
CONSTANT = {
    "clients[0].timeout": "1 h",
    "cmg.service_time": "20 ms",
    "connection_points[0].service_time": "2 ms",
    "connection_points[0].count": 2,
    "management_points[0].service_time": "11 ms",
    "software_update_points[0].service_time": "50 ms",
    "network.client_azure.bandwidth": "7 Mbit/s",
    "network.azure_connection_point.bandwidth": "90 Mbit/s",
    "network.on_premises.bandwidth": "1 Gbit/s",
}


@pytest.mark.slow
@pytest.mark.parametrize("asks", ["policy", "scan", "content"])
@pytest.mark.parametrize("authentication", ["entra", "certificate"])
@pytest.mark.parametrize(("deployment", "instances"), [("scale-set", 1), ("scale-set", 3), ("classic", 1)])
def test_the_stages_are_those_of_a_simulated_request(asks, authentication, deployment, instances):
    for tls, proxy, protocol in product(("1.2", "1.3"), (False, True), ("https", "http")):
        settings = {
            **CONSTANT,
            "network.tls": tls,
            "connection_points[0].proxy": proxy,
            "management_points[0].protocol": protocol,
        }
        scenario = one_client(
            asks, authentication=authentication, settings=settings, deployment=deployment, instances=instances
        )
        requests = simulate(scenario).requests
        stages = stages_of(scenario, demands(scenario)[0])

        assert Outcome.OK == requests["outcome"][0]
        assert {name: int(requests[name][0]) for name in STAGES} == {name: getattr(stages, name) for name in STAGES}
        assert int(requests["done_ns"][0] - requests["created_ns"][0]) == stages.total_ns


def test_a_policy_request_by_hand():
    # Two names of 60 ms each, TCP and TLS 1.2 in three round trips of 60 ms, 30 ms there; 20 ms of work; 25 ms down the
    # channel, 50 ms until it is asked for, three round trips of 4 ms and 2 ms on; 2 ms and 10 ms of work; 57 ms back.
    stages = stages_of(*_first(one_client()))

    assert [120, 210, 20, 89, 2, 10, 57] == [getattr(stages, name) // 10**6 for name in STAGES]
    assert 508 == stages.total_ns // 10**6


def test_a_connection_is_open_from_the_end_of_the_handshake():
    stages = stages_of(*_first(one_client()))

    assert 508 - 120 - 180 == stages.connected_ns // 10**6


def test_tcp_tls_waits_for_nobody_to_ask():
    classic, scale_set = (one_client(deployment=way) for way in ("classic", "scale-set"))

    assert 50 * 10**6 == stages_of(*_first(scale_set)).channel_ns - stages_of(*_first(classic)).channel_ns


def test_the_wait_of_an_https_channel_has_its_documented_cap():
    slow = one_client(settings={"network.azure_connection_point.latency": "10 s"})

    assert 13_014 == stages_of(*_first(slow)).channel_ns // 10**6


def test_random_delays_count_with_their_mean():
    exponential = one_client(settings={"network.client_azure.latency": "exponential(30 ms)"})

    assert stages_of(*_first(one_client())) == stages_of(*_first(exponential))


def _first(scenario):
    return scenario, demands(scenario)[0]
