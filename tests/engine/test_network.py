"""Look-ups, handshakes and transmissions take exactly as long as the round trips and the bits say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.engine.conditions import Conditions
from cmgsim.engine.connections import ConnectionFailed, Way
from cmgsim.engine.journal import internal_path
from cmgsim.engine.network import Network
from cmgsim.engine.resolver import NameCache
from cmgsim.engine.variate import Variate, Variates
from cmgsim.engine.work import Task
from cmgsim.errors import NoSuchEdge
from cmgsim.facts.rows import Deployment, Protocol
from cmgsim.model.distributions import LARGEST, constant, exponential, uniform
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


# Handshakes


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


# Refusal and silence


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
def test_a_refusal_takes_one_round_trip(tls):
    world = World(faults=[("ports-blocked", "10141")], tls=tls)

    assert ("refused", 2 * POINT_NS, None) == world.fails(*POINT_TO_INSTANCE)
    assert [(START_NS, "connect"), (START_NS + 2 * POINT_NS, "refused")] == [(r.t_ns, r.kind) for r in world.records]


@pytest.mark.parametrize("tls", ["1.2", "1.3"])
@pytest.mark.parametrize(
    ("fault", "way", "status"), [("tls-inspection", POINT_TO_INSTANCE, None), ("crl-unreachable", CLIENT_TO_CMG, 12175)]
)
def test_a_certificate_is_refused_after_tcp_and_the_first_round_trip_of_tls(tls, fault, way, status):
    world = World(faults=[(fault, None)], tls=tls)

    assert ("refused", 2 * 2 * ONE_WAY_NS[way], status) == world.fails(*way)
    assert status == world.records[-1].status


@pytest.mark.parametrize("fault", ["internet-down", "cmg-stopped"])
def test_silence_lasts_as_long_as_the_connect_timeout(fault):
    world = World(faults=[(fault, None)], connect_timeout=constant(7_654_321))

    assert ("timed-out", 7_654_321, None) == world.fails(*POINT_TO_INSTANCE)


def test_the_default_connect_timeout_is_21_seconds():
    world = World(faults=[("ports-dropped", "1-65535")])

    assert ("timed-out", 21_000_000_000, None) == world.fails(*POINT_TO_INSTANCE)


def test_a_random_connect_timeout_is_drawn_for_each_task():
    world = World(faults=[("internet-down", None)], connect_timeout=exponential(5_000_000_000))
    waited = []
    for number in range(3):
        with pytest.raises(ConnectionFailed) as caught:
            world.network.open(
                world.node("cmg-connection-point-1"), world.node("instance-2"), TCP_TLS, 10141, rule="F2",
                at_ns=START_NS, job=Task(Streams(1, 0), "test", number),
            )  # fmt: skip
        waited.append(caught.value.at_ns)

    assert 3 == len(set(waited))


def test_the_edge_stands_between_the_site_and_the_internet_only():
    world = World(faults=[("ports-blocked", "1-65535")], proxy=True)

    assert 6 * LOCAL_NS == world.takes(*POINT_TO_SERVER)
    assert 2 * LOCAL_NS == world.takes("cmg-connection-point-1", "proxy", HTTP, 80)
    assert 6 * CLIENT_NS == world.takes(*CLIENT_TO_CMG)


@pytest.mark.rule("F4")
@pytest.mark.parametrize(
    ("opener", "acceptor", "protocol", "port"),
    [
        ("instance-1", "cmg-connection-point-1", HTTPS, 443),
        ("load-balancer", "cmg-connection-point-1", HTTPS, 443),
        ("client-1", "management-point-1", HTTPS, 443),
        ("client-1", "instance-1", HTTPS, 443),
        ("client-1", "load-balancer", HTTPS, 80),
        ("client-1", "load-balancer", HTTP, 443),
        ("cmg-connection-point-1", "instance-2", TCP_TLS, 10140),
        ("cmg-connection-point-1", "instance-1", HTTPS, 443),
        ("cmg-connection-point-1", "load-balancer", HTTPS, 443),
        ("management-point-1", "cmg-connection-point-1", HTTPS, 443),
        ("site-server", "key-vault", HTTPS, 443),
        ("software-update-point-1", "public-dns", Protocol.DNS, 53),
    ],
)
def test_what_nothing_documented_allows_is_not_opened(opener, acceptor, protocol, port):
    world = World()
    with pytest.raises(NoSuchEdge):
        world.open(opener, acceptor, protocol, port)

    assert [] == world.records


def test_after_a_change_of_the_service_the_new_ports_are_allowed_and_the_old_are_not():
    world = World(deployment=Deployment.SCALE_SET, instances=1)
    assert "P2" == world.open("cmg-connection-point-1", "load-balancer", HTTPS, 443).port_rule

    scenario = evolve(world.network.scenario, cmg=evolve(world.network.scenario.cmg, instances=2))
    world.network.use(scenario, build(scenario))

    assert "P3" == world.open("cmg-connection-point-1", "instance-1", HTTPS, 10124).port_rule
    with pytest.raises(NoSuchEdge):
        world.open("cmg-connection-point-1", "load-balancer", HTTPS, 443)


# Names


def look_up_cmg(world, *, at_ns=START_NS, cache=None, opener="client-1"):
    return world.network.resolver.service(world.node(opener), rules=("C2", "C3"), at_ns=at_ns, job=TASK, cache=cache)


@pytest.mark.rule("C2", "C3")
def test_an_alias_costs_two_round_trips_and_each_answer_leaves_in_the_middle():
    world = World()

    assert START_NS + 4 * CLIENT_NS == look_up_cmg(world)
    assert [
        (START_NS, "dns-query", "public-dns", "C2"),
        (START_NS + CLIENT_NS, "dns-answer", "client-1", "C2"),
        (START_NS + 2 * CLIENT_NS, "dns-query", "azure-dns", "C3"),
        (START_NS + 3 * CLIENT_NS, "dns-answer", "client-1", "C3"),
    ] == [(r.t_ns, r.kind, r.dst, r.rule) for r in world.records]


@pytest.mark.rule("E5")
@pytest.mark.parametrize("service", [None, "GraniteFalls.CloudApp.Net", "granitefalls.cloudapp.net"])
def test_a_name_in_azure_costs_one_round_trip(service):
    world = World(service=service)

    assert START_NS + 2 * CLIENT_NS == look_up_cmg(world)
    assert ["azure-dns", "client-1"] == [r.dst for r in world.records]


@pytest.mark.parametrize(
    ("late_ns", "asked"),
    [(0, []), (59_999_999_999, []), (60_000_000_000, ["azure-dns"]), (3_600_000_000_000, ["public-dns", "azure-dns"])],
)
def test_a_cache_forgets_an_address_after_a_minute_and_an_alias_after_an_hour(late_ns, asked):
    world, cache = World(), NameCache()
    known_ns = look_up_cmg(world, cache=cache)
    world.records.clear()

    done_ns = look_up_cmg(world, at_ns=known_ns + late_ns, cache=cache)

    assert asked == [r.dst for r in world.records if r.kind == "dns-query"]
    assert known_ns + late_ns + len(asked) * 2 * CLIENT_NS == done_ns


@pytest.mark.parametrize(("late_ns", "asked"), [(-1, ["azure-dns"]), (0, ["public-dns", "azure-dns"])])
def test_an_alias_is_forgotten_an_hour_after_public_dns_gave_it(late_ns, asked):
    world, cache = World(), NameCache()
    look_up_cmg(world, cache=cache)
    world.records.clear()

    look_up_cmg(world, at_ns=START_NS + 2 * CLIENT_NS + 3_600_000_000_000 + late_ns, cache=cache)

    assert asked == [r.dst for r in world.records if r.kind == "dns-query"]


@pytest.mark.rule("C2")
def test_a_missing_alias_is_known_after_one_round_trip_and_not_remembered():
    world, cache = World(faults=[("cname-missing", None)]), NameCache()
    for _ in range(2):
        with pytest.raises(ConnectionFailed) as caught:
            look_up_cmg(world, cache=cache)
        assert ("no-name", START_NS + 2 * CLIENT_NS, 3) == (
            caught.value.outcome, caught.value.at_ns, caught.value.status,
        )  # fmt: skip

    assert [None, 3, None, 3] == [r.status for r in world.records]


@pytest.mark.rule("C2")
def test_a_wrong_alias_gives_an_address_without_azure_and_is_not_remembered_either():
    world, cache = World(faults=[("cname-wrong", None)]), NameCache()
    assert START_NS + 2 * CLIENT_NS == look_up_cmg(world, cache=cache)
    assert ["public-dns", "client-1"] == [r.dst for r in world.records]

    world.conditions.remove(world.conditions.active[0])
    assert START_NS + 4 * CLIENT_NS == look_up_cmg(world, cache=cache)


@pytest.mark.parametrize(
    ("name", "resolver"),
    [
        ("GraniteFalls.blob.core.windows.net", "azure-dns"),
        ("granitefalls.BLOB.core.windows.net", "azure-dns"),
        ("GraniteFalls.cloudapp.net", "azure-dns"),
        ("login.microsoftonline.com", "public-dns"),
        ("management.azure.com", "public-dns"),
    ],
)
def test_azure_answers_for_the_names_of_the_deployment(name, resolver):
    world = World()

    at_ns = world.network.resolver.other(world.node("client-1"), name, rule="C6", at_ns=START_NS, job=TASK)

    assert START_NS + 2 * CLIENT_NS == at_ns
    assert [resolver, f"{name} has an address"] == [world.records[0].dst, world.records[1].text]


def test_without_its_line_the_site_asks_no_name_server_outside():
    world = World(faults=[("internet-down", None)])
    look_up_cmg(world, opener="cmg-connection-point-1")
    assert [] == world.records

    look_up_cmg(world, opener="client-1")
    assert 4 == len(world.records)


# Transmission


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
