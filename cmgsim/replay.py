"""Replay a documented flow with one client: options in, a trace out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cmgsim import __version__
from cmgsim.engine.replay import FLOWS, play
from cmgsim.engine.simulation import Simulation
from cmgsim.facts.failures import FAILURES, failure, parse_fault
from cmgsim.facts.rows import Authentication, Cloud, Deployment
from cmgsim.model.scenario import Clients, Cmg, ConnectionPoints, Fault, General, Scenario
from cmgsim.trace import SCHEMA, Record, Trace


def replay(
    name: str,
    *,
    deployment: Deployment | str = "scale-set",
    instances: int = 1,
    connection_points: int = 1,
    authentication: Authentication | str = "entra",
    cloud: Cloud | str = "public",
    faults: Sequence[str] = (),
    seed: int = 1,
) -> Trace:
    scenario = replay_scenario(name, deployment=deployment, instances=instances, connection_points=connection_points, authentication=authentication, cloud=cloud, faults=faults)
    records: list[Record] = []
    simulation = Simulation(scenario, seed=seed, replication=0, record=records.append)
    for fault in scenario.faults:
        simulation.begin(fault)
    play(simulation, name)
    records.sort(key=lambda record: record.t_ns)
    header = {"schema": SCHEMA, "version": __version__, "scenario": scenario.general.name, "seed": seed, "replication": 0, "engine": "simpy"}
    return Trace(header, tuple(records))


def replay_scenario(name, *, deployment, instances, connection_points, authentication, cloud, faults) -> Scenario:
    parsed = tuple(_fault(text) for text in faults)
    return Scenario(
        general=General(name=name),
        cmg=Cmg(instances=instances, deployment=Deployment(deployment), cloud=Cloud(cloud), service_name="GraniteFalls.contoso.com"),
        connection_points=(ConnectionPoints(count=connection_points, proxy=any(f.kind == "proxy" for f in parsed)),),
        clients=(Clients(count=1, name="client-1", authentication=Authentication(authentication)),),
        faults=parsed,
    )


def _fault(text: str) -> Fault:
    kind, value = parse_fault(text)
    return Fault(kind=kind, value=value if value is not None else failure(kind).default)
