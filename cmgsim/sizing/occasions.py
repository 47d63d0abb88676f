"""The same devices on other days: always there, on the Monday after a weekend, on the day of the updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cmgsim.facts.profiles import PROFILES
from cmgsim.model.arrivals import arrival_chunks, planned_activities
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Scenario
from cmgsim.model.units import DAY
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.presence import sampled
from cmgsim.sizing.screening import Screen

HOUR_NS: Final = 3_600 * 1_000_000_000
HOURS: Final = 24
WEEKDAY: Final = {"steady": 0, "monday-morning": 0, "patch-tuesday": 1}
"""Days since Monday's midnight at which the day of a profile begins."""


def occasions(scenario: Scenario, needs: Needs, vm_size: str, most: Layout) -> Iterator[dict[str, Any]]:
    """
    One row for each ready-made profile: requests by hour of its day, clients connected, and the formulas' layout.

    Hours online and activities that a cohort states itself stay as they are.
    """
    for name in PROFILES:
        day = on_a_day(scenario, name)
        screen = Screen(day, needs)
        layout = screen.smallest(vm_size, most)
        yield {
            "profile": name,
            "requests": by_hour(day).tolist(),
            "connected": screen.connected,
            "layout": None if layout is None else layout.as_row(),
        }


def on_a_day(scenario: Scenario, profile: str) -> Scenario:
    """
    *scenario* for twenty-four hours from midnight, all cohorts with a profile.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> tuesday = on_a_day(contoso(), "patch-tuesday")
        >>> tuesday.general.start_ns // DAY, tuesday.general.duration_ns // DAY, tuesday.clients[0].profile
        (1, 1, 'patch-tuesday')
    """
    general = evolve(
        scenario.general, start_ns=WEEKDAY[profile] * DAY, duration_ns=DAY, warm_up_ns=0, requests_from_ns=0
    )  # fmt: skip
    cohorts = tuple(evolve(cohort, profile=profile) for cohort in scenario.clients)
    return evolve(scenario, general=general, clients=cohorts, faults=(), changes=())


def by_hour(scenario: Scenario) -> NDArray[np.int64]:
    """Requests of each hour of a day, as replication 0 has them; of many devices, scaled up from a sample."""
    looked = sampled(scenario)
    counted = np.zeros(HOURS, np.int64)
    for chunk in arrival_chunks(looked, planned_activities(looked), Streams(scenario.general.seed, 0)):
        counted += np.bincount(chunk.created_ns // HOUR_NS, minlength=HOURS)
    share = sum(cohort.count for cohort in scenario.clients) / sum(cohort.count for cohort in looked.clients)
    found: NDArray[np.int64] = np.rint(counted * share).astype(np.int64)
    return found
