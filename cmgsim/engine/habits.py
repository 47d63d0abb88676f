"""The activities of a plan as the reference engine needs them: what is the same for every request of one activity."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from attrs import define

from cmgsim.engine.clock import Line
from cmgsim.engine.draws import Stream
from cmgsim.engine.simulation import Simulation
from cmgsim.engine.variate import Variate
from cmgsim.facts.rows import Authentication, RequestKind, Role
from cmgsim.model.arrivals import PlannedActivity
from cmgsim.model.plan import PURPOSES, Plan, rotates, signs_in
from cmgsim.model.topology import Node


@define(eq=False)
class Habit:
    """One activity, and what its requests draw."""

    activity: PlannedActivity
    kind: RequestKind
    authentication: Authentication
    first_client: int
    """Number of the first client of the cohort."""
    reconnects: bool
    """Whether only clients ask whose notification session broke."""
    code: int
    """Number of its request among the names of the log."""
    node: Node
    """Of the cohort."""
    stream: Stream
    up: Variate
    down: Variate
    timeout: Variate
    retry: tuple[Variate, ...]
    first_attempt: tuple[Variate, ...]
    """All that a first attempt may draw."""
    signs_in: bool
    """Whether its requests begin with a sign-in at Entra ID."""
    rotates: bool
    """Whether its clients may turn to another management point with it."""
    listens: bool
    """Whether its answer opens a notification session."""
    is_content: bool
    deadlines: Line
    """Of its attempts."""


def habits(world: Simulation, plan: Plan, activities: Iterable[PlannedActivity]) -> tuple[Habit, ...]:
    """
    One for each of *activities*, in their order.

    Args:
        world: The simulation that they take part in.
        plan: Where the keys of their draws stand.
        activities: Those of the plan, with the instants of all that come back after a break filled in.
    """
    names = activity_names(plan.activities)
    several = len(world.servers[Role.MANAGEMENT_POINT]) > 1
    lines: dict[Variate, Line] = {}
    return tuple(_habit(world, plan, each, names.index(each.kind.name), lines, several=several) for each in activities)


def activity_names(activities: Iterable[PlannedActivity]) -> tuple[str, ...]:
    """The requests that occur, each once, in the order of the scenario."""
    return tuple(dict.fromkeys(activity.kind.name for activity in activities))


def _habit(
    world: Simulation, plan: Plan, activity: PlannedActivity, code: int, lines: dict[Variate, Line], *, several: bool
) -> Habit:
    cohort, kind, of = activity.cohort, activity.kind, world.variates.of
    keys = dict(zip(PURPOSES, plan.keys[activity.number].tolist(), strict=True))
    up, down, timeout = of("up", activity.up), of("down", activity.down), of("timeout", cohort.timeout)
    return Habit(
        activity=activity,
        kind=kind,
        authentication=cohort.authentication,
        first_client=activity.first_client,
        reconnects=activity.reconnects,
        code=code,
        node=world.network.topology.node(cohort.name),
        stream=Stream(world.streams.key, activity.stream, keys),
        up=up,
        down=down,
        timeout=timeout,
        retry=tuple(of("retry", wait) for wait in cohort.retry),
        first_attempt=tuple(dict.fromkeys((*_on_the_way(world, kind.target), up, down, timeout))),
        signs_in=signs_in(kind, cohort.authentication),
        rotates=several and rotates(kind),
        listens=kind.name == "notification",
        is_content=kind.target is Role.BLOB_STORAGE,
        deadlines=lines.setdefault(timeout, deque()),
    )


def _on_the_way(world: Simulation, target: Role) -> Iterator[Variate]:
    """Service times and delays between a client and *target*."""
    for role, station in world.stations():
        if role in (Role.INSTANCE, Role.CMG_CONNECTION_POINT, target):
            yield station.service_time
    legs = world.scenario.network
    for name in ("client_azure", "azure_connection_point", "on_premises"):
        yield world.variates.of(name, getattr(legs, name).latency)
