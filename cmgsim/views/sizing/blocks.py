"""The parts that pages are made of, as JSON holds them: texts, facts, tables and charts, with every number written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.flows.nouns import Language
from cmgsim.views.numbers import count, given, share, significant
from cmgsim.views.sizing.definitions import DEFINITIONS, UNITS

Block = dict[str, Any]
NOTHING: Final = "–"


@frozen
class In:
    """A column of numbers in a unit that only the document knows: a currency."""

    key: str
    unit: str


Column = tuple[str, str] | str | In
"""A key of a definition for numbers, with its unit where that is not of the definition; or id and heading of words."""
_TOLD: Final = ("s", "share", "errors")
"""Units that a heading names beside what it counts."""


def shown(lang: Language, value: Any, kind: str = "own") -> str:
    r"""
    A value as people read it; a number without its unit, which stands in the heading, but for shares.

    Example:
        >>> shown("en", 0.554, "s"), shown("en", 6250.0, "connections"), shown("en", None), shown("fr", 0.5, "share")
        ('0.554', '6,250', '–', '50\xa0%')
    """
    if value is None or isinstance(value, str):
        return NOTHING if value is None else value
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "fr": ("non", "oui")}[lang][value]
    if isinstance(value, list):
        return ", ".join(shown(lang, each, kind) for each in value)
    if kind == "share":
        return share(lang, value)
    if round(value) == value or (abs(value) >= 100 and kind != "s"):
        return count(lang, round(value))
    return given(lang, value) if kind == "own" and round(value, 3) == value else significant(lang, value)


def text(words: str, style: str = "note", numbers: Sequence[str] = ()) -> Block:
    """
    A paragraph.

    Args:
        words: What it says.
        style: `lead`, `item` or `note`.
        numbers: Ids of the facts whose numbers it names.
    """
    return {"kind": "text", "style": style, "text": words, "numbers": list(numbers)}


def fact(lang: Language, key: str, value: Any, *, name: str | None = None, unit: str | None = None) -> Block:
    """A single number with all that there is to know of it; *name* where there are several of one kind."""
    definition = DEFINITIONS[key]
    row = definition.as_row(lang)
    return {
        "id": key if name is None else f"{key}: {name}",
        "label": row["name"] if name is None else name,
        "value": value,
        "unit": row["unit"] if unit is None else unit,
        "shown": shown(lang, value, definition.unit),
        "definition": row["definition"],
        "source": row["source"],
        "defined_as": key,
    }


def table(
    lang: Language,
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    marked: int | None = None,
) -> Block:
    """
    A table.

    Args:
        name: Unique in the report.
        caption: What it holds.
        columns: A key of a definition for numbers; a pair of an id and a heading for words.
        rows: A value for each column; a pair of a value and its kind where the row decides how it is written.
        marked: The row of the answer.
    """
    heads = [_head(lang, column) for column in columns]
    return {
        "kind": "table",
        "id": name,
        "caption": caption,
        "columns": heads,
        "rows": [
            [_cell(lang, value, head) for value, head in zip(row, heads, strict=True)] for row in rows
        ],
        "marked": marked,
    }  # fmt: skip


def _head(lang: Language, column: Column) -> Block:
    if isinstance(column, In):
        return {**_head(lang, column.key), "unit": column.unit, "told": column.unit}
    if isinstance(column, str):
        row = DEFINITIONS[column].as_row(lang)
        return {
            "id": column, "heading": row["name"], "unit": row["unit"], "definition": row["definition"],
            "source": row["source"], "numbers": True, "told": _in_heading(DEFINITIONS[column].unit, row["unit"]),
        }  # fmt: skip
    return {"id": column[0], "heading": column[1], "unit": "", "numbers": False, "told": ""}


def _in_heading(kind: str, unit: str) -> str:
    """The unit as it stands beside a heading: where the name says it already, or each row has its own, nowhere."""
    return unit if kind in _TOLD else ""


def _cell(lang: Language, value: Any, head: Mapping[str, Any]) -> Block:
    raw, kind = value if isinstance(value, tuple) else (value, DEFINITIONS[head["id"]].unit if head["numbers"] else "")
    return {"value": raw, "shown": shown(lang, raw, kind)}


def chart(kind: str, name: str, title: str, description: str, **parts: Any) -> Block:
    """A picture; what it draws, its labels and its ticks are all in *parts*."""
    return {"kind": kind, "id": name, "title": title, "description": description, **parts}


def ticks(lang: Language, most: float, kind: str) -> list[Block]:
    r"""
    Three to six round numbers from zero to beyond *most*, with their labels.

    Example:
        >>> [tick["shown"] for tick in ticks("en", 0.83, "s")]
        ['0', '0.2', '0.4', '0.6', '0.8', '1']
        >>> [tick["shown"].replace("\xa0", " ") for tick in ticks("en", 0.0012, "share")]
        ['0 %', '0.05 %', '0.1 %', '0.15 %']
    """
    step = _step(most / 5 if most > 0 else 0.2)
    number = int(-(-most // step)) if most > 0 else 5
    values = [round(step * place, 12) for place in range(max(1, number) + 1)]
    return [{"value": value, "shown": _tick(lang, value, kind)} for value in values]


def _tick(lang: Language, value: float, kind: str) -> str:
    """All digits of a round number: two ticks never read alike."""
    return f"{given(lang, round(100 * value, 10))}\N{NO-BREAK SPACE}%" if kind == "share" else given(lang, value)


def _step(least: float) -> float:
    power = 10.0 ** (len(f"{least:e}") and int(f"{least:e}".partition("e")[2]))
    return next(mantissa * power for mantissa in (1, 2, 5, 10) if mantissa * power >= least)


def unit_text(lang: Language, kind: str) -> str:
    """A unit as people write it."""
    return UNITS[kind].in_language(lang)
