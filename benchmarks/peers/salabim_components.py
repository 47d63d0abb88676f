"""salabim: a component a request, a resource a station, without animation, trace or monitors."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import salabim

from comparison.configurations import INSTANCE_WORKERS, INSTANCES, POINT_WORKERS, POINTS, SERVER_WORKERS
from comparison.outcome import Clock, Outcome, from_latencies
from comparison.work import Work


def run(work: Work) -> Outcome:
    """The work by components that yield; a deadline counts for each wait by itself."""
    salabim.yieldless(False)
    env, latencies = salabim.Environment(trace=False), []
    instances = [_resource(env, INSTANCE_WORKERS) for _ in range(INSTANCES)]
    points, turns = [_resource(env, POINT_WORKERS) for _ in range(POINTS)], [0] * INSTANCES
    server = _resource(env, SERVER_WORKERS)
    created, picked = work.created_s.tolist(), work.instance.tolist()
    at_instance, at_point, at_server = (column.tolist() for column in work.services_s)
    approach, channel, onward, response = work.legs_s
    patience = {"fail_delay": work.deadline_s} if work.deadline_s < work.end_s else {}

    class Request(salabim.Component):
        def process(self, number: int) -> Generator[Any, Any, None]:
            began, instance = env.now(), picked[number]
            yield self.hold(approach)
            yield self.request(instances[instance], **patience)
            yield self.hold(at_instance[number])
            self.release()
            turn = turns[instance]
            turns[instance] = (turn + 1) % POINTS
            yield self.hold(channel)
            yield self.request(points[turn], **patience)
            yield self.hold(at_point[number])
            self.release()
            yield self.hold(onward)
            yield self.request(server, **patience)
            yield self.hold(at_server[number])
            self.release()
            yield self.hold(response)
            latencies.append(env.now() - began)

    class Source(salabim.Component):
        def process(self) -> Generator[Any, Any, None]:
            for number, at_s in enumerate(created):
                yield self.hold(till=at_s)
                Request(number=number, name="request", mode=None)

    Source()
    with Clock() as clock:
        env.run(till=work.end_s)
    return from_latencies(len(work), latencies, clock)


def _resource(env: Any, workers: int) -> Any:
    resource = salabim.Resource(capacity=workers, env=env)
    resource.requesters().length.monitor(value=False)
    resource.requesters().length_of_stay.monitor(value=False)
    resource.claimers().length.monitor(value=False)
    resource.claimers().length_of_stay.monitor(value=False)
    for monitor in (resource.occupancy, resource.claimed_quantity, resource.available_quantity, resource.capacity):
        monitor.monitor(value=False)
    return resource
