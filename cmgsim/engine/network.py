"""
The network: names are looked up, connections are opened, messages take their time. Roles do not know how long.

Everything here is computed at the instant it begins: a call returns (or raises) with the instant at which the role may
go on, and the role waits once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cmgsim.engine.conditions import Conditions, Opening
from cmgsim.engine.connections import Connection, ConnectionFailed, Way
from cmgsim.engine.journal import Journal
from cmgsim.engine.resolver import Resolver
from cmgsim.engine.station import Job
from cmgsim.errors import NoSuchEdge
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.names import Names
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import PROXY_PORT, Node, Topology, leg_between, leg_name
from cmgsim.protocol.handshake import HELLO, TCP, Tls, tls_round_trips
from cmgsim.trace import Record

SECURE_FAILURE: Final = 12175
"""WinHTTP: the server's certificate was not accepted."""


class Network:
    """
    Ways between roles, under the conditions of the moment.

    Args:
        record: Called with each message record; None to keep none.
    """

    def __init__(
        self,
        scenario: Scenario,
        topology: Topology,
        conditions: Conditions,
        record: Callable[[Record], None] | None = None,
    ) -> None:
        self.scenario, self.topology, self.conditions = scenario, topology, conditions
        self.journal = Journal(topology, record)
        self.names: Names = topology.names
        self.tls: Tls = scenario.network.tls
        self.connections = 0
        """Opened so far, or tried."""
        self.egress_bytes = 0
        """Left Azure so far: requests handed to connection points, answers and content sent to clients."""
        self._ways: dict[tuple[Role, Role], Way] = {}
        self._rules: dict[tuple[str, str, Protocol, int], str | None] = {}
        self.resolver = Resolver(self)

    def use(self, scenario: Scenario, topology: Topology) -> None:
        """From now on these nodes and edges: an administrator has changed the service."""
        self.scenario, self.topology, self.names = scenario, topology, topology.names
        self.journal.topology = topology
        self._rules.clear()

    @property
    def tracing(self) -> bool:
        """Whether anybody keeps the records."""
        return self.journal.write is not None

    def way(self, one: Node, other: Node) -> Way:
        """The way between two nodes; it depends on their roles only."""
        pair = (one.role, other.role)
        if pair not in self._ways:
            leg = leg_between(self.scenario, one, other)
            self._ways[pair] = Way(leg_name(one, other), leg.latency, leg.bandwidth_bps)
        return self._ways[pair]

    def open(  # a connection has this many ends and circumstances
        self,
        opener: Node,
        acceptor: Node,
        protocol: Protocol,
        port: int,
        *,
        rule: str,
        at_ns: int,
        job: Job,
        names: tuple[str, ...] = (),
        behind: Node | None = None,
        via: str | None = None,
        certificate: bool = False,
        resumed: bool = False,
    ) -> Connection:
        """
        Open a connection at *at_ns*: TCP, then TLS where the protocol has it.

        Args:
            names: Names under which the acceptor is addressed.
            behind: The instance to which a load balancer hands the connection.
            via: The proxy it runs through; the connection to the proxy itself is opened first, by the caller.
            certificate: Whether the opener shows a certificate of its own in the handshake.
            resumed: Whether it takes up an earlier TLS session.

        Raises:
            ConnectionFailed: Refused, or no answer within the connect timeout.
            NoSuchEdge: Nothing documented allows it.
        """
        port_rule = self._allowed(opener, acceptor, protocol, port)
        self.connections += 1
        connection = Connection(self.connections, opener, acceptor, protocol, port, port_rule, via, at_ns)
        round_trip = 2 * self.way(opener, acceptor).latency_ns(job)
        if self.tracing:
            self.journal.connection(
                at_ns, "connect", connection, rule,
                f"{opener.name} opens {protocol} {port} to {acceptor.name}{f' through {via}' if via else ''}",
            )  # fmt: skip
        if self.conditions.active:
            self._meet_obstacles(connection, Opening(opener, acceptor, port, names, behind), rule, round_trip, job)
        tls: Tls = "none" if protocol is Protocol.HTTP else self.tls
        trips = TCP + tls_round_trips(tls, resumed=resumed, client_certificate=certificate)
        connection.ready_ns = at_ns + trips * round_trip
        if self.tracing:
            self.journal.connection(
                connection.ready_ns, "accepted", connection, rule, f"{acceptor.name} accepts {protocol} {port}"
            )
        return connection

    def open_through_proxy(self, opener: Node, *, rule: str, at_ns: int, job: Job) -> Connection:
        """The first of the two connections through a proxy: to the proxy itself."""
        proxy = self.topology.node(Role.PROXY)
        return self.open(opener, proxy, Protocol.HTTP, PROXY_PORT, rule=rule, at_ns=at_ns, job=job)

    def close(self, at_ns: int, connection: Connection, rule: str, *, broken: bool = False) -> None:
        """The opener closes, or waits no longer for the far end, or the connection breaks; nothing travels any more."""
        connection.closed_ns = at_ns
        if not self.tracing:
            return
        if at_ns < connection.ready_ns:
            self.journal.connection(
                at_ns, "timed-out", connection, rule, f"{connection.opener.name} gives up connecting"
            )
        else:
            what = "the connection breaks" if broken else f"{connection.opener.name} closes the connection"
            self.journal.connection(at_ns, "closed", connection, rule, what)

    def _allowed(self, opener: Node, acceptor: Node, protocol: Protocol, port: int) -> str | None:
        """The row of the port table that allows it; None where an endpoint row or the way through a proxy does."""
        edge = (opener.cohort or opener.name, acceptor.name, protocol, port)
        if edge not in self._rules:
            allowed = self.topology.allows(*edge)
            if allowed is None:
                raise NoSuchEdge(opener.name, acceptor.name, protocol, port)
            self._rules[edge] = allowed.rule if allowed.rule and allowed.rule.startswith("P") else None
        return self._rules[edge]

    def _meet_obstacles(self, connection: Connection, opening: Opening, rule: str, round_trip: int, job: Job) -> None:
        at_ns, trips = connection.ready_ns, TCP
        obstacle = self.conditions.at_the_connection(opening)
        status: int | None = None
        if obstacle is None:
            obstacle, trips = self.conditions.in_the_handshake(opening), TCP + HELLO
            status = SECURE_FAILURE if opening.opener.role is Role.CLIENT else None
        if obstacle is None:
            return
        if obstacle.answer == "silence":
            at_ns += job.draw("connect-timeout", self.scenario.network.connect_timeout)
            reason = f"no answer from {opening.acceptor.name} on {connection.protocol} {connection.port}"
            self.journal.connection(at_ns, "timed-out", connection, rule, reason)
            raise ConnectionFailed(at_ns, "timed-out", None, obstacle, reason)
        at_ns += trips * round_trip
        what = "the TLS handshake" if trips > TCP else f"{connection.protocol} {connection.port}"
        reason = f"{what} to {opening.acceptor.name} is refused"
        self.journal.connection(at_ns, "refused", connection, rule, reason, status)
        raise ConnectionFailed(at_ns, "refused", status, obstacle, reason)
