"""What clients ask for, as rates: each activity's mean, its busiest hour, and the largest burst that its times make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

import numpy as np
from attrs import field, frozen

from cmgsim.explain.hours import Minutes, comes_unevenly, expected_by_minute, per_second
from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import PlannedActivity, planned_activities
from cmgsim.model.scenario import General, Scenario
from cmgsim.model.traffic import requests_per_client_s
from cmgsim.model.units import MINUTE, WEEK
from cmgsim.model.week import hours_of, text_of_moment

SECOND: Final = 1_000_000_000
HOUR: Final = 3_600 * SECOND

PEAK_MINUTES: Final = 5
"""How long the busiest part is that an explanation names."""

Schedule = Literal["periodic", "poisson", "fixed", "hours"]


@frozen
class Demand:
    """One activity of one cohort: how often it comes in the mean, and at which times, if they are fixed."""

    planned: PlannedActivity
    rate_per_s: float
    """Requests a second of the whole cohort, in the mean."""
    minutes: Minutes | None = field(default=None, eq=False)
    """Expected requests in each minute of the run, where they do not come evenly; None: evenly, or at *moments*."""
    lasting_per_s: float | None = None
    """The same rate over a whole week, where that differs."""
    moments: tuple[int, ...] = ()
    """Nanoseconds since the start at which every client of the cohort asks; a time that is given twice counts twice."""

    @property
    def clients(self) -> int:
        """Devices of the cohort."""
        return self.planned.cohort.count

    @property
    def target(self) -> Role:
        """The role that answers."""
        return self.planned.kind.target

    @property
    def schedule(self) -> Schedule:
        """
        How the requests come.

        `periodic`: one a client and period, each client at a moment of its own, so the rate is the same at all times; a
        delay or a share of the periods changes the moments and the rate, not that. `poisson`: at random. `fixed`: all
        clients at the given times. `hours`: as clients are online, or as they were observed.
        """
        when = self.planned.when
        if self.minutes is not None:
            return "hours"
        if when.every_ns is not None:
            return "periodic"
        return "poisson" if when.rate_per_s is not None else "fixed"

    @property
    def burst(self) -> int:
        """Requests at the fullest of the fixed times; 0 where there are none."""
        return self.clients * max(Counter(self.moments).values(), default=0)

    @property
    def bytes_per_s(self) -> float:
        """Bytes of requests and answers a second."""
        return self.rate_per_s * (self.planned.up.mean + self.planned.down.mean)


def demands(scenario: Scenario) -> tuple[Demand, ...]:
    """
    Every activity of *scenario* with its rate.

    Example:
        >>> from cmgsim.model.scenario import Activity, Clients
        >>> hourly = Activity(request="policy", every_ns=HOUR, share=0.5)
        >>> [each.rate_per_s for each in demands(Scenario(clients=(Clients(count=7_200, activities=(hourly,)),)))]
        [1.0]
    """
    return tuple(_demand(planned, scenario.general) for planned in planned_activities(scenario))


def _demand(planned: PlannedActivity, general: General) -> Demand:
    when, clients, duration_ns = planned.when, planned.cohort.count, general.duration_ns
    if comes_unevenly(planned):
        minutes = expected_by_minute(planned, general)
        hours = None if when.observed is not None else hours_of(planned.cohort)
        lasting = requests_per_client_s(when, hours, clients) * clients if when.every_ns or when.rate_per_s else None
        return Demand(planned, float(minutes.sum()) * SECOND / duration_ns, minutes, lasting)
    if when.every_ns is not None:
        return Demand(planned, clients * when.share * SECOND / when.every_ns)
    if when.rate_per_s is not None:
        return Demand(planned, when.rate_per_s)
    moments = tuple(sorted(moment for moment in when.at_ns if moment < duration_ns))
    return Demand(planned, clients * len(moments) * SECOND / duration_ns, moments=moments)


def total_rate(these: Iterable[Demand]) -> float:
    """Requests a second of several activities together."""
    return sum(each.rate_per_s for each in these)


def busiest_rate(these: Sequence[Demand], duration_ns: int) -> float:
    """
    Requests a second in the busiest hour of the run, or in the whole run where that is shorter.

    Only fixed times and online hours make an hour busier than another: everything else comes evenly.
    """
    if any(each.minutes is not None for each in these):
        return busiest_part(these, duration_ns, 60)[0]
    window_ns = min(HOUR, duration_ns)
    steady = total_rate(each for each in these if not each.moments)
    events = sorted((moment, each.clients) for each in these for moment in each.moments)
    most = inside = first = 0
    for moment, clients in events:
        inside += clients
        while events[first][0] <= moment - window_ns:
            inside -= events[first][1]
            first += 1
        most = max(most, inside)
    return steady + most * SECOND / window_ns


def busiest_part(these: Sequence[Demand], duration_ns: int, window: int) -> tuple[float, int]:
    """Requests a second in the busiest *window* minutes of the run, and the minute in which it begins."""
    minutes = np.zeros(-(-duration_ns // MINUTE))
    for each in these:
        if each.minutes is not None:
            minutes += each.minutes
        elif each.moments:
            np.add.at(minutes, np.array(each.moments) // MINUTE, each.clients)
    steady = total_rate(each for each in these if each.minutes is None and not each.moments)
    most, place = per_second(minutes, window, duration_ns)
    return steady + most, place


def largest_burst(these: Iterable[Demand]) -> int:
    """Requests that fixed times make at one and the same instant, over all activities."""
    at: Counter[int] = Counter()
    for each in these:
        for moment in each.moments:
            at[moment] += each.clients
    return max(at.values(), default=0)


def _moment(general: General, minute: int) -> str:
    return text_of_moment((general.start_ns + minute * MINUTE) % WEEK)


def demand_table(these: Sequence[Demand], general: General) -> dict[str, Any]:
    """The section `demand` of an explanation."""
    duration_ns = general.duration_ns
    even = not any(each.minutes is not None or each.moments for each in these)
    return {
        "requests_per_s": total_rate(these),
        "busiest_hour_per_s": busiest_rate(these, duration_ns),
        "busiest_5_min_per_s": busiest_part(these, duration_ns, PEAK_MINUTES)[0],
        "busiest_5_min_at": None if even else _moment(general, busiest_part(these, duration_ns, PEAK_MINUTES)[1]),
        "largest_burst": largest_burst(these),
        "activities": [
            {
                "cohort": each.planned.cohort.name,
                "activity": each.planned.kind.name,
                "clients": each.clients,
                "schedule": each.schedule,
                "requests_per_s": each.rate_per_s,
                "busiest_hour_per_s": busiest_rate((each,), duration_ns),
                "burst": each.burst,
                "up_bytes": each.planned.up.mean,
                "down_bytes": each.planned.down.mean,
            }
            for each in these
        ],
    }
