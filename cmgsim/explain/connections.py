"""Connections that instances hold at once: notification sessions and requests, spread by a hash."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from cmgsim.explain.demand import SECOND, Demand, largest_burst
from cmgsim.explain.hours import online_share
from cmgsim.facts.limits import VM_SIZES
from cmgsim.model.scenario import Clients, Scenario
from cmgsim.model.week import hours_of
from cmgsim.theory.hashing import fullest_bin_at_most, fullest_bin_mean

SESSION = "notification"
"""The request whose clients keep a session open, which counts as a connection all the time."""


@frozen
class Connections:
    """How many connections there are at once, in the mean."""

    sessions: int
    """Clients that keep a notification session."""
    requests: float
    """Connections that requests need, or that clients keep for the next one."""
    instances: int
    limit: int
    """Documented number that one instance carries."""
    burst: int = 0
    """Requests of the largest burst, each with a connection of its own on top."""

    @property
    def total(self) -> float:
        """Of all instances."""
        return self.sessions + self.requests

    @property
    def mean(self) -> float:
        """Of one instance."""
        return self.total / self.instances

    @property
    def fullest(self) -> float:
        """Expected number on the instance that the hash gives most to."""
        return max(self.mean, fullest_bin_mean(round(self.total), self.instances))

    @property
    def above_limit(self) -> float:
        """Probability that some instance holds more than the documented number."""
        if round(self.total) < 1:
            return 0.0
        return 1.0 - fullest_bin_at_most(round(self.total), self.instances, self.limit)


def connections(scenario: Scenario, these: Sequence[Demand], open_ns: Mapping[int, float]) -> Connections:
    """
    The connections of *scenario*.

    Args:
        these: What clients ask for.
        open_ns: By number of the activity, how long a request holds its connection.
    """
    cmg, requests = scenario.cmg, 0.0
    by_cohort: dict[int, list[Demand]] = {}
    for each in these:
        by_cohort.setdefault(each.planned.cohort_number, []).append(each)
    for mine in by_cohort.values():
        requests += _of_cohort(mine[0].planned.cohort, mine, open_ns)
    listening = {
        each.planned.cohort_number: _listening(each, scenario) for each in these if each.planned.kind.name == SESSION
    }
    limit, burst = VM_SIZES[cmg.vm_size].clients, largest_burst(these)
    return Connections(sum(listening.values()), requests, cmg.instances, limit, burst)


def _listening(demand: Demand, scenario: Scenario) -> int:
    """Clients with a session at once, at the fullest time of the run."""
    hours = hours_of(demand.planned.cohort)
    if hours is None:
        return demand.clients
    return round(demand.clients * float(online_share(hours, scenario.general).max(initial=0.0)))


def _of_cohort(cohort: Clients, these: Sequence[Demand], open_ns: Mapping[int, float]) -> float:
    """
    Little's law, where each request has a connection of its own.

    A kept connection serves further requests, so there is one for each client that has asked within the time for which
    it is kept: requests of different activities are independent of each other.
    """
    each_alone = sum(each.rate_per_s * open_ns[each.planned.number] / SECOND for each in these)
    if not cohort.keep_alive_ns:
        return each_alone
    nobody = math.prod(_silent(each, cohort.keep_alive_ns + open_ns[each.planned.number]) for each in these)
    return cohort.count * (1.0 - nobody)


def _silent(demand: Demand, window_ns: float) -> float:
    """Probability that one client has not made this request in the last *window_ns*."""
    each_s = demand.rate_per_s / demand.clients
    if demand.schedule == "periodic" and demand.planned.when.every_ns:
        share, every_ns = demand.planned.when.share, demand.planned.when.every_ns
        whole, rest = divmod(window_ns, every_ns)
        return float((1 - share) ** whole * (1 - share * rest / every_ns))
    return math.exp(-each_s * window_ns / SECOND)


def connection_table(found: Connections) -> dict[str, Any]:
    """The section `connections` of an explanation."""
    return {
        "notification_sessions": found.sessions,
        "of_requests": found.requests,
        "total": found.total,
        "mean_per_instance": found.mean,
        "expected_fullest": found.fullest,
        "limit_per_instance": found.limit,
        "largest_burst": found.burst,
        "probability_above_limit": found.above_limit,
    }
