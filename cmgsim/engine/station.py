"""
A station: a queue and workers, each holding one request for its service time. Whatever answers is a station.

A departure frees its worker and starts the next in the queue inside its own event. `simpy.Resource` grants in an
event of its own, which queues behind other events of the same instant and so breaks ties differently.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from cmgsim.engine.clock import Clock, Moment, Rank, key
from cmgsim.engine.variate import Variate


class Job(Protocol):
    """What a station serves: something with a place in the order of events and its own draws."""

    order: int
    """Its part of the keys of its events."""

    def draw(self, variate: Variate) -> int:
        """A value of *variate*; the same at every call."""


UNKNOWN: Final = -1
"""In the columns of visits: not yet."""


class Visit(Moment):
    """One stay of a job at a station; as an event it happens when the stay ends."""

    __slots__ = ("arrived_ns", "job", "lost", "row", "started_ns")

    def __init__(self, job: Job, row: int, now_ns: int, then: Callable[[Visit], None]) -> None:
        self.callbacks = [then]
        self.job, self.row = job, row
        self.arrived_ns = self.started_ns = now_ns
        self.lost = False
        """Whether the station failed before the stay ended."""


class Station:
    """
    First come, first served, by *workers* at once.

    Yield what `serve` returns: the visit goes on until it ends, and then says whether it was lost with the station.

    Args:
        rank: Place of its departures among simultaneous events.
    """

    def __init__(self, clock: Clock, name: str, workers: int, service_time: Variate, rank: Rank) -> None:
        self.clock, self.name, self.workers, self.service_time = clock, name, workers, service_time
        self._departure = key(rank, 0)
        self.busy = 0
        self.queue: deque[Visit] = deque()
        self.present: dict[int, Visit] = {}
        """Everybody who is here, waiting or served, by row."""
        self.up = True
        self.epoch = 0
        """Grows when the station fails: who came in another epoch has lost what it left here."""
        self.slowed: Callable[[int], int] | None = None
        """From a service time as drawn to the one that it takes now; None: as it is."""
        self.capacity: list[tuple[int, int]] = []
        """Steps of the number of workers: none while it is down."""
        self.arrived, self.started, self.ended, self.lost = array("q"), array("q"), array("q"), array("b")
        """Every visit, in the order of arrival."""

    def serve(self, job: Job) -> Visit:
        """Let *job* in; the event that it returns ends the visit."""
        clock, row = self.clock, len(self.arrived)
        now_ns = clock.now
        visit = Visit(job, row, now_ns, self._depart)
        if not self.up:
            visit.lost, visit.callbacks = True, []
            clock.fire(visit, 0, self._departure | job.order)
            return visit
        self.arrived.append(now_ns)
        self.started.append(UNKNOWN)
        self.ended.append(UNKNOWN)
        self.lost.append(0)
        self.present[row] = visit
        if self.busy < self.workers:
            self._begin(visit)
        else:
            self.queue.append(visit)
        return visit

    def fail(self) -> None:
        """Go down: what is here is lost, and so is what comes."""
        self.up, self.busy = False, 0
        self.capacity.append((self.clock.now, 0))
        self.epoch += 1
        self.queue.clear()
        present, self.present = self.present, {}
        for row, visit in present.items():
            self.ended[row], self.lost[row] = self.clock.now, 1
            self._lose(visit)

    def recover(self) -> None:
        """Come back, empty; nothing happens to a station that is up."""
        if not self.up:
            self.up = True
            self.capacity.append((self.clock.now, self.workers))

    def _begin(self, visit: Visit) -> None:
        self.busy += 1
        job, clock = visit.job, self.clock
        visit.started_ns = self.started[visit.row] = clock.now
        duration_ns = job.draw(self.service_time)
        clock.fire(visit, duration_ns if self.slowed is None else self.slowed(duration_ns), self._departure | job.order)

    def _lose(self, visit: Visit) -> None:
        """End a visit early; a departure that stands in SimPy's heap cannot be taken out, so nobody listens to it."""
        visit.lost = True
        ending = Moment()
        ending.callbacks, visit.callbacks = visit.callbacks[1:], []
        self.clock.fire(ending, 0, self._departure | visit.job.order)

    def _depart(self, visit: Visit) -> None:
        del self.present[visit.row]
        self.ended[visit.row] = self.clock.now
        self.busy -= 1
        if self.queue:
            self._begin(self.queue.popleft())
