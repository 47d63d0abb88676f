"""
When clients ask: every activity of every cohort as one merged, sorted stream of arrivals.

No client has a process of its own; `request_times` says when one activity comes. An arrival's draws are keyed by its
activity's stream, its member (a client, or a number in a Poisson series) and its occurrence (which period), so that
adding a cohort, an activity or a client moves no other draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from attrs import evolve, frozen

from cmgsim.facts.activities import CATALOGUE, default_activities
from cmgsim.facts.profiles import PROFILES
from cmgsim.facts.rows import Figure, RequestKind, Role
from cmgsim.model import arrival_merge
from cmgsim.model.absence import requests_when_online
from cmgsim.model.arrival_merge import Column, merged
from cmgsim.model.bulk_draws import Quantities, one_by_one
from cmgsim.model.distributions import Distribution, constant, uniform
from cmgsim.model.online import CohortOnline, Online, online
from cmgsim.model.randomness import Streams
from cmgsim.model.request_times import Source
from cmgsim.model.scenario import Activity, Clients, Scenario
from cmgsim.model.traffic import Scaling, is_assumed, scaling


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
    factor: float = 1.0
    """By which `traffic` multiplied the assumed sizes."""


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
        scaled = scaling_of(cohort)
        factor = 1.0 if scaled is None else scaled.factor
        for when in schedule_of(cohort):
            kind = CATALOGUE[when.request]
            seen[kind.name] = seen.get(kind.name, 0) + 1
            stream = f"{cohort.name}/{kind.name}/{seen[kind.name]}"
            up, down = when.up or _size(kind, kind.up, factor), when.down or _size(kind, kind.down, factor)
            planned.append(
                PlannedActivity(
                    len(planned), cohort, cohort_number, first_client, kind, when, up, down, stream, factor=factor
                )
            )
        first_client += cohort.count
    return tuple(planned)


def _size(kind: RequestKind, figure: Figure, factor: float) -> Distribution:
    scaled = factor if is_assumed(figure) and kind.target is not Role.BLOB_STORAGE else 1.0
    return constant(round(figure.value * scaled))


def schedule_of(cohort: Clients) -> tuple[Activity, ...]:
    """What the clients of a cohort do: their activities, or the default schedules as their profile changes them."""
    return cohort.activities or tuple(map(_with(cohort), default_schedule(cohort)))


def _with(cohort: Clients) -> Callable[[Activity], Activity]:
    habits = {habit.request: habit for habit in PROFILES[cohort.profile].habits}

    def change(usual: Activity) -> Activity:
        habit = habits.get(usual.request)
        if habit is None:
            return usual
        return evolve(
            usual,
            every_ns=usual.every_ns if habit.every is None else habit.every.ns,
            jitter=usual.jitter if habit.jitter is None else uniform(0, habit.jitter.ns),
            share=usual.share if habit.filled is None else float(habit.filled.value),
        )

    return change


def scaling_of(cohort: Clients) -> Scaling | None:
    """
    How `traffic` scales the assumed sizes of a cohort, over an ordinary month: what a profile changes comes on top.

    Example:
        >>> round(scaling_of(Clients(count=1, traffic_bytes=300_000_000)).factor, 1)
        3.2
    """
    return scaling(cohort, cohort.activities or default_schedule(cohort))


def default_schedule(cohort: Clients) -> tuple[Activity, ...]:
    """What the documentation says that clients do."""
    return tuple(
        Activity(
            request=kind.name,
            every_ns=kind.every_ns,
            jitter=uniform(0, kind.jitter_ns) if kind.jitter_ns else None,
            share=kind.share,
        )
        for kind in default_activities(cohort.authentication)
    )


def expected_requests(scenario: Scenario) -> int:
    """About how many requests one replication has."""
    seconds, total = scenario.general.duration_ns / 1e9, 0.0
    for activity in planned_activities(scenario):
        when, count = activity.when, activity.cohort.count
        if when.every_ns is not None:
            total += count * seconds * when.share / (when.every_ns / 1e9)
        elif when.rate_per_s is not None:
            total += when.rate_per_s * seconds
        else:
            total += count * len(when.at_ns)
    return round(total)


def arrivals(
    scenario: Scenario, activities: tuple[PlannedActivity, ...], streams: Streams, who: Online | None = None
) -> Arrivals:
    """
    All requests of a run, sorted by time; simultaneous ones by activity, member and occurrence.

    Args:
        who: Who is online when; None: found out here.

    Example:
        >>> from cmgsim.model.scenario import Clients, General
        >>> hourly = Activity(request="policy", every_ns=3_600 * 10**9)
        >>> scenario = Scenario(
        ...     clients=(Clients(count=3, activities=(hourly,)),), general=General(duration_ns=7_200 * 10**9)
        ... )
        >>> len(arrivals(scenario, planned_activities(scenario), Streams(1, 0)))
        6
    """
    chunks = [chunk.in_order for chunk in arrival_chunks(scenario, activities, streams, who=who)]
    nothing = np.empty(0, np.int64)
    return Arrivals(*(np.concatenate([nothing, *(chunk[i] for chunk in chunks)]) for i in range(5)))


def arrival_chunks(
    scenario: Scenario,
    activities: tuple[PlannedActivity, ...],
    streams: Streams,
    quantities: Quantities = one_by_one,
    who: Online | None = None,
) -> Iterator[Arrivals]:
    """
    The same requests in the same order, some ten thousands at a time: nobody has to hold all of them at once.

    Args:
        quantities: How delays and gaps are drawn; whatever it is, it gives the same numbers.
        who: Who is online when; None: found out here.
    """
    end_ns = scenario.general.duration_ns
    cohorts = (online(scenario, streams) if who is None else who).cohorts
    sources = [
        _columns(
            activity,
            Source(activity.stream, activity.cohort.count, activity.when, end_ns, streams, quantities),
            cohorts[activity.cohort_number],
        )
        for activity in activities
    ]
    sources = [_since(scenario.general.requests_from_ns, source) for source in sources]
    return (Arrivals(*columns) for columns in merged(sources, end_ns))


def _since(from_ns: int, source: Iterator[arrival_merge.Source]) -> Iterator[arrival_merge.Source]:
    """The parts of a source without what comes too early."""
    for first_ns, part in source:
        created, activity, client, member, occurrence = part
        late = created >= from_ns
        if late.all():
            yield first_ns, part
        else:
            yield first_ns, (created[late], activity[late], client[late], member[late], occurrence[late])


def _columns(activity: PlannedActivity, source: Source, present: CohortOnline | None) -> Iterator[arrival_merge.Source]:
    """Its arrivals, part after part, each with the time before which nothing of later parts lies."""
    alone = source.requests() if present is None else requests_when_online(source, present, once=activity.reconnects)
    for part in alone:
        number = np.full_like(part.times_ns, activity.number)
        yield (
            part.from_ns,
            (part.times_ns, number, part.clients + activity.first_client, part.members, part.occurrences),
        )
