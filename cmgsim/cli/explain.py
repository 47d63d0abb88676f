"""The command `explain`: what formulas say of a scenario, before any run."""

from __future__ import annotations

from typing import Final

import typer

from cmgsim.cli.formats import print_json, terminal_width
from cmgsim.cli.options import JsonOption, LanguageName, LanguageOption, ScenarioArgument, SettingsOption, scenario_of
from cmgsim.cli.streams import emit

DOES_NOT_HOLD: Final = 1
"""Exit code: a documented limit is exceeded, a station cannot keep up, or clients give up before any answer."""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(explain)


def explain(
    scenario: ScenarioArgument = None,
    settings: SettingsOption = None,
    lang: LanguageOption = LanguageName.EN,
    *,
    as_json: JsonOption = False,
) -> None:
    """Answer by formulas. Runs nothing; exit code 1 if the scenario does not hold."""
    from cmgsim.cli.explain_screen import screen
    from cmgsim.explain import explain as explained

    sets = [word for setting in settings or () for word in ("--set", setting)]
    document = explained(scenario_of(scenario, settings, {}), [*([] if scenario is None else [str(scenario)]), *sets])
    if as_json:
        print_json(document)
    else:
        emit(screen(document, lang.language, terminal_width()))
    if not document["ok"]:
        raise typer.Exit(DOES_NOT_HOLD)
