"""A network of delays that hide no wrong number of trips, and what opening a connection in it takes."""

from __future__ import annotations

import pytest

from cmgsim.engine.conditions import Conditions
from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.network import Network
from cmgsim.engine.variate import Variates
from cmgsim.engine.work import Task
from cmgsim.facts.rows import Deployment, Protocol
from cmgsim.model.distributions import constant
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Clients, Cmg, ConnectionPoints, Fault, Leg, NetworkLegs, Scenario
from cmgsim.model.topology import build

HTTPS, HTTP, TCP_TLS = Protocol.HTTPS, Protocol.HTTP, Protocol.TCP_TLS
CLIENT_NS, POINT_NS, LOCAL_NS = 31_234_567, 25_000_001, 1_999_999
"""One way; primes and the like, so that a wrong number of trips cannot hide."""
START_NS = 1_000_000_007
TASK = Task(Streams(1, 0), "test", 0)


class World:
    """A network of two classic instances behind a proxy or not, and what it records."""

    def __init__(self, *, faults=(), deployment=Deployment.CLASSIC, instances=2, service="GraniteFalls.contoso.com",
                 proxy=False, **legs):  # fmt: skip
        legs = {
            "client_azure": Leg(latency=constant(CLIENT_NS)),
            "azure_connection_point": Leg(latency=constant(POINT_NS)),
            "on_premises": Leg(latency=constant(LOCAL_NS)),
            **legs,
        }
        scenario = Scenario(
            clients=(Clients(count=1, name="client-1"),),
            cmg=Cmg(deployment=deployment, instances=instances, service_name=service),
            connection_points=(ConnectionPoints(proxy=proxy),),
            network=NetworkLegs(**legs),
        )
        self.records, self.conditions = [], Conditions()
        for kind, value in faults:
            self.conditions.add(Fault(kind=kind, value=value))
        self.network = Network(scenario, build(scenario), self.conditions, Variates(), self.records.append)

    def node(self, name):
        return self.network.topology.node(name)

    def open(self, opener, acceptor, protocol, port, **circumstances):
        return self.network.open(
            self.node(opener), self.node(acceptor), protocol, port, rule="F3", at_ns=START_NS, job=TASK, **circumstances
        )

    def takes(self, opener, acceptor, protocol, port, **circumstances):
        """Nanoseconds until the opener may send."""
        return self.open(opener, acceptor, protocol, port, **circumstances).ready_ns - START_NS

    def fails(self, opener, acceptor, protocol, port, **circumstances):
        with pytest.raises(ConnectionFailed) as caught:
            self.open(opener, acceptor, protocol, port, **circumstances)
        failed = caught.value
        return failed.outcome, failed.at_ns - START_NS, failed.status


CLIENT_TO_CMG = ("client-1", "load-balancer", HTTPS, 443)
POINT_TO_INSTANCE = ("cmg-connection-point-1", "instance-2", TCP_TLS, 10141)
POINT_TO_SERVER = ("cmg-connection-point-1", "management-point-1", HTTPS, 443)
ONE_WAY_NS = {CLIENT_TO_CMG: CLIENT_NS, POINT_TO_INSTANCE: POINT_NS, POINT_TO_SERVER: LOCAL_NS}
