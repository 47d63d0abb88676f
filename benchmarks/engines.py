"""
How fast are the engines, beside SimPy as its documentation teaches it and beside C++ written by hand?

One scenario, one run, one core, each measurement in a process of its own: a site of 100,000 clients that ask once an
hour, four instances, two connection points, one management point, all loaded to seven or eight tenths. Every subject
makes the same draws, so the sum of all latencies has to be the same to the nanosecond; only idiomatic SimPy may order
simultaneous events in another way. Seconds are those of the simulation: `kernel` is the compiled loop alone, as for
C++; `fast` and `simpy` are whole engines, from the arrivals to the request log.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

SEED = 1
REQUESTS_PER_S = 100_000 / 3_600
SOURCE = Path(__file__).with_name("event_loop.cpp")
SIZES = (10_000, 100_000, 1_000_000, 2_400_000)
LARGEST = {"simpy": 100_000, "idiomatic SimPy": 100_000}
"""Beyond this they take minutes and teach nothing new."""
Result = dict[str, float]


def scenario(requests: int) -> Any:
    """The scenario, long enough for about this many requests."""
    from cmgsim.model.scenario_file import from_document

    station = {"service_time": "exponential(400 ms)"}
    return from_document(
        {
            "scenario": {"name": "benchmark", "duration": f"{round(requests / REQUESTS_PER_S)} s"},
            "clients": [
                {
                    "name": "devices", "count": 100_000, "keep_alive": "0 s", "retry": [], "timeout": "60 s",
                    "activities": [{"request": "policy", "every": "60 min"}],
                }
            ],
            "cmg": {"instances": 4, "workers": 4, **station},
            "connection_points": [{"count": 2, "workers": 8, **station}],
            "management_points": [{"workers": 16, **station}],
            "network": {"dns_ttl_address": "0 s"},
        }
    )  # fmt: skip


def outcome(log: Any, seconds: float) -> Result:
    """What is compared, out of a request log."""
    answered = log.requests["done_ns"] >= 0
    latency = (log.requests["done_ns"] - log.requests["created_ns"])[answered].sum()
    return {
        "requests": len(log.requests), "events": log.events, "seconds": seconds, "latency_ns": int(latency),
        "answered": int(answered.sum()),
    }  # fmt: skip


def engine(name: str, requests: int) -> Result:
    """One of our engines, arrivals and request log included."""
    from cmgsim.api.simulate import simulate, warm_up

    if name == "fast":
        warm_up()
    log = simulate(scenario(requests), seed=SEED, engine=name).logs[0]  # type: ignore[arg-type]
    return outcome(log, log.wall_s)


def kernel(requests: int) -> Result:
    """The compiled loop alone."""
    from cmgsim.engine.timeline import timeline
    from cmgsim.fast import fields, run
    from cmgsim.fast.running import Running
    from cmgsim.model.arrivals import arrival_chunks
    from cmgsim.model.plan import lower
    from cmgsim.model.randomness import Streams

    run.warm_up()
    plan, streams = lower(scenario(requests)), Streams(SEED, 0)
    world = timeline(plan, seed=SEED, replication=0)
    asked = list(arrival_chunks(plan.scenario, plan.activities, streams))
    running = Running(plan, world, run.names_of(plan), streams, visits=False, asked=iter(asked))
    began_s = time.perf_counter()
    running.go_on()
    seconds = time.perf_counter() - began_s
    log = running.log.finish()
    answered = log["done_ns"] >= 0
    latency = (log["done_ns"] - log["created_ns"])[answered].sum()
    return {
        "requests": len(log), "events": int(running.machine.registers[fields.EVENTS]) + len(log),
        "seconds": seconds, "latency_ns": int(latency), "answered": int(answered.sum()),
    }  # fmt: skip


def delays_ns(network: Any) -> tuple[int, ...]:
    """One-way delays: from client to Azure, from Azure to connection point, on-premises."""
    legs = (network.client_azure, network.azure_connection_point, network.on_premises)
    return tuple(int(leg.latency.parameters[0]) for leg in legs)


def by_hand(requests: int) -> Result:
    """The same scenario in C++."""
    import numpy as np

    from cmgsim.facts.limits import SOFTWARE_CENTER_DELAY
    from cmgsim.model.arrivals import arrivals, planned_activities
    from cmgsim.model.randomness import Streams, digest64

    site = scenario(requests)
    (activity,) = activities = planned_activities(site)
    streams, network = Streams(SEED, 0), site.network
    asked = arrivals(site, activities, streams)
    client, azure, inside = (
        int(leg.latency.parameters[0])
        for leg in (network.client_azure, network.azure_connection_point, network.on_premises)
    )
    channel = min(2 * network.https_channel_round_trips * azure, SOFTWARE_CENTER_DELAY.ns)
    mean = int(site.cmg.service_time.parameters[0])
    numbers = [len(asked), 4, 2, 4, 8, 16, mean, mean, mean, client, azure, inside, channel, 3]
    numbers += [60 * 10**9, site.general.duration_ns]
    purposes = ("instance/service", "connection-point/service", "server/service", "load-balancer")
    keys = [streams.key, *(digest64(f"{activity.stream}/{purpose}") for purpose in purposes)]
    with tempfile.TemporaryDirectory() as folder:
        program, data = Path(folder, "event_loop"), Path(folder, "arrivals")
        command = ["g++", "-O3", "-march=native", "-ffp-contract=off", "-o", str(program), str(SOURCE)]
        subprocess.run(command, check=True)
        with data.open("wb") as file:
            file.write(np.array(numbers, np.int64).tobytes() + np.array(keys, np.uint64).tobytes())
            rows = np.stack([asked.created_ns, asked.client, asked.member, asked.occurrence], axis=1)
            file.write(rows.tobytes())
        result: Result = json.loads(subprocess.run([program, data], capture_output=True, text=True, check=True).stdout)
    return result


def idiomatic(requests: int) -> Result:
    """SimPy with a process for each request, a Resource for each station and a deadline for each request."""
    import simpy

    from cmgsim.model.arrivals import arrivals, planned_activities
    from cmgsim.model.distributions import exponential
    from cmgsim.model.randomness import Streams

    site = scenario(requests)
    (activity,) = activities = planned_activities(site)
    streams, network = Streams(SEED, 0), site.network
    asked = arrivals(site, activities, streams)
    client, azure, inside = (
        int(leg.latency.parameters[0])
        for leg in (network.client_azure, network.azure_connection_point, network.on_premises)
    )
    law = exponential(site.cmg.service_time.parameters[0])
    purposes = ("instance/service", "connection-point/service", "server/service")
    keyed = {"members": asked.member, "occurrences": asked.occurrence}
    tables = [
        [law.draw(row.__getitem__) for row in streams.table(f"{activity.stream}/{purpose}", **keyed).tolist()]
        for purpose in purposes
    ]
    picks = (streams.table(f"{activity.stream}/load-balancer", **keyed)[:, 0] * 4).astype(int)
    picks, times = picks.tolist(), asked.created_ns.tolist()
    env, latencies, turns = simpy.Environment(), [], [0] * 4
    instances = [simpy.Resource(env, 4) for _ in range(4)]
    points = [simpy.Resource(env, 8) for _ in range(2)]
    server = simpy.Resource(env, 16)
    channel = 2 * network.https_channel_round_trips * azure

    def request(number: int) -> Generator[Any, Any, None]:
        began_ns = env.now
        yield env.timeout(9 * client)
        with instances[picks[number]].request() as worker:
            yield worker
            yield env.timeout(tables[0][number])
        turn = turns[picks[number]]
        turns[picks[number]] = 1 - turn
        yield env.timeout(azure + channel)
        with points[turn].request() as worker:
            yield worker
            yield env.timeout(tables[1][number])
        yield env.timeout(7 * inside)
        with server.request() as worker:
            yield worker
            yield env.timeout(tables[2][number])
        yield env.timeout(inside + azure + client)
        latencies.append(env.now - began_ns)

    def patient(number: int) -> Generator[Any, Any, None]:
        yield env.process(request(number)) | env.timeout(60 * 10**9)

    def source() -> Generator[Any, Any, None]:
        for number, at_ns in enumerate(times):
            yield env.timeout(at_ns - env.now)
            env.process(patient(number))

    env.process(source())
    began_s = time.perf_counter()
    env.run(site.general.duration_ns)
    seconds = time.perf_counter() - began_s
    return {
        "requests": len(times), "events": 0, "seconds": seconds, "latency_ns": sum(latencies),
        "answered": len(latencies),
    }  # fmt: skip


SUBJECTS: dict[str, Callable[[int], Result]] = {
    "idiomatic SimPy": idiomatic,
    "simpy": lambda requests: engine("simpy", requests),
    "fast": lambda requests: engine("fast", requests),
    "kernel": kernel,
    "C++ by hand": by_hand,
}


def measured(subject: str, requests: int) -> Result:
    """One measurement in a fresh process, on one core."""
    command = [sys.executable, __file__, "--only", subject, "--requests", str(requests)]
    result: Result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return result


def table(sizes: tuple[int, ...]) -> Iterator[str]:
    """The lines of a Markdown table; ratios are within one size."""
    yield "| | requests | seconds | requests/s | times simpy | of C++ | peak memory MB | mean latency s |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    simpy_speed = 0.0
    for size in sizes:
        rows = {
            name: measured(name, size)
            for name in SUBJECTS
            if size <= LARGEST.get(name, size) and (name != "C++ by hand" or shutil.which("g++"))
        }
        speeds = {name: row["requests"] / row["seconds"] for name, row in rows.items()}
        simpy_speed = speeds.get("simpy", simpy_speed)
        for name, row in rows.items():
            share = f"{speeds[name] / speeds['C++ by hand']:.2f}" if "C++ by hand" in speeds else ""
            yield (
                f"| {name} | {row['requests']:,.0f} | {row['seconds']:.3f} | {speeds[name]:,.0f} | "
                f"{speeds[name] / simpy_speed:.1f} | {share} | {row['peak_bytes'] / 1e6:,.0f} | "
                f"{row['latency_ns'] / row['answered'] / 1e9:.9f} |"
            )


def main() -> None:
    """Print the table, or one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, help="one size instead of all")
    parser.add_argument("--only", choices=SUBJECTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only is None:
        measured("kernel", SIZES[0])  # whatever has to be compiled is compiled
        for line in table((options.requests,) if options.requests else SIZES):
            print(line, flush=True)
        return
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    result = SUBJECTS[options.only](options.requests)
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # kilobytes on Linux
    print(json.dumps(result | {"peak_bytes": peak_bytes}))


if __name__ == "__main__":
    main()
