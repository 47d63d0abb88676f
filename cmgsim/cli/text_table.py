"""
A table as plain text: as wide as it needs to be, or folded to the width of a terminal.

Cells are parted at spaces, hyphens and dots, never within a word; where that is not narrow enough, each row becomes a
list of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from cmgsim.views.markup import visible

Cells = Sequence[str]

_GAPS: Final = ("   ", "  ")
"""Between columns: the wide one where there is room."""
_NUMBER: Final = re.compile(r"(-?\d[\d.,\u202f]*(\u00a0%)?)?")
"""A number as either language writes it, or nothing."""
_AFTER: Final = re.compile(r"(?<=[-./_,; ])")
"""Where a text may be parted."""


def text_table(headings: Cells, rows: Sequence[Cells], width: int | None) -> str:
    """
    The *rows* under their *headings*; numbers stand to the right.

    Args:
        headings: One a column.
        rows: A text for each column.
        width: How wide it may be; None: as wide as it needs.

    Example:
        >>> print(text_table(["name", "served"], [["instance-1", "1,200"], ["cmg", "7"]], None))
        name         served
        ───────────────────
        instance-1    1,200
        cmg               7
        >>> print(text_table(["name", "served"], [["instance-1", "1,200"]], 16))
        instance-1
          served  1,200
    """
    texts = [[visible(text) for text in row] for row in (headings, *rows)]
    columns = list(zip(*texts, strict=True))
    if width is None:
        return _table(texts, [max(map(_width, column)) for column in columns], _GAPS[0])
    # Headings are folded before anything else is: a name in one piece is worth more.
    for least in (_whole, _with_folded_headings, _folded_everywhere):
        for gap in _GAPS:
            room = width - len(gap) * (len(columns) - 1)
            widths = _widths(columns, [least(column) for column in columns], room)
            if sum(widths) <= room:
                return _table(texts, widths, gap)
    return _records(texts, width)


def _width(text: str) -> int:
    """Columns of a terminal that *text* takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _whole(column: Cells) -> int:
    """How narrow a column can be if nothing in it is folded."""
    return max(map(_width, column))


def _with_folded_headings(column: Cells) -> int:
    """The same if its heading may be."""
    heading, *cells = column
    return max([_folded_everywhere([heading]), *map(_width, cells)])


def _folded_everywhere(column: Cells) -> int:
    """The same if everything may be."""
    return max(_width(piece.rstrip()) for text in column for piece in _AFTER.split(text))


def _widths(columns: Sequence[Cells], least: Sequence[int], room: int) -> list[int]:
    """How wide each column is: the widest give way until all fit into *room*, or none can give way any more."""
    widths = [max(map(_width, column)) for column in columns]
    while sum(widths) > room:
        spare = [wide if wide > least[place] else 0 for place, wide in enumerate(widths)]
        if not any(spare):
            break
        widths[spare.index(max(spare))] -= 1
    return widths


def _table(texts: Sequence[Cells], widths: Sequence[int], gap: str) -> str:
    to_the_right = [all(_NUMBER.fullmatch(text) for text in column[1:]) for column in zip(*texts, strict=True)]
    blocks = [[_folded(text, wide) for text, wide in zip(row, widths, strict=True)] for row in texts]
    deepest = max(map(len, blocks[0]))
    blocks[0] = [[""] * (deepest - len(lines)) + lines for lines in blocks[0]]
    head, *body = [
        [gap.join(map(_set, line, widths, to_the_right)).rstrip() for line in zip_longest(*block, fillvalue="")]
        for block in blocks
    ]
    rule = "─" * (sum(widths) + len(gap) * (len(widths) - 1))
    return "\n".join([*head, rule, *(line for lines in body for line in lines)])


def _set(text: str, wide: int, to_the_right: bool) -> str:  # noqa: FBT001  # one of three columns of `map`
    space = " " * (wide - _width(text))
    return space + text if to_the_right else text + space


def _folded(text: str, wide: int) -> list[str]:
    lines = [""]
    for piece in _AFTER.split(text):
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > wide:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _records(texts: Sequence[Cells], width: int) -> str:
    headings, *rows = texts
    indent = max(map(_width, headings[1:]), default=0) + 4
    parts = []
    for first, *others in rows:
        lines = [first]
        for heading, text in zip(headings[1:], others, strict=True):
            head, *more = _folded(text, max(width - indent, 1))
            if text:
                lines += [
                    f"  {_set(heading, indent - 2, to_the_right=False)}{head}",
                    *(" " * indent + each for each in more),
                ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
