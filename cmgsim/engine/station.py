"""
A station: a queue and workers, each holding one request for its service time. Whatever answers is a station.

A departure frees its worker and starts the next in the queue inside its own event. `simpy.Resource` grants in an
event of its own, which queues behind other events of the same instant and so breaks ties differently.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np

from cmgsim.engine.clock import Clock, Moment, Rank, key
from cmgsim.engine.columns import UNKNOWN, Columns
from cmgsim.engine.variate import Variate
from cmgsim.request_log import Visits


class Job(Protocol):
    """What a station serves: something with a place in the order of events and its own draws."""

    order: int
    """Its part of the keys of its events."""

    def draw(self, variate: Variate) -> int:
        """A value of *variate*; the same at every call."""


class Visit(Moment):
    """One stay of a job at a station; as an event it happens when the stay ends."""

    __slots__ = ("arrived_ns", "job", "lost", "row", "started_ns")
    job: Job
    row: int
    arrived_ns: int
    started_ns: int
    lost: bool
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
        self._times = Columns(3)
        """When each visit arrived, started and ended; written when it ends."""
        self._lost: list[int] = []

    def visits(self) -> Visits:
        """Every visit, in the order of arrival; nobody comes any more."""
        for visit in self.present.values():
            self._note(visit, UNKNOWN)
        lost = np.zeros(self._times.count, np.bool_)
        lost[self._lost] = True
        arrived, started, ended = self._times.read()
        return Visits(arrived, started, ended, lost)

    def serve(self, job: Job) -> Visit:
        """Let *job* in; the event that it returns ends the visit."""
        visit = Visit()
        visit.callbacks, visit.job, visit.lost = [self._depart], job, False
        visit.arrived_ns, visit.started_ns = self.clock.now, UNKNOWN
        if not self.up:
            self._turn_away(visit)
            return visit
        visit.row = row = self._times.add()
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
        self._lost += present
        for visit in present.values():
            self._note(visit, self.clock.now)
            self._lose(visit)

    def recover(self) -> None:
        """Come back, empty; nothing happens to a station that is up."""
        if not self.up:
            self.up = True
            self.capacity.append((self.clock.now, self.workers))

    def _begin(self, visit: Visit) -> None:
        self.busy += 1
        job, clock, slowed = visit.job, self.clock, self.slowed
        visit.started_ns = clock.now
        duration_ns = job.draw(self.service_time)
        clock.fire(visit, duration_ns if slowed is None else slowed(duration_ns), self._departure | job.order)

    def _turn_away(self, visit: Visit) -> None:
        """Let a visit end at once, lost: nobody is let in while the station is down."""
        visit.lost, visit.callbacks = True, []
        self.clock.fire(visit, 0, self._departure | visit.job.order)

    def _lose(self, visit: Visit) -> None:
        """End a visit early; a departure that stands in SimPy's heap cannot be taken out, so nobody listens to it."""
        visit.lost = True
        ending = Moment()
        ending.callbacks, visit.callbacks = visit.callbacks[1:], []
        self.clock.fire(ending, 0, self._departure | visit.job.order)

    def _depart(self, visit: Visit) -> None:
        row, times = visit.row, self._times
        del self.present[row]
        times.write(times.rows, row * times.row_bytes, visit.arrived_ns, visit.started_ns, self.clock.now)
        self.busy -= 1
        if self.queue:
            self._begin(self.queue.popleft())

    def _note(self, visit: Visit, ended_ns: int) -> None:
        times = self._times
        times.write(times.rows, visit.row * times.row_bytes, visit.arrived_ns, visit.started_ns, ended_ns)
