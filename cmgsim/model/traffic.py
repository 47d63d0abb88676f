"""
How much a client asks for in a month, and the factor that makes it the egress that a cost page gives.

Each message leaves Azure once: a request on its way to the connection point, an answer on its way to the client. What
a client downloads from storage, TLS, idle channels and the CMG's own logs are not in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.rows import Confidence, Figure, Role
from cmgsim.model.scenario import Activity, Clients
from cmgsim.model.units import DAY, SECOND, WEEK
from cmgsim.model.week import Hours, hours_of

MONTH: Final = 30 * DAY
SESSION: Final = "notification"
"""The request that a client makes as soon as it is online, whatever its schedule."""


@frozen
class Scaling:
    """
    What makes the egress of one client and month reach a target: assumed sizes change, all others stay.

    Sizes that a page or a published log gives, and those that the scenario gives, are not touched.
    """

    target_bytes: int
    fixed_bytes: float
    """Egress of the sizes that stay."""
    assumed_bytes: float
    """Egress of the assumed sizes, as the catalogue has them."""

    @property
    def factor(self) -> float:
        """By which the assumed sizes are multiplied; 0 or less where the target cannot be reached."""
        return (self.target_bytes - self.fixed_bytes) / self.assumed_bytes if self.assumed_bytes else 0.0


def scaling(cohort: Clients, schedule: Sequence[Activity]) -> Scaling | None:
    """
    The scaling that `traffic` asks for; None where it asks for none.

    Args:
        cohort: Whose requests.
        schedule: What they ask for in an ordinary month.
    """
    if cohort.traffic_bytes is None:
        return None
    fixed, assumed = 0.0, 0.0
    hours = hours_of(cohort)
    for activity in schedule:
        kind = CATALOGUE[activity.request]
        if kind.target is Role.BLOB_STORAGE:
            continue
        often = requests_per_client_s(activity, hours, cohort.count) * MONTH / SECOND
        for figure, own in ((kind.up, activity.up), (kind.down, activity.down)):
            if own is None and is_assumed(figure):
                assumed += often * float(figure.value)
            else:
                fixed += often * (float(figure.value) if own is None else own.mean)
    return Scaling(cohort.traffic_bytes, fixed, assumed)


def is_assumed(figure: Figure) -> bool:
    """Whether a size is one that scaling may change."""
    return figure.confidence is Confidence.ASSUMED


def requests_per_client_s(activity: Activity, hours: Hours | None, count: int) -> float:
    """
    Requests a second and client, in the mean over a week, of a schedule that lasts; 0 for times that come once.

    Example:
        >>> daily = Activity(request="policy", every_ns=DAY)
        >>> round(requests_per_client_s(daily, None, 1) * DAY / SECOND, 3)
        1.0
    """
    if activity.rate_per_s is not None:
        return activity.rate_per_s / count * (1.0 if hours is None else hours.online_ns / WEEK)
    if activity.every_ns is None:
        return 0.0
    if hours is None:
        return activity.share * SECOND / activity.every_ns
    on_time = activity.share * hours.online_ns / activity.every_ns
    made_up = sum(
        1.0 if activity.request == SESSION else missed(gap, activity.every_ns, activity.share) for gap in hours.gaps_ns
    )
    return (on_time + made_up) * SECOND / WEEK


def missed(gap_ns: int, every_ns: int, share: float) -> float:
    """
    Probability that a client has something to make up for after a time offline.

    Example:
        >>> missed(30, 60, 1.0), missed(60, 60, 0.5), missed(90, 60, 0.5)
        (0.5, 0.5, 0.625)
    """
    whole, rest = divmod(gap_ns, every_ns)
    return 1.0 - math.pow(1.0 - share, whole) * (1.0 - share * rest / every_ns)
