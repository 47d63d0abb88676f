"""How results reach people and programs: tables, CSV, Markdown, JSON, and files that appear complete or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from cmgsim.errors import Problem, ScenarioError

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins like this for a formula."""
_WIDE: Final = 1_000
"""Columns of a pipe or a file: a table there is as wide as it needs to be."""


class TableFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    MARKDOWN = "markdown"
    JSON = "json"


def print_json(value: Any) -> None:
    """Exactly one JSON document on standard output."""
    sys.stdout.write(to_json(value))


def to_json(value: Any) -> str:
    """A JSON document, readable and the same for equal values; NaN is refused, since JSON has none."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def print_table(rows: Sequence[Mapping[str, Any]], form: TableFormat, title: str = "") -> None:
    """Print rows that share their keys."""
    if form is TableFormat.JSON:
        print_json(list(rows))
    elif form is TableFormat.CSV:
        sys.stdout.write(to_csv(rows))
    elif form is TableFormat.MARKDOWN:
        sys.stdout.write(to_markdown(rows))
    else:
        _print_rich(rows, title)


def to_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as CSV; text that a spreadsheet would calculate is quoted with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_columns(rows))
    for row in rows:
        writer.writerow([_harmless(value) for value in row.values()])
    return buffer.getvalue()


def to_markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a Markdown table."""
    columns = _columns(rows)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(cell(value).replace("|", "\\|") for value in row.values()) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def cell(value: Any) -> str:
    """
    A value as people read it in a table.

    Example:
        >>> cell([[10124, 10139]]), cell([[443, 443], [80, 80]]), cell(None)
        ('10124-10139', '443, 80', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        pairs = [item for item in value if isinstance(item, list)]
        if pairs and len(pairs) == len(value):
            return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in pairs)
        return ", ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {cell(item)}" for key, item in value.items())
    return str(value)


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(rows[0]) if rows else []


def _harmless(value: Any) -> str:
    text = cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def _print_rich(rows: Sequence[Mapping[str, Any]], title: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    table = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for column in _columns(rows):
        numeric = all(isinstance(row[column], int | float) and not isinstance(row[column], bool) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row.values()))
    with console.capture() as captured:
        console.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().rstrip("\n").splitlines())
    sys.stdout.write("\n")


def write_text(path: Path, text: str) -> None:
    """Write a file that is there complete or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def folder(path: Path) -> Path:
    """The folder *path*, made if it is not there; ScenarioError if it cannot be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        problem = Problem("-o", str(path), f"cannot write there: {error.strerror}", "a folder that can be written to")
        raise ScenarioError((problem,)) from None
    return path
