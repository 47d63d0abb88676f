"""What clients ask for, as rates: each activity's mean, its busiest hour, and the largest burst that its times make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from attrs import frozen

from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import PlannedActivity, planned_activities
from cmgsim.model.scenario import Scenario

SECOND: Final = 1_000_000_000
HOUR: Final = 3_600 * SECOND

Schedule = Literal["periodic", "poisson", "fixed"]


@frozen
class Demand:
    """One activity of one cohort: how often it comes in the mean, and at which times, if they are fixed."""

    planned: PlannedActivity
    rate_per_s: float
    """Requests a second of the whole cohort, in the mean."""
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
        clients at the given times.
        """
        when = self.planned.when
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
    return tuple(_demand(planned, scenario.general.duration_ns) for planned in planned_activities(scenario))


def _demand(planned: PlannedActivity, duration_ns: int) -> Demand:
    when, clients = planned.when, planned.cohort.count
    if when.every_ns is not None:
        return Demand(planned, clients * when.share * SECOND / when.every_ns)
    if when.rate_per_s is not None:
        return Demand(planned, when.rate_per_s)
    moments = tuple(sorted(moment for moment in when.at_ns if moment < duration_ns))
    return Demand(planned, clients * len(moments) * SECOND / duration_ns, moments)


def total_rate(these: Iterable[Demand]) -> float:
    """Requests a second of several activities together."""
    return sum(each.rate_per_s for each in these)


def busiest_rate(these: Sequence[Demand], duration_ns: int) -> float:
    """
    Requests a second in the busiest hour of the run, or in the whole run where that is shorter.

    Only fixed times make an hour busier than another: everything else comes evenly.
    """
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


def largest_burst(these: Iterable[Demand]) -> int:
    """Requests that fixed times make at one and the same instant, over all activities."""
    at: Counter[int] = Counter()
    for each in these:
        for moment in each.moments:
            at[moment] += each.clients
    return max(at.values(), default=0)


def demand_table(these: Sequence[Demand], duration_ns: int) -> dict[str, Any]:
    """The section `demand` of an explanation."""
    return {
        "requests_per_s": total_rate(these),
        "busiest_hour_per_s": busiest_rate(these, duration_ns),
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
