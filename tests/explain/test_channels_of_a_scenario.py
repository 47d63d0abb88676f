"""The ports of the channels, and what growing by one instance does to the firewall."""

from __future__ import annotations

import pytest

from cmgsim.explain import explain
from cmgsim.model.scenario_file import from_document


def channels(**tables):
    return explain(from_document({"clients": [{"count": 10}], **tables}))["channels"]


def tried(found) -> list[tuple]:
    return [(row["rule"], row["protocol"], row["first"], row["last"], row["accepts"]) for row in found["rows"]]


@pytest.mark.rule("P2", "P3", "N2", "N3")
@pytest.mark.parametrize(
    ("instances", "expected"),
    [
        (1, ("P2", "HTTPS", 443, 443, "load-balancer")),
        (2, ("P3", "HTTPS", 10124, 10125, "instance")),
        (16, ("P3", "HTTPS", 10124, 10139, "instance")),
    ],
)
def test_a_scale_set_is_reached_over_https(instances, expected):
    assert [expected] == tried(channels(cmg={"instances": instances}))


@pytest.mark.rule("P4", "P5", "P6", "N1")
def test_a_classic_service_is_tried_over_tcp_tls_first_and_never_through_a_proxy():
    found = channels(cmg={"deployment": "classic", "instances": 2}, connection_points=[{"count": 2}, {"proxy": True}])

    assert [
        ("P4", "TCP-TLS", 10140, 10141, "instance"),
        ("P6", "HTTPS", 10124, 10125, "instance"),
        ("P6", "HTTPS", 10124, 10125, "instance"),
    ] == tried(found)
    assert [2, 2, 1] == [len(row["connection_points"]) for row in found["rows"]]


@pytest.mark.rule("N3")
def test_growing_from_one_to_two_changes_the_port_of_the_first():
    growth = channels(cmg={"instances": 1})["growth"]

    assert [{"protocol": "HTTPS", "first": 10124, "last": 10125}] == growth["opens"]
    assert [{"protocol": "HTTPS", "first": 443, "last": 443}] == growth["no_longer_used"]


def test_growing_further_adds_one_port():
    growth = channels(cmg={"instances": 2})["growth"]

    assert [{"protocol": "HTTPS", "first": 10126, "last": 10126}] == growth["opens"]
    assert [] == growth["no_longer_used"]


def test_sixteen_instances_do_not_grow():
    assert channels(cmg={"instances": 16})["growth"] is None
