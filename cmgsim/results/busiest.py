"""A station part by part: its busiest five minutes, and whether its queue grows through the run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.request_log import FIVE_MINUTES_NS, Windows, window_ns
from cmgsim.results.levels import Levels

Column = NDArray[np.int64]
QUARTERS: Final = 4
SIGNIFICANT: Final = 3.0
"""Standard deviations of a balanced random walk beyond which a queue has not grown by chance."""
BUSY: Final = 0.95
"""Share of the last quarter's time that the workers of a growing queue serve at least."""


def windows_of(levels: Levels, observed_ns: tuple[int, int]) -> Windows:
    """The parts of a station's observed time, from its levels."""
    start, end = observed_ns
    width = window_ns(observed_ns)
    ends = start + width * np.arange((end - start) // width + 1, dtype=np.int64)
    return Windows(width, np.diff(_areas(levels, levels.busy, ends)), np.diff(_areas(levels, levels.waiting, ends)))


def _areas(levels: Levels, level: NDArray[Any], until: Column) -> Column:
    """Level times time from the first of *until* up to each of them."""
    times, start = levels.times_ns, until[0]
    lasts = np.diff(np.clip(np.append(times, until[-1]), start, None))
    before = np.concatenate([[0], np.cumsum(level[: len(lasts)] * lasts)])
    place = np.searchsorted(times, until, side="right") - 1
    since = np.maximum(times[np.maximum(place, 0)], start)
    inside = np.where(place >= 0, level[np.maximum(place, 0)] * (until - since), 0)
    areas: Column = before[np.maximum(place, 0)] + inside
    return areas


def busiest_five_minutes(windows: Windows, capacity_ns: Column) -> dict[str, float | None]:
    """
    Highest utilisation and longest mean queue of any five minutes; of the whole run where it is shorter.

    Args:
        windows: The parts of the run.
        capacity_ns: Time that the workers were there in each part.
    """
    together = max(1, min(len(windows.busy_ns), FIVE_MINUTES_NS // windows.width_ns))
    busy, waiting, there = (_sums(column, together) for column in (windows.busy_ns, windows.waiting_ns, capacity_ns))
    open_ = there > 0
    used = busy[open_] / there[open_]
    return {
        "busiest_utilisation": float(used.max()) if len(used) else None,
        "busiest_queue": float(waiting.max() / (together * windows.width_ns)) if len(waiting) else None,
    }


def _sums(column: Column, together: int) -> Column:
    """Sums of so many neighbours, for each place where they begin."""
    sums = np.concatenate([[0], np.cumsum(column)])
    found: Column = sums[together:] - sums[:-together]
    return found


def grows(windows: Windows, capacity_ns: Column, served: int) -> bool:
    """
    Whether more came than could be served, as the queue tells.

    It is longer in each quarter of the run than in the one before, by more than chance would make it. A queue in
    balance wanders: its length is a sum of independent comings and goings, and the root of twice the number served is
    about one standard deviation of it.

    Example:
        >>> overloaded = Windows(1, np.full(20, 1), np.arange(20) * 100)
        >>> grows(overloaded, np.full(20, 1), 1_000), grows(overloaded, np.full(20, 1), 1_000_000)
        (True, False)
    """
    parts = len(windows.waiting_ns)
    if parts < QUARTERS:
        return False
    quarters = np.array_split(np.arange(parts), QUARTERS)
    queues = [float(windows.waiting_ns[quarter].mean()) / windows.width_ns for quarter in quarters]
    last = quarters[-1]
    there = int(capacity_ns[last].sum())
    busy = there > 0 and int(windows.busy_ns[last].sum()) >= BUSY * there
    chance = SIGNIFICANT * math.sqrt(2 * max(1, served) * (QUARTERS - 1) / QUARTERS)
    return busy and _rises(queues) and queues[-1] - queues[0] > chance


def _rises(values: Sequence[float]) -> bool:
    return all(earlier < later for earlier, later in pairwise(values))
