"""How many were there at every instant: step functions made from rows of comings and goings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.request_log import NONE, Occupancy, StationLog

Column = NDArray[np.int64]
Counts = NDArray[np.signedinteger[Any]]

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
    visits = station.visits
    assert visits is not None, "levels are made from visits"
    started, ended = visits.started_ns != NONE, visits.ended_ns != NONE
    steps = np.array([step for step, _ in station.capacity], np.int64)
    times, kinds = _merged(
        (
            (visits.arrived_ns, _ARRIVES),
            (visits.started_ns[started], _STARTS),
            (visits.ended_ns[started & ended], _IS_SERVED),
            (visits.ended_ns[~started & ended], _LEAVES_THE_QUEUE),
            (np.append(steps, start_ns), _NOTHING),
        )
    )
    settled = _last_of_each_instant(times)
    workers = np.array([station.workers, *(count for _, count in station.capacity)], np.int64)
    return Levels(
        times[settled],
        np.cumsum(_WAITING[kinds], dtype=np.int32)[settled],
        np.cumsum(_BUSY[kinds], dtype=np.int32)[settled],
        workers[np.searchsorted(steps, times[settled], side="right")],
    )


def _merged(events: Sequence[tuple[Column, int]]) -> tuple[Column, Counts]:
    """Times and kinds of all *events* in order of time: one sort of packed integers, in place, since there are many."""
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
