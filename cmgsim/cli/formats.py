"""What rows look like as a table, as CSV, as Markdown and as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from cmgsim.cli.streams import emit
from cmgsim.cli.text_table import text_table
from cmgsim.views.markup import visible

Rows = Sequence[Mapping[str, Any]]

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins like this for a formula."""
_MARKDOWN: Final = re.compile(r"[\\|*\[\]`]")
_BEYOND_ASCII: Final = re.compile(r"[^\n -~]")


class TableFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    MARKDOWN = "markdown"


def print_json(value: Any) -> None:
    """Exactly one JSON document on standard output."""
    emit(to_json(value))


def to_json(value: Any) -> str:
    r"""
    A JSON document, readable, in plain text, and the same for equal values; NaN is refused, since JSON has none.

    Example:
        >>> print(to_json({"name": "é\x1b\x9b"}), end="")
        {
          "name": "é\u001b\u009b"
        }
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    return _BEYOND_ASCII.sub(_plain, text) + "\n"


def _plain(match: re.Match[str]) -> str:
    """A character that may stand as it is, or else as JSON spells it: one that steers a terminal or turns a line."""
    return match[0] if visible(match[0]) == match[0] else json.dumps(match[0])[1:-1]


def print_rows(rows: Rows, form: TableFormat, title: str, *, as_json: bool = False) -> None:
    """Print rows that share their keys; as JSON whatever *form* says, if that is asked for."""
    if as_json:
        print_json(list(rows))
    elif form is TableFormat.CSV:
        emit(to_csv(rows))
    elif form is TableFormat.MARKDOWN:
        emit(to_markdown(rows))
    else:
        emit(to_table(rows, title, terminal_width()))


def to_csv(rows: Rows) -> str:
    """The rows as CSV; text that a spreadsheet would calculate gets an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_columns(rows))
    for row in rows:
        writer.writerow([_harmless(value) for value in row.values()])
    return buffer.getvalue()


def to_markdown(rows: Rows) -> str:
    """The rows as a Markdown table, in which no text is taken for markup."""
    columns = _columns(rows)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_markdown(value) for value in row.values()) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def to_table(rows: Rows, title: str, width: int | None) -> str:
    """The rows as a table for people, at most *width* columns wide; columns without a single value are left out."""
    columns = [column for column in _columns(rows) if any(row[column] not in ("", None) for row in rows)]
    if not columns:
        return ""
    headings = [column.replace("_", " ") for column in columns]
    told = title if width is None else textwrap.fill(title, max(width, 20))
    return f"{told}\n\n{text_table(headings, [[cell(row[column]) for column in columns] for row in rows], width)}\n"


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
    return visible(str(value))


def terminal_width() -> int | None:
    """How wide the terminal is that people read on; None where there is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _columns(rows: Rows) -> list[str]:
    return list(rows[0]) if rows else []


def _harmless(value: Any) -> str:
    text = cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_STARTS) else text


def _markdown(value: Any) -> str:
    text = cell(value).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKDOWN.sub(lambda match: f"\\{match[0]}", text)
