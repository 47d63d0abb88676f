"""The published tables: their keys are a promise."""

from __future__ import annotations

import json

import pytest

from cmgsim.facts import tables

# The keys that users rely on, in order.
PROMISED = [
    (tables.facts_ports, "rule client protocol ports server deployment instances preference source"),
    (tables.facts_endpoints, "rule role kind cloud pattern source"),
    (tables.facts_headers, "rule name source"),
    (tables.facts_verbs, "rule name source"),
    (tables.facts_vm_sizes, "name clients vcpus network_mbps source"),
    (tables.facts_limits, "name group value unit source confidence plausible note"),
    (
        tables.facts_activities,
        "name verb path target headers up_bytes down_bytes every_s jitter_s share source confidence note figures",
    ),
    (tables.facts_steps, "rule english french initiator acceptor source note"),
]
TABLES = [function for function, _ in PROMISED]


@pytest.mark.parametrize(("table", "keys"), PROMISED)
def test_each_table_has_exactly_the_promised_keys(table, keys):
    assert [keys.split()] * len(table()) == [list(row) for row in table()]


@pytest.mark.parametrize("table", TABLES)
def test_each_table_survives_json(table):
    assert table() == json.loads(json.dumps(table()))


@pytest.mark.parametrize("table", TABLES)
def test_each_row_prints_its_source_with_title_and_edition(table):
    assert [] == [row for row in table() if not row["source"].endswith(")")]


@pytest.mark.rule("P9", "P10")
def test_the_legs_on_premises_speak_https_or_http():
    protocols = {row["rule"]: row["protocol"] for row in tables.facts_ports()}

    assert {"P9", "P10"} == {rule for rule, protocol in protocols.items() if protocol == "HTTPS or HTTP"}


@pytest.mark.rule("P3")
def test_a_range_of_ports_prints_as_first_and_last():
    row = tables.facts_ports()[2]

    expected = {
        "rule": "P3",
        "client": "cmg-connection-point",
        "protocol": "HTTPS",
        "ports": [[10124, 10139]],
        "server": "cmg",
        "deployment": "scale-set",
        "instances": "2-16",
        "preference": None,
        "source": "Data flow for CMG (April 2022)",
    }
    assert expected == row


def test_every_figure_of_an_activity_says_where_it_comes_from():
    figures = [figure for row in tables.facts_activities() for figure in row["figures"].values()]

    assert {"documented", "practitioner", "assumed"} >= {figure["confidence"] for figure in figures}
    assert all(figure["source"] for figure in figures)


@pytest.mark.rule("E1", "E5")
def test_the_endpoints_end_with_the_names_of_a_cmg():
    rules = [row["rule"] for row in tables.facts_endpoints()]

    assert sorted(rules) == rules
    assert {"E1", "E2", "E3", "E4", "E5"} == set(rules)
