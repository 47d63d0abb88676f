"""What the kernel hands over when its buffers are full: waits by station, and connections that opened and closed."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast.compiling import kept, routine
from cmgsim.fast.tallies import HALF, gather
from cmgsim.request_log import Waits, Windows

Integers = NDArray[np.int64]
_CODE_BITS: Final = 6
"""Beside a time, which is below 2**57: twice the number of an instance, and whether the connection opens."""
_INSTANCES: Final = (1 << _CODE_BITS - 1) - 1
_OPEN, _SETTLED, _SUM, _, _PEAK = range(5)
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


class WindowCollector:
    """What every station did in each part of the observed time."""

    def __init__(self, width_ns: int) -> None:
        self.width_ns = width_ns
        self._sums: list[Integers] = []

    def add(self, stations: Integers) -> None:
        """The sums of all stations at the end of the next part."""
        self._sums.append(stations[:, [f.BUSY_SUM, f.BUSY_LOW, f.WAITING_SUM, f.WAITING_LOW]].copy())

    def windows(self, station: int) -> Windows:
        """The parts of one station."""
        nothing = np.zeros(4, np.int64)
        steps = np.diff(np.array([nothing, *(sums[station] for sums in self._sums)]), axis=0)
        return Windows(
            self.width_ns, (steps[:, 0] << int(HALF)) + steps[:, 1], (steps[:, 2] << int(HALF)) + steps[:, 3]
        )


class ConnectionCollector:
    """How many connections each instance had, and for how long."""

    def __init__(self, instances: int, observed_ns: tuple[int, int]) -> None:
        self._start_ns, self._end_ns = observed_ns
        self._later = np.zeros(0, np.int64)
        self._levels = np.zeros((instances, 5), np.int64)
        self._levels[:, _SETTLED] = self._start_ns

    def add(self, rows: Integers, now_ns: int) -> None:
        """More rows of time and code; whatever is added later lies at or after *now_ns*."""
        packed = np.concatenate([self._later, rows[:, f.O_TIME] << _CODE_BITS | rows[:, f.O_CODE]])
        opens = packed & 1 == 1
        closing, opening = packed[~opens], packed[opens]
        closing.sort(kind="stable")  # each by itself they come nearly sorted, which this kind profits from
        opening.sort(kind="stable")
        first, second = np.searchsorted(closing, now_ns << _CODE_BITS), np.searchsorted(opening, now_ns << _CODE_BITS)
        self._later = np.concatenate([closing[first:], opening[second:]])
        follow(closing[:first], opening[:second], self._levels)

    def totals(self) -> list[tuple[int, int]]:
        """By instance, once everything is there: how long connections were open, and how many at most."""
        self.add(np.zeros((0, 2), np.int64), self._end_ns)
        return [self._total(*row) for row in self._levels.tolist()]

    def _total(self, still_open: int, settled_ns: int, high: int, low: int, peak: int) -> tuple[int, int]:
        lasts_ns = max(0, self._end_ns - settled_ns)
        open_ns = (high << int(HALF)) + low + still_open * lasts_ns
        return open_ns, max(peak, still_open) if lasts_ns else peak


@kept
def follow(closing: Any, opening: Any, levels: Any) -> None:
    """Follow the numbers of open connections through sorted events."""
    first = second = 0
    while first < len(closing) or second < len(opening):
        if second == len(opening) or (first < len(closing) and closing[first] < opening[second]):
            event, step = closing[first], -1
            first += 1
        else:
            event, step = opening[second], 1
            second += 1
        row = levels[event >> 1 & _INSTANCES]
        _settle(row, event >> _CODE_BITS)
        row[_OPEN] += step


@routine
def _settle(row: Any, until_ns: Any) -> None:
    lasts = until_ns - row[_SETTLED]
    if lasts > 0:
        row[_SETTLED] = until_ns
        gather(row, _SUM, row[_OPEN], lasts)
        row[_PEAK] = max(row[_PEAK], row[_OPEN])
