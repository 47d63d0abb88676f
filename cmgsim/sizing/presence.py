"""How many devices are online together at most: those of other hours and time zones never meet."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cmgsim.model.online import CohortOnline, online
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Clients, Scenario
from cmgsim.model.week import hours_of

SAMPLE: Final = 2_000
"""Devices that are looked at to find the busiest time; of more, each cohort in its share."""


def is_always(scenario: Scenario) -> bool:
    """Whether every device is online all the time."""
    return all(hours_of(cohort) is None for cohort in scenario.clients)


def presence(scenario: Scenario) -> tuple[float, ...]:
    """
    By cohort, the share of its devices that are online when most of all devices are.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> presence(contoso())
        (1.0, 1.0)
    """
    if is_always(scenario):
        return (1.0,) * len(scenario.clients)
    cohorts = online(scenario, Streams(scenario.general.seed, 0)).cohorts
    end_ns = scenario.general.duration_ns
    times = [np.zeros(1, np.int64)]
    times += [np.clip(found.starts.reshape(-1), 0, end_ns) for found in cohorts if found is not None]
    looked = np.unique(np.concatenate(times))
    counts = _counts(scenario, cohorts, looked[looked < end_ns])
    fullest = int(np.sum(counts, axis=0).argmax())
    return tuple(
        float(count[fullest]) / cohort.count for cohort, count in zip(scenario.clients, counts, strict=True)
    )  # fmt: skip


def online_at(scenario: Scenario, times_ns: NDArray[np.int64]) -> NDArray[np.int64]:
    r"""
    How many devices of all cohorts are online at each of *times_ns*.

    Example:
        >>> from cmgsim.model.scenario_file import loads
        >>> office = loads("[[clients]]\ncount = 5\nprofile = 'monday-morning'\nspread = '0 s'")
        >>> online_at(office, np.array([3, 12]) * 3_600 * 10**9).tolist()
        [0, 5]
    """
    cohorts = online(scenario, Streams(scenario.general.seed, 0)).cohorts
    total: NDArray[np.int64] = np.sum(_counts(scenario, cohorts, times_ns), axis=0)
    return total


def _counts(
    scenario: Scenario, cohorts: Iterable[CohortOnline | None], times: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """By cohort, how many of its devices are online at each of *times*."""
    return [
        np.full(len(times), cohort.count) if found is None else _online_at(found.starts, found.ends, times)
        for cohort, found in zip(scenario.clients, cohorts, strict=True)
    ]


def _online_at(starts: NDArray[np.int64], ends: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many stints have begun and not ended at each of *times*."""
    begun = np.searchsorted(np.sort(starts.reshape(-1)), times, side="right")
    over = np.searchsorted(np.sort(ends.reshape(-1)), times, side="right")
    return (begun - over).astype(np.int64)


def sampled(scenario: Scenario, devices: int = SAMPLE) -> Scenario:
    """
    *scenario* with no more than so many devices, each cohort in its share.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [cohort.count for cohort in sampled(contoso(), 100).clients]
        [80, 20]
    """
    now = sum(cohort.count for cohort in scenario.clients)
    if now <= devices:
        return scenario
    cohorts = (evolve(cohort, count=math.ceil(cohort.count * devices / now)) for cohort in scenario.clients)
    return evolve(scenario, clients=tuple(_with_rates(each, devices / now) for each in cohorts))


def _with_rates(cohort: Clients, share: float) -> Clients:
    """Rates of a whole cohort shrink with it."""
    activities = tuple(
        each if each.rate_per_s is None else evolve(each, rate_per_s=each.rate_per_s * share)
        for each in cohort.activities
    )
    return evolve(cohort, activities=activities)
