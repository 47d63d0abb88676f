"""
Shelves: tables of what many variants share, so that the page carries each text and each step once.

Whoever puts something on a shelf gets its number; the same thing has the same number, and numbers follow the order of
arrival, which is the same in every process.
"""

from __future__ import annotations

import json
from typing import Any

from attrs import define, field

Pair = tuple[str, str]
"""A text in English and in French."""


@define
class Shelf:
    """
    A table without repetitions.

    Example:
        >>> shelf = Shelf()
        >>> shelf.put({"port": 443}), shelf.put({"port": 80}), shelf.put({"port": 443})
        (0, 1, 0)
    """

    rows: list[Any] = field(factory=list)
    _places: dict[str, int] = field(factory=dict)

    def put(self, row: Any) -> int:
        """The number of *row*, which JSON can write; it is added if it is new."""
        key = json.dumps(row, sort_keys=True, ensure_ascii=False)
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append(row)
        return self._places[key]


@define
class Texts:
    """
    The texts of a page in both languages; one that is the same in both stands there once.

    Example:
        >>> texts = Texts()
        >>> texts.put(("step", "étape")), texts.same("443"), texts.shelf.rows
        (0, 1, [['step', 'étape'], '443'])
    """

    shelf: Shelf = field(factory=Shelf)

    def put(self, pair: Pair) -> int:
        """The number of a text."""
        english, french = pair
        return self.shelf.put(english if english == french else [english, french])

    def same(self, text: str) -> int:
        """The number of a text that needs no translation: an address, a port, a verb."""
        return self.shelf.put(text)
