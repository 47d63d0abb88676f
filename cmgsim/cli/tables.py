"""Commands that print what is known: `facts`, `ports`, `endpoints`, `assumptions`."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cmgsim.cli.options import (
    CloudOption,
    ConnectionPointsOption,
    DeploymentOption,
    FormatOption,
    InstancesOption,
    JsonOption,
    SettingsOption,
    scenario_of,
)
from cmgsim.cli.output import TableFormat, print_table
from cmgsim.facts.rows import Cloud, Deployment

ScenarioArgument = Annotated[
    Path | None, typer.Argument(metavar="[SCENARIO]", help="A scenario file; without one, the options describe it.")
]
PrefixOption = Annotated[str, typer.Option(help="Prefix of the service's names.")]
RegionOption = Annotated[str, typer.Option(help="Azure region of the service.")]


class FactsTable(StrEnum):
    """The tables that `cmgsim facts` knows."""

    PORTS = "ports"
    ENDPOINTS = "endpoints"
    HEADERS = "headers"
    VERBS = "verbs"
    LIMITS = "limits"
    VM_SIZES = "vm-sizes"
    ACTIVITIES = "activities"
    STEPS = "steps"
    FAILURES = "failures"


def register(app: typer.Typer) -> None:
    """Add these commands to *app*."""
    app.command()(facts)
    app.command()(ports)
    app.command()(endpoints)
    app.command()(assumptions)


def facts(
    table: Annotated[FactsTable, typer.Argument(help="Which table.")] = FactsTable.PORTS,
    form: FormatOption = TableFormat.TABLE,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print what the documentation says: tables with rule ids and sources."""
    print_table(_facts(table)(), _form(form, as_json=as_json), f"facts: {table}")


def ports(
    scenario: ScenarioArgument = None,
    form: FormatOption = TableFormat.TABLE,
    deployment: DeploymentOption = Deployment.SCALE_SET,
    instances: InstancesOption = 1,
    connection_points: ConnectionPointsOption = 1,
    cloud: CloudOption = Cloud.PUBLIC,
    settings: SettingsOption = (),
    *,
    proxy: Annotated[bool, typer.Option(help="Whether the connection points use an internet proxy.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the firewall list: what the described deployment opens, and nothing inbound."""
    from cmgsim.model.allow_list import firewall_list

    described = scenario_of(scenario, settings, _described(deployment, instances, connection_points, cloud, proxy=proxy))
    rows, chosen = firewall_list(described), _form(form, as_json=as_json)
    if chosen is TableFormat.TABLE:
        rows = [_firewall_rule_for_people(row) for row in rows]
    print_table(rows, chosen, "firewall list: every connection is opened outwards by the source")


def endpoints(
    scenario: ScenarioArgument = None,
    form: FormatOption = TableFormat.TABLE,
    deployment: DeploymentOption = Deployment.SCALE_SET,
    cloud: CloudOption = Cloud.PUBLIC,
    prefix: PrefixOption = "GraniteFalls",
    region: RegionOption = "WestUS",
    settings: SettingsOption = (),
    *,
    as_json: JsonOption = False,
) -> None:
    """Print the allow-list: the names that each role has to reach, prefix and region filled in."""
    from cmgsim.model.allow_list import endpoint_list

    document = _described(deployment, 1, 1, cloud, proxy=False)
    document["cmg"] |= {"prefix": prefix, "region": region}
    described = scenario_of(scenario, settings, document)
    print_table(endpoint_list(described), _form(form, as_json=as_json), "endpoints")


def assumptions(
    scenario: ScenarioArgument = None,
    form: FormatOption = TableFormat.TABLE,
    settings: SettingsOption = (),
    *,
    as_json: JsonOption = False,
) -> None:
    """Print every number that a run uses: value, unit, source, how well it is founded, and why."""
    from cmgsim.model.assumption_rows import assumption_rows

    rows = assumption_rows(scenario_of(scenario, settings))
    print_table(rows, _form(form, as_json=as_json), "assumptions")


def _firewall_rule_for_people(row: dict[str, Any]) -> dict[str, Any]:
    ports = [[row["first"], row["last"]]]
    return {
        "rule": row["rule"],
        "source": row["src"],
        "destination": row["dst"],
        "protocol": row["protocol"],
        "ports": ports,
        "purpose": row["purpose"],
    }


def _form(form: TableFormat, *, as_json: bool) -> TableFormat:
    return TableFormat.JSON if as_json else form


def _facts(table: FactsTable) -> Callable[[], list[dict[str, Any]]]:
    from cmgsim.facts import tables
    from cmgsim.facts.failures import facts_failures

    by_name: Final = {
        FactsTable.PORTS: tables.facts_ports,
        FactsTable.ENDPOINTS: tables.facts_endpoints,
        FactsTable.HEADERS: tables.facts_headers,
        FactsTable.VERBS: tables.facts_verbs,
        FactsTable.LIMITS: tables.facts_limits,
        FactsTable.VM_SIZES: tables.facts_vm_sizes,
        FactsTable.ACTIVITIES: tables.facts_activities,
        FactsTable.STEPS: tables.facts_steps,
        FactsTable.FAILURES: facts_failures,
    }
    return by_name[table]


def _described(
    deployment: Deployment, instances: int, connection_points: int, cloud: Cloud, *, proxy: bool
) -> dict[str, Any]:
    return {
        "cmg": {"deployment": str(deployment), "instances": instances, "cloud": str(cloud)},
        "connection_points": [{"count": connection_points, "proxy": proxy}],
        "clients": [{"count": 1}],
    }
