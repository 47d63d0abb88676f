"""The last record of a replayed flow: who tells it, and which rules a stop breaks."""

from __future__ import annotations

from collections.abc import Callable

from cmgsim.engine.simulation import Simulation
from cmgsim.engine.work import Stopped
from cmgsim.facts.rows import Role
from cmgsim.flows.relevance import lost_connection, rules_of, to_blame
from cmgsim.model.topology import Node
from cmgsim.trace import Record


def overhearing(write: Callable[[Record], None], heard: list[Record]) -> Callable[[Record], None]:
    """A place to write records to that keeps them in *heard* too."""

    def both(record: Record) -> None:
        heard.append(record)
        write(record)

    return both


def broken(simulation: Simulation, heard: list[Record], stop: Stopped, text: str) -> tuple[tuple[str, ...], str | None]:
    """The rules that what happened breaks, and the port rule of the connection that failed."""
    told = teller(simulation, stop.rule)
    node = (told.name, told.name, str(told.role), str(told.role), str(told.zone), str(told.zone))
    last = Record(simulation.clock.now, "state", *node, rule=stop.rule, status=stop.status, text=text)
    records = (*sorted(heard, key=lambda record: record.t_ns), last)
    blamed = to_blame([str(fault) for fault in simulation.conditions.active], records, stop.rule)
    lost = lost_connection(blamed)
    return rules_of(blamed), None if lost is None else lost.port_rule


def teller(simulation: Simulation, rule: str) -> Node:
    """The node whose state the last record tells: the one that the step is about."""
    topology = simulation.network.topology
    match rule[0], rule:
        case "F", "F1":
            return topology.node(Role.SERVICE_CONNECTION_POINT)
        case "F", "F2":
            return topology.of_role(Role.CMG_CONNECTION_POINT)[0]
        case "D", _:
            return topology.node(Role.SITE_SERVER)
        case _:
            return topology.of_role(Role.CLIENT)[0]
