"""Our engines: the compiled one whole, its kernel alone, and the reference engine on SimPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from comparison.configurations import SEED, Configuration
from comparison.outcome import Clock, Outcome


def fast(configuration: Configuration, requests: int, folder: Path, replication: int = 0) -> Outcome:
    """The compiled engine, from the scenario to the request log, with the arrivals and the laws that are checked."""
    from cmgsim.api.simulate import warm_up

    warm_up()
    return _simulated(configuration, requests, "fast", replication)


def simpy_engine(configuration: Configuration, requests: int, folder: Path) -> Outcome:
    """The reference engine, from the scenario to the request log."""
    return _simulated(configuration, requests, "simpy", 0)


def _simulated(configuration: Configuration, requests: int, engine: Any, replication: int) -> Outcome:
    from cmgsim.api.simulate import replicate

    scenario = configuration.scenario(requests)
    replicate(configuration.scenario(A_FEW), 0, engine=engine)  # whatever is imported late is there now
    with Clock() as clock:
        log = replicate(scenario, replication, engine=engine).logs[0]
    return _outcome(log.requests, clock, log.events, stations(log))


def histograms(configuration: Configuration, requests: int, folder: Path) -> Outcome:
    """The compiled engine without a row of every request: counts, sums and histograms instead."""
    from cmgsim.api.simulate import simulate, warm_up

    warm_up()
    scenario = configuration.scenario(requests)
    simulate(configuration.scenario(A_FEW), engine="fast", requests=False)
    with Clock() as clock:
        log = simulate(scenario, seed=SEED, engine="fast", requests=False).logs[0]
    return Outcome(
        requests=sum(log.totals.outcomes),
        answered=log.totals.latencies.count,
        latency_ns=log.totals.latencies.total_ns,
        seconds=clock.seconds,
        wall_s=clock.wall_s,
        events=log.events,
        sums=stations(log),
    )


def kernel(configuration: Configuration, requests: int, folder: Path) -> Outcome:
    """The compiled loop with its columns: the arrivals are there, as they are for the loop in C++."""
    return _alone(configuration, requests, sweeps=False)


def sweep(configuration: Configuration, requests: int, folder: Path) -> Outcome:
    """The sweep with the same columns, where nothing feeds back; the arrivals are there as well."""
    return _alone(configuration, requests, sweeps=True)


def _alone(configuration: Configuration, requests: int, *, sweeps: bool) -> Outcome:
    from cmgsim.engine.timeline import timeline
    from cmgsim.fast import fields, forward, run
    from cmgsim.model.plan import lower

    run.warm_up()
    plan = lower(configuration.scenario(requests))
    world = timeline(plan, seed=SEED, replication=0)
    running = run.begin(plan, world, seed=SEED)
    running.asked = iter(list(running.asked))
    with Clock() as clock:
        if sweeps:
            _, path = forward.run(plan, world, lambda: running, visits=False)
            assert path == forward.SWEEP, path
        else:
            running.go_on()
    log = running.log.finish()
    return _outcome(log, clock, int(running.machine.registers[fields.EVENTS]) + len(log), {})


def _outcome(log: Any, clock: Clock, events: int, sums: dict[str, int]) -> Outcome:
    from cmgsim.request_log import STAGES

    answered = log["done_ns"] >= 0
    return Outcome(
        requests=len(log),
        answered=int(answered.sum()),
        latency_ns=int((log["done_ns"] - log["created_ns"])[answered].sum()),
        seconds=clock.seconds,
        wall_s=clock.wall_s,
        events=events,
        sums={stage: int(log[stage][answered].sum()) for stage in STAGES} | sums,
        wait_s=_wait_s(log["instance_wait_ns"][answered]),
    )


A_FEW = 1_000
"""Requests of the run before the one that is measured: imports are done before the clock starts, for everybody."""
BATCHES, QUANTILE = 20, 3.88
"""Of Student's distribution with 19 degrees of freedom: one time in a thousand a mean lies further away."""


def _wait_s(waits_ns: Any) -> tuple[float, float]:
    """The mean, and half of its interval by the method of batch means."""
    means_s = [batch.mean() / 1e9 for batch in np.array_split(waits_ns, BATCHES)]
    return float(waits_ns.mean() / 1e9), float(QUANTILE * np.std(means_s, ddof=1) / BATCHES**0.5)


def stations(log: Any) -> dict[str, int]:
    """What stations, connections, ports and egress add up to; the reference engine keeps visits instead."""
    totals = [station.totals for station in log.stations]
    if None in totals or not log.connections:
        return {}
    return {
        "busy_ns": sum(total.busy_ns for total in totals),
        "waiting_ns": sum(total.waiting_ns for total in totals),
        "stays_ns": sum(total.stays_ns for total in totals),
        "waited_ns": sum(total.waits.total_ns for total in totals),
        "served": sum(total.served for total in totals),
        "most_waiting": sum(total.most_waiting for total in totals),
        "open_ns": sum(total.open_ns for total in log.connections.values()),
        "ports": sum(use.peak for use in log.ports.values()),
        "egress": log.egress_bytes,
    }
