"""One replication of a scenario on the reference engine: scenario in, run log out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from cmgsim.engine.administration import refuse_unsupported
from cmgsim.engine.clock import Rank, key
from cmgsim.engine.egress import Watch
from cmgsim.engine.fleet import Fleet
from cmgsim.engine.handle import UserProcess, start
from cmgsim.engine.header import ENGINE, trace_header
from cmgsim.engine.records import happened
from cmgsim.engine.schedule import schedule
from cmgsim.engine.simulation import Simulation
from cmgsim.engine.timeline import timeline
from cmgsim.facts.limits import CHANNEL_CHECK, INSTANCES_PER_CMG
from cmgsim.facts.rows import Role
from cmgsim.model.plan import Plan, lower
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import instance_name, numbered
from cmgsim.request_log import Names, PortUse, RunLog, StationLog, by_hour
from cmgsim.trace import Record, Trace


def run_one(
    scenario: Scenario,
    *,
    seed: int,
    replication: int = 0,
    trace: bool = False,
    processes: tuple[UserProcess, ...] = (),
) -> RunLog:
    """
    Simulate *scenario* once.

    The connection points build their channels in the minute before time zero, so that a run begins with a service in
    use; faults that begin at time zero hold from the very start.

    Raises:
        Unsupported: The scenario changes something that this engine cannot change while it runs.
    """
    refuse_unsupported(scenario.changes)
    records: list[Record] = []
    plan = lower(scenario)
    world = Simulation(
        plan,
        seed=seed,
        replication=replication,
        record=records.append if trace else None,
        start_ns=-CHANNEL_CHECK.ns,
    )
    fleet = Fleet(world, plan, _names(scenario), _breaks(plan, seed, replication))
    if processes:
        fleet.plan_ahead()
    schedule(world, fleet.start)
    watch = Watch(world)
    egress_before = _egress_at(world, scenario.general.warm_up_ns)
    for point in world.connection_points:
        world.clock.start(point.look_after_channels())
    start(fleet, processes)
    with _rare_collections():
        world.clock.run(scenario.general.duration_ns)
    fleet.finish()
    return RunLog(
        scenario=scenario.general.name,
        seed=seed,
        replication=replication,
        engine=ENGINE,
        end_ns=scenario.general.duration_ns,
        warm_up_ns=scenario.general.warm_up_ns,
        requests=fleet.rows(),
        stations=_station_logs(world),
        connections={
            instance.node.name: instance.occupancy(scenario.general.duration_ns) for instance in world.cmg.ever
        },
        ports={
            point.node.name: PortUse(point.ports.peak, point.ports.limit, point.ports.refused)
            for point in world.connection_points
        },
        egress_bytes=world.network.egress.total - egress_before[0],
        egress_by_hour=by_hour(world.network.egress.by_hour, scenario.general.duration_ns),
        alerts=tuple(watch.alerts),
        events=world.clock.events,
        trace=Trace(trace_header(scenario, seed, replication), happened(records, world.clock.now)) if trace else None,
    )


@contextmanager
def _rare_collections() -> Iterator[None]:
    """
    Let Python look for cyclic garbage less often while the clock runs.

    Requests come and go by the thousand and leave no cycles behind; looking for some took an eighth of the time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], 100_000), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _breaks(plan: Plan, seed: int, replication: int) -> tuple[int, ...]:
    """When sessions may break: for clients that come back then, the world is run ahead without them."""
    if not any(activity.reconnects for activity in plan.activities):
        return ()
    return timeline(plan, seed=seed, replication=replication).breaks


def _names(scenario: Scenario) -> Names:
    return Names(
        instances=tuple(instance_name(number) for number in range(1, int(INSTANCES_PER_CMG.value) + 1)),
        connection_points=numbered(Role.CMG_CONNECTION_POINT, scenario.connection_points),
        servers=(
            *numbered(Role.MANAGEMENT_POINT, scenario.management_points),
            *numbered(Role.SOFTWARE_UPDATE_POINT, scenario.software_update_points),
            str(Role.BLOB_STORAGE),
        ),
    )


def _egress_at(world: Simulation, at_ns: int) -> list[int]:
    """What had left Azure by *at_ns*, once the clock has passed it."""
    seen = [0]

    def look() -> None:
        seen[0] = world.network.egress.total

    if at_ns:
        world.clock.call(at_ns - world.clock.now, key(Rank.VIEW, 0), look)
    return seen


def _station_logs(world: Simulation) -> tuple[StationLog, ...]:
    return tuple(
        StationLog(
            station.name,
            str(role),
            station.workers,
            station.visits(),
            tuple(station.capacity),
        )
        for role, station in world.stations()
    )
