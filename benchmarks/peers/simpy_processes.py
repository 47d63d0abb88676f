"""SimPy as its documentation teaches it: a process a request, a `Resource` a station, a deadline as a race."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from comparison.configurations import INSTANCE_WORKERS, INSTANCES, POINT_WORKERS, POINTS, SERVER_WORKERS
from comparison.outcome import Clock, Outcome, from_latencies
from comparison.work import Work


def run(work: Work) -> Outcome:
    """The work in seconds of a float clock, as its examples have it."""
    env, latencies = simpy.Environment(), []
    instances = [simpy.Resource(env, INSTANCE_WORKERS) for _ in range(INSTANCES)]
    points, turns = [simpy.Resource(env, POINT_WORKERS) for _ in range(POINTS)], [0] * INSTANCES
    server = simpy.Resource(env, SERVER_WORKERS)
    created, picked = work.created_s.tolist(), work.instance.tolist()
    at_instance, at_point, at_server = (column.tolist() for column in work.services_s)
    approach, channel, onward, response = work.legs_s

    def request(number: int) -> Generator[Any, Any, None]:
        began, instance = env.now, picked[number]
        yield env.timeout(approach)
        with instances[instance].request() as worker:
            yield worker
            yield env.timeout(at_instance[number])
        turn = turns[instance]
        turns[instance] = (turn + 1) % POINTS
        yield env.timeout(channel)
        with points[turn].request() as worker:
            yield worker
            yield env.timeout(at_point[number])
        yield env.timeout(onward)
        with server.request() as worker:
            yield worker
            yield env.timeout(at_server[number])
        yield env.timeout(response)
        latencies.append(env.now - began)

    def patient(number: int) -> Generator[Any, Any, None]:
        yield env.process(request(number)) | env.timeout(work.deadline_s)

    def source() -> Generator[Any, Any, None]:
        one = patient if work.deadline_s < work.end_s else request
        for number, at_s in enumerate(created):
            yield env.timeout(at_s - env.now)
            env.process(one(number))

    env.process(source())
    with Clock() as clock:
        env.run(work.end_s)
    return from_latencies(len(work), latencies, clock)
