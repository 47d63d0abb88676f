"""What the kernel hands over when its buffers are full: waits by station, and its sums at the end of each window."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast.tallies import HALF
from cmgsim.request_log import Waits, Windows

Integers = NDArray[np.int64]
_NARROW_END: Final = 1 << 32


class WaitCollector:
    """Waits by station, to the nanosecond."""

    def __init__(self, stations: int) -> None:
        self._parts: list[list[NDArray[np.integer[Any]]]] = [[] for _ in range(stations)]

    def add(self, rows: Integers, counts: Integers) -> None:
        """More of them: so many of each row, which is a station's."""
        for part, row, count in zip(self._parts, rows, counts.tolist(), strict=True):
            if count:
                mine = row[:count]
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
