"""Commands that print what is known: `facts`, `ports`, `endpoints`, `assumptions`."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from cmgsim.cli.formats import TableFormat, print_rows, terminal_width
from cmgsim.cli.options import (
    CloudOption,
    DeploymentOption,
    DescribedArgument,
    FormatOption,
    JsonOption,
    ScenarioArgument,
    SettingsOption,
    described_scenario,
    scenario_of,
)
from cmgsim.cli.streams import emit
from cmgsim.errors import Problem, ScenarioError

FACTS: Final = (
    "ports",
    "endpoints",
    "headers",
    "verbs",
    "limits",
    "vm-sizes",
    "activities",
    "profiles",
    "steps",
    "failures",
)
"""The tables that `cmgsim facts` knows."""


def register(app: typer.Typer) -> None:
    """Add these commands to *app*."""
    app.command()(facts)
    app.command()(endpoints)
    app.command()(assumptions)


def facts(
    table: Annotated[str, typer.Argument(metavar="TABLE", help=f"One of {', '.join(FACTS)}.")] = FACTS[0],
    form: FormatOption = TableFormat.TABLE,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print what the documentation says. Tables, each row with its rule id and source."""
    print_rows(_facts(table), form, f"facts: {table}", as_json=as_json)


def endpoints(
    scenario: DescribedArgument = None,
    form: FormatOption = TableFormat.TABLE,
    deployment: DeploymentOption = None,
    cloud: CloudOption = None,
    prefix: Annotated[str | None, typer.Option(help="Prefix of the service's names; GraniteFalls if left out.")] = None,
    region: Annotated[str | None, typer.Option(help="Azure region; WestUS if left out.")] = None,
    settings: SettingsOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print the allow-list. The names that each role has to reach, prefix and region filled in."""
    from cmgsim.model.allow_list import endpoint_list

    given = {
        "cmg.deployment": deployment and str(deployment),
        "cmg.cloud": cloud and str(cloud),
        "cmg.prefix": prefix,
        "cmg.region": region,
    }
    print_rows(endpoint_list(described_scenario(scenario, settings, given)), form, "endpoints", as_json=as_json)


def assumptions(
    scenario: ScenarioArgument = None,
    form: FormatOption = TableFormat.TABLE,
    settings: SettingsOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print every number that a run uses. Value, unit, source, how well it is founded, and why."""
    from cmgsim.model.assumption_rows import assumption_rows

    rows = assumption_rows(scenario_of(scenario, settings, {}))
    if form is TableFormat.TABLE and not as_json:
        from cmgsim.cli.assumption_text import assumption_text

        emit(assumption_text(rows, terminal_width()))
    else:
        print_rows(rows, form, "assumptions", as_json=as_json)


def _facts(name: str) -> list[dict[str, Any]]:
    from cmgsim.facts import failures, tables
    from cmgsim.model.wording import cure, describe

    if name not in FACTS:
        raise ScenarioError((Problem("arguments", "", f"there is no table {describe(name)}", cure(name, FACTS)),))
    module = failures if name == "failures" else tables
    rows: list[dict[str, Any]] = getattr(module, f"facts_{name.replace('-', '_')}")()
    return rows
