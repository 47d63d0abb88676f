"""Options that several commands share, and how a scenario is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cmgsim.cli.formats import TableFormat
from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.rows import Authentication, Cloud, Deployment

if TYPE_CHECKING:
    from cmgsim.flows.nouns import Language
    from cmgsim.model.scenario import Scenario


class LanguageName(StrEnum):
    """The languages by name."""

    EN = "en"
    FR = "fr"

    @property
    def language(self) -> Language:
        """As the rest of the program knows it."""
        return "fr" if self is LanguageName.FR else "en"


ScenarioArgument = Annotated[
    Path | None, typer.Argument(metavar="SCENARIO", help="A scenario file; without one, the built-in Contoso.")
]
DescribedArgument = Annotated[
    Path | None, typer.Argument(metavar="SCENARIO", help="A scenario file; without one, the options describe it.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
FormatOption = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
LanguageOption = Annotated[LanguageName, typer.Option("--lang", help="Language of sentences.")]
SettingsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY.PATH=VALUE", help="Set a key of the scenario, or the keys of @FILE; may be repeated."
    ),
]
DeploymentOption = Annotated[
    Deployment | None, typer.Option(help="How the CMG stands in Azure; scale-set if left out.")
]
CloudOption = Annotated[Cloud | None, typer.Option(help="Which Azure; public if left out.")]
AuthenticationOption = Annotated[Authentication, typer.Option(help="How the client proves who it is.")]
InstancesOption = Annotated[
    int | None, typer.Option(metavar="N", help="Number of VM instances, 1 to 16; 1 if left out.")
]
ConnectionPointsOption = Annotated[
    int | None, typer.Option(metavar="N", help="Number of CMG connection points; 1 if left out.")
]

OPTION_OF_KEY: Final = {
    "scenario.seed": "--seed",
    "scenario.replications": "--replications",
    "cmg.deployment": "--deployment",
    "cmg.instances": "--instances",
    "cmg.cloud": "--cloud",
    "cmg.prefix": "--prefix",
    "cmg.region": "--region",
    "connection_points[0].count": "--connection-points",
    "connection_points[0].proxy": "--proxy",
    "clients[0].authentication": "--authentication",
}
"""The option that stands for a key of the scenario."""


def scenario_of(path: Path | None, settings: Sequence[str] | None, given: Mapping[str, int | None]) -> Scenario:
    """
    The scenario of a file, or the built-in Contoso, with *settings* and with what options have *given*, by key path.

    Raises:
        ScenarioError: It cannot be read or is invalid; every problem.
    """
    from cmgsim.model.scenario_file import contoso, load

    options = {key: value for key, value in given.items() if value is not None}
    changes = [*(settings or ()), *(f"{key}={value}" for key, value in options.items())]
    with naming_options(options):
        return contoso(changes) if path is None else load(path, changes)


def described_scenario(path: Path | None, settings: Sequence[str] | None, given: Mapping[str, Any]) -> Scenario:
    """
    The scenario of a file, or the one that options describe: one client, and what they have *given*, by key path.

    Raises:
        ScenarioError: It is invalid, or there are both a file and options.
    """
    options = {key: value for key, value in given.items() if value not in (None, False)}
    if path is not None:
        if options:
            raise ScenarioError(tuple(_beside_a_file(path, options)))
        return scenario_of(path, settings, {})
    from cmgsim.model.scenario_file import from_document

    document: dict[str, Any] = {"cmg": {}, "connection_points": [{}], "clients": [{"count": 1}]}
    for key, value in options.items():
        table, _, name = key.rpartition(".")
        (document["cmg"] if table == "cmg" else document["connection_points"][0])[name] = value
    with naming_options(options):
        return from_document(document, "options", settings or ())


def _beside_a_file(path: Path, options: Mapping[str, Any]) -> Iterator[Problem]:
    for key, value in options.items():
        wrong = f"{path} describes the scenario already"
        yield Problem(OPTION_OF_KEY[key], "", wrong, f"`--set {key}={str(value).lower()}` changes it")


@contextmanager
def naming_options(given: Mapping[str, Any]) -> Iterator[None]:
    """Within it, problems with the keys that options have *given* name the option instead of the key."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(tuple(_renamed(problem, given) for problem in error.problems)) from None


def _renamed(problem: Problem, given: Mapping[str, Any]) -> Problem:
    option = OPTION_OF_KEY[problem.key_path] if problem.key_path in given else None
    if problem.key_path.startswith("faults["):
        option = "--fault" if "faults" in given else None
    return Problem(option, "", problem.message, problem.expected) if option else problem
