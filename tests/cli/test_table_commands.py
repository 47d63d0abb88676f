"""`cmgsim facts`, `ports`, `endpoints`, `assumptions`: promised keys, and only what a deployment needs."""

from __future__ import annotations

from itertools import product

import pytest
from command_line import SCENARIOS, called

from cmgsim.cli.tables import FACTS
from cmgsim.facts import tables

DEPLOYMENTS = ("scale-set", "classic")
KEYS = {
    "facts ports": "rule client protocol ports server deployment instances preference source",
    "facts endpoints": "rule role kind cloud pattern source",
    "facts headers": "rule name source",
    "facts verbs": "rule name source",
    "facts vm-sizes": "name clients vcpus network_mbps source",
    "ports": "rule src src_role src_zone dst dst_role dst_zone protocol first last purpose",
    "endpoints": "rule role fqdn port kind",
    "assumptions": "name value unit confidence source why plausible used",
}
COMMANDS = [*KEYS, "facts limits", "facts activities", "facts steps", "facts failures"]


@pytest.mark.parametrize("command", KEYS)
def test_json_has_the_promised_keys_in_their_order(command):
    done = called(*command.split(), "--json")

    assert (0, "") == (done.code, done.err)
    assert {tuple(KEYS[command].split())} == {tuple(row) for row in done.json}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_every_table_prints_in_every_format(command, form):
    done = called(*command.split(), "--format", form)

    assert (0, "") == (done.code, done.err)
    assert len(done.out.splitlines()) > 3


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_and_markdown_have_a_row_for_each_object(command):
    rows = called(*command.split(), "--json").json

    assert len(rows) + 1 == len(called(*command.split(), "--format", "csv").out.splitlines())
    assert len(rows) + 2 == len(called(*command.split(), "--format", "markdown").out.splitlines())


def test_json_wins_over_a_format():
    assert called("ports", "--json") == called("ports", "--format", "csv", "--json")


@pytest.mark.parametrize("table", [name for name in FACTS if name != "failures"])
def test_facts_are_the_rows_of_the_package(table):
    assert getattr(tables, f"facts_{table.replace('-', '_')}")() == called("facts", table, "--json").json


def test_facts_without_a_name_are_the_ports():
    assert called("facts", "ports") == called("facts")


def channel_ports(deployment, instances, *, proxy):
    """What the port table says: rule, first and last port of the channels."""
    last = instances - 1
    https = ("P2", 443, 443) if instances == 1 else ("P3", 10124, 10124 + last)
    if deployment == "scale-set":
        return [https]
    fallback = ("P5" if instances == 1 else "P6", *https[1:])
    return [fallback] if proxy else [("P4", 10140, 10140 + last), fallback]


@pytest.mark.rule("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11")
@pytest.mark.parametrize("instances", range(1, 17))
@pytest.mark.parametrize(("deployment", "proxy"), tuple(product(DEPLOYMENTS, [False, True])))
def test_the_firewall_list_is_what_the_deployment_needs_and_nothing_inbound(deployment, proxy, instances):
    options = ("--deployment", deployment, "--instances", instances, *(["--proxy"] if proxy else []))
    rows = called("ports", *options, "--json").json
    channels = [
        (row["rule"], row["first"], row["last"])
        for row in rows
        if row["src_role"] == "cmg-connection-point" and row["dst_zone"] == "azure"
    ]

    assert channel_ports(deployment, instances, proxy=proxy) == channels
    others = {"P1", "P7", "P8", "P9", "P10", "P11", *(["N1"] if proxy else [])}
    assert others == {row["rule"] for row in rows} - {rule for rule, *_ in channels}
    assert [] == [row for row in rows if row["dst_zone"] == "on-premises" and row["src_zone"] != "on-premises"]
    assert [] == [row for row in rows if row["src_zone"] == "azure"]


@pytest.mark.rule("E1", "E2", "E3", "E4", "E5")
@pytest.mark.parametrize(
    ("cloud", "entra", "suffix"),
    [
        ("public", "login.microsoftonline.com", "core.windows.net"),
        ("us-government", "login.microsoftonline.us", "core.usgovcloudapi.net"),
    ],
)
def test_the_allow_list_is_of_one_cloud_with_prefix_and_region_filled_in(cloud, entra, suffix):
    rows = called("endpoints", "--cloud", cloud, "--prefix", "Fabrikam", "--region", "EastUS", "--json").json
    names = {row["fqdn"] for row in rows}

    assert {entra, f"Fabrikam.blob.{suffix}"} <= names
    assert [] == [name for name in names if "<" in name or "GraniteFalls" in name]
    assert {"service-connection-point", "cmg-connection-point", "client", "console"} == {row["role"] for row in rows}
    assert {443} == {row["port"] for row in rows}


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
@pytest.mark.parametrize("command", ["ports", "endpoints", "assumptions"])
def test_every_example_has_its_tables(command, file):
    assert {tuple(KEYS[command].split())} == {tuple(row) for row in called(command, file, "--json").json}


@pytest.mark.parametrize(
    ("option", "value", "instead"),
    [
        ("--instances", "3", "`--set cmg.instances=3` changes it"),
        ("--deployment", "classic", "`--set cmg.deployment=classic` changes it"),
        ("--proxy", None, "`--set connection_points[0].proxy=true` changes it"),
    ],
)
def test_options_do_not_go_with_a_file_and_say_what_does(option, value, instead):
    done = called("ports", SCENARIOS[0], option, *([value] if value else []))
    changed = called("ports", SCENARIOS[0], "--set", instead.split("`")[1].removeprefix("--set "))

    assert (2, "") == (done.code, done.out)
    assert instead in done.err
    assert 0 == changed.code


def test_assumptions_for_people_begin_with_those_to_measure():
    lines = called("assumptions").out.splitlines()
    names = [row["name"] for row in called("assumptions", "--json").json]

    assert "Assumed by cmgsim: measure these first" == lines[0]
    assert sorted(names) == sorted(
        line.split(" = ")[0].strip() for line in lines if line[:3].startswith("  ") and line[2] != " "
    )
