"""The port table, against a table written independently of it."""

from __future__ import annotations

import pytest
from attrs import asdict

from cmgsim.facts.ports import PORTS, channel_attempts
from cmgsim.facts.rows import Deployment, Role

SCALE_SET, CLASSIC = Deployment.SCALE_SET, Deployment.CLASSIC

# rule, opens, protocols, ports, accepts, deployment, instances, preference
DOCUMENTED = """
P1  | service-connection-point | HTTPS      | 443               | azure                 | -         | -    | -
P2  | cmg-connection-point     | HTTPS      | 443               | cmg                   | scale-set | 1    | -
P3  | cmg-connection-point     | HTTPS      | 10124-10139       | cmg                   | scale-set | 2-16 | -
P4  | cmg-connection-point     | TCP-TLS    | 10140-10155       | cmg                   | classic   | -    | preferred
P5  | cmg-connection-point     | HTTPS      | 443               | cmg                   | classic   | 1    | fallback
P6  | cmg-connection-point     | HTTPS      | 10124-10139       | cmg                   | classic   | 2-16 | fallback
P7  | client                   | HTTPS      | 443               | cmg                   | -         | -    | -
P8  | client                   | HTTPS      | 443               | blob-storage          | -         | -    | -
P9  | cmg-connection-point     | HTTPS,HTTP | 443,80            | management-point      | -         | -    | -
P10 | cmg-connection-point     | HTTPS,HTTP | 443,80,8530,8531  | software-update-point | -         | -    | -
P11 | site-server              | HTTPS      | 443               | blob-storage          | -         | -    | -
"""
EXPECTED = [tuple(cell.strip() for cell in line.split("|")) for line in DOCUMENTED.strip().splitlines()]


def as_text(row):
    spans = [str(first) if first == last else f"{first}-{last}" for first, last in row.ports]
    optional = [str(value or "-") for value in (row.deployment, row.instances, row.preference)]
    return (row.rule, str(row.client), ",".join(row.protocols), ",".join(spans), str(row.server), *optional)


def row_of(rule):
    return next(row for row in PORTS if row.rule == rule)


@pytest.mark.rule("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11")
def test_the_table_has_the_documented_rows_in_the_documented_order():
    assert EXPECTED == [as_text(row) for row in PORTS]


@pytest.mark.rule("P11")
def test_distribution_to_blob_storage_comes_from_the_newer_text_alone():
    assert ["P11"] == [row.rule for row in PORTS if "newer" in str(row.source)]


@pytest.mark.rule("N3", "P3", "P6")
@pytest.mark.parametrize("rule", ["P3", "P6"])
@pytest.mark.parametrize("number", range(1, 17))
def test_over_https_instance_k_of_several_has_port_10123_plus_k(rule, number):
    assert 10123 + number == row_of(rule).port_of(number)


@pytest.mark.rule("N1", "P4")
@pytest.mark.parametrize("number", range(1, 17))
def test_over_tcp_tls_instance_k_has_port_10139_plus_k(number):
    assert 10139 + number == row_of("P4").port_of(number)


@pytest.mark.rule("N2", "P2", "P5")
@pytest.mark.parametrize(
    ("deployment", "instances", "number", "expected"),
    [
        (SCALE_SET, 1, 1, [("HTTPS", 443)]),
        (SCALE_SET, 2, 1, [("HTTPS", 10124)]),
        (SCALE_SET, 2, 2, [("HTTPS", 10125)]),
        (SCALE_SET, 16, 16, [("HTTPS", 10139)]),
        (CLASSIC, 1, 1, [("TCP-TLS", 10140), ("HTTPS", 443)]),
        (CLASSIC, 2, 1, [("TCP-TLS", 10140), ("HTTPS", 10124)]),
        (CLASSIC, 16, 16, [("TCP-TLS", 10155), ("HTTPS", 10139)]),
    ],
)
def test_attempts_for_one_instance_come_in_the_order_of_the_rows(deployment, instances, number, expected):
    tried = channel_attempts(deployment, instances)

    assert expected == [(row.protocols[0], row.port_of(number)) for row in tried]


@pytest.mark.rule("N1")
@pytest.mark.parametrize("instances", range(1, 17))
def test_tcp_tls_is_not_tried_through_a_proxy(instances):
    tried = channel_attempts(CLASSIC, instances, through_proxy=True)

    assert [("HTTPS",)] == [row.protocols for row in tried]


@pytest.mark.rule("N2")
@pytest.mark.parametrize("instances", range(1, 17))
def test_a_scale_set_never_speaks_tcp_tls(instances):
    assert [("HTTPS",)] == [row.protocols for row in channel_attempts(SCALE_SET, instances)]


@pytest.mark.rule("F4")
def test_no_row_lets_anything_open_a_connection_into_the_site_from_outside():
    inside = {Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT, Role.CMG_CONNECTION_POINT, Role.SITE_SERVER}

    assert {Role.CMG_CONNECTION_POINT} == {row.client for row in PORTS if row.server in inside}


def test_a_row_without_a_source_does_not_exist():
    values = {**asdict(PORTS[0], recurse=False), "source": "somewhere"}

    with pytest.raises(TypeError, match="source"):
        type(PORTS[0])(**values)
