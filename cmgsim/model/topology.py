"""
The site and its CMG as a directed graph: an edge means *may connect to*, and says by which documented rule.

"No inbound ports" is then not a check but a property of the graph: no edge leads into `on-premises` from outside.
A message travels against an edge only on a connection that is already open.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

from cmgsim import display
from cmgsim.facts.ports import PORTS
from cmgsim.facts.roles import zone_of
from cmgsim.facts.rows import PortRule, Protocol, Role, Zone
from cmgsim.model.names import Names, names_of
from cmgsim.model.scenario import Leg, Scenario

if TYPE_CHECKING:
    import networkx as nx

HTTPS_PORT: Final = 443
HTTP_PORT: Final = 80
DNS_PORT: Final = 53
PROXY_PORT: Final = 80
"""Default port of a site system's internet proxy (Proxy server support)."""
HTTPS_SUP_PORTS: Final = (443, 8531)


@frozen
class Node:
    """A thing with an address."""

    name: str
    role: Role
    cohort: str | None = None
    """For one device of a cohort: the cohort's node, which carries the edges for all of them."""

    @property
    def zone(self) -> Zone:
        """Where it stands."""
        return zone_of(self.role)


@frozen
class Allowed:
    """One reason why an edge exists: a protocol and the ports at the accepting side, by a rule."""

    rule: str | None
    """Row of the port or endpoint table; None for name resolution and for the way through a proxy."""
    protocol: Protocol
    first: int
    last: int
    purpose: str


@frozen
class Topology:
    """
    The graph of a scenario, with its names.

    Node attributes: `node`. Edge attributes: `allowed` (tuple of `Allowed`), `latency` and `bandwidth_bps` of the leg.
    """

    graph: nx.DiGraph[str]
    names: Names

    def _repr_html_(self) -> str:
        return display.html("topology", self)

    def node(self, name: str) -> Node:
        """The node called *name*; KeyError if there is none."""
        found: Node = self.graph.nodes[name]["node"]
        return found

    def of_role(self, role: Role) -> tuple[Node, ...]:
        """The nodes of a role, in the order of the scenario."""
        return tuple(node for node in self if node.role is role)

    def __iter__(self) -> Iterator[Node]:
        return (data["node"] for _, data in self.graph.nodes(data=True))

    def allows(self, opener: str, acceptor: str, protocol: Protocol, port: int) -> Allowed | None:
        """The rule by which *opener* may connect, or None: then nothing documented allows it."""
        data = self.graph.get_edge_data(opener, acceptor)
        reasons: tuple[Allowed, ...] = data["allowed"] if data else ()
        for reason in reasons:
            if reason.protocol is protocol and reason.first <= port <= reason.last:
                return reason
        return None


def build(scenario: Scenario) -> Topology:
    """The topology of *scenario*: nodes from its tables, edges from the port and endpoint tables."""
    import networkx as nx  # a third of what an explanation loads, and it asks for names and ports alone

    graph: nx.DiGraph[str] = nx.DiGraph(name=scenario.general.name)
    for node in _nodes(scenario):
        graph.add_node(node.name, node=node)
    topology = Topology(graph, names_of(scenario.cmg))
    for row in PORTS:
        _add_port_rule(topology, scenario, row)
    _add_endpoints(topology, scenario)
    _add_proxies(topology, scenario)
    _add_name_resolution(topology, scenario)
    return topology


def numbered(role: Role, tables: tuple[object, ...]) -> tuple[str, ...]:
    """
    Names of the nodes that *tables* describe: the role and a running number, or the table's own name.

    Example:
        >>> from cmgsim.model.scenario import ConnectionPoints
        >>> numbered(Role.CMG_CONNECTION_POINT, (ConnectionPoints(count=2), ConnectionPoints(name="dmz")))
        ('cmg-connection-point-1', 'cmg-connection-point-2', 'dmz')
    """
    names: list[str] = []
    for table in tables:
        count, name = int(getattr(table, "count")), getattr(table, "name")  # noqa: B009  # tables differ, these two do not
        for position in range(1, count + 1):
            own = None if name is None else (name if count == 1 else f"{name}-{position}")
            names.append(own or f"{role}-{len(names) + 1}")
    return tuple(names)


