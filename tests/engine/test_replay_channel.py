"""F2 attempt by attempt: the port notes, written down here once more and apart, and the replay held to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from attrs import frozen

from cmgsim.api.replay import replay, stopped

DEPLOYMENTS = ("scale-set", "classic")
ALL_PORTS = range(1, 65536)


def documented_attempts(deployment, instances, number, *, proxied):
    """Protocol, port, row and far end of the attempts to reach VM instance *number*, in order (N1 to N3)."""
    if instances == 1:
        https = ("HTTPS", 443, {"scale-set": "P2", "classic": "P5"}[deployment], "load-balancer")
    else:
        https = ("HTTPS", 10123 + number, {"scale-set": "P3", "classic": "P6"}[deployment], f"instance-{number}")
    tcp_tls = ("TCP-TLS", 10139 + number, "P4", f"instance-{number}")
    return [tcp_tls, https] if deployment == "classic" and not proxied else [https]


@frozen
class Case:
    """Something in the way: the faults, and what an attempt to a port of an instance meets; None: it is not made."""

    faults: tuple[str, ...]
    meets: Callable[[int, int, int], str | None]
    """Outcome by port, number of the connection point, number of the instance."""

    @property
    def proxied(self):
        return "proxy" in self.faults


def closed(outcome, text, ports, *others):
    """The organisation's edge answers to some ports with a refusal or with silence."""
    kind = {"refused": "ports-blocked", "timed-out": "ports-dropped"}[outcome]
    return Case((f"{kind}={text}", *others), lambda port, point, number: outcome if port in ports else "accepted")


def whatever(outcome, *faults):
    return Case(faults, lambda port, point, number: outcome)


def down(kind, outcome, broken, place):
    """One instance or one connection point of several."""
    name = f"{kind.removesuffix('-down')}-{broken}"
    return Case(
        (f"{kind}={'cmg-' * (kind == 'connection-point-down')}{name}",),
        lambda port, point, number: outcome if (point, number)[place] == broken else "accepted",
    )


