"""
How long a request takes when nothing waits, stage by stage, as the engine would count it.

The request is a client's first: no name is known, no connection is open. Constant delays give the engine's own
nanoseconds; of a random one the mean is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import asdict, evolve, frozen

from cmgsim.explain.demand import SECOND, Demand
from cmgsim.facts.activities import REPLAY_REQUESTS
from cmgsim.facts.limits import SOFTWARE_CENTER_DELAY, bandwidth_of
from cmgsim.facts.ports import channel_attempts
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.distributions import Distribution
from cmgsim.model.names import names_of
from cmgsim.model.scenario import ConnectionPoints, Leg, ManagementPoints, Scenario, SoftwareUpdatePoints
from cmgsim.model.topology import HTTPS_SUP_PORTS
from cmgsim.protocol.handshake import TCP, tls_round_trips
from cmgsim.protocol.session import CREDENTIALS

MANIFEST: Final = REPLAY_REQUESTS["content-manifest"]
_BITS: Final = 8


@frozen
class Stages:
    """Nanoseconds of each stage of one request that never waits; the names are those of the request log."""

    dns_ns: int = 0
    connect_ns: int = 0
    """Handshakes, and the request on its way to the instance."""
    instance_service_ns: int = 0
    channel_ns: int = 0
    connection_point_service_ns: int = 0
    server_service_ns: int = 0
    response_ns: int = 0
    handshake_ns: int = 0
    """The part of connecting before the client may send: the connection is open from then on."""

    @property
    def total_ns(self) -> int:
        """From the wish to the answer."""
        stages = (
            self.dns_ns, self.connect_ns, self.instance_service_ns, self.channel_ns, self.connection_point_service_ns,
            self.server_service_ns, self.response_ns,
        )  # fmt: skip
        return sum(stages)

    @property
    def connected_ns(self) -> int:
        """How long the client's connection to an instance is open for it."""
        return self.total_ns - self.dns_ns - self.handshake_ns

    def in_seconds(self) -> dict[str, float]:
        """The stages by name, and the total, in seconds."""
        stages = {name.removesuffix("_ns") + "_s": value / SECOND for name, value in asdict(self).items()}
        del stages["handshake_s"]
        return {**stages, "total_s": self.total_ns / SECOND}


def stages_of(scenario: Scenario, demand: Demand) -> Stages:
    """The stages of the first request of the cohort's first client."""
    opened = _opened(scenario, demand)
    return _downloaded(scenario, demand, opened) if demand.target is Role.BLOB_STORAGE else _relayed(
        scenario, demand, opened
    )  # fmt: skip


def latency_table(these: Iterable[Demand], stages: Mapping[int, Stages]) -> list[dict[str, Any]]:
    """The section `latency` of an explanation: one row an activity, from the stages by its number."""
    return [
        {
            "cohort": each.planned.cohort.name,
            "activity": each.planned.kind.name,
            **stages[each.planned.number].in_seconds(),
            "timeout_s": each.planned.cohort.timeout.mean / SECOND,
        }
        for each in these
    ]


def _opened(scenario: Scenario, demand: Demand) -> Stages:
    """Names, handshake, and the request's way to an instance, which serves it."""
    legs, content = scenario.network, demand.target is Role.BLOB_STORAGE
    round_trip = 2 * _mean(legs.client_azure.latency)
    handshake = round_trip * (
        TCP
        + tls_round_trips(legs.tls, client_certificate=CREDENTIALS[demand.planned.cohort.authentication].in_handshake)
    )
    sent = MANIFEST.up_bytes if content else _mean(demand.planned.up)
    return Stages(
        dns_ns=round_trip * (2 if names_of(scenario.cmg).has_alias else 1),
        connect_ns=handshake + _transit(legs.client_azure, sent),
        instance_service_ns=_mean(scenario.cmg.service_time),
        handshake_ns=handshake,
    )


def _relayed(scenario: Scenario, demand: Demand, opened: Stages) -> Stages:
    """Down the channel, through a connection point to a server, and all the way back."""
    legs, up, down = scenario.network, _mean(demand.planned.up), _mean(demand.planned.down)
    point, server = scenario.connection_points[0], _server(scenario, demand)
    trips = TCP + (tls_round_trips(legs.tls, client_certificate=True) if _is_https(server) else 0)
    onward = 2 * trips * _mean(legs.on_premises.latency) + _transit(legs.on_premises, up)
    return evolve(
        opened,
        channel_ns=_sent(scenario, up)
        + _transit(legs.azure_connection_point, up)
        + _until_asked(scenario, point)
        + onward,
        connection_point_service_ns=_mean(point.service_time),
        server_service_ns=_mean(server.service_time),
        response_ns=_sent(scenario, down)
        + sum(_transit(leg, down) for leg in (legs.on_premises, legs.azure_connection_point, legs.client_azure)),
    )


def _downloaded(scenario: Scenario, demand: Demand, opened: Stages) -> Stages:
    """The instance's answer that tells where the content is, then a connection to storage and the content itself."""
    leg = scenario.network.client_azure
    round_trip = 2 * _mean(leg.latency)
    told = _transit(leg, MANIFEST.down_bytes)
    connected = round_trip * (1 + TCP + tls_round_trips(scenario.network.tls))
    fetched = _transit(leg, _mean(demand.planned.up)) + _transit(leg, _mean(demand.planned.down))
    return evolve(opened, response_ns=told + connected + fetched)


def _sent(scenario: Scenario, size_bytes: int) -> int:
    """What a message takes at the network card of its instance, when nothing else is there."""
    bandwidth_bps = bandwidth_of(scenario.cmg.vm_size)
    if bandwidth_bps is None or size_bytes <= scenario.cmg.queued_from:
        return 0
    return (_BITS * size_bytes * SECOND + bandwidth_bps // 2) // bandwidth_bps


def _until_asked(scenario: Scenario, point: ConnectionPoints) -> int:
    """The wait in an HTTPS channel until the connection point asks again; nothing over TCP-TLS."""
    rows = channel_attempts(scenario.cmg.deployment, scenario.cmg.instances, through_proxy=point.proxy)
    if rows[0].protocols[0] is Protocol.TCP_TLS:
        return 0
    legs = scenario.network
    waited = 2 * legs.https_channel_round_trips * _mean(legs.azure_connection_point.latency)
    return min(waited, SOFTWARE_CENTER_DELAY.ns)


def _server(scenario: Scenario, demand: Demand) -> ManagementPoints | SoftwareUpdatePoints:
    """The table of the server that the cohort's first client asks."""
    management = demand.target is Role.MANAGEMENT_POINT
    tables = scenario.management_points if management else scenario.software_update_points
    servers = [table for table in tables for _ in range(table.count)]
    return servers[demand.planned.first_client % len(servers)]


def _is_https(server: ManagementPoints | SoftwareUpdatePoints) -> bool:
    return server.protocol == "https" if isinstance(server, ManagementPoints) else server.port in HTTPS_SUP_PORTS


def _mean(quantity: Distribution) -> int:
    return round(quantity.mean)


def _transit(leg: Leg, size_bytes: int) -> int:
    """From the first bit sent to the last bit received, rounded as the engine does."""
    if leg.bandwidth_bps is None:
        return _mean(leg.latency)
    return _mean(leg.latency) + (_BITS * size_bytes * SECOND + leg.bandwidth_bps // 2) // leg.bandwidth_bps
