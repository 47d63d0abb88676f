"""Flows replayed in a world that `replay` has no arguments for."""

from __future__ import annotations

from attrs import evolve

from cmgsim.engine.replay import play
from cmgsim.engine.simulation import Simulation
from cmgsim.model.plan import lower
from cmgsim.model.scenario import Clients, Scenario


def site(**changes):
    """A site with one client, but for these changes."""
    return evolve(Scenario(clients=(Clients(count=1, name="client-1"),)), **changes)


def told(scenario, flow, *faults):
    """The records of *flow* where these faults hold from the beginning."""
    records = []
    simulation = Simulation(lower(scenario), seed=1, replication=0, record=records.append)
    for fault in faults:
        simulation.begin(fault)
    play(simulation, flow)
    return sorted(records, key=lambda record: record.t_ns)
