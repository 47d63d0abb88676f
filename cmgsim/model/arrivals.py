"""
When clients ask: every activity of every cohort as one merged, sorted stream of arrivals.

No client has a process of its own. An arrival's draws are keyed by its activity's stream, its member (a client, or a
number in a Poisson series) and its occurrence (which period), so that adding a cohort, an activity or a client moves
no other draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.facts.activities import CATALOGUE, default_activities
from cmgsim.facts.rows import RequestKind
from cmgsim.model.distributions import Distribution, constant, exponential, uniform
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Activity, Clients, Scenario

Column = NDArray[np.int64]
_NS_PER_S: Final = 1_000_000_000
_FIRST_BATCH: Final = 1_024


@frozen
class PlannedActivity:
    """An activity of a cohort with nothing left open."""

    number: int
    """Its place among all activities of the scenario."""
    cohort: Clients
    cohort_number: int
    first_client: int
    """Number, in the whole scenario, of the cohort's first client."""
    kind: RequestKind
    when: Activity
    up: Distribution
    down: Distribution
    stream: str
    """Name of its streams, the same whatever else the scenario holds."""


@frozen(eq=False)
class Arrivals:
    """Requests in the order in which they are created; one element a request in every column."""

    created_ns: Column
    activity: Column
    client: Column
    """Number of the client in the whole scenario."""
    member: Column
    occurrence: Column

    def __len__(self) -> int:
        return len(self.created_ns)

    @property
    def in_order(self) -> tuple[Column, Column, Column, Column, Column]:
        """The columns, in the order in which they are listed."""
        return self.created_ns, self.activity, self.client, self.member, self.occurrence


def planned_activities(scenario: Scenario) -> tuple[PlannedActivity, ...]:
    """Every activity of *scenario*; a cohort without any gets the documented default schedules."""
    planned: list[PlannedActivity] = []
    first_client = 0
    for cohort_number, cohort in enumerate(scenario.clients):
        seen: dict[str, int] = {}
        for when in cohort.activities or default_schedule(cohort):
            kind = CATALOGUE[when.request]
            seen[kind.name] = seen.get(kind.name, 0) + 1
            stream = f"{cohort.name}/{kind.name}/{seen[kind.name]}"
            up, down = when.up or constant(kind.up_bytes), when.down or constant(kind.down_bytes)
            planned.append(
                PlannedActivity(len(planned), cohort, cohort_number, first_client, kind, when, up, down, stream)
            )
        first_client += cohort.count
    return tuple(planned)


def default_schedule(cohort: Clients) -> tuple[Activity, ...]:
    """What the clients of a cohort do when the scenario does not say."""
    return tuple(
        Activity(
            request=kind.name,
            every_ns=kind.every_ns,
            jitter=uniform(0, kind.jitter_ns) if kind.jitter_ns else None,
            share=kind.share,
        )
        for kind in default_activities(cohort.authentication)
    )


def arrivals(scenario: Scenario, activities: tuple[PlannedActivity, ...], streams: Streams) -> Arrivals:
    """
    All requests of a run, sorted by time; simultaneous ones by activity, member and occurrence.

    Example:
        >>> from cmgsim.model.scenario import Clients, General
        >>> hourly = Activity(request="policy", every_ns=3_600 * 10**9)
        >>> scenario = Scenario(
        ...     clients=(Clients(count=3, activities=(hourly,)),), general=General(duration_ns=7_200 * 10**9)
        ... )
        >>> len(arrivals(scenario, planned_activities(scenario), Streams(1, 0)))
        6
    """
    parts = [part for activity in activities for part in _of(activity, scenario.general.duration_ns, streams)]
    columns = [np.concatenate([part[i] for part in parts]) if parts else np.empty(0, np.int64) for i in range(5)]
    created, activity, client, member, occurrence = columns
    order = np.lexsort((occurrence, member, activity, created))
    return Arrivals(created[order], activity[order], client[order], member[order], occurrence[order])


_Part = tuple[Column, Column, Column, Column, Column]


def _of(activity: PlannedActivity, end_ns: int, streams: Streams) -> Iterator[_Part]:
    when = activity.when
    if when.every_ns is not None:
        yield from _periodic(activity, when.every_ns, end_ns, streams)
    elif when.rate_per_s is not None:
        yield _poisson(activity, when.rate_per_s, end_ns, streams)
    else:
        members = np.arange(activity.cohort.count, dtype=np.int64)
        for occurrence, at_ns in enumerate(when.at_ns):
            if at_ns < end_ns:
                yield _part(activity, np.full_like(members, at_ns), members, members, occurrence + 1)


def _periodic(activity: PlannedActivity, every_ns: int, end_ns: int, streams: Streams) -> Iterator[_Part]:
    """A slot in each period at the client's own phase; slots before the start count where a delay may carry them in."""
    members, when = np.arange(activity.cohort.count, dtype=np.int64), activity.when
    phase = (streams.table(f"{activity.stream}/phase", members)[:, 0] * every_ns).astype(np.int64)
    first_slot = 0 if when.jitter is None else -1
    for slot in range(first_slot, -(-end_ns // every_ns)):
        created, occurrence = phase + slot * every_ns, slot + 1
        chosen = created < end_ns
        if when.share < 1.0:
            chosen &= streams.table(f"{activity.stream}/share", members, occurrences=occurrence)[:, 0] < when.share
        created, among = created[chosen], members[chosen]
        if when.jitter is not None:
            created = created + _delays(when.jitter, f"{activity.stream}/jitter", among, occurrence, streams)
            inside = (created >= 0) & (created < end_ns)
            created, among = created[inside], among[inside]
        yield _part(activity, created, among, among, occurrence)


def _delays(jitter: Distribution, stream: str, members: Column, occurrence: int, streams: Streams) -> Column:
    rows = streams.table(stream, members, occurrences=occurrence, width=max(jitter.uniforms_needed, 1)).tolist()
    return np.array([jitter.draw(row.__getitem__) for row in rows], np.int64)


def _poisson(activity: PlannedActivity, rate_per_s: float, end_ns: int, streams: Streams) -> _Part:
    gap = exponential(_NS_PER_S / rate_per_s)
    times: list[int] = []
    clock_ns, batch = 0, _FIRST_BATCH
    while clock_ns < end_ns:
        for row in streams.table(f"{activity.stream}/gap", np.arange(len(times), len(times) + batch)).tolist():
            clock_ns += gap.draw(row.__getitem__)
            times.append(clock_ns)
        batch *= 2
    created = np.array(times, np.int64)
    created = created[created < end_ns]
    members = np.arange(len(created), dtype=np.int64)
    clients = (streams.table(f"{activity.stream}/client", members)[:, 0] * activity.cohort.count).astype(np.int64)
    return _part(activity, created, clients, members, 0)


def _part(activity: PlannedActivity, created: Column, clients: Column, members: Column, occurrence: int) -> _Part:
    same = np.full_like(created, activity.number)
    return created, same, clients + activity.first_client, members, np.full_like(created, occurrence)
