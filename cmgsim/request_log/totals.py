"""
What stations and connections add up to, for engines that add up while they run instead of keeping every visit.

Levels are those between instants: what comes and goes within one instant does not show.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.request_log.columns import Outcome
from cmgsim.request_log.histogram import Histogram


class Sample(Protocol):
    """Many durations, of which only some numbers are asked."""

    @property
    def count(self) -> int:
        """How many there are."""

    @property
    def total_ns(self) -> int:
        """How long all of them take together."""

    def percentile(self, percent: int) -> int:
        """The smallest duration that at least *percent* per cent of them do not exceed; there must be one."""


@frozen(eq=False)
class Waits:
    """
    Waits to the nanosecond; those of nothing, which are most where a station is not busy, are counted and not kept.

    Example:
        >>> waits = Waits(count=10, total_ns=12, positive=np.array([5, 7]))
        >>> waits.percentile(50), waits.percentile(90), waits.percentile(95)
        (0, 5, 7)
    """

    count: int
    total_ns: int
    positive: NDArray[np.integer[Any]]

    def percentile(self, percent: int) -> int:
        """The smallest wait that at least *percent* per cent of them do not exceed; there must be one."""
        place = -(-self.count * percent // 100) - 1 - (self.count - len(self.positive))
        return 0 if place < 0 else int(np.partition(self.positive, place)[place])


@frozen(eq=False)
class ActivityTotals:
    """The requests of one activity that were created in the observed time."""

    outcomes: tuple[int, ...]
    """How many ended in each way, in the order of `Outcome`."""
    latencies: Histogram
    """Of those that ended ok."""
    stages_ns: tuple[int, ...]
    """How long these spent in each of the `STAGES`, over all of them."""


@frozen(eq=False)
class RequestTotals:
    """What the requests of a run add up to, for runs that do not keep them."""

    by_activity: dict[str, ActivityTotals]

    @property
    def outcomes(self) -> tuple[int, ...]:
        """How many ended in each way, over all activities."""
        return tuple(sum(one.outcomes[end] for one in self.by_activity.values()) for end in Outcome)

    @property
    def latencies(self) -> Histogram:
        """Of all requests that ended ok."""
        return Histogram.merged(one.latencies for one in self.by_activity.values())


@frozen(eq=False)
class StationTotals:
    """What happened at one station in the observed time."""

    busy_ns: int
    """Time that workers spent serving, over all of them."""
    waiting_ns: int
    """Time that requests spent waiting, over all of them."""
    stays_ns: int
    """The same two together, added up visit by visit."""
    most_waiting: int
    served: int
    """Visits that ended, served."""
    waits: Sample
    """Of the visits that came in the observed time and began to be served."""
    windows: Windows
    """The same times, part by part."""


FIVE_MINUTES_NS: Final = 300 * 10**9
LEAST_WINDOWS: Final = 20
"""Equal parts that even a short run is cut into."""


def window_ns(observed_ns: tuple[int, int]) -> int:
    """
    How long the parts are that a run is cut into: five minutes, or less in a short run.

    Example:
        >>> window_ns((0, 86_400 * 10**9)) // 10**9, window_ns((0, 600 * 10**9)) // 10**9
        (300, 30)
    """
    start, end = observed_ns
    return max(1, min(FIVE_MINUTES_NS, (end - start) // LEAST_WINDOWS))


@frozen(eq=False)
class Windows:
    """One station in equal parts of the observed time; what is left at the end is in none."""

    width_ns: int
    busy_ns: NDArray[np.int64]
    """Time that workers spent serving in each part."""
    waiting_ns: NDArray[np.int64]
    """Time that requests spent waiting in each part."""


@frozen(eq=False)
class ConnectionTotals:
    """The connections of one instance in the observed time."""

    open_ns: int
    """How long connections were open, over all of them."""
    peak: int
    limit: int | None = None
    """How many at once the documentation allows for this size of VM."""
