"""The command `lab`: find a planted fault from what a learner would see of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmgsim.cli.formats import TableFormat, print_json, print_rows
from cmgsim.cli.options import JsonOption, LanguageName, LanguageOption
from cmgsim.cli.outputs import write_folder
from cmgsim.cli.streams import emit
from cmgsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmgsim.flows.nouns import Language
    from cmgsim.labs.lab import Lab

WRONG = 1
"""Exit code: the answer is wrong."""


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(lab)


def lab(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A lab, or a file.toml with one; all are listed without it.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write what there is to investigate here.")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND[=VALUE]", help="Mark this answer; may be repeated if several things are broken."),
    ] = None,
    hint: Annotated[int, typer.Option("--hint", count=True, help="Give a hint; repeat it for more.")] = 0,
    results: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append the mark to this CSV file, with --student.")
    ] = None,
    student: Annotated[str | None, typer.Option(metavar="NAME", help="Who answers, for --results.")] = None,
    lang: LanguageOption = LanguageName.EN,
    *,
    as_json: JsonOption = False,
) -> None:
    """Find a planted fault. Lists labs, writes one's folder, marks an answer; exit code 1 for a wrong one."""
    from cmgsim.labs.lab_file import find_lab

    _refuse(name, output, answer, results, student, hint=hint)
    if name is None:
        _list(lang.language, as_json=as_json)
        return
    chosen = find_lab(name)
    if answer:
        _mark(chosen, answer, results, student or "", lang.language, as_json=as_json)
    elif hint:
        _hint(chosen, hint, lang.language)
    else:
        _hand_out(chosen, output, lang.language)


def _refuse(
    name: str | None,
    output: Path | None,
    answer: Sequence[str] | None,
    results: Path | None,
    student: str | None,
    *,
    hint: int,
) -> None:
    problems = []
    if name is None and (output or answer or hint or results):
        problems.append(Problem("arguments", "", "which lab is missing", "`cmgsim lab` lists them"))
    if (results is None) != (student is None):
        problems.append(Problem("--results", "", "it goes with --student", "--results FILE --student NAME"))
    if results is not None and not answer:
        problems.append(Problem("--results", "", "there is no answer to record", "--answer KIND=VALUE"))
    if answer and (output or hint):
        problems.append(Problem("--answer", "", "an answer is marked alone", "leave -o and --hint out"))
    if problems:
        raise ScenarioError(tuple(problems))


def _list(lang: Language, *, as_json: bool) -> None:
    from cmgsim.labs.lab_file import built_in
    from cmgsim.labs.words import say

    rows = [
        {"name": one.name, "level": one.level, "flow": one.flow, "title": one.title.in_language(lang)}
        for one in built_in().values()
    ]
    if as_json:
        print_json(rows)
    else:
        told = [{say(key, lang): value for key, value in row.items()} for row in rows]
        print_rows(told, TableFormat.TABLE, say("list", lang))


def _hand_out(chosen: Lab, output: Path | None, lang: Language) -> None:
    from cmgsim.labs.materials import materials, question_sheet
    from cmgsim.labs.words import say

    if output is None:
        emit(question_sheet(chosen, lang))
        return
    write_folder(output, materials(chosen, lang))
    emit(f"{say('written', lang, folder=output)}\n")


def _hint(chosen: Lab, count: int, lang: Language) -> None:
    from cmgsim.labs.words import say

    lines = [
        say("hint", lang, number=number, text=text.in_language(lang))
        for number, text in enumerate(chosen.hints[:count], 1)
    ]
    if count > len(chosen.hints):
        lines.append(say("no more hints", lang))
    emit("\n".join(lines) + "\n")


def _mark(
    chosen: Lab, answers: Sequence[str], results: Path | None, student: str, lang: Language, *, as_json: bool
) -> None:
    from cmgsim.labs.marking import mark

    made = mark(chosen, answers, lang)
    if results is not None:
        _record(results, chosen.name, student, ", ".join(answers), right=made.right)
    if as_json:
        print_json({"lab": chosen.name, "answer": list(answers), "right": made.right, "why": list(made.sentences)})
    else:
        emit("\n".join(made.sentences) + "\n")
    if not made.right:
        raise typer.Exit(WRONG)


def _record(file: Path, name: str, student: str, answer: str, *, right: bool) -> None:
    from cmgsim.labs.results import result_row

    try:
        with file.open("a", encoding="utf-8", newline="") as rows:
            rows.write(result_row(name, student, answer, right=right, first=rows.tell() == 0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem("--results", str(file), f"cannot write there: {reason}", "a CSV file that can be written to")
        raise ScenarioError((problem,)) from None
