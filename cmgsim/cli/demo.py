"""The command `demo`: the player for the classroom as one HTML file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmgsim.cli.options import ScenarioArgument, SettingsOption, naming_options, scenario_of
from cmgsim.cli.outputs import write_file
from cmgsim.cli.streams import notice, tell
from cmgsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmgsim.flows.nouns import Language


class PageLanguages(StrEnum):
    """The languages of a page."""

    EN = "en"
    FR = "fr"
    BOTH = "both"

    @property
    def languages(self) -> tuple[Language, ...]:
        """As the rest of the program knows them, the first to begin with."""
        by_name: dict[str, tuple[Language, ...]] = {"en": ("en",), "fr": ("fr",), "both": ("en", "fr")}
        return by_name[self]


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(demo)


def demo(
    scenario: ScenarioArgument = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")] = None,
    flow: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A flow to show; may be repeated; all if left out.")
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND[=VALUE]", help="What can be broken; may be repeated; everything if left out."),
    ] = None,
    lang: Annotated[PageLanguages, typer.Option(help="Languages of the page.")] = PageLanguages.BOTH,
    settings: SettingsOption = None,
) -> None:
    """Write the player for the classroom. One HTML file that needs no network."""
    if output is None:
        raise ScenarioError((Problem("-o", "", "where to write the page is missing", "-o demo.html"),))
    from cmgsim.views.player.demo import demo as page
    from cmgsim.views.player.payload import DEMO_FLOWS

    described = scenario_of(scenario, settings, {})
    notice("playing every flow with everything that can break, which takes some ten seconds")
    with naming_options({"faults": None}):
        text = page(
            described,
            flows=tuple(dict.fromkeys(flow or DEMO_FLOWS)),
            faults=tuple(fault or ()),
            languages=lang.languages,
            command=_command(scenario, flow, fault, lang, settings),
        )
    write_file(output, text.encode())
    tell(f"{output}: {len(text.encode()):,} bytes\n")


def _command(
    scenario: Path | None,
    flow: Sequence[str] | None,
    fault: Sequence[str] | None,
    lang: PageLanguages,
    settings: Sequence[str] | None,
) -> str:
    """The line that makes the same page again; of a path only its name, so that pages do not tell whose they are."""
    from cmgsim.model.shell import typed

    words = ["cmgsim", "demo", *([scenario.name] if scenario is not None else [])]
    for option, values in (("--flow", flow), ("--fault", fault), ("--set", settings)):
        words += [word for value in values or () for word in (option, value)]
    words += ["--lang", str(lang)] if lang is not PageLanguages.BOTH else []
    return typed([*words, "-o", "demo.html"])
