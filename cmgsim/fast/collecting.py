"""What the kernel hands over when its buffers are full: waits by station, and connections that opened and closed."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast.compiling import kept
from cmgsim.fast.tallies import HALF, gather
from cmgsim.request_log import Waits

Integers = NDArray[np.int64]
_CODE_BITS: Final = 6
"""Beside a time, which is below 2**57: twice the number of an instance, and whether the connection opens."""
_OPEN, _SETTLED, _SUM, _LOW_WORD, _PEAK = range(5)
_NARROW_END: Final = 1 << 32


class WaitCollector:
    """Waits by station, to the nanosecond."""

    def __init__(self, stations: int) -> None:
        self._parts: list[list[NDArray[np.integer[Any]]]] = [[] for _ in range(stations)]

    def add(self, rows: Integers) -> None:
        """More of them: rows of station and wait."""
        order = np.argsort(rows[:, 0].astype(np.int16), kind="stable")
        stations, waits = rows[order, 0], rows[order, 1]
        ends = np.searchsorted(stations, np.arange(len(self._parts) + 1))
        for station, part in enumerate(self._parts):
            mine = waits[ends[station] : ends[station + 1]]
            if len(mine):
                part.append(mine.astype(np.uint32 if mine.max() < _NARROW_END else np.int64))

    def waits(self, station: int, count: int, total_ns: int) -> Waits:
        """All waits of a station, of which there were *count*, those of nothing included; they leave this place."""
        parts, self._parts[station] = self._parts[station], []
        return Waits(count, total_ns, np.concatenate([np.zeros(0, np.uint32), *parts]))


class ConnectionCollector:
    """How many connections each instance had, and for how long."""

    def __init__(self, instances: int, observed_ns: tuple[int, int]) -> None:
        self._start_ns, self._end_ns = observed_ns
        self._later = np.zeros((0, 2), np.int64)
        self._levels = np.zeros((instances, 5), np.int64)
        self._levels[:, _SETTLED] = self._start_ns

    def add(self, rows: Integers, now_ns: int) -> None:
        """More rows of time and code; whatever is added later lies at or after *now_ns*."""
        rows = np.concatenate([self._later, rows])
        settled = rows[:, f.O_TIME] < now_ns
        self._later = rows[~settled]
        packed = rows[settled, f.O_TIME] << _CODE_BITS | rows[settled, f.O_CODE]
        packed.sort()
        follow(packed, self._levels, 0, self._end_ns)

    def totals(self) -> list[tuple[int, int]]:
        """By instance, once everything is there: how long connections were open, and how many at most."""
        self.add(np.zeros((0, 2), np.int64), self._end_ns)
        follow(np.zeros(0, np.int64), self._levels, 1, self._end_ns)
        return [((int(row[_SUM]) << int(HALF)) + int(row[_LOW_WORD]), int(row[_PEAK])) for row in self._levels]


@kept
def follow(packed: Any, levels: Any, at_end: Any, end_ns: Any) -> None:
    """Follow the numbers of open connections through sorted events, or to the end of the observation."""
    for event in packed:
        row = levels[event >> 1 & 31]
        _settle(row, event >> 6)
        row[0] += 2 * (event & 1) - 1
    if at_end:
        for instance in range(len(levels)):
            _settle(levels[instance], end_ns)


@kept
def _settle(row: Any, until_ns: Any) -> None:
    lasts = until_ns - row[1]
    if lasts > 0:
        row[1] = until_ns
        gather(row, 2, row[0], lasts)
        row[4] = max(row[4], row[0])
