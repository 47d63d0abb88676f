"""Arrivals of many sources in one order, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

CHUNK: Final = 1 << 16
"""Arrivals that are laid out at once, about."""

Column = NDArray[np.int64]
Columns = tuple[Column, Column, Column, Column, Column]
"""Time, activity, client, member, occurrence; one element an arrival."""
Source = tuple[int, Columns]
"""A part of the arrivals of one activity, and the time before which neither it nor a later part has any."""


def merged(sources: Sequence[Iterator[Source]], end_ns: int) -> Iterator[Columns]:
    """
    All arrivals of *sources* before *end_ns*, sorted by time, activity, member and occurrence, in chunks.

    Example:
        >>> def part(time, activity):
        ...     return time, tuple(np.array([number]) for number in (time, activity, 0, 0, 0))
        >>> [chunk[0].tolist() for chunk in merged([iter([part(5, 0)]), iter([part(2, 1), part(9, 1)])], 10)]
        [[2, 5, 9]]
    """
    upcoming: list[tuple[int, int, Columns]] = []
    for number, source in enumerate(sources):
        _advance(upcoming, number, source)
    parts: list[Columns] = []
    gathered = 0
    while upcoming:
        _, number, part = heappop(upcoming)
        parts.append(_sorted_by_time(part))
        gathered += len(part[0])
        _advance(upcoming, number, sources[number])
        if gathered >= CHUNK or not upcoming:
            parts, chunks = _before(parts, upcoming[0][0] if upcoming else end_ns)
            yield from chunks
            gathered = 0


def _advance(upcoming: list[tuple[int, int, Columns]], number: int, source: Iterator[Source]) -> None:
    """Look at the next part of a source."""
    for from_ns, part in source:
        if len(part[0]):
            heappush(upcoming, (from_ns, number, part))
            return


def _sorted_by_time(part: Columns) -> Columns:
    if np.all(part[0][1:] >= part[0][:-1]):
        return part
    return _taken(part, np.argsort(part[0], kind="stable"))


def _before(parts: list[Columns], horizon_ns: int) -> tuple[list[Columns], list[Columns]]:
    """What is left of *parts* from *horizon_ns* on, and chunks of what comes before."""
    chunks: list[Columns] = []
    while parts:
        until_ns = min([horizon_ns, *(int(part[0][CHUNK]) for part in parts if len(part[0]) > CHUNK)])
        if until_ns < horizon_ns and all(part[0][0] >= until_ns for part in parts):
            until_ns += 1  # a crowd of one instant
        places = [int(np.searchsorted(part[0], until_ns)) for part in parts]
        ready = [_cut(part, 0, place) for part, place in zip(parts, places, strict=True) if place]
        parts = [
            _cut(part, place, len(part[0])) for part, place in zip(parts, places, strict=True) if place < len(part[0])
        ]
        if ready:
            chunks.append(_in_order(ready))
        if until_ns >= horizon_ns:
            break
    return parts, chunks


def _in_order(ready: list[Columns]) -> Columns:
    """Sorted parts as one; ties, which are rare, by activity, member and occurrence."""
    columns = ready[0]
    if len(ready) > 1:
        created, activity, client, member, occurrence = (np.concatenate(column) for column in zip(*ready, strict=True))
        columns = _taken((created, activity, client, member, occurrence), np.argsort(created, kind="stable"))
    times = columns[0]
    if np.any(times[1:] == times[:-1]):
        created, activity, client, member, occurrence = columns
        columns = _taken(columns, np.lexsort((occurrence, member, activity, created)))
    return columns


def _taken(columns: Columns, order: NDArray[np.intp]) -> Columns:
    created, activity, client, member, occurrence = (column[order] for column in columns)
    return created, activity, client, member, occurrence


def _cut(columns: Columns, first: int, behind: int) -> Columns:
    created, activity, client, member, occurrence = (column[first:behind] for column in columns)
    return created, activity, client, member, occurrence
