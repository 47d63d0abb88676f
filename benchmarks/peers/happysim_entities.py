"""happysim: an entity whose events are requests, a `Resource` a station; it counts nanoseconds and has no deadline."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from happysimulator import Entity, Event, Instant, Resource, Simulation

from comparison.configurations import INSTANCE_WORKERS, INSTANCES, POINT_WORKERS, POINTS, SERVER_WORKERS
from comparison.outcome import Clock, Outcome, from_latencies
from comparison.work import Work


class Site(Entity):
    """The event number *n* is the request number *n*, and brings the next one with it."""

    def __init__(self, work: Work) -> None:
        super().__init__("site")
        self.instances = [Resource(f"instance-{number}", INSTANCE_WORKERS) for number in range(INSTANCES)]
        self.points = [Resource(f"connection-point-{number}", POINT_WORKERS) for number in range(POINTS)]
        self.server, self.turns = Resource("management-point", SERVER_WORKERS), [0] * INSTANCES
        self.created, self.picked = work.created_s.tolist(), work.instance.tolist()
        self.services = [column.tolist() for column in work.services_s]
        self.legs, self.latencies = work.legs_s, []

    def asking(self, number: int) -> list[Event]:
        """The event with which this request begins, if there is one."""
        if number == len(self.created):
            return []
        at = Instant.from_seconds(self.created[number])
        return [Event(time=at, event_type="request", target=self, context={"number": number})]

    def handle_event(self, event: Event) -> Generator[Any, Any, list[Event]]:
        """A request, from its client and back."""
        number, began = event.context["number"], self.now.nanoseconds
        at_instance, at_point, at_server = (column[number] for column in self.services)
        approach, channel, onward, response = self.legs
        instance = self.picked[number]
        yield approach, self.asking(number + 1)
        worker = yield self.instances[instance].acquire()
        yield at_instance
        worker.release()
        turn = self.turns[instance]
        self.turns[instance] = (turn + 1) % POINTS
        yield channel
        worker = yield self.points[turn].acquire()
        yield at_point
        worker.release()
        yield onward
        worker = yield self.server.acquire()
        yield at_server
        worker.release()
        yield response
        self.latencies.append((self.now.nanoseconds - began) / 1e9)
        return []


def run(work: Work) -> Outcome:
    """The work, event by event."""
    site = Site(work)
    entities = [site, *site.instances, *site.points, site.server]
    simulation = Simulation(end_time=Instant.from_seconds(work.end_s), entities=entities)
    simulation.schedule(site.asking(0))
    with Clock() as clock:
        simulation.run()
    return from_latencies(len(work), site.latencies, clock)
