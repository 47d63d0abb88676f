"""
The network: names are looked up, connections are opened, messages take their time. Roles do not know how long.

Everything here is computed at the instant it begins: a call returns (or raises) with the instant at which the role may
go on, and the role waits once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import define

from cmgsim.engine.conditions import Conditions, Opening
from cmgsim.engine.connections import Connection, ConnectionFailed, Way
from cmgsim.engine.egress import Egress
from cmgsim.engine.journal import Journal
from cmgsim.engine.resolver import Resolver
from cmgsim.engine.station import Job
from cmgsim.engine.variate import Variates
from cmgsim.errors import NoSuchEdge
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.names import Names
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import PROXY_PORT, Node, Topology, leg_between, leg_name
from cmgsim.protocol.handshake import HELLO, TCP, Tls, tls_round_trips
from cmgsim.trace import Record

SECURE_FAILURE: Final = 12175
"""WinHTTP: the server's certificate was not accepted."""


CONNECTED: Final = 200
BAD_GATEWAY: Final = 502
GATEWAY_TIMEOUT: Final = 504
"""HTTP: what a proxy answers to CONNECT, with an open way, a refusal or silence beyond it (RFC 9110)."""


@define
class _Path:
    """The legs of a handshake: from the opener to a proxy, if there is one, and on to the far end."""

    dials_ns: int
    """When the first packet leaves towards the far end."""
    near_ns: int
    far_ns: int

    @property
    def answered_ns(self) -> int:
        """When whoever dialled has the far end's answer: TCP stands."""
        return self.dials_ns + TCP * 2 * self.far_ns

    def ready_ns(self, tls_trips: int) -> int:
        """When the opener is through with this many round trips of TLS."""
        return self.answered_ns + self.near_ns + tls_trips * 2 * (self.near_ns + self.far_ns)


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
        variates: Variates,
        record: Callable[[Record], None] | None = None,
    ) -> None:
        self.scenario, self.topology, self.conditions, self.variates = scenario, topology, conditions, variates
        self.journal = Journal(topology, record)
        self.tracing = record is not None
        """Whether anybody keeps the records."""
        self.connect_timeout = variates.of("connect-timeout", scenario.network.connect_timeout)
        self.names: Names = topology.names
        tls: Tls = scenario.network.tls
        self._trips = {
            (protocol, resumed, certificate): tls_round_trips(
                "none" if protocol is Protocol.HTTP else tls, resumed=resumed, client_certificate=certificate
            )
            for protocol in Protocol
            for resumed in (False, True)
            for certificate in (False, True)
        }
        self.has_alias = self.names.has_alias
        self.connections = 0
        """Opened so far, or tried."""
        self.egress = Egress()
        """Left Azure so far: requests handed to connection points, answers and content sent to clients."""
        self._ways: dict[tuple[Role, Role], Way] = {}
        self._doors: dict[tuple[str, str, Protocol, int], tuple[str | None, Way]] = {}
        self.resolver = Resolver(self)

    def use(self, scenario: Scenario, topology: Topology) -> None:
        """From now on these nodes and edges: an administrator has changed the service."""
        self.scenario, self.topology, self.names = scenario, topology, topology.names
        self.journal.topology, self.has_alias = topology, topology.names.has_alias
        self._doors.clear()

    def way(self, one: Node, other: Node) -> Way:
        """The way between two nodes; it depends on their roles only."""
        way = self._ways.get((one.role, other.role))
        if way is None:
            leg = leg_between(self.scenario, one, other)
            way = Way(self.variates.of(leg_name(one, other), leg.latency), leg.bandwidth_bps)
            self._ways[one.role, other.role] = way
        return way

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
        through: Connection | None = None,
        certificate: bool = False,
        resumed: bool = False,
    ) -> Connection:
        """
        Open a connection at *at_ns*: TCP, then TLS where the protocol has it.

        Args:
            names: Names under which the acceptor is addressed.
            behind: The instance to which a load balancer hands the connection.
            through: The connection to a proxy, opened before, which is asked to CONNECT to the acceptor.
            certificate: Whether the opener shows a certificate of its own in the handshake.
            resumed: Whether it takes up an earlier TLS session.

        Raises:
            ConnectionFailed: Refused, or no answer within the connect timeout.
            NoSuchEdge: Nothing documented allows it.
        """
        door = opener.cohort or opener.name, acceptor.name, protocol, port
        port_rule, way = self._doors.get(door) or self._find_door(opener, acceptor, protocol, port)
        self.connections = number = self.connections + 1
        far_ns, trips = way.latency_ns(job), self._trips[protocol, resumed, certificate]
        if through is None and not self.tracing and not self.conditions.active:
            ready_ns = at_ns + 2 * far_ns * (TCP + trips)  # what `_Path.ready_ns` comes to
            return Connection(number, opener, acceptor, protocol, port, port_rule, None, way, ready_ns)
        via = through.acceptor.name if through else None
        connection = Connection(number, opener, acceptor, protocol, port, port_rule, via, way, at_ns)
        near_ns = self._ask_proxy(through, connection, rule, names, job) if through else 0
        path = _Path(at_ns + near_ns, near_ns, far_ns)
        if self.tracing:
            text = f"{opener.name} opens {protocol} {port} to {acceptor.name}{f' through {via}' if via else ''}"
            self.journal.connection(path.dials_ns, "connect", connection, rule, text)
        opening = Opening(opener, acceptor, port, names, behind)
        self._meet_obstacles(connection, through, opening, rule, path, job)
        connection.ready_ns = path.ready_ns(trips)
        if self.tracing:
            self._tell_accepted(connection, through, rule, path)
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

    def _find_door(self, opener: Node, acceptor: Node, protocol: Protocol, port: int) -> tuple[str | None, Way]:
        """The row of the port table that lets it in, None where an endpoint row or a proxy does; and the way there."""
        door = opener.cohort or opener.name, acceptor.name, protocol, port
        allowed = self.topology.allows(*door)
        if allowed is None:
            raise NoSuchEdge(opener.name, acceptor.name, protocol, port)
        rule = allowed.rule if allowed.rule and allowed.rule.startswith("P") else None
        return self._doors.setdefault(door, (rule, self.way(opener, acceptor)))

    def _ask_proxy(
        self, through: Connection, connection: Connection, rule: str, names: tuple[str, ...], job: Job
    ) -> int:
        """Ask the proxy to connect; one way to it takes as long as this returns."""
        near_ns = through.way.latency_ns(job)
        if self.tracing:
            address = f"{names[0] if names else connection.acceptor.name}:{connection.port}"
            text = f"{through.opener.name} asks {through.acceptor.name} to connect to {address}"
            self.journal.send(
                connection.ready_ns, "request", through.opener, through.acceptor, through, rule, text,
                verb="CONNECT", path=address,
            )  # fmt: skip
        return near_ns

    def _tell_accepted(self, connection: Connection, through: Connection | None, rule: str, path: _Path) -> None:
        if through is not None:
            self._answer_of_proxy(through, connection, rule, path.answered_ns, CONNECTED)
        text = f"{connection.acceptor.name} accepts {connection.protocol} {connection.port}"
        self.journal.connection(connection.ready_ns, "accepted", connection, rule, text)

    def _answer_of_proxy(self, through: Connection, connection: Connection, rule: str, at_ns: int, status: int) -> None:
        outcome = "has connected" if status == CONNECTED else "could not connect"
        self.journal.send(
            at_ns, "response", through.acceptor, through.opener, through, rule,
            f"{through.acceptor.name} {outcome} to {connection.acceptor.name}", status=status,
        )  # fmt: skip

    def _meet_obstacles(
        self,
        connection: Connection,
        through: Connection | None,
        opening: Opening,
        rule: str,
        path: _Path,
        job: Job,
    ) -> None:
        obstacle, in_handshake = self.conditions.at_the_connection(opening), False
        if obstacle is None:
            obstacle, in_handshake = self.conditions.in_the_handshake(opening), True
        if obstacle is None:
            return
        status = SECURE_FAILURE if in_handshake and opening.opener.role is Role.CLIENT else None
        if obstacle.answer == "silence":
            silent_ns = job.draw(self.connect_timeout)
            answered_ns, at_ns = path.dials_ns + silent_ns, path.dials_ns + silent_ns + path.near_ns
            outcome, proxy_status = "timed-out", GATEWAY_TIMEOUT
            reason = f"no answer from {opening.acceptor.name} on {connection.protocol} {connection.port}"
        else:
            answered_ns, at_ns = path.answered_ns, path.ready_ns(HELLO if in_handshake else 0)
            outcome, proxy_status = "refused", CONNECTED if in_handshake else BAD_GATEWAY
            what = "the TLS handshake" if in_handshake else f"{connection.protocol} {connection.port}"
            reason = f"{what} to {opening.acceptor.name} is refused"
        if through is not None:
            self._answer_of_proxy(through, connection, rule, answered_ns, proxy_status)
        self.journal.connection(at_ns, outcome, connection, rule, reason, status)
        raise ConnectionFailed(at_ns, outcome, status, obstacle, reason)
