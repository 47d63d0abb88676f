"""
Which part of the scenario is simulated, so that an answer takes a minute and not a day: its busiest window.

A window is as long as its statistics need. Before it comes a warm-up, after it a drain, in which requests of the window
may still be answered; both are left out. Where clients come evenly, every window is as busy as any other.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import evolve, frozen

from cmgsim.explain.demand import total_rate
from cmgsim.facts.limits import LB_PROBE_INTERVAL
from cmgsim.model.arrivals import arrival_chunks, planned_activities
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import General, Scenario
from cmgsim.sizing.needs import SECOND, Needs
from cmgsim.sizing.presence import sampled
from cmgsim.sizing.screening import Screen

LEAST_NS: Final = 20 * SECOND
SLOW_REQUESTS: Final = 30
"""Requests above the percentile of a target for one window to tell whether it is met."""
DRAIN_SHARE: Final = 1.5
"""Of the longest answer that never waits: as long a run goes on after its window, so that it may still arrive."""
LONGEST_DRAIN_NS: Final = 30 * SECOND
"""What takes longer (a large download) counts as on its way: neither answered nor failed."""
BARS: Final = 4
"""Parts of a window to which its place is looked for."""
MOST_REQUESTS: Final = 20_000
"""Of one window: a target at the 99.9th percentile is judged by fewer slow requests."""
WARM_UP_NS: Final = 2 * LB_PROBE_INTERVAL.ns
"""Until queues are filled, and the load balancer has seen what is down."""


@frozen
class Window:
    """A part of the scenario's time."""

    start_ns: int
    judged_ns: int
    drain_ns: int
    even: bool
    """Whether clients come evenly, so that it does not matter where the window lies."""

    @property
    def end_ns(self) -> int:
        """When the simulation stops."""
        return self.start_ns + WARM_UP_NS + self.judged_ns + self.drain_ns

    @property
    def judged(self) -> tuple[int, int]:
        """Requests created from then on, and before then, are judged."""
        first = self.start_ns + WARM_UP_NS
        return first, first + self.judged_ns

    def of(self, scenario: Scenario) -> Scenario:
        """*scenario*, of which only this window is simulated; its own faults and changes are left out."""
        general = General(
            name=scenario.general.name, duration_ns=self.end_ns, warm_up_ns=self.start_ns + WARM_UP_NS,
            start_ns=scenario.general.start_ns, requests_from_ns=self.start_ns, seed=scenario.general.seed,
        )  # fmt: skip
        return evolve(scenario, general=general, faults=(), changes=())

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "start_s": self.start_ns / SECOND, "warm_up_s": WARM_UP_NS / SECOND, "judged_s": self.judged_ns / SECOND,
            "drain_s": self.drain_ns / SECOND, "even": self.even,
        }  # fmt: skip


def busiest_window(screen: Screen) -> Window:
    """
    The busiest window of the scenario, long enough to judge its targets.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> window = busiest_window(Screen(contoso(), Needs.of(contoso())))
        >>> window.start_ns, window.even, window.judged_ns // SECOND
        (0, True, 33)
    """
    scenario, needs = screen.scenario, screen.needs
    rate = max(total_rate(screen.demands), 1 / 3_600)
    judged = max(LEAST_NS, min(_length_ns(needs, rate), scenario.general.duration_ns))
    drain = max(needs.patience_ns, min(LONGEST_DRAIN_NS, round(DRAIN_SHARE * screen.longest_ns)))
    if _even(screen):
        return Window(0, judged, drain, even=True)
    return Window(_start_ns(sampled(scenario), judged), judged, drain, even=False)


def _length_ns(needs: Needs, rate: float) -> int:
    rarest = min((100.0 - percent for percent, _ in needs.latency_ns), default=5.0)
    return round(min(SLOW_REQUESTS * 100 / rarest, MOST_REQUESTS) / rate * SECOND)


def _even(screen: Screen) -> bool:
    return not any(each.moments or each.minutes is not None for each in screen.demands)


def _start_ns(scenario: Scenario, judged: int) -> int:
    """Where the window with most requests begins, a warm-up earlier; to a part of the window."""
    bar = max(1, judged // BARS)
    counted = np.zeros(-(-scenario.general.duration_ns // bar), np.int64)
    streams = Streams(scenario.general.seed, 0)
    for chunk in arrival_chunks(scenario, planned_activities(scenario), streams):
        counted += np.bincount(chunk.created_ns // bar, minlength=len(counted))
    inside = np.convolve(counted, np.ones(BARS, np.int64))[BARS - 1 :]
    return max(0, int(inside.argmax()) * bar - WARM_UP_NS)
