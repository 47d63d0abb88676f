"""One replication of a scenario on the compiled engine: plan and world in, run log out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from numba import types

from cmgsim.facts.limits import INSTANCES_PER_CMG, THRESHOLD_CHECK
from cmgsim.facts.rows import Role
from cmgsim.fast import fields as f
from cmgsim.fast import forward
from cmgsim.fast.compiling import compile_all
from cmgsim.fast.kernel import advance
from cmgsim.fast.outcome import connections, port_use, request_totals, station_logs
from cmgsim.fast.running import Running
from cmgsim.model.arrivals import arrival_chunks
from cmgsim.model.online import online
from cmgsim.model.plan import Integers, Plan
from cmgsim.model.plan_world import World
from cmgsim.model.randomness import Streams
from cmgsim.model.reconnecting import at_breaks
from cmgsim.model.topology import instance_name
from cmgsim.request_log import HOUR_NS, Names, RunLog, by_hour

ENGINE: Final = "fast"
"""Name of the compiled engine."""


def warm_up() -> None:
    """Compile the kernel, or load what was compiled before."""
    compile_all(((advance, (types.Array(types.int64, 1, "C"),)), *forward.ENTRIES))


def run_one(
    plan: Plan,
    world: World,
    *,
    seed: int,
    replication: int = 0,
    visits: bool = False,
    requests: bool = True,
    may_sweep: bool = True,
    again: Callable[[Integers], World] | None = None,
) -> RunLog:
    """
    Simulate *plan* once, in *world*.

    Args:
        world: What happens by itself, of the same plan, seed and replication.
        visits: Whether to keep every visit of a station and every connection, and not only what they add up to.
        requests: Whether to keep a row of every request. Without, memory grows with clients and requests in flight.
        may_sweep: Whether to sweep a plan without feedback; the event loop runs every plan, and gives the same rows.
        again: Where the site watches its egress: the world that sees this egress, a row from each look to the next.
    """
    while True:
        begun = partial(begin, plan, world, seed=seed, replication=replication, visits=visits, requests=requests)
        running, path = forward.run(plan, world, begun, visits=visits) if may_sweep else (begun(), forward.EVENT_LOOP)
        if path != forward.SWEEP:
            running.go_on()
        # What the site saw in *world*, was it what left? Up to the first look at which not, it was, and so the next
        # world is right for longer; in the last one, what is seen is what a run under these eyes sends.
        seen = world if again is None else again(running.machine.tables["egress"])
        if seen.alerts == world.alerts:
            break
        world = seen
    general, machine = plan.scenario.general, running.machine
    return RunLog(
        scenario=general.name,
        seed=seed,
        replication=replication,
        engine=ENGINE,
        end_ns=general.duration_ns,
        warm_up_ns=general.warm_up_ns,
        requests=running.log.finish(some_never_asked=bool(world.breaks)) if requests else None,
        totals=request_totals(running),
        stations=station_logs(plan, world, running, visits=visits),
        connections=connections(plan, world, running, visits=visits),
        ports=port_use(plan, running),
        egress_by_hour=by_hour(_hours(machine.tables["egress"]), general.duration_ns),
        egress_bytes=int(machine.registers[f.EGRESS]),
        alerts=world.alerts,
        path=path,
        events=int(machine.registers[f.EVENTS]) + running.arrived + world.events,
    )


def _hours(looks: Integers) -> list[list[int]]:
    """Egress between looks, as egress of hours."""
    of_an_hour = HOUR_NS // THRESHOLD_CHECK.ns
    whole = np.pad(looks, ((0, -len(looks) % of_an_hour), (0, 0)))
    hours: list[list[int]] = whole.reshape(-1, of_an_hour, 2).sum(axis=1).tolist()
    return hours


def begin(
    plan: Plan, world: World, *, seed: int, replication: int = 0, visits: bool = False, requests: bool = True
) -> Running:
    """The same run before anything has happened."""
    streams = Streams(seed, replication)
    who = online(plan.scenario, streams)
    asked = arrival_chunks(plan.scenario, at_breaks(plan.activities, world.breaks), streams, who=who)
    return Running(plan, world, names_of(plan), streams, who, asked, visits=visits, requests=requests)


def names_of(plan: Plan) -> Names:
    """What the codes of the request log stand for."""
    points = plan.stations[plan.instances : plan.instances + plan.connection_points]
    return Names(
        cohorts=tuple(cohort.name for cohort in plan.scenario.clients),
        activities=tuple(dict.fromkeys(activity.kind.name for activity in plan.activities)),
        instances=tuple(instance_name(number) for number in range(1, int(INSTANCES_PER_CMG.value) + 1)),
        connection_points=tuple(station.name for station in points),
        servers=(*(station.name for station in plan.servers), str(Role.BLOB_STORAGE)),
    )