def _nodes(scenario: Scenario) -> Iterator[Node]:
    singles = (
        Role.SITE_SERVER, Role.SERVICE_CONNECTION_POINT, Role.CONSOLE, Role.CMG, Role.LOAD_BALANCER, Role.BLOB_STORAGE,
        Role.TABLE_STORAGE, Role.KEY_VAULT, Role.ENTRA_ID, Role.AZURE_RESOURCE_MANAGER, Role.MICROSOFT_GRAPH,
        Role.PUBLIC_DNS, Role.AZURE_DNS,
    )  # fmt: skip
    for role in singles:
        yield Node(str(role), role)
    if any(table.proxy for table in scenario.connection_points):
        yield Node(str(Role.PROXY), Role.PROXY)
    for role, tables in (
        (Role.CMG_CONNECTION_POINT, scenario.connection_points),
        (Role.MANAGEMENT_POINT, scenario.management_points),
        (Role.SOFTWARE_UPDATE_POINT, scenario.software_update_points),
    ):
        for name in numbered(role, tables):
            yield Node(name, role)
    for number in range(1, scenario.cmg.instances + 1):
        yield Node(instance_name(number), Role.INSTANCE)
    for cohort in scenario.clients:
        yield Node(cohort.name, Role.CLIENT)


def instance_name(number: int) -> str:
    """Name of VM instance *number*, counted from 1."""
    return f"{Role.INSTANCE}-{number}"


def _connect(topology: Topology, scenario: Scenario, opener: Node, acceptor: Node, allowed: Allowed) -> None:
    if opener.zone is not Zone.ON_PREMISES and acceptor.zone is Zone.ON_PREMISES:
        raise AssertionError(f"{opener.name} must not open a connection to {acceptor.name}: it stands on-premises")
    leg = leg_between(scenario, opener, acceptor)
    graph = topology.graph
    known = graph.get_edge_data(opener.name, acceptor.name, {}).get("allowed", ())
    graph.add_edge(
        opener.name, acceptor.name,
        allowed=(*known, allowed), latency=leg.latency, bandwidth_bps=leg.bandwidth_bps,
    )  # fmt: skip


def leg_name(one: Node, other: Node) -> Literal["client_azure", "azure_connection_point", "on_premises"]:
    """Which part of the way lies between two nodes: the name of a field of `NetworkLegs`."""
    if Role.CLIENT in (one.role, other.role):
        return "client_azure"
    if one.zone is Zone.ON_PREMISES and other.zone is Zone.ON_PREMISES:
        return "on_premises"
    return "azure_connection_point"


def leg_between(scenario: Scenario, one: Node, other: Node) -> Leg:
    """The part of the way that lies between two nodes."""
    legs = scenario.network
    return {
        "client_azure": legs.client_azure,
        "azure_connection_point": legs.azure_connection_point,
        "on_premises": legs.on_premises,
    }[leg_name(one, other)]


def _add_port_rule(topology: Topology, scenario: Scenario, row: PortRule) -> None:
    if not row.applies(scenario.cmg.deployment, scenario.cmg.instances):
        return
    if row.server is Role.BLOB_STORAGE and not scenario.cmg.content:
        return
    for opener in topology.of_role(row.client):
        if Protocol.TCP_TLS in row.protocols and uses_proxy(scenario, opener):
            continue  # N1: TCP-TLS does not run through an internet proxy
        for acceptor, protocol, port in _targets(topology, scenario, row):
            _connect(topology, scenario, opener, acceptor, Allowed(row.rule, protocol, port, port, row.purpose))


