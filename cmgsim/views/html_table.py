"""Tables of a page: captioned, scoped, scrollable on a narrow screen, and without columns that say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.views.markup import Markup, join, tag

_NOTHING: Final = "–"


@frozen
class Column:
    """One column: its heading, and how its cells are set."""

    heading: str
    style: str | None = "n"
    """`n` for numbers, `name` for names that stay on one line; None for words."""


def table(
    name: str, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, total: bool = False
) -> Markup:
    """
    A table whose first column heads its rows; empty where there are no rows.

    A cell that is None shows a dash; a column of nothing else is left out.

    Args:
        name: Unique on the page.
        caption: Says what the table holds.
        columns: In order.
        rows: A cell for each column.
        total: Whether the first row sums up the others.
    """
    if not rows:
        return Markup()
    kept = [place for place in range(len(columns)) if any(row[place] is not None for row in rows)]
    head = tag("tr", *(tag("th", columns[place].heading, scope="col", class_=columns[place].style) for place in kept))
    body = [
        tag("tr", *(_cell(columns, row, place) for place in kept), class_="total" if total and number == 0 else None)
        for number, row in enumerate(rows)
    ]
    caption_id = f"{name}-caption"
    content = join(tag("caption", caption, id=caption_id), tag("thead", head), tag("tbody", *body))
    # Whoever has no mouse scrolls with the keyboard, so the region takes the focus.
    return tag(
        "div", tag("table", content), class_="scroll", id=name, role="region", aria_labelledby=caption_id, tabindex=0
    )


def _cell(columns: Sequence[Column], row: Sequence[Any], place: int) -> Markup:
    content = _NOTHING if row[place] is None else row[place]
    if place == 0:
        return tag("th", content, scope="row", class_=columns[place].style)
    return tag("td", content, class_=columns[place].style)