BLOCKAGES = {
    "nothing": lambda instances, points: [whatever("accepted")],
    "443 refused": lambda instances, points: [closed("refused", "443", [443])],
    "443 dropped": lambda instances, points: [closed("timed-out", "443", [443])],
    "HTTPS refused": lambda instances, points: [closed("refused", "10124-10139", range(10124, 10140))],
    "HTTPS dropped": lambda instances, points: [closed("timed-out", "10124-10139", range(10124, 10140))],
    "TCP-TLS refused": lambda instances, points: [closed("refused", "10140-10155", range(10140, 10156))],
    "TCP-TLS dropped": lambda instances, points: [closed("timed-out", "10140-10155", range(10140, 10156))],
    "TCP-TLS and 443 refused": lambda instances, points: [
        closed("refused", "10140-10155,443", [443, *range(10140, 10156)])
    ],
    "one HTTPS port refused": lambda instances, points: [
        closed("refused", str(10123 + number), [10123 + number]) for number in (1, (instances + 1) // 2, instances)
    ],
    "one TCP-TLS port refused": lambda instances, points: [
        closed("refused", str(10139 + number), [10139 + number]) for number in (1, (instances + 1) // 2, instances)
    ],
    "one TCP-TLS port dropped": lambda instances, points: [
        closed("timed-out", str(10139 + number), [10139 + number]) for number in (1, instances)
    ],
    "the port after the last": lambda instances, points: [
        closed("refused", str(first + instances), [first + instances]) for first in (10124, 10140)
    ],
    "everything refused": lambda instances, points: [closed("refused", "1-65535", ALL_PORTS)],
    "everything dropped": lambda instances, points: [closed("timed-out", "1-65535", ALL_PORTS)],
    "proxy": lambda instances, points: [whatever("accepted", "proxy")],
    "proxy, HTTPS refused": lambda instances, points: [
        closed("refused", "443,10124-10139", [443, *range(10124, 10140)], "proxy")
    ],
    "proxy, TCP-TLS refused": lambda instances, points: [
        closed("refused", "10140-10155", range(10140, 10156), "proxy")
    ],
    "internet down": lambda instances, points: [whatever("timed-out", "internet-down")],
    "internet down, proxy": lambda instances, points: [whatever("timed-out", "internet-down", "proxy")],
    "TLS inspected": lambda instances, points: [whatever("refused", "tls-inspection")],
    "no CNAME": lambda instances, points: [whatever(None, "cname-missing")],
    "CNAME to another host": lambda instances, points: [whatever("refused", "cname-wrong")],
    "CMG stopped": lambda instances, points: [whatever("timed-out", "cmg-stopped")],
    "one instance down": lambda instances, points: [
        down("instance-down", "timed-out", broken, 1) for broken in range(1, instances + 1)
    ],
    "one connection point down": lambda instances, points: [
        down("connection-point-down", None, broken, 0) for broken in range(1, points + 1)
    ],
}


def expected_attempts(deployment: str, instances: int, point: int, case: Case) -> Iterator[tuple]:
    """Every connection that connection point *point* tries to open, in order."""
    via = "proxy" if case.proxied else None
    for number in range(1, instances + 1):
        for protocol, port, row, far_end in documented_attempts(deployment, instances, number, proxied=case.proxied):
            outcome = case.meets(port, point, number)
            if outcome is None:
                continue
            if via:
                yield "HTTP", 80, None, "accepted", "proxy", None
            yield protocol, port, row, outcome, far_end, via
            if outcome == "accepted":
                break


def attempts_in(trace, point: int) -> list[tuple]:
    """The same, as a trace tells it."""
    outcomes = {r.connection: r.kind for r in trace if r.kind in ("accepted", "refused", "timed-out")}
    return [
        (r.protocol, r.port, r.port_rule, outcomes[r.connection], r.dst, r.via)
        for r in trace
        if r.kind == "connect" and r.src == f"cmg-connection-point-{point}"
    ]


def check(deployment, instances, points, case):
    trace = replay("channel", deployment=deployment, instances=instances, connection_points=points, faults=case.faults)
    expected = {point: list(expected_attempts(deployment, instances, point, case)) for point in range(1, points + 1)}
    assert expected == {point: attempts_in(trace, point) for point in expected}
    holding = [
        any(outcome == "accepted" and far_end != "proxy" for _, _, _, outcome, far_end, _ in attempts)
        for attempts in expected.values()
    ]
    assert all(holding) == (not stopped(trace))


def check_all(deployment, blockage, grid):
    for instances, points in grid:
        for case in BLOCKAGES[blockage](instances, points):
            check(deployment, instances, points, case)


@pytest.mark.rule("F2", "N1", "N2", "N3", "P2", "P3", "P4", "P5", "P6")
@pytest.mark.parametrize("blockage", BLOCKAGES)
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_the_attempts_are_the_documented_ones(deployment, blockage):
    check_all(deployment, blockage, [(1, 1), (2, 1), (3, 2)])


@pytest.mark.slow
@pytest.mark.rule("F2", "N1", "N2", "N3", "P2", "P3", "P4", "P5", "P6")
@pytest.mark.parametrize("blockage", BLOCKAGES)
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_the_attempts_are_the_documented_ones_up_to_16_instances_and_4_connection_points(deployment, blockage):
    check_all(deployment, blockage, product(range(1, 17), range(1, 5)))


def channel(deployment="classic", instances=1, points=1, *faults):
    return replay("channel", deployment=deployment, instances=instances, connection_points=points, faults=faults)


def ports(trace):
    """Ports tried by the first connection point, with what came of it."""
    return [(port, outcome) for _, port, _, outcome, *_ in attempts_in(trace, 1)]


@pytest.mark.rule("N1")
def test_the_sixteenth_instance_is_reached_by_tcp_tls_on_10155():
    assert (10155, "accepted") == ports(channel(instances=16))[-1]


@pytest.mark.rule("N3")
def test_with_two_instances_the_first_is_reached_on_10124_and_not_on_443():
    assert [(10124, "accepted"), (10125, "accepted")] == ports(channel("scale-set", 2))


@pytest.mark.rule("N3")
def test_a_firewall_that_allows_443_only_loses_every_channel_at_the_second_instance():
    only_443 = "ports-blocked=1-442,444-65535"

    assert not stopped(channel("scale-set", 1, 1, only_443))
    assert stopped(channel("scale-set", 2, 1, only_443))


@pytest.mark.rule("N1", "N3")
def test_the_fallback_is_decided_for_each_instance():
    trace = channel("classic", 3, 1, "ports-blocked=10141")

    assert [(10140, "accepted"), (10141, "refused"), (10125, "accepted"), (10142, "accepted")] == ports(trace)


@pytest.mark.rule("N1", "N2")
def test_the_fallback_to_a_single_instance_goes_to_the_load_balancer():
    trace = channel("classic", 1, 1, "ports-dropped=10140-10155")

    assert [
        ("TCP-TLS", 10140, "P4", "timed-out", "instance-1", None),
        ("HTTPS", 443, "P5", "accepted", "load-balancer", None),
    ] == attempts_in(trace, 1)


@pytest.mark.rule("N1")
def test_behind_a_proxy_tcp_tls_is_told_as_not_tried_for_each_instance():
    told = [r.text for r in channel("classic", 2, 1, "proxy") if "not tried" in r.text]

    assert [
        "TCP-TLS 10140 to instance-1 is not tried: it does not run through a proxy",
        "TCP-TLS 10141 to instance-2 is not tried: it does not run through a proxy",
    ] == told


@pytest.mark.rule("N2")
def test_a_scale_set_behind_a_proxy_has_nothing_to_leave_out():
    assert [] == [r.text for r in channel("scale-set", 2, 1, "proxy") if "not tried" in r.text]


@pytest.mark.rule("F2")
def test_connection_points_begin_together_and_work_one_attempt_after_the_other():
    trace = channel("classic", 3, 4, "ports-dropped=10141")

    assert 1 == len({next(r.t_ns for r in trace if r.src == f"cmg-connection-point-{n}") for n in range(1, 5)})
    for point in range(1, 5):
        steps = [r.kind for r in trace if r.src == f"cmg-connection-point-{point}" and r.connection]
        assert ["connect", "accepted", "connect", "timed-out", *["connect", "accepted"] * 2] == steps


@pytest.mark.rule("F2")
@pytest.mark.parametrize("faults", [(), ("proxy",), ("ports-blocked=10140-10155",), ("ports-blocked=10141",)])
def test_an_open_channel_is_told_by_its_instance_protocol_and_port(faults):
    trace = channel("classic", 2, 2, *faults)

    for point in (1, 2):
        open_ = [(r[0], r[1], r[4]) for r in attempts_in(trace, point) if r[3] == "accepted" and r[4] != "proxy"]
        told = [r.text for r in trace if r.kind == "state" and r.src == f"cmg-connection-point-{point}"]
        assert [f"channel to {to} is open: {by} {port}" for by, port, to in open_] == [
            text for text in told if text.startswith("channel to ")
        ]


@pytest.mark.rule("F2")
def test_a_channel_is_never_closed():
    assert [] == [r for r in channel("classic", 4, 2, "ports-blocked=10141-10142") if r.kind == "closed"]


@pytest.mark.rule("F2", "C2", "E5")
@pytest.mark.parametrize(
    ("deployment", "cloud", "name"),
    [
        ("scale-set", "public", "GraniteFalls.WestUS.cloudapp.azure.com"),
        ("classic", "public", "GraniteFalls.cloudapp.net"),
        ("scale-set", "us-government", "GraniteFalls.usgovcloudapp.net"),
        ("classic", "us-government", "GraniteFalls.usgovcloudapp.net"),
    ],
)
def test_a_connection_point_looks_up_the_alias_and_then_the_deployment_name(deployment, cloud, name):
    trace = replay("channel", deployment=deployment, cloud=cloud)

    assert [
        ("dns-query", "public-dns", "cmg-connection-point-1 asks for GraniteFalls.contoso.com"),
        ("dns-answer", "cmg-connection-point-1", f"GraniteFalls.contoso.com leads to {name}"),
        ("dns-query", "azure-dns", f"cmg-connection-point-1 asks for {name}"),
        ("dns-answer", "cmg-connection-point-1", f"{name} has an address"),
    ] == [(r.kind, r.dst, r.text) for r in trace if r.protocol == "DNS"]


@pytest.mark.rule("F2")
def test_a_connection_point_asks_again_for_an_address_that_is_older_than_a_minute():
    trace = channel("classic", 4, 1, "ports-dropped=10140-10155")
    asked = [(r.dst, r.t_ns // 10**9) for r in trace if r.kind == "dns-query"]

    # Three attempts that wait 21 s each come before the one to the fourth instance.
    assert [("public-dns", 0), ("azure-dns", 0), ("azure-dns", 63)] == asked


@pytest.mark.rule("C2")
def test_without_a_cname_each_attempt_ends_at_public_dns():
    trace = channel("classic", 2, 1, "cname-missing")

    assert 4 * [("dns-query", None), ("dns-answer", 3)] == [(r.kind, r.status) for r in trace][:-1]


@pytest.mark.rule("C2")
def test_a_cname_to_another_host_is_not_told_as_leading_to_the_cmg():
    answers = [r.text for r in channel("scale-set", 1, 1, "cname-wrong") if r.kind == "dns-answer"]

    assert ["GraniteFalls.contoso.com has the address of another host"] == answers


@pytest.mark.rule("F2")
@pytest.mark.parametrize(
    ("points", "faults", "who", "why", "status"),
    [
        (1, ["ports-blocked=443"], "1 holds", "HTTPS 443 to load-balancer is refused", None),
        (2, ["cmg-stopped"], "1 and 2 hold", "no answer from load-balancer on HTTPS 443", None),
        (3, ["tls-inspection"], "1, 2 and 3 hold", "the TLS handshake to load-balancer is refused", None),
        (1, ["cname-missing"], "1 holds", "there is no name GraniteFalls.contoso.com (3 NXDOMAIN)", 3),
        (2, ["connection-point-down=cmg-connection-point-2"], "2 holds", "it is down", None),
    ],
)
def test_the_last_record_tells_who_holds_no_channel_and_why(points, faults, who, why, status):
    last = channel("scale-set", 1, points, *faults).records[-1]
    told, breaks, _ = last.text.rpartition(" (breaks ")

    assert (
        ("state", "F2"), f"stopped at F2: {who} no channel to the CMG: {why}", status,
    ) == ((last.kind, last.rule), told.replace("cmg-connection-point-", ""), last.status)  # fmt: skip
    assert breaks


@pytest.mark.rule("F2")
def test_a_connection_point_that_is_down_is_told_before_anything_else():
    first = channel("scale-set", 1, 2, "connection-point-down=cmg-connection-point-2").records[0]

    assert ("state", "cmg-connection-point-2", "cmg-connection-point-2 is down and opens nothing") == (
        first.kind, first.src, first.text,
    )  # fmt: skip


@pytest.mark.rule("F2")
def test_the_last_record_of_a_complete_channel_flow():
    last = channel("scale-set", 16, 4).records[-1]

    assert ("F2", "each connection point holds a channel", None) == (last.rule, last.text, last.status)
