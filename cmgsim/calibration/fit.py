"""From what was counted to the inputs of a scenario: rates, sizes, and a prediction of what was held out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import Final

from attrs import frozen

from cmgsim.calibration.counters import Count, Elapsed, added
from cmgsim.calibration.endpoints import REQUEST_OF
from cmgsim.calibration.series import Interval, requests_in
from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.rows import Role
from cmgsim.results.intervals import t_quantile

HELD_OUT: Final = 0.3
"""Share of the time at the end that the fit does not see when it is checked."""
FEWEST: Final = 5
"""Reports that each part needs at least for a comparison."""
FEWEST_TIMES: Final = 30
"""Requests that must be timed before a service time is measured."""
UNMAPPED: Final = "?"
_LEVEL: Final = 0.95
HOUR_S: Final = 3_600


@frozen
class Fit:
    """One request of the catalogue, measured."""

    request: str
    requests: int
    failed: int
    rate_per_s: float
    """Requests a second of all clients, in the mean."""
    busiest_hour_per_s: float
    """The same in the busiest hour that was seen; at least the mean."""
    up_bytes: float
    down_bytes: float
    elapsed_ms: float | None
    """Mean time until the answer, as the instances saw it; None where no instance's log was read."""


@frozen
class ServiceTime:
    """How long management points or software update points took for a request."""

    role: Role
    mean_ms: float
    variation: float
    """Coefficient of variation."""
    times: int


@frozen
class Prediction:
    """A total over the time that was held out: what the rest of the time predicts, and what came."""

    request: str
    quantity: str
    predicted: float
    low: float
    high: float
    """Interval of 95 % for the total, from how much reports differ."""
    observed: float

    @property
    def error(self) -> float | None:
        """What was predicted too much, as a share of what came; None where nothing came."""
        return self.predicted / self.observed - 1 if self.observed else None

    @property
    def inside(self) -> bool:
        """Whether what came lies within the interval."""
        return self.low <= self.observed <= self.high


def fits(intervals: Sequence[Interval]) -> tuple[Fit, ...]:
    """One for each request that was seen, in the order of the catalogue; then the endpoints that stand for none."""
    totals: dict[str, Count] = {}
    for interval in intervals:
        for name, count in requests_in(interval).items():
            totals[name] = added(totals[name], count) if name in totals else count
    seconds = covered_s(intervals)
    order = [*CATALOGUE, *sorted(name for name in totals if name.startswith(UNMAPPED))]
    return tuple(_fit(name, totals[name], intervals, seconds) for name in order if name in totals)


def _fit(name: str, total: Count, intervals: Sequence[Interval], seconds: float) -> Fit:
    rate = total.requests / seconds if seconds else 0.0
    each = max(1, total.requests)
    return Fit(
        name, total.requests, total.failed, rate, max(rate, _busiest(name, intervals)), total.up_bytes / each,
        total.down_bytes / each, total.elapsed_ms,
    )  # fmt: skip


def covered_s(intervals: Sequence[Interval]) -> float:
    """Time that the mean server tells of: servers report side by side."""
    by_server: dict[str, float] = {}
    for interval in intervals:
        by_server[interval.server] = by_server.get(interval.server, 0.0) + interval.covers_s
    return max(by_server.values(), default=0.0)


def _busiest(name: str, intervals: Sequence[Interval]) -> float:
    """Requests a second in the busiest hour by the clock; 0 where no hour is covered."""
    hours: dict[int, int] = {}
    for interval in intervals:
        count = requests_in(interval).get(name)
        hour = int((interval.at_s - interval.covers_s / 2) // HOUR_S)
        hours[hour] = hours.get(hour, 0) + (count.requests if count else 0)
    whole = list(hours.values())[1:-1]  # the first and the last are seldom whole
    return max(whole, default=0) / HOUR_S


def service_times(elapsed: Iterable[Elapsed]) -> tuple[ServiceTime, ...]:
    """What verbose lines say of each role inside the site, where enough of them do."""
    by_role: dict[Role, list[float]] = {}
    for each in elapsed:
        request = REQUEST_OF.get(each.endpoint)
        if request is not None:
            by_role.setdefault(CATALOGUE[request].target, []).append(each.ms)
    return tuple(
        ServiceTime(role, fmean(times), stdev(times) / fmean(times), len(times))
        for role, times in by_role.items()
        if len(times) >= FEWEST_TIMES and fmean(times) > 0
    )


def predictions(intervals: Sequence[Interval]) -> tuple[Prediction, ...]:
    """What the earlier part of the time predicts for the later part; nothing where either is too short."""
    cut = len(intervals) - round(len(intervals) * HELD_OUT)
    seen, later = intervals[:cut], intervals[cut:]
    if min(len(seen), len(later)) < FEWEST:
        return ()
    names = [fit.request for fit in fits(seen) if not fit.request.startswith(UNMAPPED)]
    return tuple(
        _prediction(name, quantity, seen, later)
        for name in names
        for quantity in ("requests", "up_bytes", "down_bytes")
    )


def _prediction(name: str, quantity: str, seen: Sequence[Interval], later: Sequence[Interval]) -> Prediction:
    rates = [_quantity(interval, name, quantity) / interval.covers_s for interval in seen]
    seconds = [interval.covers_s for interval in later]
    mean, spread = fmean(rates), stdev(rates)
    # The later reports scatter as the earlier ones did, and the mean of those is itself not known exactly.
    error = spread * math.sqrt(sum(each**2 for each in seconds) + sum(seconds) ** 2 / len(rates))
    half = t_quantile(0.5 + _LEVEL / 2, len(rates) - 1) * error
    predicted = mean * sum(seconds)
    observed = sum(_quantity(interval, name, quantity) for interval in later)
    return Prediction(name, quantity, predicted, max(0.0, predicted - half), predicted + half, observed)


def _quantity(interval: Interval, name: str, quantity: str) -> float:
    count = requests_in(interval).get(name)
    return float(getattr(count, quantity)) if count else 0.0
