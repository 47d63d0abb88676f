"""
Who is online when, in one replication: every stint of every client, drawn before the run begins.

A client that is offline asks nothing: what falls due waits until it comes back. Both engines and the arrivals read
these rows.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cmgsim.model.bulk_draws import one_by_one
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Clients, Scenario
from cmgsim.model.units import WEEK
from cmgsim.model.week import Hours, hours_of

Column = NDArray[np.int64]
ALWAYS: Final = -1
"""In the place of a client's first row: it is online all the time."""
NEVER: Final = 2**62
"""When a client comes back that does not come back in this run: after any end."""


@frozen(eq=False)
class CohortOnline:
    """The stints of one cohort: a row a client, a column a stint; all apart, in order."""

    hours: Hours
    numbers: tuple[int, ...]
    """Number of each column's stint, counted from a week before the week of time zero."""
    starts: Column
    ends: Column

    def coming(self, members: Column, times_ns: Column) -> Column:
        """For each member the number of the column of its first stint that is not over at that time."""
        found: Column = (self.ends[members] <= times_ns[:, None]).sum(axis=1)
        return found

    def earliest_start(self, column: int) -> int:
        """When the first of them comes; NEVER behind the last column."""
        return int(self.starts[:, column].min()) if column < len(self.numbers) else NEVER

    def latest_start(self, column: int) -> int:
        """When the last of them comes."""
        return int(self.starts[:, column].max())

    def is_online(self, members: Column, times_ns: Column) -> NDArray[np.bool_]:
        """Whether each member is online at that time."""
        column = self.coming(members, times_ns)
        known = column < len(self.numbers)
        online: NDArray[np.bool_] = known & (self.starts[members, np.where(known, column, 0)] <= times_ns)
        return online


@frozen(eq=False)
class Online:
    """All clients' stints, one below the other."""

    first: Column
    """By client: its first row, or ALWAYS; behind its last one stands a row that never comes."""
    starts: Column
    ends: Column
    cohorts: tuple[CohortOnline | None, ...]
    """By cohort; None: always online."""
    _ends: list[int] = field(init=False, repr=False)
    _everybody: bool = field(init=False, repr=False)
    """Whether all clients are always online."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_ends", self.ends.tolist())
        object.__setattr__(self, "_everybody", not self._ends)

    def until(self, client: int, time_ns: int) -> int:
        """When the stint ends in which *client* is at that time; NEVER where it is always online, -1 where offline."""
        if self._everybody or self.first[client] == ALWAYS:
            return NEVER
        row = self._coming(client, time_ns)
        return self._ends[row] if self.starts[row] <= time_ns else -1

    def awake(self, client: int, time_ns: int) -> int:
        """The first time from *time_ns* on at which *client* is online; NEVER where that is not in this run."""
        if self._everybody or self.first[client] == ALWAYS:
            return time_ns
        return max(time_ns, int(self.starts[self._coming(client, time_ns)]))

    def _coming(self, client: int, time_ns: int) -> int:
        row = int(self.first[client])
        while self._ends[row] <= time_ns:
            row += 1
        return row


def online(scenario: Scenario, streams: Streams) -> Online:
    """
    Who is online when in a run of *scenario*.

    Example:
        >>> day = Scenario(clients=(Clients(count=2, profile="monday-morning"), Clients(count=1, name="servers")))
        >>> found = online(day, Streams(1, 0))
        >>> found.first.tolist(), found.until(2, 0) == NEVER, found.until(0, 0)
        ([0, 4, -1], True, -1)
    """
    cohorts = tuple(_of_cohort(cohort, scenario, streams) for cohort in scenario.clients)
    first, rows = [], 0
    for cohort, found in zip(scenario.clients, cohorts, strict=True):
        each = 0 if found is None else len(found.numbers) + 1
        places = rows + each * np.arange(cohort.count, dtype=np.int64)
        first.append(np.full(cohort.count, ALWAYS, np.int64) if found is None else places)
        rows += each * cohort.count
    tables = [found for found in cohorts if found is not None]
    starts, ends = ([getattr(found, name) for found in tables] for name in ("starts", "ends"))
    return Online(np.concatenate(first), _below(starts, NEVER), _below(ends, NEVER + 1), cohorts)


def _below(tables: list[Column], last: int) -> Column:
    """All rows of all tables one after the other, each with *last* behind it."""
    rows = [np.pad(table, ((0, 0), (0, 1)), constant_values=last).reshape(-1) for table in tables]
    return np.concatenate([np.empty(0, np.int64), *rows])


def _of_cohort(cohort: Clients, scenario: Scenario, streams: Streams) -> CohortOnline | None:
    hours = hours_of(cohort)
    if hours is None:
        return None
    nominal = nominal_stints(hours, scenario.general.start_ns, scenario.general.duration_ns)
    members = np.arange(cohort.count, dtype=np.int64)
    starts = np.empty((cohort.count, len(nominal)), np.int64)
    ends = np.empty_like(starts)
    free = np.full(cohort.count, -NEVER, np.int64)
    for column, (number, start_ns, end_ns) in enumerate(nominal):
        delays = one_by_one(hours.spread, f"{cohort.name}/online", members, number, streams)
        starts[:, column] = np.maximum(start_ns + delays, free)
        ends[:, column] = free = np.maximum(end_ns + delays, starts[:, column] + 1)
    return CohortOnline(hours, tuple(number for number, _, _ in nominal), starts, ends)


def nominal_stints(hours: Hours, start_ns: int, duration_ns: int) -> list[tuple[int, int, int]]:
    """
    Number, start and end of the stints that matter, before any delay: from the one before the last that began.

    Args:
        hours: The weekly stints.
        start_ns: Which moment of the week time zero is.
        duration_ns: How long the run is.
    """
    weeks = range(-1, (start_ns + duration_ns) // WEEK + 1)
    found = [
        ((week + 1) * len(hours.stints) + place, week * WEEK + start - start_ns, week * WEEK + end - start_ns)
        for week in weeks
        for place, (start, end) in enumerate(hours.stints)
    ]
    begun = sum(start <= 0 for _, start, _ in found)
    return [each for each in found[max(0, begun - 2) :] if each[1] < duration_ns]
