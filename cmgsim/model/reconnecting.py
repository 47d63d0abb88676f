"""
How clients come back whose notification session broke: one request each, spread over the time in which they notice.

When sessions may break is known beforehand, because no client has a say in it. Whose session does is not; so every
client that keeps one has a request planned for every such instant, and makes it only if it is without a session then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve

from cmgsim.model.arrivals import PlannedActivity
from cmgsim.model.scenario import Activity, Scenario

NOTIFICATION: Final = "notification"


def reconnecting(scenario: Scenario, planned: tuple[PlannedActivity, ...]) -> tuple[PlannedActivity, ...]:
    """
    The requests with which clients come back, one for each cohort that keeps notification sessions.

    Empty where nothing ever happens to an instance. When they are made is filled in by `at_breaks`.

    Args:
        planned: The activities of *scenario*; the numbers go on from theirs.

    Example:
        >>> from cmgsim.model.arrivals import planned_activities
        >>> from cmgsim.model.scenario import Clients, Fault
        >>> site = Scenario(clients=(Clients(count=3),), faults=(Fault(kind="instance-down", value="instance-1"),))
        >>> [activity.stream for activity in reconnecting(site, planned_activities(site))]
        ['clients/notification/1/reconnect']
    """
    if not (scenario.faults or scenario.changes):
        return ()
    firsts: dict[int, PlannedActivity] = {}
    for activity in planned:
        if activity.kind.name == NOTIFICATION:
            firsts.setdefault(activity.cohort_number, activity)
    return tuple(
        evolve(first, number=len(planned) + place, stream=f"{first.stream}/reconnect", reconnects=True)
        for place, first in enumerate(firsts.values())
    )


def at_breaks(activities: Iterable[PlannedActivity], breaks: tuple[int, ...]) -> tuple[PlannedActivity, ...]:
    """The activities, with the instants at which sessions may break for those that are made because of it."""
    return tuple(
        evolve(each, when=Activity(request=NOTIFICATION, at_ns=breaks, jitter=each.cohort.reconnect))
        if each.reconnects
        else each
        for each in activities
    )
