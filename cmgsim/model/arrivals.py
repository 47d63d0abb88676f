"""
When clients ask: every activity of every cohort as one merged, sorted stream of arrivals.

No client has a process of its own. An arrival's draws are keyed by its activity's stream, its member (a client, or a
number in a Poisson series) and its occurrence (which period), so that adding a cohort, an activity or a client moves
no other draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

import numpy as np
from attrs import frozen

from cmgsim.facts.activities import CATALOGUE, default_activities
from cmgsim.facts.rows import RequestKind
from cmgsim.model.arrival_merge import CHUNK, Column, Columns, Source, merged
from cmgsim.model.bulk_draws import Quantities, one_by_one
from cmgsim.model.distributions import Distribution, constant, exponential, uniform
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Activity, Clients, Scenario

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
    reconnects: bool = False
    """Whether it is made only by a client whose notification session broke."""


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
    chunks = [chunk.in_order for chunk in arrival_chunks(scenario, activities, streams)]
    nothing = np.empty(0, np.int64)
    return Arrivals(*(np.concatenate([nothing, *(chunk[i] for chunk in chunks)]) for i in range(5)))


def arrival_chunks(
    scenario: Scenario,
    activities: tuple[PlannedActivity, ...],
    streams: Streams,
    quantities: Quantities = one_by_one,
) -> Iterator[Arrivals]:
    """
    The same requests in the same order, some ten thousands at a time: nobody has to hold all of them at once.

    Args:
        quantities: How delays and gaps are drawn; whatever it is, it gives the same numbers.
    """
    end_ns = scenario.general.duration_ns
    from_ns = scenario.general.requests_from_ns
    sources = [_since(from_ns, _of(activity, end_ns, streams, quantities)) for activity in activities]
    return (Arrivals(*columns) for columns in merged(sources, end_ns))


def _since(from_ns: int, source: Iterator[Source]) -> Iterator[Source]:
    """The parts of a source without what comes too early."""
    for first_ns, part in source:
        created, activity, client, member, occurrence = part
        late = created >= from_ns
        yield first_ns, (created[late], activity[late], client[late], member[late], occurrence[late])


def _of(activity: PlannedActivity, end_ns: int, streams: Streams, quantities: Quantities) -> Iterator[Source]:
    """Its arrivals, part after part, each with the time before which nothing of later parts lies."""
    when = activity.when
    if when.every_ns is not None:
        yield from _periodic(activity, when.every_ns, end_ns, streams, quantities)
    elif when.rate_per_s is not None:
        yield from _poisson(activity, when.rate_per_s, end_ns, streams, quantities)
    else:
        members = np.arange(activity.cohort.count, dtype=np.int64)
        occurrences = {occurrence: at_ns for occurrence, at_ns in enumerate(when.at_ns, 1) if at_ns < end_ns}
        for occurrence, at_ns in sorted(occurrences.items(), key=itemgetter(1)):
            created = np.full_like(members, at_ns)
            if when.jitter is not None:
                created += quantities(when.jitter, f"{activity.stream}/jitter", members, occurrence, streams)
            inside = created < end_ns
            yield at_ns, _part(activity, created[inside], members[inside], members[inside], occurrence)


def _periodic(
    activity: PlannedActivity, every_ns: int, end_ns: int, streams: Streams, quantities: Quantities
) -> Iterator[Source]:
    """A slot in each period at the client's own phase; slots before the start count where a delay may carry them in."""
    members, when = np.arange(activity.cohort.count, dtype=np.int64), activity.when
    phase = (streams.table(f"{activity.stream}/phase", members)[:, 0] * every_ns).astype(np.int64)
    first_slot, slots = 0 if when.jitter is None else -1, -(-end_ns // every_ns)
    at_once = max(1, CHUNK // len(members))
    for slot in range(first_slot, slots, at_once):
        numbers = np.arange(slot, min(slot + at_once, slots), dtype=np.int64).repeat(len(members))
        among = np.tile(members, len(numbers) // len(members))
        created, occurrence = np.tile(phase, len(numbers) // len(members)) + numbers * every_ns, numbers + 1
        chosen = created < end_ns
        if when.share < 1.0:
            chosen &= streams.table(f"{activity.stream}/share", among, occurrences=occurrence)[:, 0] < when.share
        if when.jitter is not None:
            created = created + quantities(when.jitter, f"{activity.stream}/jitter", among, occurrence, streams)
            chosen &= (created >= 0) & (created < end_ns)
        found = (column[chosen] for column in (created, among, among, occurrence))
        yield max(slot, 0) * every_ns, _part(activity, *found)


def _poisson(
    activity: PlannedActivity, rate_per_s: float, end_ns: int, streams: Streams, quantities: Quantities
) -> Iterator[Source]:
    gap, clock_ns, first = exponential(_NS_PER_S / rate_per_s), 0, 0
    batch = min(CHUNK, _FIRST_BATCH + int(rate_per_s * end_ns / _NS_PER_S))
    while clock_ns < end_ns:
        members = np.arange(first, first + batch, dtype=np.int64)
        gaps = quantities(gap, f"{activity.stream}/gap", members, 0, streams)
        gaps = gaps[: np.searchsorted(np.cumsum(gaps, dtype=np.float64), 2.0 * end_ns) + 1]  # no sum grows too large
        created = clock_ns + np.cumsum(gaps)
        members = members[: len(gaps)]
        began_ns, clock_ns, first = clock_ns, int(created[-1]), first + batch
        inside = created < end_ns
        uniforms = streams.table(f"{activity.stream}/client", members[inside])[:, 0]
        clients = (uniforms * activity.cohort.count).astype(np.int64)
        yield began_ns, _part(activity, created[inside], clients, members[inside], 0)


def _part(activity: PlannedActivity, created: Column, clients: Column, members: Column, occurrence: Any) -> Columns:
    same = np.full_like(created, activity.number)
    return created, same, clients + activity.first_client, members, np.full_like(created, occurrence)