def _targets(topology: Topology, scenario: Scenario, row: PortRule) -> Iterator[tuple[Node, Protocol, int]]:
    if row.server == "azure":
        for role in (Role.ENTRA_ID, Role.AZURE_RESOURCE_MANAGER):
            yield topology.node(role), row.protocols[0], row.port_of(1)
    elif row.server is Role.CMG and row.ports == ((HTTPS_PORT, HTTPS_PORT),):
        yield topology.node(Role.LOAD_BALANCER), row.protocols[0], HTTPS_PORT
    elif row.server is Role.CMG:
        for number, instance in enumerate(topology.of_role(Role.INSTANCE), start=1):
            yield instance, row.protocols[0], row.port_of(number)
    elif row.server is Role.MANAGEMENT_POINT:
        for node, protocol in zip(topology.of_role(row.server), _management_protocols(scenario), strict=True):
            yield node, protocol, HTTPS_PORT if protocol is Protocol.HTTPS else HTTP_PORT
    elif row.server is Role.SOFTWARE_UPDATE_POINT:
        for node, port in zip(topology.of_role(row.server), _update_ports(scenario), strict=True):
            yield node, Protocol.HTTPS if port in HTTPS_SUP_PORTS else Protocol.HTTP, port
    else:
        yield topology.node(row.server), row.protocols[0], row.port_of(1)


def _management_protocols(scenario: Scenario) -> Iterator[Protocol]:
    for table in scenario.management_points:
        for _ in range(table.count):
            yield Protocol.HTTPS if table.protocol == "https" else Protocol.HTTP


def _update_ports(scenario: Scenario) -> Iterator[int]:
    for table in scenario.software_update_points:
        for _ in range(table.count):
            yield table.port


def _add_endpoints(topology: Topology, scenario: Scenario) -> None:
    """What the endpoint tables let a role reach beyond the port table (E1 to E4)."""
    reachable = (
        ("E1", Role.SERVICE_CONNECTION_POINT, (Role.MICROSOFT_GRAPH,), "user discovery"),
        ("E2", Role.CMG_CONNECTION_POINT, (Role.BLOB_STORAGE, Role.TABLE_STORAGE, Role.KEY_VAULT), "CMG endpoints"),
        ("E3", Role.CLIENT, (Role.ENTRA_ID,), "sign-in"),
        ("E4", Role.CONSOLE, (Role.ENTRA_ID,), "sign-in"),
    )
    for rule, opener_role, acceptor_roles, purpose in reachable:
        for opener in topology.of_role(opener_role):
            for acceptor_role in acceptor_roles:
                allowed = Allowed(rule, Protocol.HTTPS, HTTPS_PORT, HTTPS_PORT, purpose)
                _connect(topology, scenario, opener, topology.node(acceptor_role), allowed)


def _add_proxies(topology: Topology, scenario: Scenario) -> None:
    for opener in topology.of_role(Role.CMG_CONNECTION_POINT):
        if uses_proxy(scenario, opener):
            allowed = Allowed(None, Protocol.HTTP, PROXY_PORT, PROXY_PORT, "internet proxy")
            _connect(topology, scenario, opener, topology.node(Role.PROXY), allowed)


def uses_proxy(scenario: Scenario, node: Node) -> bool:
    """Whether *node* reaches the internet through a proxy."""
    if node.role is not Role.CMG_CONNECTION_POINT:
        return False
    flags = [table.proxy for table in scenario.connection_points for _ in range(table.count)]
    return dict(zip(numbered(node.role, scenario.connection_points), flags, strict=True))[node.name]


def _add_name_resolution(topology: Topology, scenario: Scenario) -> None:
    openers = [node for node in topology if topology.graph.out_degree(node.name)]
    for opener in openers:
        for resolver in (Role.PUBLIC_DNS, Role.AZURE_DNS):
            allowed = Allowed(None, Protocol.DNS, DNS_PORT, DNS_PORT, "name resolution")
            _connect(topology, scenario, opener, topology.node(resolver), allowed)
