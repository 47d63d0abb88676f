"""Whether a plan may be swept: what of a scenario lets later events act upon earlier ones, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cmgsim.facts.rows import Role
from cmgsim.model.plan import AUTHENTICATIONS, Plan, signs_in
from cmgsim.model.plan_world import NOTHING, World, WorldShape

CHANGES = "the service changes while clients ask"
NEVER_BEGIN = "clients never begin"
KEEPS = "clients keep connections"
DOWNLOADS = "clients download content"
OBSTACLE = "something stands in the way of requests"
DOWN = "a machine in use is down"
NO_CHANNEL = "an instance in view has no channel"


def obstacle(plan: Plan, world: World) -> str:
    """
    Why *plan* cannot be swept in this world; empty if it may be tried.

    Example:
        >>> from cmgsim.engine.timeline import timeline
        >>> from cmgsim.model.plan import lower
        >>> from cmgsim.model.scenario_file import contoso
        >>> plan = lower(contoso(["clients[0].keep_alive='1 min'"]))
        >>> obstacle(plan, timeline(plan, seed=1, replication=0))
        'clients keep connections'
    """
    starts = np.flatnonzero(world.rows[:, WorldShape.START] == 1)
    if not len(starts):
        return NEVER_BEGIN
    if starts[0] != len(world.rows) - 1 or world.breaks:
        return CHANGES
    if any(activity.cohort.keep_alive_ns for activity in plan.activities):
        return KEEPS
    if any(activity.kind.target is Role.BLOB_STORAGE for activity in plan.activities):
        return DOWNLOADS
    return _in_the_way(plan, world)


def _in_the_way(plan: Plan, world: World) -> str:
    """Why requests would fail in the state in which the world stays."""
    row, shape = world.rows[-1], world.shape
    seen: list[int] = row[shape.SEEN + 1 : shape.SEEN + 1 + row[shape.SEEN]].tolist()
    blocks = [row[shape.channels + instance * shape.channel_block :].tolist() for instance in seen]
    if not all(block[0] for block in blocks):
        return NO_CHANNEL
    points = sorted({point for block in blocks for point in block[1 : 1 + block[0]]})
    needed = (*seen, *(shape.instances + point for point in points), *_servers(plan))
    if not all(row[shape.station + 2 * station] for station in needed):
        return DOWN
    met = world.conditions[row[shape.CONDITIONS]]
    return OBSTACLE if any(each != NOTHING for each in _met(plan, met, shape, seen, points)) else ""


def _servers(plan: Plan) -> Iterator[int]:
    """The stations that requests of *plan* are for."""
    for role in dict.fromkeys(activity.kind.target for activity in plan.activities):
        first, count = plan.first_server(role)
        yield from range(first, first + count)


def _met(plan: Plan, met: NDArray[np.int64], shape: WorldShape, seen: list[int], points: list[int]) -> Iterator[int]:
    """What requests of *plan* meet between instances in view and connection points with a channel."""
    yield int(met[shape.NAMES])
    yield from (int(met[shape.to_instance + 3 * instance]) for instance in seen)
    for activity in plan.activities:
        kind, way_in = plan.kinds.index(activity.kind), activity.cohort.authentication
        if signs_in(activity.kind, way_in):
            yield int(met[shape.SIGN_IN])
        yield int(met[shape.token + 3 * AUTHENTICATIONS.index(way_in)])
        yield int(met[shape.verb + 3 * kind])
        station, count = plan.first_server(activity.kind.target)
        first = station - shape.instances - shape.connection_points
        for server in range(first, first + count):
            yield int(met[shape.refusal + 3 * (server * shape.kinds + kind)])
            yield from (int(met[shape.to_server + 3 * (point * shape.servers + server)]) for point in points)
