"""Columns of times that are filled row by row: a row is numbered when it begins, and written when it is known."""

from __future__ import annotations

from struct import Struct, unpack_from
from typing import Final

import numpy as np
from numpy.typing import NDArray

UNKNOWN: Final = -1
"""In a row that was not written: not yet."""
_BLOCK: Final = 1 << 10
"""Rows for which room is made at once."""


class Columns:
    """
    Rows of so many integers, as bytes: one call of `struct` for a row takes less time than a store into each `array`.

    Example:
        >>> columns = Columns(2)
        >>> rows = [columns.add() for _ in range(3)]
        >>> columns.write(columns.rows, rows[1] * columns.row_bytes, 5, 7)
        >>> [column.tolist() for column in columns.read()]
        [[-1, 5, -1], [-1, 7, -1]]
    """

    __slots__ = ("_room", "count", "row_bytes", "rows", "write")

    def __init__(self, width: int) -> None:
        row = Struct(f"<{width}q")
        self.write, self.row_bytes = row.pack_into, row.size
        self.rows = bytearray()
        """Where to `write`, at a multiple of `row_bytes`."""
        self.count = self._room = 0

    def add(self) -> int:
        """One more row, unknown for now; its number."""
        number = self.count
        if number == self._room:
            self._room += _BLOCK
            self.rows += b"\xff" * (_BLOCK * self.row_bytes)  # UNKNOWN everywhere
        self.count = number + 1
        return number

    def element(self, row: int, column: int) -> int:
        """One number of a row."""
        value: int = unpack_from("<q", self.rows, row * self.row_bytes + 8 * column)[0]
        return value

    def read(self) -> list[NDArray[np.int64]]:
        """The columns, once all is written, as views; with them about, no row can be added any more."""
        table = np.frombuffer(self.rows, "<i8").reshape(self._room, self.row_bytes // 8)[: self.count]
        return list(table.T)
