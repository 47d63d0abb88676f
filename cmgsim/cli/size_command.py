"""The command `size`: how many instances of which VM size, and how many connection points."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Final

import typer

from cmgsim.cli.formats import print_json, terminal_width
from cmgsim.cli.options import JsonOption, LanguageName, LanguageOption, ScenarioArgument, SettingsOption, scenario_of
from cmgsim.cli.results_folder import holds_results, results_folder
from cmgsim.cli.run_command import EngineName
from cmgsim.cli.size_progress import progress_shown
from cmgsim.cli.size_report import FILES, write_report
from cmgsim.cli.streams import emit, notice
from cmgsim.facts.failure_rows import Bilingual

NOT_MET: Final = 1
"""Exit code: no layout is known to meet the targets."""

_WRITTEN: Final = Bilingual("the report is in {folder}", "le rapport est dans {folder}")
_AGAIN: Final = Bilingual(", in place of an earlier one", ", à la place d'un précédent")


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(size)


def size(
    context: typer.Context,
    scenario: ScenarioArgument = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write the report, its data and lists there.")
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TOML file of prices; without one, quantities only.")
    ] = None,
    vm_size: Annotated[
        list[str] | None, typer.Option("--vm-size", metavar="NAME", help="A VM size that is allowed; may be repeated.")
    ] = None,
    observed_connections: Annotated[
        int | None, typer.Option(metavar="N", help="Clients connected at once at your observed peak, to compare with.")
    ] = None,
    observed_requests: Annotated[
        int | None, typer.Option(metavar="N", help="Requests of your busiest observed hour, to compare with.")
    ] = None,
    max_instances: Annotated[int, typer.Option(metavar="N", help="Instances at most.")] = 16,
    max_connection_points: Annotated[int, typer.Option(metavar="N", help="Connection points at most.")] = 16,
    replications: Annotated[int, typer.Option(metavar="N", help="Replications of one layout at most.")] = 60,
    seed: Annotated[int | None, typer.Option(help="Of replication 0; the scenario's if left out.")] = None,
    engine: Annotated[EngineName, typer.Option(help="Which engine.")] = EngineName.AUTO,
    settings: SettingsOption = None,
    lang: LanguageOption = LanguageName.EN,
    *,
    as_json: JsonOption = False,
) -> None:
    """Recommend a layout for the targets. Exit code 1 if none is known to meet them."""
    chosen = scenario_of(scenario, settings, {"scenario.seed": seed})
    from cmgsim.sizing.answer import size as sized
    from cmgsim.sizing.observed import Peaks
    from cmgsim.sizing.prices import load_prices

    peaks = Peaks(observed_connections, observed_requests)
    listed = None if prices is None else load_prices(prices)
    again = out is not None and holds_results(out)
    folder = nullcontext() if out is None else results_folder(out, FILES)
    with folder as target, progress_shown(lang.language) as progress:
        answer = sized(
            chosen, vm_sizes=vm_size or (), max_instances=max_instances, max_connection_points=max_connection_points,
            replications=replications, engine=engine.value, prices=listed, observed=peaks, progress=progress,
            notice=notice,
        )  # fmt: skip
        if target is not None:
            write_report(answer, target, lang.language, ["cmgsim", *context.obj], progress)
    if as_json:
        print_json(answer.document)
    else:
        from cmgsim.cli.size_screen import screen

        emit(screen(answer.document, lang.language, terminal_width()))
    if target is not None:
        notice(_WRITTEN.in_language(lang.language).format(folder=target) + _AGAIN.in_language(lang.language) * again)
    if answer.recommended is None:
        raise typer.Exit(NOT_MET)
