"""The same scenario in C++, by hand: compiled for this machine, with what it needs in a file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np

from comparison import configurations as c
from comparison.configurations import SEED, Configuration
from comparison.outcome import Outcome
from comparison.work import SERVICES, asked, legs_of

SOURCE = Path(__file__).with_name("event_loop.cpp")
COMPILER = "g++"
FLAGS = ("-std=c++17", "-O3", "-march=native", "-ffp-contract=off")


def results(configuration: Configuration, requests: int, folder: Path) -> Outcome:
    """With every result that cmgsim keeps."""
    return _run(configuration, requests, folder, "results")


def latencies(configuration: Configuration, requests: int, folder: Path) -> Outcome:
    """With one latency a request, and nothing else that this needs not."""
    return _run(configuration, requests, folder, "latencies")


def _run(configuration: Configuration, requests: int, folder: Path, keep: str) -> Outcome:
    command = [program(folder), arrivals_file(configuration, requests, folder), keep]
    return Outcome.of(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def prepare(configuration: Configuration, requests: int, folder: Path) -> None:
    """Compile the program and write what it reads, if that is not there yet."""
    if not program(folder).exists():
        subprocess.run([COMPILER, *FLAGS, "-o", program(folder), SOURCE], check=True)
    path = arrivals_file(configuration, requests, folder)
    if path.exists():
        return
    scenario = configuration.scenario(requests)
    requested = asked(scenario)
    rows = np.empty(len(requested), [("created", np.int64), ("client", np.int32), ("occurrence", np.int32)])
    rows["created"], rows["client"], rows["occurrence"] = (
        requested.created_ns, requested.client, requested.occurrence
    )  # fmt: skip
    with path.open("wb") as file:
        file.write(parameters(scenario, len(requested)))
        rows.tofile(file)


def program(folder: Path) -> Path:
    """Where the compiled program is."""
    return folder / "event_loop"


def arrivals_file(configuration: Configuration, requests: int, folder: Path) -> Path:
    """Where its parameters and arrivals are."""
    return folder / f"{configuration.name}-{requests}.arrivals"


def parameters(scenario: object, requests: int) -> bytes:
    """`struct Parameters`, field by field."""
    from cmgsim.model.arrivals import planned_activities
    from cmgsim.model.plan import lower
    from cmgsim.model.randomness import Streams, digest64
    from cmgsim.request_log import window_ns

    (activity,) = planned_activities(scenario)
    plan, network, legs = lower(scenario), scenario.network, legs_of(scenario)
    client, azure, inside = (
        int(leg.latency.parameters[0])
        for leg in (network.client_azure, network.azure_connection_point, network.on_premises)
    )
    cohort, (point,), (server,) = scenario.clients[0], scenario.connection_points, scenario.management_points
    means = (int(role.service_time.parameters[0]) for role in (scenario.cmg, point, server))
    numbers = [
        requests, c.INSTANCES, c.POINTS, c.INSTANCE_WORKERS, c.POINT_WORKERS, c.SERVER_WORKERS, *means,
        client, azure, inside, legs.channel_ns - azure, plan.trips[0], plan.servers[0].handshake_trips,
        int(cohort.timeout.parameters[0]), cohort.keep_alive_ns, network.dns_ttl_address_ns,
        scenario.general.duration_ns, window_ns((0, scenario.general.duration_ns)), point.port_rest_ns,
        int(activity.up.parameters[0]), int(activity.down.parameters[0]), cohort.count,
    ]  # fmt: skip
    keys = [digest64(f"{activity.stream}/{purpose}") for purpose in (*SERVICES, "load-balancer")]
    return np.array(numbers, np.int64).tobytes() + np.array([Streams(SEED, 0).key, *keys], np.uint64).tobytes()
