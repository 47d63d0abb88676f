"""
The uniforms of requests, drawn many at a time.

First attempts are drawn in chunks with NumPy, which takes a twentieth of the time of one draw after the other; retries
are rare and drawn when they happen. Both give the same bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from cmgsim.model.arrivals import Arrivals, PlannedActivity
from cmgsim.model.distributions import Distribution, Uniforms
from cmgsim.model.randomness import Streams, digest64, uniforms_at

CHUNK: Final = 8_192
Rows = dict[str, list[Sequence[float] | None]]


class RequestDraws:
    """By purpose, the uniforms of one attempt at one request."""

    __slots__ = ("attempt", "index", "key0", "member", "occurrence", "rows", "stream")

    def __init__(
        self, rows: Rows | None, index: int, key0: int, stream: str, member: int, occurrence: int, attempt: int
    ) -> None:
        self.rows, self.index, self.key0, self.stream = rows, index, key0, stream
        self.member, self.occurrence, self.attempt = member, occurrence, attempt

    def __call__(self, purpose: str) -> Uniforms:
        """The uniforms for *purpose*, by index."""
        if self.rows is not None and (rows := self.rows.get(purpose)) is not None:
            row = rows[self.index]
            if row is not None:
                return row.__getitem__
        return uniforms_at(self.key0, digest64(f"{self.stream}/{purpose}"), self.member, self.attempt, self.occurrence)

    def retried(self, attempt: int) -> RequestDraws:
        """Those of a later attempt at the same request."""
        return RequestDraws(None, 0, self.key0, self.stream, self.member, self.occurrence, attempt)


def needed(laws: Iterable[tuple[str, Distribution | None]]) -> dict[str, int]:
    """
    How many uniforms each purpose takes at most; those that take none are left out.

    Args:
        laws: Purposes and what is drawn for them; a purpose may come several times, and None is one bare uniform.
    """
    widths: dict[str, int] = {}
    for purpose, law in laws:
        width = 1 if law is None else law.uniforms_needed
        if width:
            widths[purpose] = max(width, widths.get(purpose, 0))
    return widths


def first_attempts(
    arrivals: Arrivals,
    activities: Sequence[PlannedActivity],
    widths: Sequence[Mapping[str, int]],
    streams: Streams,
    begin: int,
) -> Rows:
    """
    The uniforms of the first attempts of one chunk of arrivals.

    Args:
        widths: For each activity, what its requests need.
        begin: Where in *arrivals* the chunk begins.
    """
    end = min(begin + CHUNK, len(arrivals))
    chunk = slice(begin, end)
    rows: Rows = {}
    for activity in activities:
        (places,) = np.nonzero(arrivals.activity[chunk] == activity.number)
        if not len(places):
            continue
        members, occurrences = arrivals.member[chunk][places], arrivals.occurrence[chunk][places]
        for purpose, width in widths[activity.number].items():
            table = streams.table(f"{activity.stream}/{purpose}", members, occurrences=occurrences, width=width)
            column = rows.setdefault(purpose, [None] * (end - begin))
            for place, row in zip(places.tolist(), table.tolist(), strict=True):
                column[place] = row
    return rows
