"""Ciw: a network of nodes; delays are nodes with a server for everybody. It has no deadline for a whole journey."""

from __future__ import annotations

from typing import Any

import ciw

from comparison.configurations import INSTANCE_WORKERS, INSTANCES, POINT_WORKERS, POINTS, SERVER_WORKERS
from comparison.outcome import Clock, Outcome, from_latencies
from comparison.work import Work

APPROACH, FIRST_INSTANCE = 1, 2
CHANNEL = FIRST_INSTANCE + INSTANCES
FIRST_POINT = CHANNEL + 1
ONWARD = FIRST_POINT + POINTS
SERVER, RESPONSE = ONWARD + 1, ONWARD + 2
SERVERS = (
    [float("inf")] + [INSTANCE_WORKERS] * INSTANCES + [float("inf")] + [POINT_WORKERS] * POINTS
    + [float("inf"), SERVER_WORKERS, float("inf")]
)  # fmt: skip


def run(work: Work) -> Outcome:
    """The work on nodes 1 to 11; who goes where, and for how long, is looked up by the number of the individual."""
    gaps = [work.created_s[0], *(work.created_s[1:] - work.created_s[:-1]).tolist(), float("inf")]
    picked, columns = work.instance.tolist(), [column.tolist() for column in work.services_s]
    approach, channel, onward, response = (ciw.dists.Deterministic(leg) for leg in work.legs_s)
    at_instance, at_point, at_server = (_prepared(column) for column in columns)
    turns = [0] * INSTANCES

    class Hash(ciw.routing.NodeRouting):
        def next_node(self, ind: Any) -> Any:
            return self.simulation.nodes[FIRST_INSTANCE + picked[ind.id_number - 1]]

    class Turn(ciw.routing.NodeRouting):
        def next_node(self, ind: Any) -> Any:
            instance = picked[ind.id_number - 1]
            ind.turn = turns[instance]
            turns[instance] = (ind.turn + 1) % POINTS
            return self.simulation.nodes[CHANNEL]

    class Point(ciw.routing.NodeRouting):
        def next_node(self, ind: Any) -> Any:
            return self.simulation.nodes[FIRST_POINT + ind.turn]

    arrivals: list[Any] = [None] * len(SERVERS)
    arrivals[0] = ciw.dists.Sequential(gaps)
    onwards = [ciw.routing.Direct(node) for node in (*[ONWARD] * POINTS, SERVER, RESPONSE)]
    routes = [Hash(), *(Turn() for _ in range(INSTANCES)), Point(), *onwards, ciw.routing.Leave()]
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=[
            approach, *(at_instance for _ in range(INSTANCES)), channel, *(at_point for _ in range(POINTS)),
            onward, at_server, response,
        ],
        number_of_servers=SERVERS,
        routing=ciw.routing.NetworkRouting(routes),
    )  # fmt: skip
    simulation = ciw.Simulation(network)
    with Clock() as clock:
        simulation.simulate_until_max_time(work.end_s)
    journeys = [individual.data_records for individual in simulation.nodes[-1].all_individuals]
    return from_latencies(len(work), [steps[-1].exit_date - steps[0].arrival_date for steps in journeys], clock)


def _prepared(column: list[float]) -> Any:
    """A distribution that gives each individual its own number; Ciw copies it for each node, but not the column."""

    class Prepared(ciw.dists.Distribution):
        def sample(self, t: Any = None, ind: Any = None) -> float:
            return column[ind.id_number - 1]

    return Prepared()
