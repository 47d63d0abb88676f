"""The command `sweep`: a study of many runs, kept in a folder, gone on with after any interruption."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cmgsim.cli.formats import print_json, terminal_width
from cmgsim.cli.options import JsonOption
from cmgsim.cli.streams import emit, notice
from cmgsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from cmgsim.study.study import Study

FAILED: Final = 3
"""Exit code where runs failed: a limit was exceeded, or a law broken."""


class ExecutorName(StrEnum):
    """Where runs happen, by name."""

    INLINE = "inline"
    PROCESSES = "processes"
    DASK = "dask"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(sweep)


def sweep(
    study: Annotated[
        Path | None, typer.Argument(metavar="STUDY", help="A study file; with --resume, the one of DIR if left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="Keep the study there.")] = None,
    executor: Annotated[ExecutorName, typer.Option(help="Where runs happen.")] = ExecutorName.PROCESSES,
    workers: Annotated[int | None, typer.Option(metavar="N", min=1, help="How many; one a core if left out.")] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Of Dask, as tcp://host:8786.")] = None,
    *,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the study in DIR.")] = False,
    extend: Annotated[bool, typer.Option("--extend", help="The same with a study that has changed.")] = False,
    salvage: Annotated[bool, typer.Option("--salvage", help="Leave damaged records out and run them again.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say how far the study in DIR is, and run nothing.")] = False,
    against: Annotated[
        int | None, typer.Option(metavar="POINT", min=0, help="Compare the others with this point, pair by pair.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a study: many scenarios, many times, resumable."""
    _refuse(study, out, executor, scheduler, resume=resume or extend, status=status)
    if status:
        _show(_read(out), against, as_json=as_json)
        return
    from cmgsim.study.processes import start_server

    if study is not None and executor is ExecutorName.PROCESSES:
        start_server()  # it loads while this process does
    from cmgsim.study.study_file import load_study
    from cmgsim.study.sweep import run_study

    definition = None if study is None else load_study(study)
    if definition is not None:
        _refuse_point(len(definition.design.points), against)
    try:
        with _progress() as progress:
            done = run_study(
                definition, out, resume=resume, extend=extend, salvage=salvage, executor=executor.value,
                workers=workers, scheduler=scheduler, progress=progress, notice=notice,
            )  # fmt: skip
    except KeyboardInterrupt:
        from cmgsim.model.shell import quoted

        if out is not None:
            notice(f"what has finished is kept; `cmgsim sweep -o {quoted(str(out))} --resume` goes on")
        raise
    _show(done, against, as_json=as_json)
    if out is not None:
        notice(f"the study is in {out}: tables in results/, every run in ledger")
    if done.failures():
        raise typer.Exit(FAILED)


def _refuse(
    study: Path | None, out: Path | None, executor: ExecutorName, scheduler: str | None, *, resume: bool, status: bool
) -> None:
    """Every contradiction among the options at once."""
    checks = (
        (study is None and not (resume or status), "STUDY", "is missing", "a study file, or `-o DIR --resume`"),
        (out is None and (resume or status), "-o", "is missing", "the folder of the study"),
        (study is not None and status, "STUDY", "says nothing about how far it is", "`-o DIR --status`"),
        (scheduler is not None and executor is not ExecutorName.DASK, "--scheduler", "is Dask's", "--executor dask"),
    )
    problems = [Problem(name, "", message, cure) for wrong, name, message, cure in checks if wrong]
    if problems:
        raise ScenarioError(tuple(problems))


def _read(out: Path | None) -> Study:
    from cmgsim.study.study import Study

    assert out is not None
    return Study.open(out)


def _show(study: Study, against: int | None, *, as_json: bool) -> None:
    from cmgsim.cli.sweep_screen import document, screen

    _refuse_point(len(study.definition.design.points), against)
    if as_json:
        print_json(document(study, against))
    else:
        emit(screen(study, terminal_width(), against))


def _refuse_point(points: int, against: int | None) -> None:
    """A point that is not there is told before anything is run."""
    if against is not None and against >= points:
        raise ScenarioError((Problem("--against", "", f"there is no point {against}", f"0 to {points - 1}"),))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Runs that count, their rate and the time that remains, on standard error, if a person is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: object) -> Text:
            speed = getattr(task, "finished_speed", None) or getattr(task, "speed", None)
            return Text(f"{speed:.1f} runs/s" if speed else "", style="progress.data.speed")

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn(elapsed_when_finished=True))
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120) as bar:
        task = bar.add_task("runs", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
