"""
Laws that every run obeys, whatever the scenario: a run that breaks one shows a defect of an engine.

They are checked on the rows, vectorised, so that every run can afford them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmgsim.errors import BrokenInvariant
from cmgsim.request_log import (
    NONE,
    Occupancy,
    RunLog,
    StationLog,
    StationTotals,
    Visits,
)
from cmgsim.results.laws_of_requests import check_requests, hold
from cmgsim.results.levels import Levels
from cmgsim.results.stations import capacity_ns, capacity_of_windows, station_totals

Mask = NDArray[np.bool_]


def check_laws(run: RunLog) -> None:
    """
    Conservation, additive stages, Little's law, utilisation within one, no idle worker beside a queue.

    Where an engine kept no visits but what they add up to, the last two are checked part by part of the run.

    Raises:
        BrokenInvariant: The first law that the run breaks, with the first place where it does.
    """
    if run.totals is None:
        check_requests(run)
    for station in run.stations:
        totals = station.totals
        if station.visits is not None:
            _check_visits(run, station, station.visits)
            counted = station_totals(run, station, partial(_check_workers, run, station))
            totals = totals or counted
        assert totals is not None, "an engine keeps visits or what they add up to"
        _check_little(station, totals)
        _check_utilisation(run, station, totals)
    for name, occupancy in run.connections.items():
        if isinstance(occupancy, Occupancy):
            _check_connections(run, name, occupancy)


def _check_visits(run: RunLog, station: StationLog, visits: Visits) -> None:
    arrived, started, ended = visits.arrived_ns, visits.started_ns, visits.ended_ns
    began, left = started != NONE, ended != NONE
    law = "a visit arrives, starts and ends within the run, in that order"

    def describe(row: int) -> str:
        return f"visit {row} of {station.name} arrived {arrived[row]}, started {started[row]}, ended {ended[row]}"

    hold((arrived < run.start_ns) | (arrived > run.end_ns), law, describe)
    hold(began & ((started < arrived) | (started > run.end_ns)), law, describe)
    hold(left & ((ended < arrived) | (began & (ended < started)) | (ended > run.end_ns)), law, describe)
    hold(left & ~began & ~visits.lost, "a visit that was not served is lost", describe)
    hold(visits.lost & ~left, "a lost visit has ended", describe)


def _check_workers(run: RunLog, station: StationLog, levels: Levels) -> None:
    lasting = levels.durations_ns((run.start_ns, run.end_ns)) > 0

    def describe(place: int) -> str:
        return (
            f"at {station.name} {levels.busy[place]} of {levels.capacity[place]} workers are busy "
            f"and {levels.waiting[place]} wait at {levels.times_ns[place]} ns"
        )

    hold(lasting & (levels.busy > levels.capacity), "no more workers serve than there are", describe)
    idle = lasting & (levels.waiting > 0) & (levels.busy < levels.capacity)
    hold(idle, "nobody waits while a worker is idle", describe)


def _check_little(station: StationLog, totals: StationTotals) -> None:
    """Time integral of the number present = sum of the times spent there, exactly, over the observed time."""
    area, stays = totals.waiting_ns + totals.busy_ns, totals.stays_ns
    if area != stays:
        raise BrokenInvariant("Little's law", f"at {station.name} the area is {area} ns and the stays are {stays} ns")


def _check_utilisation(run: RunLog, station: StationLog, totals: StationTotals) -> None:
    """Workers serve within the time that they are there, and do not all rest while somebody waits."""
    law = "workers serve no longer than they are there"
    there = capacity_ns(station, run.start_ns, run.observed_ns)
    if not 0 <= totals.busy_ns <= there:
        raise BrokenInvariant(law, f"{station.name} was busy for {totals.busy_ns} ns of {there} ns")
    windows, capacity = totals.windows, capacity_of_windows(run, station, totals.windows)

    def describe(part: int) -> str:
        busy, waited, able = windows.busy_ns[part], windows.waiting_ns[part], capacity[part]
        return f"part {part} at {station.name} has {busy} ns busy of {able} ns, and {waited} ns of waiting"

    hold((windows.busy_ns < 0) | (windows.busy_ns > capacity), law, describe)
    hold((windows.waiting_ns > 0) & (windows.busy_ns == 0), "nobody waits while every worker is idle", describe)


def _check_connections(run: RunLog, name: str, occupancy: Occupancy) -> None:
    opened, closed = occupancy.opened_ns, occupancy.closed_ns

    def describe(row: int) -> str:
        return f"connection {row} of {name} opened {opened[row]}, closed {closed[row]}"

    outside: Any = (opened < run.start_ns) | (opened > run.end_ns)
    outside |= (closed != NONE) & ((closed < opened) | (closed > run.end_ns))
    hold(outside, "a connection opens and closes within the run, in that order", describe)
