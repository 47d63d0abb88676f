"""The command `diff`: what changed from one sizing to another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cmgsim.cli.formats import cell, print_json, terminal_width, to_table
from cmgsim.cli.options import JsonOption
from cmgsim.cli.streams import emit
from cmgsim.errors import Problem, ScenarioError

LARGEST_BYTES: Final = 64 * 2**20
"""Of a report; one is a few hundred kilobytes."""
SECTIONS: Final = ("answer", "targets", "inputs", "cost")


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command()(diff)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="report.json or what `size --json` printed.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, of the other sizing.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare two sizings. What changed in the answer, the inputs, the cost and at the firewall."""
    from cmgsim.sizing.difference import difference

    found = difference(*_both(old, new))
    if as_json:
        print_json(found)
    elif found["same"]:
        emit("Nothing changed.\n")
    else:
        emit("\n".join(_tables(found)))


def _both(old: Path, new: Path) -> list[dict[str, Any]]:
    """Two sizings, or every problem of both files."""
    read: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for path in dict.fromkeys((old, new)):
        try:
            read.append(_read(path))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(tuple(problems))
    return [read[0], read[-1]]


def _read(path: Path) -> dict[str, Any]:
    from cmgsim.sizing.difference import is_comparable

    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _wrong(path, "is too large for a report")
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _wrong(path, "there is no such file") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise _wrong(path, f"cannot be read: {reason}") from None
    if not is_comparable(document):
        raise _wrong(path, "is no sizing")
    return dict(document)


def _wrong(path: Path, message: str) -> ScenarioError:
    return ScenarioError((Problem(str(path), "", message, "report.json of `size -o`, or the output of `size --json`"),))


def _tables(found: dict[str, Any]) -> list[str]:
    width = terminal_width()
    told = []
    for section in SECTIONS:
        rows = [{key: cell(value) for key, value in row.items()} for row in found[section]]
        told.append(to_table(rows, section, width) if rows else "")
    rows = [
        {"change": row["change"], "rule": row["rule"], "source": row["src"], "destination": row["dst"],
         "protocol": row["protocol"], "ports": cell([[row["first"], row["last"]]])}
        for row in found["firewall"]
    ]  # fmt: skip
    told.append(to_table(rows, "firewall", width) if rows else "")
    return [table for table in told if table]
