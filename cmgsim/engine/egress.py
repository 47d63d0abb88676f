"""
What leaves Azure and is charged for: counted by hour, and watched by the site where a threshold is set.

The service connection point looks every six minutes. It sees at once what the instances sent; what storage sent it
sees by whole hours, as the usage is downloaded, and later by the lag of Azure's statistics.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cmgsim.engine.clock import Rank, key
from cmgsim.facts.limits import CRITICAL_LEVEL, THRESHOLD_CHECK, USAGE_DOWNLOAD, WARNING_LEVEL
from cmgsim.facts.rows import Role
from cmgsim.request_log import Alert

if TYPE_CHECKING:
    from cmgsim.engine.simulation import Simulation

HOUR: Final = USAGE_DOWNLOAD.ns
SLOT: Final = THRESHOLD_CHECK.ns
HOURS: Final = 14 * 24
"""The threshold holds for fourteen days."""
LEVELS: Final = (("critical", int(CRITICAL_LEVEL.value)), ("warning", int(WARNING_LEVEL.value)))
"""Names of the alerts, and from which percentage of the threshold on."""
_PERCENT: Final = 100
_LAST: Final = (1 << 40) - 1
"""The watch looks after everything else of its rank and instant."""


class Egress:
    """
    Bytes by hour since the start: sent by instances, and by storage.

    Example:
        >>> egress = Egress()
        >>> egress.leaves(5, 0), egress.leaves(7, 2 * HOUR, from_storage=True)
        (None, None)
        >>> egress.total, egress.by_hour, egress.seen(2 * HOUR, 0), egress.seen(3 * HOUR, 0)
        (12, [[5, 0], [0, 0], [0, 7]], 5, 12)
    """

    def __init__(self) -> None:
        self.by_hour: list[list[int]] = []
        self._hour = [0, 0]
        self._begins_ns, self._ends_ns = 0, 0
        """Of the hour that is counted in `_hour`; none at first."""

    @property
    def total(self) -> int:
        """Bytes that have left."""
        return sum(sent + stored for sent, stored in self.by_hour)

    def leaves(self, size_bytes: int, at_ns: int, *, from_storage: bool = False) -> None:
        """Count bytes that leave."""
        if not self._begins_ns <= at_ns < self._ends_ns:
            self._turn_to(at_ns // HOUR)
        self._hour[from_storage] += size_bytes

    def _turn_to(self, hour: int) -> None:
        """Count for this hour from now on: division for every message would take longer than all the rest."""
        self.by_hour += [[0, 0] for _ in range(hour + 1 - len(self.by_hour))]
        self._hour, self._begins_ns, self._ends_ns = self.by_hour[hour], hour * HOUR, (hour + 1) * HOUR

    def seen(self, now_ns: int, lag_ns: int) -> int:
        """What the site knows now of the last fourteen days."""
        first, known = max(0, now_ns // HOUR - HOURS), max(0, (now_ns - lag_ns) // HOUR)
        sent = sum(hour[0] for hour in self.by_hour[first:])
        return sent + sum(hour[1] for hour in self.by_hour[first:known])


class Known(Egress):
    """
    Egress that another run has counted, between one look of the site and the next.

    Args:
        slots: For each six minutes since the start, what instances and what storage sent.

    Example:
        >>> known = Known([(5, 0), (0, 0), (0, 7)])
        >>> known.seen(2 * SLOT, 0), known.seen(HOUR, 0)
        (5, 12)
    """

    def __init__(self, slots: Sequence[Sequence[int]]) -> None:
        super().__init__()
        self._sent = [0, *accumulate(int(sent) for sent, _ in slots)]
        self._stored = [0, *accumulate(int(stored) for _, stored in slots)]

    def seen(self, now_ns: int, lag_ns: int) -> int:
        """What the site knows then of the last fourteen days."""
        first, known = max(0, now_ns // HOUR - HOURS), max(0, (now_ns - lag_ns) // HOUR)
        return _between(self._sent, first * HOUR, now_ns) + _between(self._stored, first * HOUR, known * HOUR)


def _between(sums: Sequence[int], from_ns: int, to_ns: int) -> int:
    """The part of running sums that falls between two looks."""
    first, behind = (min(at_ns // SLOT, len(sums) - 1) for at_ns in (from_ns, max(from_ns, to_ns)))
    return sums[behind] - sums[first]


class Watch:
    """The site's look at the threshold, and the alerts that it raised."""

    def __init__(self, world: Simulation) -> None:
        self.world = world
        self.alerts: list[Alert] = []
        self._level = ""
        if world.scenario.cmg.egress_threshold is not None:
            world.clock.call(THRESHOLD_CHECK.ns - world.clock.now, key(Rank.VIEW, _LAST), self._look)

    def _look(self) -> None:
        world, cmg = self.world, self.world.scenario.cmg
        now, threshold = world.clock.now, cmg.egress_threshold
        assert threshold is not None
        world.clock.call(THRESHOLD_CHECK.ns, key(Rank.VIEW, _LAST), self._look)
        if world.administration.cut() is not None:
            return  # who cannot reach Azure sees nothing
        seen = world.network.egress.seen(now, cmg.statistics_lag_ns)
        level = next((name for name, percent in LEVELS if _PERCENT * seen >= percent * threshold), "")
        if level and level != self._level:
            self._tell(Alert(now, level, seen))
        self._level = level
        if level == "critical" and cmg.stop_at_critical and world.administration.runs:
            self._tell(Alert(now, "stopped", seen))
            world.administration.stop()

    def _tell(self, alert: Alert) -> None:
        self.alerts.append(alert)
        network = self.world.network
        node = network.topology.node(Role.SERVICE_CONNECTION_POINT)
        text = f"egress of fourteen days: {alert.seen_bytes:,} bytes, {alert.level}"
        network.journal.state(alert.at_ns, node, "F1", text)
