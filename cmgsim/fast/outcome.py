"""What stations and connections add up to when a run has ended."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast.running import Running
from cmgsim.fast.tallies import HALF
from cmgsim.model.plan import Plan
from cmgsim.model.plan_world import World
from cmgsim.request_log import (
    STAGES,
    ActivityTotals,
    ConnectionTotals,
    Histogram,
    Occupancy,
    Outcome,
    PortUse,
    RequestTotals,
    StationLog,
    StationTotals,
    Visits,
    Waits,
)


def station_logs(plan: Plan, world: World, running: Running, *, visits: bool) -> tuple[StationLog, ...]:
    """Every station, with its visits if they were kept."""
    logs = []
    for number, (station, capacity) in enumerate(zip(plan.stations, world.capacity, strict=True)):
        if capacity is None:
            continue
        kept = _visits(running, number) if visits else None
        logs.append(
            StationLog(station.name, str(station.role), station.workers, kept, capacity, _totals(running, number))
        )
    return tuple(logs)


def _totals(running: Running, number: int) -> StationTotals:
    row = running.machine.tables["stations"][number]
    return StationTotals(
        busy_ns=_whole(row, f.BUSY_SUM),
        waiting_ns=_whole(row, f.WAITING_SUM),
        stays_ns=_whole(row, f.STAYS_SUM),
        most_waiting=int(row[f.MOST_WAITING]),
        served=int(row[f.WAS_SERVED]),
        waits=_waits(running, number),
        windows=running.windows.windows(number),
    )


def _waits(running: Running, number: int) -> Waits | Histogram:
    machine = running.machine
    row = machine.tables["stations"][number]
    count, total_ns = int(row[f.WAITS_BEGUN]), _whole(row, f.WAITED_SUM)
    if machine.registers[f.KEEPS_REQUESTS]:
        return running.waits.waits(number, count, total_ns)
    bins = machine.tables["wait_bins"][number]
    bins[0] = count - bins[1:].sum()
    return Histogram(count, total_ns, int(row[f.WAITED_MOST]), bins)


def request_totals(running: Running) -> RequestTotals | None:
    """What the requests add up to, if they were not kept."""
    if running.machine.registers[f.KEEPS_REQUESTS]:
        return None
    rows, bins = running.machine.tables["totals"], running.machine.tables["latencies"]
    names = running.names.activities
    return RequestTotals({name: _activity(row, counts) for name, row, counts in zip(names, rows, bins, strict=True)})


def _activity(row: NDArray[np.int64], bins: NDArray[np.int64]) -> ActivityTotals:
    outcomes = tuple(row[f.R_OUTCOMES : f.R_OUTCOMES + len(Outcome)].tolist())
    stages = tuple(_whole(row, f.R_STAGES + 2 * stage) for stage in range(len(STAGES)))
    latencies = Histogram(outcomes[Outcome.OK], _whole(row, f.R_LATENCY), int(row[f.R_MOST]), bins)
    return ActivityTotals(outcomes, latencies, stages)


def _whole(row: NDArray[np.int64], place: int) -> int:
    """A sum of two words."""
    return (int(row[place]) << HALF) + int(row[place + 1])


def _visits(running: Running, number: int) -> Visits:
    machine = running.machine
    rows = machine.tables["visits"][: machine.registers[f.VISITS]]
    rows = rows[rows[:, f.V_STATION] >> 1 == number]
    return Visits(rows[:, f.V_ARRIVED], rows[:, f.V_STARTED], rows[:, f.V_ENDED], rows[:, f.V_STATION] & 1 == 1)


def connections(plan: Plan, world: World, running: Running, *, visits: bool) -> dict[str, Occupancy | ConnectionTotals]:
    """The connections of every instance, one by one if they were kept."""
    there = zip(plan.stations[: plan.instances], world.capacity, strict=False)
    names = {number: station.name for number, (station, capacity) in enumerate(there) if capacity is not None}
    if not visits:
        return {name: _held(plan, running, number) for number, name in names.items()}
    machine = running.machine
    rows = machine.tables["connections"][: machine.registers[f.CONNECTIONS]]
    rows = rows[rows[:, f.N_OPENED] < plan.scenario.general.duration_ns]
    found: dict[str, Occupancy | ConnectionTotals] = {}
    for number, name in names.items():
        mine = rows[rows[:, f.N_INSTANCE] == number]
        found[name] = Occupancy(mine[:, f.N_OPENED], mine[:, f.N_CLOSED], plan.connection_limit)
    return found


def _held(plan: Plan, running: Running, instance: int) -> ConnectionTotals:
    row = running.machine.tables["stations"][instance]
    lasts_ns = max(0, plan.scenario.general.duration_ns - int(row[f.OPEN_SETTLED]))
    peak = max(row[f.OPEN_PEAK], row[f.OPEN]) if lasts_ns else row[f.OPEN_PEAK]
    return ConnectionTotals(_whole(row, f.OPEN_SUM) + int(row[f.OPEN]) * lasts_ns, int(peak), plan.connection_limit)


def port_use(plan: Plan, running: Running) -> dict[str, PortUse]:
    """The dynamic ports of every connection point."""
    points = plan.stations[plan.instances : plan.instances + plan.connection_points]
    return {
        point.name: PortUse(int(row[f.MOST_USED]), int(row[f.PORT_LIMIT]), int(row[f.PORTS_REFUSED]))
        for point, row in zip(points, running.machine.tables["ports"], strict=True)
    }
