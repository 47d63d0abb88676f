"""The command `run`: simulate a scenario, say what came out, write it down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cmgsim.cli.formats import print_json, terminal_width, to_json
from cmgsim.cli.options import JsonOption, LanguageName, LanguageOption, ScenarioArgument, SettingsOption, scenario_of
from cmgsim.cli.results_folder import FILES, holds_results, results_folder, write_results
from cmgsim.cli.streams import emit, notice
from cmgsim.facts.failure_rows import Bilingual

if TYPE_CHECKING:
    from cmgsim.api.simulate import Run
    from cmgsim.flows.nouns import Language


_WRITTEN: Final = MappingProxyType({
    "requests": Bilingual(
        "requests, summary, manifest and report are in {folder}",
        "demandes, résumé, manifeste et rapport sont dans {folder}"),
    "counts": Bilingual(
        "summary, manifest and report are in {folder}", "résumé, manifeste et rapport sont dans {folder}"),
    "again": Bilingual(", in place of earlier ones", ", à la place des précédents"),
})  # fmt: skip


class EngineName(StrEnum):
    """The engines by name."""

    AUTO = "auto"
    FAST = "fast"
    SIMPY = "simpy"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(run)


def run(
    context: typer.Context,
    scenario: ScenarioArgument = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write requests, summary, manifest and report there."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of all draws; the scenario's if left out.")] = None,
    replications: Annotated[int | None, typer.Option(metavar="N", help="How many; the scenario's if left out.")] = None,
    engine: Annotated[EngineName, typer.Option(help="Which engine.")] = EngineName.AUTO,
    settings: SettingsOption = None,
    lang: LanguageOption = LanguageName.EN,
    *,
    requests: Annotated[
        bool,
        typer.Option(
            "--requests/--no-requests",
            help="Keep every request; without, counts and histograms: little memory, percentiles within 0.2 %.",
        ),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Simulate a scenario. Prints what an architect wants to know first."""
    given = {"scenario.seed": seed, "scenario.replications": replications}
    chosen = scenario_of(scenario, settings, given)
    from cmgsim.api.simulate import simulate
    from cmgsim.explain.demand import demands
    from cmgsim.explain.traffic import scaling_rows
    from cmgsim.explain.unmet import unmet
    from cmgsim.explain.words import scaled, unnoticed
    from cmgsim.results import verdict
    from cmgsim.results.untouched import untouched

    files = FILES if requests else FILES[1:]
    again = out is not None and holds_results(out)
    with nullcontext() if out is None else results_folder(out, files) as target:
        with _progress() as progress:
            finished = simulate(chosen, engine=engine.value, requests=requests, progress=progress, notice=notice)
        answer = verdict(finished.summary, lang.language, _described(scenario, settings or (), seed))
        caveats = list(unmet(chosen, demands(chosen) if chosen.faults else ()))
        said = {fault for each in caveats for fault in each["of"]}
        if missed := [fault for fault in untouched(finished.logs, chosen.faults) if fault not in said]:
            caveats.append({"key": "untouched", "of": missed})
        answer[-1:-1] = [
            *unnoticed(caveats, lang.language),
            *scaled(scaling_rows(chosen), lang.language),
        ]
        if target is not None:
            _write(finished, answer, target, lang.language, ["cmgsim", *context.obj])
    if as_json:
        print_json(finished.summary)
    else:
        from cmgsim.cli.run_screen import screen

        emit(screen(finished.summary, answer, lang.language, terminal_width()))
    if target is not None:
        written = _WRITTEN["requests" if requests else "counts"].in_language(lang.language).format(folder=target)
        notice(written + _WRITTEN["again"].in_language(lang.language) * again)


def _described(scenario: Path | None, settings: list[str] | tuple[()], seed: int | None) -> str:
    """What a next command has to repeat, so that it is about the same scenario."""
    from cmgsim.model.shell import typed

    changes = [*settings, *([] if seed is None else [f"scenario.seed={seed}"])]
    words = [*([] if scenario is None else [str(scenario)]), *(word for each in changes for word in ("--set", each))]
    return typed(words)


def _write(finished: Run, answer: list[str], target: Path, lang: Language, command: list[str]) -> None:
    from cmgsim.manifest import manifest
    from cmgsim.model.assumption_rows import assumption_rows
    from cmgsim.model.scenario_file import document, scenario_sha256
    from cmgsim.results.distribution import details
    from cmgsim.views.report import report

    summary, scenario = finished.summary, finished.scenario
    paths = (log.path for log in finished.logs)
    made_with = manifest(
        summary,
        scenario_sha256=scenario_sha256(scenario),
        command=command,
        scenario=document(scenario),
        paths=paths,
    )
    texts = {
        "summary.json": to_json(summary),
        "report.html": report(summary, answer, details(finished.logs), assumption_rows(scenario), made_with, lang),
        "manifest.json": to_json(made_with),
    }
    rows = {log.replication: log.requests for log in finished.logs if log.totals is None}
    write_results(target, rows, texts)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar over replications on standard error, if a person is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("simulating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("simulating", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
