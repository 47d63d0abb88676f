"""
The requests on their way, as the sweep keeps them: a column of numbers for each of them, a row for each thing known.

They stand in the order of their numbers, so that of two that come at one instant the one that stands first comes first.
What is not known yet, or does not happen, is at `NEVER`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast.compiling import inlined, kept
from cmgsim.fast.fields import NEVER

Integers = NDArray[np.int64]

(NUMBER, CREATED, ACTIVITY, CLIENT, MEMBER, OCCURRENCE, UP, DOWN, CLIENT_WAY, AZURE_WAY, SITE_WAY, DEADLINE, DNS,
 READY) = range(14)  # fmt: skip
INSTANCE, POINT, SERVER = 14, 18, 22
"""Where the four rows of a visit begin: at which station; when the request came, was taken up, and left."""
WHERE, CAME, BEGAN, LEFT = range(4)
RETURNED, RESPONSE, DONE, HOLDS, HASTY, OPENING = range(26, 32)
"""When a long answer came to the network card; how long the answer took; when it was there; whether a port is held;
whether some service took no time; number of the connection where all of them are kept."""
ROWS = 32
_NOT_YET = (INSTANCE + BEGAN, INSTANCE + LEFT, POINT + CAME, POINT + BEGAN, POINT + LEFT, SERVER + CAME, SERVER + BEGAN,
            SERVER + LEFT, RETURNED, DONE)  # fmt: skip
"""Rows that nobody has written into when a request has just asked."""
_ROOM = 1 << 15
_APART = 72
"""Numbers between two rows, so that all of one request do not stand in the same places of the processor's cache."""


@inlined
def visit_of(way: Any, visit: Any, place: Any) -> Any:
    """When a request came to a station, was taken up, and left."""
    return way[visit + CAME, place], way[visit + BEGAN, place], way[visit + LEFT, place]


@kept
def pick(way: Any, row: Any, from_ns: Any, lasts_ns: Any, bits: Any, packed: Any) -> Any:
    """
    Find those for which something happens in a stretch: its time since the start, and behind it, in *bits*, the place.

    Returns:
        How many there are, if they are in the order of time; or else the complement of that.
    """
    count, before, in_order = 0, 0, True
    for place in range(len(packed)):
        since = way[row, place] - from_ns
        if 0 <= since < lasts_ns:
            packed[count] = since << bits | place
            in_order &= since >= before
            before = since
            count += 1
    return count if in_order else ~count


@kept
def pick_along(
    way: Any, row: Any, from_ns: Any, lasts_ns: Any, bits: Any, packed: Any, before: Any, carried: Any, order: Any
) -> Any:
    """
    Find the same, where it follows upon something that has an order already, and mostly keeps it.

    Args:
        before: The row of when that happened, for those who were on the way before this stretch.
        carried: How many these are.
        order: To whom it has happened in this stretch.
    """
    count, last, in_order = 0, -1, True
    for number in range(carried + len(order)):
        place = number if number < carried else order[number - carried]
        since = way[row, place] - from_ns
        if 0 <= since < lasts_ns and (number >= carried or way[before, place] < from_ns):
            packed[count] = since << bits | place
            in_order &= packed[count] > last
            last = packed[count]
            count += 1
    return count if in_order else ~count


class OnTheWay:
    """All requests that have been asked and not answered, and those that are asked next."""

    def __init__(self) -> None:
        self.table: Integers = np.empty((ROWS, _ROOM + _APART), np.int64)
        self.count = self.carried = 0
        """How many are on the way, and how many of them were when the stretch began."""

    def add(self, asked: tuple[Integers, ...], first_number: int) -> range:
        """More requests: their times, activities, clients, members and occurrences; where they stand."""
        first, behind = self.count, self.count + len(asked[0])
        if behind > self.table.shape[1]:
            before, self.table = self.table, np.empty((ROWS, 2 * behind + _APART), np.int64)
            self.table[:, :first] = before[:, :first]
        new = self.table[:, first:behind]
        new[NUMBER] = np.arange(first_number, first_number + len(asked[0]))
        for row, column in enumerate(asked, CREATED):
            new[row] = column
        for row in _NOT_YET:
            new[row] = NEVER
        new[HOLDS : OPENING + 1] = 0
        self.count = behind
        return range(first, behind)

    def keep(self, those: NDArray[np.intp]) -> None:
        """Let go of all others."""
        self.table[:, : len(those)] = self.table[:, those]
        self.count = self.carried = len(those)

    def due(self, row: int, from_ns: int, until_ns: int, after: tuple[int, Integers] | None = None) -> Integers:
        """
        Those for which something happens from then on and before then, in order; of one instant, by number.

        Args:
            after: What it follows upon, if it does: the row of that, and to whom it has happened since *from_ns*.
        """
        packed: Integers = np.empty(self.count, np.int64)
        bits = self.bits
        arguments = self.table, row, from_ns, until_ns - from_ns, bits, packed
        found = pick(*arguments) if after is None else pick_along(*arguments, after[0], self.carried, after[1])
        packed = packed[: found if found >= 0 else ~found]
        if found < 0:
            packed.sort()
        packed &= (1 << bits) - 1
        return packed

    @property
    def bits(self) -> int:
        """How many a place in the table takes; what is left of 63 is for the time since the start of a stretch."""
        return max(1, self.count.bit_length())
