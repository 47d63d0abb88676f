"""
The network: names are looked up, connections are opened, messages take their time. Roles do not know how long.

Everything here is computed at the instant it begins: a call returns (or raises) with the instant at which the role may
go on, and the role waits once. This is also the one place that writes message records.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import define, field, frozen

from cmgsim.engine.conditions import Conditions, Obstacle, Opening
from cmgsim.engine.station import Job
from cmgsim.engine.work import Answer, Attempt
from cmgsim.errors import NoSuchEdge
from cmgsim.facts.activities import external_path, role_id
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.distributions import Distribution
from cmgsim.model.names import Names
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import DNS_PORT, PROXY_PORT, Node, Topology, leg_between, leg_name
from cmgsim.protocol.handshake import HELLO, TCP, Tls, tls_round_trips
from cmgsim.protocol.session import CREDENTIALS
from cmgsim.trace import Record

NXDOMAIN: Final = 3
"""DNS: there is no such name."""
SECURE_FAILURE: Final = 12175
"""WinHTTP: the server's certificate was not accepted."""
NEVER: Final = -(2**62)
SENDS: Final = "{src} sends {row.verb} {row.name} to {dst}"
REQUEST_TEXTS: Final = {
    "F3": f"{SENDS} with {{proof}}",
    "C4": f"{SENDS} with its access token",
    "F4": "{src} hands {id} down the channel that {dst} opened",
    "F5": "{src} passes {id} on to {dst}",
}
ANSWER_TEXTS: Final = {
    "C1": ", the content token and the list of sources",
    "C2": ", which names {service} as the place of the content",
    "C5": ", the exact location of the content",
}
"""What an answer brings, by the step that it carries out, where the documentation says it."""
HAS_ADDRESS: Final = "{name} has an address"
LEADS: Final = "{name} leads to {deployment}"
LEADS_ELSEWHERE: Final = "{name} has the address of another host"
NO_NAME: Final = "there is no name {name}"
_NS_PER_S: Final = 1_000_000_000


