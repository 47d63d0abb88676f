"""
The work itself, drawn once for everybody: who asks when, which instance the hash gives, how long each service takes.

cmgsim and the C++ loop draw these numbers themselves, in place, from the same keys; the peers get them ready-made,
which spares them the time for it. So all have to find the same mean latency.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from comparison.configurations import INSTANCES, SEED, Configuration

SERVICES = ("instance/service", "connection-point/service", "server/service")


@frozen
class Legs:
    """Constant delays, in nanoseconds, of what happens between the services."""

    approach_ns: int
    """From asking to the instance: look-up, connection, request."""
    channel_ns: int
    """From the instance to the connection point."""
    onward_ns: int
    """From there to the management point, on a connection of its own."""
    response_ns: int
    """Back to the client."""


@frozen
class Work:
    """Columns, one element a request, in the order of asking."""

    legs: Legs
    end_s: float
    deadline_s: float
    """Longer than the run, where the peers give none."""
    created_s: NDArray[np.float64]
    instance: NDArray[np.int64]
    services_s: tuple[NDArray[np.float64], ...]

    def __len__(self) -> int:
        return len(self.created_s)

    @property
    def legs_s(self) -> tuple[float, float, float, float]:
        """The delays in seconds."""
        legs = self.legs
        return legs.approach_ns / 1e9, legs.channel_ns / 1e9, legs.onward_ns / 1e9, legs.response_ns / 1e9


def legs_of(scenario: Any) -> Legs:
    """The delays of a scenario whose network is constant."""
    from cmgsim.facts.limits import SOFTWARE_CENTER_DELAY
    from cmgsim.model.plan import lower

    plan, network = lower(scenario), scenario.network
    client, azure, inside = (
        int(leg.latency.parameters[0])
        for leg in (network.client_azure, network.azure_connection_point, network.on_premises)
    )
    channel = azure + min(2 * network.https_channel_round_trips * azure, SOFTWARE_CENTER_DELAY.ns)
    onward = (2 * plan.servers[0].handshake_trips + 1) * inside
    return Legs((2 + 2 * plan.trips[0] + 1) * client, channel, onward, inside + azure + client)


def asked(scenario: Any) -> Any:
    """All requests, in order."""
    from cmgsim.model.arrivals import arrivals, planned_activities
    from cmgsim.model.randomness import Streams

    return arrivals(scenario, planned_activities(scenario), Streams(SEED, 0))


def write(configuration: Configuration, requests: int, path: Path) -> None:
    """Draw everything, and keep it for the peers."""
    from cmgsim.model.arrivals import planned_activities
    from cmgsim.model.randomness import Streams

    scenario = configuration.scenario(requests)
    (activity,) = planned_activities(scenario)
    streams, requested = Streams(SEED, 0), asked(scenario)
    keyed = {"members": requested.member, "occurrences": requested.occurrence}
    mean = scenario.cmg.service_time.parameters[0]

    def uniforms(purpose: str) -> NDArray[np.float64]:
        return streams.table(f"{activity.stream}/{purpose}", **keyed)[:, 0]

    services = {
        purpose.partition("/")[0]: np.floor(-mean * np.log1p(-uniforms(purpose)) + 0.5) / 1e9 for purpose in SERVICES
    }
    np.savez(
        path,
        created=requested.created_ns / 1e9,
        picked=(uniforms("load-balancer") * INSTANCES).astype(np.int64),
        end=scenario.general.duration_ns / 1e9,
        deadline=scenario.clients[0].timeout.parameters[0] / 1e9 if configuration.peers_deadline else 1e9,
        legs=[*_numbers(legs_of(scenario))],
        **services,
    )


def _numbers(legs: Legs) -> tuple[int, int, int, int]:
    return legs.approach_ns, legs.channel_ns, legs.onward_ns, legs.response_ns


def read(path: Path) -> Work:
    """What `write` wrote."""
    with np.load(path) as kept:
        return Work(
            legs=Legs(*kept["legs"].tolist()),
            end_s=float(kept["end"]),
            deadline_s=float(kept["deadline"]),
            created_s=kept["created"],
            instance=kept["picked"],
            services_s=tuple(kept[purpose.partition("/")[0]] for purpose in SERVICES),
        )
