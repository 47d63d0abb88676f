"""Options that several commands share, and how a scenario is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cmgsim.cli.output import TableFormat
from cmgsim.facts.rows import Authentication, Cloud, Deployment

if TYPE_CHECKING:
    from cmgsim.model.scenario import Scenario

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
FormatOption = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
SettingsOption = Annotated[
    list[str], typer.Option("--set", metavar="KEY.PATH=VALUE", help="Set a key of the scenario; may be repeated.")
]
DeploymentOption = Annotated[Deployment, typer.Option(help="How the CMG stands in Azure.")]
CloudOption = Annotated[Cloud, typer.Option(help="Which Azure.")]
AuthenticationOption = Annotated[Authentication, typer.Option(help="How the client proves who it is.")]
InstancesOption = Annotated[int, typer.Option(metavar="N", help="Number of VM instances, 1 to 16.")]
ConnectionPointsOption = Annotated[int, typer.Option(metavar="N", help="Number of CMG connection points.")]

OPTION_OF_KEY: Final = {
    "scenario.seed": "--seed",
    "cmg.deployment": "--deployment",
    "cmg.instances": "--instances",
    "cmg.cloud": "--cloud",
    "cmg.prefix": "--prefix",
    "cmg.region": "--region",
    "connection_points[0].count": "--connection-points",
    "clients[0].authentication": "--authentication",
}
"""Where a problem stands when the options describe the scenario."""


def scenario_of(
    path: Path | None, settings: Sequence[str] = (), described: Mapping[str, Any] | None = None
) -> Scenario:
    """The scenario of a file; without one, what the options describe, or the built-in Contoso."""
    from cmgsim.model.scenario_file import contoso, from_document, load

    if path is not None:
        return load(path, settings)
    if described is None:
        return contoso(settings)
    with naming_options():
        return from_document(described, "options", settings)


class naming_options:  # noqa: N801  # reads as a word of the with statement
    """Within it, problems name the option that was given instead of the key behind it."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        """Name the options in a ScenarioError."""
        from cmgsim.errors import Problem, ScenarioError

        if isinstance(error, ScenarioError):
            named = (
                Problem(OPTION_OF_KEY[each.key_path], "", each.message, each.expected)
                if each.key_path in OPTION_OF_KEY
                else each
                for each in error.problems
            )
            raise ScenarioError(tuple(named)) from None
