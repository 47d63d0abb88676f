"""The firewall list of a layout is the one that `cmgsim ports` prints, for every deployment that there can be."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, strategies

from cmgsim.model.allow_list import endpoint_list, firewall_list
from cmgsim.model.scenario_file import from_document
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.lists import access, changes, firewall, firewall_for_people


def scenario(deployment="scale-set", instances=1, *, proxy=False, port=8531, points=1):
    return from_document(
        {
            "cmg": {"deployment": deployment, "instances": instances},
            "connection_points": [{"count": points, "proxy": proxy}],
            "software_update_points": [{"port": port}],
            "clients": [{"count": 1}],
        }
    )


@pytest.mark.slow
@pytest.mark.rule("N1", "N2", "N3")
@pytest.mark.parametrize("deployment", ["scale-set", "classic"])
def test_every_combination_equals_the_documented_list(deployment):
    """2 deployments x 16 numbers x with and without proxy x 4 ports of the software update point."""
    for instances, proxy, port in product(range(1, 17), (False, True), (443, 80, 8530, 8531)):
        one = scenario(deployment, 1, proxy=proxy, port=port)
        wanted = firewall_list(scenario(deployment, instances, proxy=proxy, port=port))

        assert wanted == firewall(one, Layout("A2_v2", instances, 1))
        assert [] == [row for row in wanted if row["dst_zone"] == "on-premises" and row["src_zone"] != "on-premises"]


def test_growing_from_one_instance_opens_two_ports_and_leaves_443():
    found = access(scenario(), Layout("A2_v2", 2, 1))["changes"]

    assert [("open", 10124, 10125), ("no longer used", 443, 443)] == [
        (row["change"], row["first"], row["last"]) for row in found
    ]


def test_a_third_instance_opens_one_port_and_closes_none():
    found = access(scenario(instances=2, points=2), Layout("A2_v2", 3, 2))["changes"]

    assert [("open", point, 10126, 10126) for point in ("cmg-connection-point-1", "cmg-connection-point-2")] == [
        (row["change"], row["src"], row["first"], row["last"]) for row in found
    ]


@given(*[strategies.lists(strategies.tuples(*[strategies.integers(1, 12)] * 2), max_size=3)] * 2)
def test_what_opens_and_what_closes_is_told_port_by_port(before, after):
    old, new = (
        [{"src": "a", "dst": "b", "protocol": "HTTPS", "first": min(each), "last": max(each)} for each in ranges]
        for ranges in (before, after)
    )
    found = {"open": set(), "no longer used": set()}
    for row in changes(old, new):
        found[row["change"]] |= ports(row)
    was, will = (set().union(*map(ports, rows)) for rows in (old, new))

    assert {"open": will - was, "no longer used": was - will} == found


def ports(row):
    return set(range(row["first"], row["last"] + 1))


def test_nothing_changes_for_the_layout_of_today():
    assert [] == access(scenario(instances=3), Layout("A2_v2", 3, 1))["changes"]
    assert [] == changes([], [])


def test_room_to_grow_reaches_the_last_port():
    found = access(scenario(instances=3), Layout("A2_v2", 3, 1))["room_to_grow"]

    assert [("open", 10127, 10139)] == [(row["change"], row["first"], row["last"]) for row in found]


def test_people_read_who_opens_what_to_which_name():
    row = next(row for row in firewall_for_people(scenario(), Layout("A2_v2", 6, 1)) if row["rule"] == "P3")

    assert ("10124-10129", 2, "no", "outbound") == (
        row["ports"], row["needed_from_instances"], row["tls_inspection"], row["direction"],
    )  # fmt: skip


def test_the_endpoints_do_not_depend_on_the_layout():
    assert endpoint_list(scenario()) == access(scenario(), Layout("A4_v2", 9, 4))["endpoints"]
