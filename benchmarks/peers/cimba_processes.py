"""cimba: a model of compiled coroutines on its engine in C, one spawned for each request."""

from __future__ import annotations

import cimba as cb
import numpy as np
from cimba import inputs

from comparison.configurations import INSTANCE_WORKERS, INSTANCES, POINT_WORKERS, POINTS, SERVER_WORKERS
from comparison.outcome import Clock, Outcome
from comparison.work import Work

GIVEN_UP = 1


class Station(cb.Model):
    """So many workers, and whose turn is next behind them."""

    workers: cb.Resource
    turn: int = 0

    def __init__(self, workers: int) -> None:
        self.workers = cb.Resource(capacity=workers)


class Request(cb.Model):
    """One request; what was drawn for it comes with it."""

    site: cb.Ref[Site]
    instance: int
    at_instance: float
    at_point: float
    at_server: float

    @cb.process
    def live(self) -> None:
        """From the client and back."""
        site, began = self.site, cb.now()
        if site.deadline > 0.0:
            cb.this_process().timer_set(site.deadline, GIVEN_UP)
        cb.hold(site.approach)
        station = site.instances[self.instance]
        station.workers.acquire(1)
        cb.hold(self.at_instance)
        station.workers.release(1)
        turn = station.turn
        station.turn = (turn + 1) % len(site.points)
        cb.hold(site.channel)
        point = site.points[turn]
        point.workers.acquire(1)
        cb.hold(self.at_point)
        point.workers.release(1)
        cb.hold(site.onward)
        site.server.workers.acquire(1)
        cb.hold(self.at_server)
        site.server.workers.release(1)
        cb.hold(site.response)
        if site.deadline > 0.0:
            cb.this_process().timers_clear()
        site.latencies.record(cb.now() - began)


class Site(cb.Model):
    """The stations, and who asks."""

    gap: cb.Input[float]
    picked: cb.Input[float]
    at_instance: cb.Input[float]
    at_point: cb.Input[float]
    at_server: cb.Input[float]
    approach: cb.Param[float]
    channel: cb.Param[float]
    onward: cb.Param[float]
    response: cb.Param[float]
    deadline: cb.Param[float]
    instances: list[Station]
    points: list[Station]
    server: Station
    latencies: cb.Dataset
    mean: cb.Output[float]
    answered: cb.Output[float]

    @cb.process
    def ask(self) -> None:
        """Spawn a request after each gap."""
        while True:
            cb.hold(self.gap.next())
            cb.spawn(
                Request,
                site=self,
                instance=int(self.picked.next()),
                at_instance=self.at_instance.next(),
                at_point=self.at_point.next(),
                at_server=self.at_server.next(),
            )

    @cb.on_end
    def measure(self) -> None:
        """What came out."""
        self.mean = self.latencies.sample_mean()
        self.answered = float(self.latencies.sample_count())


def site_of(work: Work) -> Site:
    """The model, with its inputs as traces."""
    site = Site()
    site.instances = [Station(INSTANCE_WORKERS) for _ in range(INSTANCES)]
    site.points = [Station(POINT_WORKERS) for _ in range(POINTS)]
    site.server, site.latencies = Station(SERVER_WORKERS), cb.Dataset()
    site.gap = inputs.trace(np.append(np.diff(work.created_s, prepend=0.0), 1e9))
    site.picked = inputs.trace(work.instance.astype(float))
    site.at_instance, site.at_point, site.at_server = (inputs.trace(column) for column in work.services_s)
    site.approach, site.channel, site.onward, site.response = work.legs_s
    site.deadline = work.deadline_s if work.deadline_s < work.end_s else 0.0
    return site


def run(work: Work) -> Outcome:
    """The work on one thread, compiled before the clock starts."""
    window = cb.Window(duration=work.end_s)
    cb.Experiment(site_of(work), window=cb.Window(duration=1.0)).run(workers=1)
    site = site_of(work)
    experiment = cb.Experiment(site, window=window)
    with Clock() as clock:
        found = experiment.run(workers=1)[site]
    answered = int(found.answered.values[0, 0])
    return Outcome(
        requests=len(work),
        answered=answered,
        latency_ns=float(found.mean.values[0, 0]) * answered * 1e9,
        seconds=clock.seconds,
        wall_s=clock.wall_s,
    )