@frozen
class Way:
    """The part of the way between two roles: its delay, its bandwidth and the stream its delays are drawn from."""

    purpose: str
    latency: Distribution
    bandwidth_bps: int | None
    constant_ns: int | None = field(init=False)
    """The delay, where it is the same for everybody; most are, and then nothing is drawn."""

    @constant_ns.default
    def _constant(self) -> int | None:
        return int(self.latency.parameters[0]) if self.latency.is_constant else None

    def latency_ns(self, job: Job) -> int:
        """One-way delay for *job*; the same at every passage of one attempt, in both directions."""
        return job.draw(self.purpose, self.latency) if self.constant_ns is None else self.constant_ns

    def transit_ns(self, job: Job, size_bytes: int) -> int:
        """Nanoseconds from the first bit sent to the last bit received."""
        delay = job.draw(self.purpose, self.latency) if self.constant_ns is None else self.constant_ns
        if self.bandwidth_bps is not None:
            delay += (8 * size_bytes * _NS_PER_S + self.bandwidth_bps // 2) // self.bandwidth_bps
        return delay


@define(eq=False)
class Connection:
    """An open connection; messages travel on it in both directions, whoever opened it."""

    number: int
    opener: Node
    acceptor: Node
    """The far end as it was addressed: the load balancer, or an instance itself."""
    protocol: Protocol
    port: int
    port_rule: str | None
    via: str | None
    ready_ns: int
    """When the opener may send."""
    closed_ns: int | None = None
    """When it was closed or broke; nothing travels on it from then on."""

    @property
    def id(self) -> str:
        """Name of the connection in a trace."""
        return f"c{self.number}"


@define(eq=False)
class NameCache:
    """What a host remembers of the service's names, and until when."""

    alias_until_ns: int = NEVER
    address_until_ns: int = NEVER
    has_connected: bool = False
    """Whether there is an earlier TLS session to take up."""


class ConnectionFailed(Exception):
    """A connection could not be opened, and *reason* says why; the opener knows it at *at_ns*."""

    def __init__(self, at_ns: int, outcome: str, status: int | None, obstacle: Obstacle, reason: str) -> None:
        super().__init__(at_ns, outcome, status, obstacle, reason)
        self.at_ns, self.outcome, self.status, self.obstacle = at_ns, outcome, status, obstacle
        self.reason = reason if status is None else f"{reason} ({status} {obstacle.row.status_text})"


def internal_path(path: str) -> str:
    """
    The path on the site's own server: the published part, with the role id, is taken off.

    Example:
        >>> internal_path("/CCM_Proxy_MutualAuth/72057594037927937/ccm_system/request")
        '/ccm_system/request'
    """
    return "/" + path.split("/", 3)[-1]


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
        self.scenario, self.topology, self.conditions, self.record = scenario, topology, conditions, record
        self.names: Names = topology.names
        self.tls: Tls = scenario.network.tls
        self.connections = 0
        """Opened so far, or tried."""
        self.egress_bytes = 0
        """Left Azure so far: requests handed to connection points, answers and content sent to clients."""
        self._ways: dict[tuple[Role, Role], Way] = {}
        self._rules: dict[tuple[str, str, Protocol, int], str | None] = {}
        self._dns = (topology.node(Role.PUBLIC_DNS), topology.node(Role.AZURE_DNS))

    def use(self, scenario: Scenario, topology: Topology) -> None:
        """From now on these nodes and edges: an administrator has changed the service."""
        self.scenario, self.topology, self.names = scenario, topology, topology.names
        self._rules.clear()

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
        if self.record is not None:
            self._connection_event(
                at_ns, "connect", connection, rule,
                f"{opener.name} opens {protocol} {port} to {acceptor.name}{f' through {via}' if via else ''}",
            )  # fmt: skip
        if self.conditions.active:
            self._meet_obstacles(connection, Opening(opener, acceptor, port, names, behind), rule, round_trip, job)
        tls: Tls = "none" if protocol is Protocol.HTTP else self.tls
        trips = TCP + tls_round_trips(tls, resumed=resumed, client_certificate=certificate)
        connection.ready_ns = at_ns + trips * round_trip
        if self.record is not None:
            self._connection_event(
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
        if self.record is None:
            return
        if at_ns < connection.ready_ns:
            self._connection_event(
                at_ns, "timed-out", connection, rule, f"{connection.opener.name} gives up connecting"
            )
        else:
            what = "the connection breaks" if broken else f"{connection.opener.name} closes the connection"
            self._connection_event(at_ns, "closed", connection, rule, what)

    def look_up_cmg(
        self, opener: Node, *, rules: tuple[str, str], at_ns: int, job: Job, cache: NameCache | None = None
    ) -> int:
        """
        Resolve the service name: the alias in public DNS (first rule), then the address in Azure's (second).

        Returns the instant when the address is known; ConnectionFailed when public DNS knows no such name. What *cache*
        still holds is not asked for again.
        """
        legs, service = self.scenario.network, self.names.service
        if self.names.has_alias and (cache is None or cache.alias_until_ns <= at_ns):
            missing, wrong = (self.conditions.find(kind) for kind in ("cname-missing", "cname-wrong"))
            if missing is not None:
                at_ns = self._query(opener, self._dns[0], service, rules[0], at_ns, job, NO_NAME, NXDOMAIN)
                reason = NO_NAME.format(name=service)
                raise ConnectionFailed(at_ns, "no-name", NXDOMAIN, Obstacle(missing, "refusal"), reason)
            if wrong is not None:  # the name leads past Azure's DNS; what answers there is not the CMG
                return self._query(opener, self._dns[0], service, rules[0], at_ns, job, LEADS_ELSEWHERE)
            at_ns = self._query(opener, self._dns[0], service, rules[0], at_ns, job, LEADS)
            if cache is not None:
                cache.alias_until_ns = at_ns + legs.dns_ttl_cname_ns
        if cache is None or cache.address_until_ns <= at_ns:
            at_ns = self._query(opener, self._dns[1], self.names.deployment, rules[1], at_ns, job)
            if cache is not None:
                cache.address_until_ns = at_ns + legs.dns_ttl_address_ns
        return at_ns

    def look_up(self, opener: Node, name: str, *, rule: str, at_ns: int, job: Job) -> int:
        """Resolve any other name; the instant when the address is known."""
        of_azure = name.lower() in (self.names.blob.lower(), self.names.deployment.lower())
        return self._query(opener, self._dns[of_azure], name, rule, at_ns, job)

    def request(self, at_ns: int, src: Node, dst: Node, connection: Connection, rule: str, attempt: Attempt) -> None:
        """Record that a client's request, on this hop, leaves *src* at *at_ns*."""
        if self.record is None:
            return
        path = external_path(attempt.row, attempt.authentication, self._role_id(attempt))
        self.send(
            at_ns, "request", src, dst, connection, rule,
            REQUEST_TEXTS.get(rule, SENDS).format(
                src=src.name, dst=dst.name, id=attempt.id, row=attempt.row,
                proof=CREDENTIALS[attempt.authentication].proof,
            ),
            verb=attempt.row.verb, path=internal_path(path) if rule == "F5" else path, request=attempt.id,
            bytes=attempt.up_bytes,
        )  # fmt: skip

    def response(
        self,
        at_ns: int,
        src: Node,
        dst: Node,
        connection: Connection,
        rule: str,
        attempt: Attempt,
        answer: Answer,
        *,
        by: str = "",
    ) -> None:
        """Record that the answer to a client's request, on this hop, leaves *src*, or *by* in its place, at *at_ns*."""
        if self.record is not None:
            brings = ANSWER_TEXTS.get(rule, "").format(service=self.names.service) if answer.ok else ""
            text = f"{by or src.name} answers {attempt.id} with {answer.status}{brings} {answer.text}".rstrip()
            self.send(
                at_ns, "response", src, dst, connection, rule, text,
                status=answer.status, request=attempt.id, bytes=answer.size_bytes,
            )  # fmt: skip

    def send(
        self,
        at_ns: int,
        kind: str,
        src: Node,
        dst: Node,
        connection: Connection,
        rule: str,
        text: str,
        **details: Any,
    ) -> None:
        """Record any other request or response that leaves *src* at *at_ns*."""
        if self.record is not None:
            self._note(
                at_ns, kind, src, dst, rule=rule, port_rule=connection.port_rule, protocol=connection.protocol,
                port=connection.port, connection=connection.id, opened_by=connection.opener.name, via=connection.via,
                text=text, **details,
            )  # fmt: skip

    def state(self, at_ns: int, node: Node, rule: str, text: str, **details: Any) -> None:
        """Record that something about *node* changed."""
        if self.record is not None:
            self._note(at_ns, "state", node, node, rule=rule, text=text, **details)

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
            self._connection_event(at_ns, "timed-out", connection, rule, reason)
            raise ConnectionFailed(at_ns, "timed-out", None, obstacle, reason)
        at_ns += trips * round_trip
        what = "the TLS handshake" if trips > TCP else f"{connection.protocol} {connection.port}"
        reason = f"{what} to {opening.acceptor.name} is refused"
        self._connection_event(at_ns, "refused", connection, rule, reason, status)
        raise ConnectionFailed(at_ns, "refused", status, obstacle, reason)

    def _role_id(self, attempt: Attempt) -> str:
        """The id under which the CMG publishes the server that *attempt* is for; management points come first."""
        number = 1
        for role in (Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT):
            published = len(self.topology.of_role(role))
            if role is attempt.row.target:
                return role_id(number + attempt.server % published)
            number += published
        return ""

    def _query(  # who asks whom for what, when and why, and what comes of it
        self,
        opener: Node,
        resolver: Node,
        name: str,
        rule: str,
        at_ns: int,
        job: Job,
        found: str = HAS_ADDRESS,
        status: int | None = None,
    ) -> int:
        latency = self.way(opener, resolver).latency_ns(job)
        if self.record is not None and not self._knows_by_heart(opener):
            common = {"rule": rule, "protocol": Protocol.DNS, "port": DNS_PORT}
            self._note(at_ns, "dns-query", opener, resolver, text=f"{opener.name} asks for {name}", **common)
            text = found.format(name=name, deployment=self.names.deployment)
            self._note(at_ns + latency, "dns-answer", resolver, opener, text=text, status=status, **common)
        return at_ns + 2 * latency

    def _knows_by_heart(self, opener: Node) -> bool:
        """With the site's line down the names come from the site's own resolver; only connections fail."""
        down = self.conditions.find("internet-down")
        return down is not None and opener.role is not Role.CLIENT

    def _connection_event(
        self, at_ns: int, kind: str, connection: Connection, rule: str, text: str, status: int | None = None
    ) -> None:
        if self.record is not None:
            self._note(
                at_ns, kind, connection.opener, connection.acceptor, rule=rule, port_rule=connection.port_rule,
                protocol=connection.protocol, port=connection.port, connection=connection.id,
                opened_by=connection.opener.name, via=connection.via, status=status, text=text,
            )  # fmt: skip

    def _note(self, at_ns: int, kind: str, src: Node, dst: Node, **details: Any) -> None:
        assert self.record is not None
        self.record(
            Record(
                at_ns, kind, src.name, dst.name, str(src.role), str(dst.role), str(src.zone), str(dst.zone), **details
            )
        )
