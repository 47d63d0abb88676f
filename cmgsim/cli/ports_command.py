"""The command `ports`: the firewall list of a scenario as a table or as a picture, and what changes between two."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cmgsim.cli.formats import Rows, TableFormat, print_json, print_rows
from cmgsim.cli.options import (
    CloudOption,
    ConnectionPointsOption,
    DeploymentOption,
    DescribedArgument,
    InstancesOption,
    JsonOption,
    LanguageName,
    LanguageOption,
    SettingsOption,
    described_scenario,
)
from cmgsim.cli.outputs import write_file
from cmgsim.cli.streams import emit, tell
from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.failure_rows import Bilingual

if TYPE_CHECKING:
    from cmgsim.flows.nouns import Language
    from cmgsim.model.scenario import Scenario


class PortsFormat(StrEnum):
    """How the firewall list is shown: three tables and three pictures."""

    TABLE = "table"
    CSV = "csv"
    MARKDOWN = "markdown"
    MERMAID = "mermaid"
    DRAWIO = "drawio"
    SVG = "svg"


_PICTURES: Final[Mapping[PortsFormat, tuple[str, str]]] = MappingProxyType(
    {
        PortsFormat.MERMAID: ("cmgsim.views.port_diagram.port_mermaid", "port_mermaid"),
        PortsFormat.DRAWIO: ("cmgsim.views.port_diagram.drawio", "drawio"),
        PortsFormat.SVG: ("cmgsim.views.port_diagram.port_svg", "port_svg"),
    }
)
_TITLE: Final = Bilingual(
    "firewall list: the source opens every connection, none leads inwards",
    "liste du pare-feu : la source ouvre chaque connexion, aucune ne mène vers l'intérieur",
)
_TITLE_OF_CHANGES: Final = Bilingual("what changes in the firewall list", "ce qui change dans la liste du pare-feu")
_NOTHING: Final = Bilingual(
    "Nothing changes: both need the same ports.", "Rien ne change : les deux demandent les mêmes ports."
)
_IN_FRENCH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rule": "règle", "destination": "destination", "protocol": "protocole", "purpose": "rôle", "change": "change",
        "ports before": "ports avant", "added": "ajouté", "removed": "supprimé", "changed": "modifié",
        "src": "source", "src_role": "role_source", "src_zone": "zone_source", "dst": "destination",
        "dst_role": "role_destination", "dst_zone": "zone_destination", "first": "premier_port",
        "last": "dernier_port", "before": "ports_avant",
    }
)  # fmt: skip
"""Heads and words of the tables for people and for spreadsheets; JSON, which programs read, keeps its keys."""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(ports)


def ports(
    scenario: DescribedArgument = None,
    form: Annotated[PortsFormat, typer.Option("--format", help="As a table, or as a picture.")] = PortsFormat.TABLE,
    diff: Annotated[
        Path | None, typer.Option(metavar="OTHER", help="Show what changes from SCENARIO to this scenario file.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a picture here.")] = None,
    deployment: DeploymentOption = None,
    instances: InstancesOption = None,
    connection_points: ConnectionPointsOption = None,
    cloud: CloudOption = None,
    settings: SettingsOption = None,
    lang: LanguageOption = LanguageName.EN,
    *,
    proxy: Annotated[bool, typer.Option("--proxy", help="The connection points use an internet proxy.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print or draw the firewall list. What the described deployment opens, and nothing inbound."""
    _refuse(form, diff, output, as_json=as_json)
    given = {
        "cmg.deployment": deployment and str(deployment),
        "cmg.instances": instances,
        "cmg.cloud": cloud and str(cloud),
        "connection_points[0].count": connection_points,
        "connection_points[0].proxy": proxy,
    }
    described = described_scenario(scenario, settings, given)
    if form in _PICTURES and not as_json:
        module, function = _PICTURES[form]
        picture = getattr(import_module(module), function)(described, lang.language)
        emit(picture) if output is None else write_file(output, picture.encode("utf-8"))
    elif diff is not None:
        _print_changes(described, diff, form, lang.language, as_json=as_json)
    else:
        _print_list(described, form, lang.language, as_json=as_json)


def _refuse(form: PortsFormat, diff: Path | None, output: Path | None, *, as_json: bool) -> None:
    problems = []
    if form in _PICTURES and diff is not None and not as_json:
        problems.append(Problem("--format", "", f"{form} draws one scenario", "a table shows what changes"))
    if output is not None and (form not in _PICTURES or as_json):
        problems.append(Problem("-o", "", "only pictures are written to a file", "`cmgsim ports … > FILE` for tables"))
    if problems:
        raise ScenarioError(tuple(problems))


def _print_list(scenario: Scenario, form: PortsFormat, lang: Language, *, as_json: bool) -> None:
    from cmgsim.model.allow_list import firewall_list

    rows = firewall_list(scenario)
    if form is PortsFormat.TABLE and not as_json:
        rows = [_in_language(_for_people(row), lang) for row in rows]
    elif not as_json:
        rows = [_in_language(row, lang) for row in rows]
    shown = TableFormat(form if form not in _PICTURES else PortsFormat.TABLE)
    print_rows(rows, shown, _TITLE.in_language(lang), as_json=as_json)


def _print_changes(before: Scenario, other: Path, form: PortsFormat, lang: Language, *, as_json: bool) -> None:
    from cmgsim.model.allow_list import firewall_changes
    from cmgsim.model.scenario_file import load

    rows: Rows = firewall_changes(before, load(other))
    if as_json:
        print_json(list(rows))
    elif not rows:
        # To people: a program that asked for CSV gets an empty answer, and everybody is told.
        (emit if form is PortsFormat.TABLE else tell)(f"{_NOTHING.in_language(lang)}\n")
    elif form is PortsFormat.TABLE:
        told = [{"change": row["change"], **_for_people(row), "ports before": _span(row["before"])} for row in rows]
        print_rows([_in_language(row, lang) for row in told], TableFormat.TABLE, _TITLE_OF_CHANGES.in_language(lang))
    else:
        spans = [_in_language({**row, "before": _span(row["before"])}, lang) for row in rows]
        print_rows(spans, TableFormat(form), _TITLE_OF_CHANGES.in_language(lang))


def _for_people(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rule": row["rule"],
        "source": row["src"],
        "destination": row["dst"],
        "protocol": row["protocol"],
        "ports": [[row["first"], row["last"]]],
        "purpose": row["purpose"],
    }


def _in_language(row: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    """A row for people; in French its purpose is what the rule says, in short."""
    if lang == "en":
        return dict(row)
    from cmgsim.flows.words import title_of

    told = {**row, "purpose": title_of(row["rule"], lang)}
    return {
        _IN_FRENCH.get(key, key): _IN_FRENCH.get(value, value) if key == "change" else value
        for key, value in told.items()
    }


def _span(ports: list[int] | None) -> list[list[int]] | None:
    return None if ports is None else [ports]
