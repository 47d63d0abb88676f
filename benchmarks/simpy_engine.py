"""
How fast is the reference engine, beside SimPy as its documentation teaches it?

Every measurement runs in a process of its own. The peers have the same arrivals, the same three stations with the same
mean service times and the same constant delays; they keep one number a request and know no faults, channels or retries.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

SEED = 1
REQUESTS_PER_S = 17.65
"""What the clients of the built-in scenario send, on average."""
SIZES = (10_000, 100_000)
TRACED = 10_000
"""A trace of more is not what traces are for."""


def scenario(requests: int) -> Any:
    """The built-in scenario, long enough for about this many requests."""
    import cmgsim

    return cmgsim.contoso([f"scenario.duration='{round(requests / REQUESTS_PER_S)} s'"])


def engine(requests: int, *, trace: bool = False) -> tuple[int, float]:
    """The reference engine: how many requests, in how many seconds, planning and request log included."""
    import cmgsim

    run = cmgsim.simulate(scenario(requests), seed=SEED, engine="simpy", trace=trace)
    return len(run.requests), run.logs[0].wall_s


def peer(requests: int, *, patience: bool = False) -> tuple[int, float]:
    """Idiomatic SimPy: a process for each request, a Resource for each station; draws made before the clock starts."""
    import numpy as np
    import simpy

    from cmgsim.model.arrivals import arrivals, planned_activities
    from cmgsim.model.randomness import Streams

    site = scenario(requests)
    times = (arrivals(site, planned_activities(site), Streams(SEED, 0)).created_ns / 1e9).tolist()
    generator = np.random.Generator(np.random.Philox(SEED))
    at_instance, at_connection_point, at_server = (
        generator.exponential(mean_s, len(times)).tolist() for mean_s in (0.020, 0.002, 0.010)
    )
    env, latencies = simpy.Environment(), []
    instances = [simpy.Resource(env, 16) for _ in range(2)]
    connection_points = [simpy.Resource(env, 16) for _ in range(2)]
    server = simpy.Resource(env, 16)

    def request(number: int) -> Generator[Any, Any, None]:
        began_s = env.now
        yield env.timeout(0.330)
        with instances[number % 2].request() as worker:
            yield worker
            yield env.timeout(at_instance[number])
        yield env.timeout(0.075)
        with connection_points[number % 2].request() as worker:
            yield worker
            yield env.timeout(at_connection_point[number])
        yield env.timeout(0.014)
        with server.request() as worker:
            yield worker
            yield env.timeout(at_server[number])
        yield env.timeout(0.057)
        latencies.append(env.now - began_s)

    def patient_for_a_minute(number: int) -> Generator[Any, Any, None]:
        yield env.process(request(number)) | env.timeout(60)

    def source() -> Generator[Any, Any, None]:
        one = patient_for_a_minute if patience else request
        for number, at_s in enumerate(times):
            yield env.timeout(at_s - env.now)
            env.process(one(number))

    env.process(source())
    began_s = time.perf_counter()
    env.run()
    return len(latencies), time.perf_counter() - began_s


SUBJECTS: dict[str, Callable[[int], tuple[int, float]]] = {
    "idiomatic SimPy": peer,
    "idiomatic SimPy, with a deadline for each request": lambda requests: peer(requests, patience=True),
    "cmgsim, SimPy engine": engine,
    "cmgsim, SimPy engine, with trace": lambda requests: engine(requests, trace=True),
}


def measured(subject: str, requests: int) -> dict[str, float]:
    """One measurement in a fresh process."""
    command = [sys.executable, __file__, "--only", subject, "--requests", str(requests)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(ran.stdout)
    return result


def table(sizes: tuple[int, ...], traced: int) -> Iterator[str]:
    """The lines of a Markdown table; ratios are to the first row of the same size."""
    yield "| | requests | seconds | requests/s | ratio | peak memory MB | bytes a request |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    smallest: dict[str, dict[str, float]] = {}
    for size in sizes:
        speeds: list[float] = []
        for subject in SUBJECTS:
            if "trace" in subject and size > traced:
                continue
            row = measured(subject, size)
            speeds.append(row["requests"] / row["seconds"])
            before = smallest.setdefault(subject, measured(subject, size // 10))
            growth = (row["peak_bytes"] - before["peak_bytes"]) / (row["requests"] - before["requests"])
            smallest[subject] = row
            yield (
                f"| {subject} | {row['requests']:,.0f} | {row['seconds']:.2f} | {speeds[-1]:,.0f} | "
                f"{speeds[-1] / speeds[0]:.2f} | {row['peak_bytes'] / 1e6:,.0f} | {growth:,.0f} |"
            )


def main() -> None:
    """Print the table, or one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, help="one size instead of both")
    parser.add_argument("--only", choices=SUBJECTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only is None:
        for line in table((options.requests,) if options.requests else SIZES, TRACED):
            print(line, flush=True)
        return
    requests, seconds = SUBJECTS[options.only](options.requests)
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # kilobytes on Linux
    print(json.dumps({"requests": requests, "seconds": seconds, "peak_bytes": peak_bytes}))


if __name__ == "__main__":
    main()
