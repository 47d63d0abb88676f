"""
When requests come whose clients are not always online: how many are expected in each minute of a run.

Delays are taken at so many of their quantiles, spread evenly; nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.model.arrivals import PlannedActivity
from cmgsim.model.distributions import Distribution
from cmgsim.model.observed import unpack
from cmgsim.model.online import nominal_stints
from cmgsim.model.scenario import General
from cmgsim.model.traffic import SESSION, missed
from cmgsim.model.units import MINUTE, SECOND
from cmgsim.model.week import Hours, hours_of

Minutes = NDArray[np.float64]
QUANTILES: Final = 96
_GOLDEN: Final = 0.6180339887498949
"""Its multiples, modulo 1, fill an interval evenly: for laws that take more than one uniform number."""


def comes_unevenly(planned: PlannedActivity) -> bool:
    """Whether an activity has a course of its own over the day: online hours, or observed times."""
    return planned.when.observed is not None or hours_of(planned.cohort) is not None


def expected_by_minute(planned: PlannedActivity, general: General) -> Minutes:
    """
    Expected requests of an activity in each minute of the run, the last one perhaps shorter.

    Example:
        >>> from cmgsim.model.arrivals import planned_activities
        >>> from cmgsim.model.scenario import Activity, Clients, Scenario
        >>> hourly = Activity(request="policy", every_ns=60 * MINUTE)
        >>> office = Scenario(
        ...     clients=(Clients(count=60, profile="monday-morning", activities=(hourly,)),),
        ...     general=General(duration_ns=24 * 60 * MINUTE),
        ... )
        >>> found = expected_by_minute(planned_activities(office)[0], office.general)
        >>> len(found), round(float(found.sum())), float(found[: 8 * 60].sum()), round(float(found[12 * 60]), 3)
        (1440, 660, 0.0, 1.0)
    """
    bins = -(-general.duration_ns // MINUTE)
    if planned.when.observed is not None:
        times, _ = unpack(planned.when.observed)
        return np.bincount(times[times < general.duration_ns] // MINUTE, minlength=bins).astype(np.float64)
    hours = hours_of(planned.cohort)
    assert hours is not None, planned.stream
    share = online_share(hours, general)
    found = _on_time(planned, share, general)
    for start_ns, gap_ns in _stints(hours, general):
        crowd = planned.cohort.count * _made_up(planned, gap_ns, start_ns)
        found += crowd * _arriving(planned, hours, start_ns, bins)
    return found


def online_share(hours: Hours, general: General) -> Minutes:
    """Share of the clients that are online in each minute, at its middle."""
    middles = np.arange(-(-general.duration_ns // MINUTE)) * MINUTE + MINUTE // 2
    delays, found = np.sort(quantiles(hours.spread)), np.zeros(len(middles))
    for _, start_ns, end_ns in nominal_stints(hours, general.start_ns, general.duration_ns):
        begun, over = (np.searchsorted(delays, middles - at_ns, side="right") for at_ns in (start_ns, end_ns))
        found += (begun - over) / len(delays)
    return np.minimum(found, 1.0)


def quantiles(law: Distribution) -> NDArray[np.int64]:
    """Values of *law* as they would be spread evenly over its probability."""
    if law.is_constant:
        return np.array([int(law.parameters[0])])

    def draw(number: int) -> int:
        return law.draw(lambda index: ((number + 0.5) / QUANTILES + number * index * _GOLDEN) % 1.0)

    return np.array([draw(number) for number in range(QUANTILES)], np.int64)


def _on_time(planned: PlannedActivity, share: Minutes, general: General) -> Minutes:
    when, count = planned.when, planned.cohort.count
    if when.rate_per_s is not None:
        return when.rate_per_s * 60 * share
    if when.every_ns is not None:
        return count * when.share * MINUTE / when.every_ns * share
    found = np.zeros_like(share)
    for at_ns in when.at_ns:
        if at_ns < general.duration_ns:
            found[at_ns // MINUTE] += count * share[at_ns // MINUTE]
    return found


def _stints(hours: Hours, general: General) -> Iterable[tuple[int, int]]:
    """Start of each stint of the run, and how long the cohort was offline before it."""
    stints = nominal_stints(hours, general.start_ns, general.duration_ns)
    for number, start_ns, _ in stints:
        yield start_ns, hours.gaps_ns[number % len(hours.gaps_ns)]


def _made_up(planned: PlannedActivity, gap_ns: int, start_ns: int) -> float:
    """Probability that a client has something to make up for as a stint begins."""
    when = planned.when
    if when.rate_per_s is not None:
        return 1.0 if when.request == SESSION else 0.0
    if when.request == SESSION:
        return 1.0
    if when.every_ns is not None:
        return missed(gap_ns, when.every_ns, when.share)
    return float(any(start_ns - gap_ns <= at_ns < start_ns for at_ns in when.at_ns))


def _arriving(planned: PlannedActivity, hours: Hours, start_ns: int, bins: int) -> Minutes:
    """In which minutes one such request comes."""
    later = quantiles(hours.spread)[:, None]
    if planned.when.request != SESSION:
        later = later + quantiles(hours.catch_up)[None, :]
    places = (start_ns + later.reshape(-1)) // MINUTE
    inside = places[(places >= 0) & (places < bins)]
    return np.bincount(inside, minlength=bins) / later.size


def per_second(minutes: Minutes, window: int, duration_ns: int) -> tuple[float, int]:
    """Requests a second in the busiest *window* minutes, and the minute in which it begins."""
    window = max(1, min(window, len(minutes)))
    sums = np.convolve(minutes, np.ones(window), mode="valid")
    place = int(sums.argmax())
    return float(sums[place]) * SECOND / min(window * MINUTE, duration_ns), place
