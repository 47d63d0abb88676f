"""How many were there at every instant: step functions made from rows of comings and goings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.request_log import NONE, Occupancy, StationLog, Visits

Column = NDArray[np.int64]
Counts = NDArray[np.signedinteger[Any]]

AT_ONCE: Final = 1 << 14
"""Visits that are looked at together: few enough for the cache, enough for NumPy to be quick."""
_BLOCK: Final = 1 << 12
NEVER: Final = 1 << 62
"""Later than anything; what is as long before the start is earlier than anything."""

# What can happen at a station, and what it does to the queue and to the workers. Three bits beside the time.
_KIND_BITS: Final = 3
_ARRIVES, _STARTS, _IS_SERVED, _LEAVES_THE_QUEUE, _NOTHING = range(5)
_WAITING: Final = np.array([1, -1, 0, -1, 0], np.int8)
_BUSY: Final = np.array([0, 1, -1, 0, 0], np.int8)


@frozen(eq=False)
class Levels:
    """
    Numbers of visits at a station, from each time to the next; what comes and goes within one instant does not show.

    Within an instant the order of events is the engine's business; between instants it no longer matters.
    """

    times_ns: Column
    waiting: Counts
    busy: Counts
    capacity: Column
    """Workers at the station."""

    def durations_ns(self, observed_ns: tuple[int, int]) -> Column:
        """How long each level lasts within the observed time."""
        return durations_ns(self.times_ns, observed_ns)


def durations_ns(times_ns: Column, observed_ns: tuple[int, int]) -> Column:
    """
    How long each step lasts within the observed time, the last one until its end.

    Example:
        >>> durations_ns(np.array([0, 4, 9]), (2, 10)).tolist()
        [2, 5, 1]
    """
    start, end = observed_ns
    lasts: Column = np.diff(np.clip(np.append(times_ns, end), start, end))
    return lasts


def levels_of(station: StationLog, start_ns: int) -> Levels:
    """
    The levels of *station* from *start_ns* on.

    Example:
        >>> from cmgsim.request_log import Visits
        >>> levels = levels_of(StationLog("instance-1", "instance", 1, Visits([0, 1], [0, 2], [2, 4])), 0)
        >>> levels.times_ns.tolist(), levels.waiting.tolist(), levels.busy.tolist()
        ([0, 1, 2, 4], [0, 1, 0, 0], [1, 1, 1, 0])
    """
    (levels,) = pieces_of(station, start_ns, at_once=max(1, len(_visits(station))))
    return levels


def pieces_of(station: StationLog, start_ns: int, at_once: int = AT_ONCE) -> Iterator[Levels]:
    """
    The same levels in pieces, one after the other, so that many visits need little room.

    From where the next piece takes over, a piece says that nobody is there: what it adds up to, all pieces add up to.

    Args:
        at_once: About how many visits go into a piece.

    Example:
        >>> from cmgsim.request_log import Visits
        >>> station = StationLog("instance-1", "instance", 1, Visits([0, 1, 5], [0, 2, 5], [2, 4, 6]))
        >>> [(piece.times_ns.tolist(), piece.busy.tolist()) for piece in pieces_of(station, 0, at_once=2)]
        [([0, 1, 2, 4, 5], [1, 1, 1, 0, 0]), ([5, 6], [1, 0])]
    """
    visits = _visits(station)
    columns = [_InTime(column) for column in (visits.arrived_ns, visits.started_ns, visits.ended_ns)]
    steps = np.array([step for step, _ in station.capacity], np.int64)
    workers = np.array([station.workers, *(count for _, count in station.capacity)], np.int64)
    cuts = _cuts([column.times_ns for column in columns], start_ns, at_once)
    waiting = busy = 0
    for begin, end in pairwise([-NEVER, *cuts, NEVER]):
        times, kinds = _merged(_events(columns, np.append(steps, start_ns), begin, end))
        settled = _last_of_each_instant(times)
        queue, served = (np.cumsum(change[kinds], dtype=np.int32)[settled] for change in (_WAITING, _BUSY))
        queue += waiting
        served += busy
        waiting, busy = int(queue[-1]), int(served[-1])
        piece = Levels(times[settled], queue, served, workers[np.searchsorted(steps, times[settled], side="right")])
        yield piece if end == NEVER else _ended(piece, end)


def _visits(station: StationLog) -> Visits:
    assert station.visits is not None, "levels are made from visits"
    return station.visits


def _cuts(columns: Sequence[Column], start_ns: int, at_once: int) -> list[int]:
    """Instants at which pieces begin, and at which something happens: as many visits apart as go into one."""
    samples = [column[at_once::at_once] for column in columns]
    cuts: list[int] = np.unique(np.sort(np.concatenate(samples))[:: len(samples)]).tolist()
    return [cut for cut in cuts if cut > max(start_ns, NONE)]


def _events(columns: Sequence[_InTime], steps: Column, begin: int, end: int) -> Iterator[tuple[Column, int]]:
    """What happens between two instants, kind by kind."""
    arrived, started, ended = columns
    yield arrived.between(begin, end)[0], _ARRIVES
    yield started.between(begin, end)[0], _STARTS
    ends, rows = ended.between(begin, end)
    served = started.times_ns[rows] != NONE
    yield ends[served], _IS_SERVED
    yield ends[~served], _LEAVES_THE_QUEUE
    yield steps[(steps >= begin) & (steps < end)], _NOTHING


def _ended(piece: Levels, end_ns: int) -> Levels:
    return Levels(
        np.append(piece.times_ns, end_ns),
        np.append(piece.waiting, np.int32(0)),
        np.append(piece.busy, np.int32(0)),
        np.append(piece.capacity, piece.capacity[-1]),
    )


class _InTime:
    """
    A column of times, in which rows come about in order of time, so that those between two instants are found quickly.

    Args:
        times_ns: One a row; NONE is no time.
    """

    def __init__(self, times_ns: Column) -> None:
        self.times_ns = times_ns
        blocks = [times_ns[first : first + _BLOCK] for first in range(0, len(times_ns), _BLOCK)]
        known = [block[block != NONE] for block in blocks]
        self._first = np.array([block.min(initial=NEVER) for block in known], np.int64)
        self._last = np.array([block.max(initial=-NEVER) for block in known], np.int64)

    def between(self, begin: int, end: int) -> tuple[Column, Column]:
        """Times from *begin* on and before *end*, and their rows."""
        (blocks,) = np.nonzero((self._first < end) & (self._last >= begin))
        if not len(blocks):
            return self.times_ns[:0], blocks
        first = _BLOCK * int(blocks[0])
        part = self.times_ns[first : _BLOCK * (int(blocks[-1]) + 1)]
        (rows,) = np.nonzero((part >= begin) & (part < end) & (part != NONE))
        return part[rows], rows + first


def _merged(parts: Iterable[tuple[Column, int]]) -> tuple[Column, Counts]:
    """Times and kinds of all *parts* in order of time: one sort of packed integers, in place, since there are many."""
    events = tuple(parts)
    packed = np.empty(sum(len(times) for times, _ in events), np.int64)
    begin = 0
    for times, kind in events:
        part = packed[begin : begin + len(times)]
        np.left_shift(times, _KIND_BITS, out=part)
        part |= kind
        begin += len(times)
    packed.sort(kind="stable")  # by merging runs: rows come nearly sorted, which makes it six times faster here
    kinds = np.bitwise_and(packed, (1 << _KIND_BITS) - 1, out=np.empty(len(packed), np.int8), casting="unsafe")
    packed >>= _KIND_BITS
    return packed, kinds


def _last_of_each_instant(times: Column) -> NDArray[np.intp]:
    """Places after which time goes on; as places and not as a mask, because those are taken four times faster."""
    return np.flatnonzero(np.diff(times, append=times[-1:] + 1))


def open_connections(occupancy: Occupancy) -> tuple[Column, Counts]:
    """
    Times, and how many connections are open from each time to the next.

    Example:
        >>> times, number = open_connections(Occupancy([0, 1, 4], [4, 3, NONE]))
        >>> times.tolist(), number.tolist()
        ([0, 1, 3, 4], [1, 2, 1, 1])
    """
    closed = occupancy.closed_ns[occupancy.closed_ns != NONE]
    times, kinds = _merged(((occupancy.opened_ns, _ARRIVES), (closed, _STARTS)))
    settled = _last_of_each_instant(times)
    return times[settled], np.cumsum(_WAITING[kinds], dtype=np.int32)[settled]
