"""Commands about scenario files: `check` and `schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmgsim.cli.formats import print_json
from cmgsim.cli.options import JsonOption, SettingsOption
from cmgsim.cli.streams import emit


def register(app: typer.Typer) -> None:
    """Add these commands to *app*."""
    app.command()(check)
    app.command()(schema)


def check(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file.")],
    settings: SettingsOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Validate a scenario file. Lists every problem at once."""
    from cmgsim.model.scenario_file import load, scenario_sha256

    loaded = load(scenario, settings or ())
    clients = sum(cohort.count for cohort in loaded.clients)
    if as_json:
        print_json({"valid": True, "scenario": loaded.general.name, "scenario_sha256": scenario_sha256(loaded)})
    else:
        emit(f"{scenario}: valid ({loaded.general.name}: {clients:,} clients)\n")


def schema(
    *, study: Annotated[bool, typer.Option("--study", help="Of study files, which `sweep` takes.")] = False
) -> None:
    """Print the JSON Schema of scenario files."""
    if study:
        from cmgsim.study.study_file import study_schema

        print_json(study_schema())
        return
    from cmgsim.model.scenario_schema import json_schema

    print_json(json_schema())
