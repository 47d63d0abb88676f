"""One replication of a scenario on the compiled engine: plan and world in, run log out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import types

from cmgsim.facts.limits import INSTANCES_PER_CMG
from cmgsim.facts.rows import Role
from cmgsim.fast import fields as f
from cmgsim.fast.kernel import advance
from cmgsim.fast.machine import CODED, LONG, Machine, build
from cmgsim.model.plan import Plan
from cmgsim.model.plan_world import World
from cmgsim.model.topology import instance_name
from cmgsim.request_log import Names, Occupancy, RequestLog, RunLog, StationLog, Visits
from cmgsim.request_log.columns import Integers

ENGINE: Final = "fast"
"""Name of the compiled engine."""


def warm_up() -> None:
    """Compile the kernel, or load what was compiled before."""
    advance.compile((types.Array(types.int64, 1, "C"),))


def run_one(plan: Plan, world: World, *, seed: int, replication: int = 0, visits: bool = True) -> RunLog:
    """
    Simulate *plan* once, in *world*.

    Args:
        world: What happens by itself, of the same plan, seed and replication.
        visits: Whether to keep every visit of a station; without them stations have no statistics.
    """
    names = names_of(plan)
    machine = build(plan, world, names, seed=seed, replication=replication, visits=visits)
    while (full := advance(machine.registers)) != f.DONE:
        machine.grow(full)
    general = plan.scenario.general
    columns: dict[str, Integers] = dict(zip(LONG, machine.tables["long_columns"], strict=True))
    columns |= dict(zip(CODED, machine.tables["codes"], strict=True))
    return RunLog(
        scenario=general.name,
        seed=seed,
        replication=replication,
        engine=ENGINE,
        end_ns=general.duration_ns,
        warm_up_ns=general.warm_up_ns,
        requests=RequestLog(columns, names),
        stations=_station_logs(plan, world, machine) if visits else (),
        connections=_connections(plan, world, machine),
        egress_bytes=int(machine.registers[f.EGRESS]),
        events=int(machine.registers[f.EVENTS]) + len(columns["request"]) + world.events,
    )


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


def _station_logs(plan: Plan, world: World, machine: Machine) -> tuple[StationLog, ...]:
    rows = machine.tables.pop("visits")[: machine.registers[f.VISITS]]
    station_of = (rows[:, f.V_STATION] >> 1).astype(np.int16)
    logs = []
    for number, (station, capacity) in enumerate(zip(plan.stations, world.capacity, strict=True)):
        if capacity is None:
            continue
        mine = np.flatnonzero(station_of == number)
        arrived, started, ended = (rows[mine, column] for column in (f.V_ARRIVED, f.V_STARTED, f.V_ENDED))
        visits = Visits(arrived, started, ended, rows[mine, f.V_STATION] & 1 == 1)
        logs.append(StationLog(station.name, str(station.role), station.workers, visits, capacity))
    return tuple(logs)


def _connections(plan: Plan, world: World, machine: Machine) -> dict[str, Occupancy]:
    rows = machine.tables["connections"][: machine.registers[f.CONNECTIONS]]
    rows = rows[rows[:, f.N_OPENED] < plan.scenario.general.duration_ns]
    found = {}
    for number, station in enumerate(plan.stations[: plan.instances]):
        if world.capacity[number] is None:
            continue
        mine = rows[rows[:, f.N_INSTANCE] == number]
        found[station.name] = Occupancy(mine[:, f.N_OPENED], mine[:, f.N_CLOSED], plan.connection_limit)
    return found
