"""What stations add up to in a sweep, in the places where the event loop would have it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast import forward_table as t
from cmgsim.fast.forward_tally import BEHIND, FIRST, PART_ENDS, add_up
from cmgsim.fast.running import Running
from cmgsim.fast.tallies import HALF, LOW

Integers = NDArray[np.int64]


class Sums:
    """The sums of all stations so far; and their visits, where these are kept."""

    def __init__(self, running: Running, *, visits: bool) -> None:
        self._running, self._registers = running, running.machine.registers
        self._stations = running.machine.tables["stations"]
        observed_ns, end_ns = (int(self._registers[place]) for place in (f.OBSERVED, f.END))
        self._width_ns = running.windows.width_ns
        parts = max(0, (end_ns - observed_ns) // self._width_ns)
        self._sums = np.zeros((len(self._stations), 2, parts + 1), np.int64)
        self._standing = np.zeros((len(self._stations), 4), np.int64)
        self._standing[:, PART_ENDS] = observed_ns + self._width_ns
        self._rings = np.zeros((len(self._stations), 1), np.int64)
        self._waits = np.empty_like(self._rings)
        self._visits: list[Integers] | None = [] if visits else None

    def add(self, way: t.OnTheWay, visit: int, order: Integers) -> None:
        """Those who came to these stations in one stretch, in order."""
        self._make_room(way.count)
        waits, kept = self._waits, self._stations[:, f.WAITS_KEPT]
        add_up(self._registers, way.table, order, visit, self._standing, self._rings, self._sums, self._width_ns, waits)
        self._running.waits.add(waits, kept)
        kept[:] = 0
        if self._visits is not None:
            end_ns = self._registers[f.END]
            where, came, began, left = way.table[visit : visit + 4, order]
            started, ended = (np.where(times < end_ns, times, f.NONE) for times in (began, left))
            self._visits.append(np.stack([2 * where, came, started, ended], axis=1))

    def _make_room(self, count: int) -> None:
        """Rings for as many as may wait at a station; who waits now keeps its place in turn."""
        before = self._rings
        size = before.shape[1]
        if count < size:
            return
        self._rings = after = np.zeros((len(before), 1 << (2 * count).bit_length()), np.int64)
        self._waits = np.empty_like(after)
        for old, new, (first, behind) in zip(before, after, self._standing[:, [FIRST, BEHIND]].tolist(), strict=True):
            places = np.arange(first, behind)
            new[places % len(new)] = old[places % size]

    def finish(self) -> None:
        """All have come: put the sums where the others are, as they stood at the end of each part."""
        high = np.cumsum(self._sums >> HALF, axis=2)
        low = np.cumsum(self._sums & LOW, axis=2)
        high, low = high + (low >> HALF), low & LOW
        places = [[f.BUSY_SUM, f.WAITING_SUM], [f.BUSY_LOW, f.WAITING_LOW]]
        for part in range(self._sums.shape[2]):
            self._stations[:, places[0]], self._stations[:, places[1]] = high[:, :, part], low[:, :, part]
            if part < self._sums.shape[2] - 1:
                self._running.windows.add(self._stations)
        if self._visits is not None:
            machine, visits = self._running.machine, np.concatenate([np.empty((0, 4), np.int64), *self._visits])
            machine.place("visits", visits)
            self._registers[f.VISITS] = len(visits)
