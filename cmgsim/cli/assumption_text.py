"""The numbers behind a run as people read them on a terminal: the least founded first, each with its reason."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cmgsim.cli.formats import cell
from cmgsim.model.assumption_row import class_of
from cmgsim.views.numbers import given

_KINDS: Final = {
    "assumed": "Assumed by cmgsim: measure these first",
    "practitioner": "Known from practitioners",
    "given": "Given by the scenario, which does not say how they are known",
    "measured": "Measured, as the scenario says",
    "documented": "Documented",
}
_PURE: Final = ("count", "share")
"""Units of numbers without one."""


def assumption_text(rows: Sequence[Mapping[str, Any]], width: int | None) -> str:
    """The *rows* of `cmgsim assumptions` under a heading for each kind, at most *width* columns wide."""
    parts = []
    for kind, heading in _KINDS.items():
        chosen = [row for row in rows if class_of(row) == kind]
        if chosen:
            parts.append("\n".join([heading, *(line for row in chosen for line in _lines(row, width))]))
    return "\n\n".join(parts) + "\n"


def _lines(row: Mapping[str, Any], width: int | None) -> list[str]:
    unused = "" if row["used"] else ", not used by this run"
    reasons = dict.fromkeys(cell(row[key]) for key in ("why", "source"))
    text = "; ".join(reasons) if row["confidence"] == "documented" else cell(row["why"])
    if row["confidence"] == "measured":
        text = cell(row["source"]) + text.removeprefix("measured")
    statement = f"{cell(row['name'])} = {_amount(row)}{unused}"
    return [*_wrapped(statement, width, "  "), *_wrapped(text, width, "      ")]


def _wrapped(text: str, width: int | None, indent: str) -> list[str]:
    if width is None:
        return [indent + text]
    return textwrap.wrap(text, max(width, 30), initial_indent=indent, subsequent_indent=f"{indent}    ")


def _amount(row: Mapping[str, Any]) -> str:
    values = row["value"] if isinstance(row["value"], list) else [row["value"]]
    unit = "" if row["unit"] in _PURE else f" {row['unit']}"
    span = "" if row["plausible"] is None else f" (plausible: {' to '.join(map(_number, row['plausible']))})"
    return f"{', '.join(map(_number, values))}{unit}{span}"


def _number(value: Any) -> str:
    return given("en", value) if isinstance(value, int | float) else cell(value)
