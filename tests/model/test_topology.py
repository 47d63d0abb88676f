"""Who may connect to whom: the graph of any scenario against the port table, restated here edge by edge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.facts.rows import Cloud, Deployment, Protocol, Role, Zone
from cmgsim.model.distributions import constant
from cmgsim.model.scenario import (
    Clients,
    Cmg,
    ConnectionPoints,
    Leg,
    ManagementPoints,
    NetworkLegs,
    Scenario,
    SoftwareUpdatePoints,
)
from cmgsim.model.topology import build, leg_name, numbered, uses_proxy

ON_PREMISES = {"service-connection-point", "cmg-connection-point", "management-point", "software-update-point",
               "site-server", "console", "proxy"}  # fmt: skip
INTERNET = {"client", "public-dns"}
SINGLES = ["site-server", "service-connection-point", "console", "cmg", "load-balancer", "blob-storage",
           "table-storage", "key-vault", "entra-id", "azure-resource-manager", "microsoft-graph", "public-dns",
           "azure-dns"]  # fmt: skip


@st.composite
def scenarios(draw):
    """Up to sixteen instances, and a few tables of each role, some with names of their own."""

    def tables(kind, key, **fields):
        counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
        return tuple(
            kind(count=count, name=draw(st.sampled_from([None, f"{key}{place}"])),
                 **{field: draw(values) for field, values in fields.items()})
            for place, count in enumerate(counts)
        )  # fmt: skip

    cmg = Cmg(
        deployment=draw(st.sampled_from(Deployment)), cloud=draw(st.sampled_from(Cloud)),
        instances=draw(st.integers(1, 16)), content=draw(st.booleans()),
    )  # fmt: skip
    cohorts = range(draw(st.integers(1, 3)))
    return Scenario(
        clients=tuple(Clients(count=draw(st.integers(1, 5)), name=f"cohort-{n}") for n in cohorts),
        cmg=cmg,
        connection_points=tables(ConnectionPoints, "point", proxy=st.booleans()),
        management_points=tables(ManagementPoints, "mp", protocol=st.sampled_from(["https", "http"])),
        software_update_points=tables(SoftwareUpdatePoints, "sup", port=st.sampled_from([443, 80, 8530, 8531])),
    )


def named(role, tables):
    """Name and table of each node of a role: the table's own name, or the role, with a number where there are more."""
    found = []
    for table in tables:
        for place in range(1, table.count + 1):
            own = table.name if table.count == 1 or table.name is None else f"{table.name}-{place}"
            found.append((own or f"{role}-{len(found) + 1}", table))
    return found


def documented_edges(scenario):
    """Opener, acceptor, rule, protocol, port: what a CMG deployed like this needs, and nothing else."""
    points = named("cmg-connection-point", scenario.connection_points)
    clients = [cohort.name for cohort in scenario.clients]
    yield "service-connection-point", "entra-id", "P1", "HTTPS", 443
    yield "service-connection-point", "azure-resource-manager", "P1", "HTTPS", 443
    yield "service-connection-point", "microsoft-graph", "E1", "HTTPS", 443
    yield "console", "entra-id", "E4", "HTTPS", 443
    for point, table in points:
        yield from edges_to_azure(scenario.cmg, point, proxied=table.proxy)
        yield from edges_to_servers(scenario, point)
    for client in clients:
        yield client, "load-balancer", "P7", "HTTPS", 443
        yield client, "entra-id", "E3", "HTTPS", 443
    askers = ["service-connection-point", "console", *(point for point, _ in points), *clients]
    if scenario.cmg.content:
        yield from ((client, "blob-storage", "P8", "HTTPS", 443) for client in clients)
        yield "site-server", "blob-storage", "P11", "HTTPS", 443
        askers.append("site-server")
    for asker in askers:
        yield asker, "public-dns", None, "DNS", 53
        yield asker, "azure-dns", None, "DNS", 53


def edges_to_azure(cmg, point, *, proxied):
    """Of a connection point: the channel's, those to the endpoints, and the one to its proxy."""
    classic = cmg.deployment is Deployment.CLASSIC
    if cmg.instances == 1:
        yield point, "load-balancer", "P5" if classic else "P2", "HTTPS", 443
    for number in range(1, cmg.instances + 1):
        if cmg.instances > 1:
            yield point, f"instance-{number}", "P6" if classic else "P3", "HTTPS", 10123 + number
        if classic and not proxied:
            yield point, f"instance-{number}", "P4", "TCP-TLS", 10139 + number
    for storage in ("blob-storage", "table-storage", "key-vault"):
        yield point, storage, "E2", "HTTPS", 443
    if proxied:
        yield point, "proxy", None, "HTTP", 80


def edges_to_servers(scenario, point):
    """Of a connection point: to each management point and software update point, on its own port."""
    for name, server in named("management-point", scenario.management_points):
        yield point, name, "P9", *{"https": ("HTTPS", 443), "http": ("HTTP", 80)}[server.protocol]
    for name, server in named("software-update-point", scenario.software_update_points):
        yield point, name, "P10", "HTTPS" if server.port in (443, 8531) else "HTTP", server.port


def edges(topology):
    for opener, acceptor, data in topology.graph.edges(data=True):
        for reason in data["allowed"]:
            assert reason.first == reason.last
            yield opener, acceptor, reason.rule, str(reason.protocol), reason.first


@pytest.mark.rule("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "E1", "E2", "E3", "E4")
@pytest.mark.parametrize("content", [True, False])
@pytest.mark.parametrize("proxied", [False, True])
@pytest.mark.parametrize("instances", [1, 2, 16])
@pytest.mark.parametrize("deployment", Deployment)
def test_the_edges_of_a_small_site(deployment, instances, proxied, content):
    scenario = Scenario(
        clients=(Clients(count=1),), cmg=Cmg(deployment=deployment, instances=instances, content=content),
        connection_points=(ConnectionPoints(proxy=proxied),),
    )  # fmt: skip

    assert sorted(documented_edges(scenario), key=str) == sorted(edges(build(scenario)), key=str)


@pytest.mark.slow
@pytest.mark.rule("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "E1", "E2", "E3", "E4")
@given(scenarios())
def test_the_edges_are_those_of_the_port_table_and_of_the_endpoints(scenario):
    found = list(edges(build(scenario)))

    assert sorted(documented_edges(scenario), key=str) == sorted(found, key=str)


@pytest.mark.slow
@pytest.mark.rule("F4")
@given(scenarios())
def test_no_edge_leads_into_the_site_from_outside(scenario):
    topology = build(scenario)
    inwards = [
        (opener, acceptor)
        for opener, acceptor in topology.graph.edges
        if topology.node(acceptor).zone is Zone.ON_PREMISES and topology.node(opener).zone is not Zone.ON_PREMISES
    ]

    assert [] == inwards


@pytest.mark.slow
@pytest.mark.rule("F4")
@given(scenarios())
def test_the_cmg_opens_nothing_at_all(scenario):
    topology = build(scenario)
    azure = [node.name for node in topology if node.zone is Zone.AZURE]

    assert [0] * len(azure) == [topology.graph.out_degree(name) for name in azure]


@pytest.mark.slow
@given(scenarios())
def test_there_is_a_node_for_everything_described_and_for_nothing_else(scenario):
    tables = (scenario.connection_points, scenario.management_points, scenario.software_update_points)
    described = sum(table.count for group in tables for table in group)
    proxy = any(table.proxy for table in scenario.connection_points)
    topology = build(scenario)

    assert 13 + proxy + described + scenario.cmg.instances + len(scenario.clients) == len(topology.graph)
    assert [1] * len(SINGLES) == [len(topology.of_role(Role(role))) for role in SINGLES]
    assert () == topology.of_role(Role.FIREWALL)


@pytest.mark.slow
@given(scenarios())
def test_every_node_stands_where_its_role_stands(scenario):
    for node in build(scenario):
        role = str(node.role)
        zone = "on-premises" if role in ON_PREMISES else "internet" if role in INTERNET else "azure"
        assert zone == node.zone


@pytest.mark.slow
@given(scenarios())
def test_a_documented_port_is_allowed_and_its_neighbours_are_not(scenario):
    topology = build(scenario)
    found = set(edges(topology))
    for opener, acceptor, rule, protocol, port in found:
        assert rule in {other[2] for other in found if other[:2] == (opener, acceptor)}
        assert topology.allows(opener, acceptor, Protocol(protocol), port) is not None
        for neighbour in (port - 1, port + 1):
            known = {other[4] for other in found if other[:2] == (opener, acceptor) and other[3] == protocol}
            assert (neighbour in known) == (
                topology.allows(opener, acceptor, Protocol(protocol), neighbour) is not None
            )


def test_an_edge_carries_delay_and_bandwidth_of_its_leg():
    legs = {
        name: Leg(latency=constant(number), bandwidth_bps=1_000 * number)
        for number, name in enumerate(("client_azure", "azure_connection_point", "on_premises"), start=1)
    }
    scenario = Scenario(
        clients=(Clients(count=1, name="laptops"),), connection_points=(ConnectionPoints(proxy=True),),
        network=NetworkLegs(**legs),
    )  # fmt: skip
    graph = build(scenario).graph

    for pair, leg in {
        ("laptops", "load-balancer"): "client_azure",
        ("laptops", "blob-storage"): "client_azure",
        ("laptops", "public-dns"): "client_azure",
        ("cmg-connection-point-1", "load-balancer"): "azure_connection_point",
        ("service-connection-point", "entra-id"): "azure_connection_point",
        ("site-server", "blob-storage"): "azure_connection_point",
        ("cmg-connection-point-1", "management-point-1"): "on_premises",
        ("cmg-connection-point-1", "proxy"): "on_premises",
    }.items():
        assert (legs[leg].latency, legs[leg].bandwidth_bps) == (
            graph.edges[pair]["latency"], graph.edges[pair]["bandwidth_bps"],
        )  # fmt: skip


@pytest.mark.slow
@given(scenarios())
def test_the_leg_between_two_nodes_is_the_same_from_both_sides(scenario):
    nodes = list(build(scenario))
    for one in nodes[::5]:
        for other in nodes[::3]:
            assert leg_name(one, other) == leg_name(other, one)


@pytest.mark.rule("N1")
def test_only_the_connection_points_of_a_proxied_table_use_the_proxy():
    points = (ConnectionPoints(count=2, proxy=True), ConnectionPoints(name="dmz"))
    scenario = Scenario(
        clients=(Clients(count=1),), cmg=Cmg(deployment=Deployment.CLASSIC), connection_points=points
    )  # fmt: skip
    topology = build(scenario)

    assert {"cmg-connection-point-1": True, "cmg-connection-point-2": True, "dmz": False} == {
        node.name: uses_proxy(scenario, node) for node in topology.of_role(Role.CMG_CONNECTION_POINT)
    }
    assert [("dmz", "instance-1")] == [(a, b) for a, b, rule, _, _ in edges(topology) if rule == "P4"]
    assert not uses_proxy(scenario, topology.node("service-connection-point"))


@pytest.mark.parametrize(
    ("tables", "names"),
    [
        ([(2, None)], ["management-point-1", "management-point-2"]),
        ([(1, "north"), (2, None)], ["north", "management-point-2", "management-point-3"]),
        ([(2, "north"), (1, None)], ["north-1", "north-2", "management-point-3"]),
    ],
)
def test_nodes_are_numbered_within_their_role_unless_they_have_a_name(tables, names):
    described = tuple(ManagementPoints(count=count, name=name) for count, name in tables)

    assert tuple(names) == numbered(Role.MANAGEMENT_POINT, described)


@pytest.mark.rule("E5")
@pytest.mark.parametrize(
    ("cloud", "deployment", "name"),
    [
        (Cloud.PUBLIC, Deployment.SCALE_SET, "GraniteFalls.WestUS.cloudapp.azure.com"),
        (Cloud.PUBLIC, Deployment.CLASSIC, "GraniteFalls.cloudapp.net"),
        (Cloud.US_GOVERNMENT, Deployment.SCALE_SET, "GraniteFalls.usgovcloudapp.net"),
    ],
)
def test_a_topology_knows_the_names_of_its_cloud(cloud, deployment, name):
    scenario = Scenario(clients=(Clients(count=1),), cmg=Cmg(cloud=cloud, deployment=deployment))

    assert name == build(scenario).names.deployment


def test_a_node_that_is_not_there_is_a_key_error():
    topology = build(Scenario(clients=(Clients(count=1),)))
    with pytest.raises(KeyError):
        topology.node("instance-2")

    assert topology.allows("client-1", "instance-2", Protocol.HTTPS, 443) is None
