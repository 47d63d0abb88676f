"""A station serves first come, first served; what it did can be checked with a pencil."""

from __future__ import annotations

from heapq import heapreplace

from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.engine.clock import Clock, Rank, key, order
from cmgsim.engine.station import UNKNOWN, Station
from cmgsim.engine.variate import Variate
from cmgsim.model.distributions import ZERO


@define(eq=False)
class Job:
    """A job that takes a known time and remembers when and how its visit ended."""

    entity: int
    takes: int
    attempt: int = 0
    left: tuple[int, bool] | None = None

    @property
    def order(self):
        return order(self.entity, self.attempt)

    def draw(self, _variate):
        return self.takes


@define(eq=False)
class Bench:
    """One station on a clock of its own."""

    workers: int = 1
    clock: Clock = None
    station: Station = None

    def __attrs_post_init__(self):
        self.clock = Clock()
        service = Variate("service", ZERO)
        self.station = Station(self.clock, "desk", self.workers, service, Rank.INSTANCE_DEPARTURE)

    def send(self, at_ns, job):
        """Let *job* come at that time."""

        def visit():
            yield self.clock.wait(at_ns, key(Rank.INSTANCE_ARRIVAL, job.entity, job.attempt))
            visit = self.station.serve(job)
            yield visit
            job.left = (self.clock.now, visit.lost)

        self.clock.start(visit())
        return job

    def send_all(self, *arrivals):
        """A job for each pair of arrival and service time, numbered in that order."""
        return [self.send(at_ns, Job(number, takes)) for number, (at_ns, takes) in enumerate(arrivals)]

    def at(self, at_ns, action):
        self.clock.call(at_ns, key(Rank.FAULT, 0), action)

    def run(self, until_ns=None):
        self.clock.run(until_ns)
        return self

    @property
    def rows(self):
        """Every visit: when it arrived, started and ended, and whether it was lost."""
        visits = self.station.visits()
        columns = visits.arrived_ns, visits.started_ns, visits.ended_ns, visits.lost
        return list(zip(*(column.tolist() for column in columns), strict=True))


def served(*rows):
    return [(*row, False) for row in rows]


def test_the_hand_trace():
    bench = Bench()
    jobs = bench.send_all((0, 2), (1, 2), (2, 2), (6, 2))

    bench.run()

    assert served((0, 0, 2), (1, 2, 4), (2, 4, 6), (6, 6, 8)) == bench.rows
    assert [(2, False), (4, False), (6, False), (8, False)] == [job.left for job in jobs]


def test_two_workers_halve_the_queue():
    bench = Bench(workers=2)
    bench.send_all((0, 5), (1, 2), (1, 4), (2, 1), (9, 1))

    bench.run()

    assert served((0, 0, 5), (1, 1, 3), (1, 3, 7), (2, 5, 6), (9, 9, 10)) == bench.rows


def test_workers_in_plenty_leave_no_queue():
    bench = Bench(workers=3)
    bench.send_all((0, 7), (0, 7), (0, 7))

    bench.run()

    assert served((0, 0, 7), (0, 0, 7), (0, 0, 7)) == bench.rows


def test_who_comes_together_is_served_by_number():
    bench = Bench()
    second, first = bench.send(3, Job(2, 10)), bench.send(3, Job(1, 10))

    bench.run()

    assert [(13, False), (23, False)] == [first.left, second.left]


def test_who_arrives_as_another_leaves_finds_the_worker_free():
    bench = Bench()
    late, early = bench.send(5, Job(0, 1)), bench.send(0, Job(1, 5))

    bench.run()

    assert served((0, 0, 5), (5, 5, 6)) == bench.rows
    assert [(5, False), (6, False)] == [early.left, late.left]


def test_who_waits_goes_before_who_arrives_at_that_instant():
    bench = Bench()
    bench.send_all((5, 1), (0, 5), (1, 2))

    bench.run()

    assert served((0, 0, 5), (1, 5, 7), (5, 7, 8)) == bench.rows


def test_service_without_time_ends_at_once_and_holds_nobody_up():
    bench = Bench()
    bench.send_all((0, 0), (0, 0), (0, 3), (0, 0), (1, 0))

    bench.run()

    assert served((0, 0, 0), (0, 0, 0), (0, 0, 3), (0, 3, 3), (1, 3, 3)) == bench.rows


def test_what_is_there_when_the_observation_ends_has_no_end():
    bench = Bench()
    bench.send_all((0, 4), (1, 4), (2, 4))

    bench.run(6)

    assert served((0, 0, 4), (1, 4, UNKNOWN), (2, UNKNOWN, UNKNOWN)) == bench.rows


def test_a_failure_loses_what_is_served_and_what_waits():
    bench = Bench()
    jobs = bench.send_all((0, 4), (1, 4), (2, 4))
    bench.at(5, bench.station.fail)

    bench.run()

    assert [(0, 0, 4, False), (1, 4, 5, True), (2, UNKNOWN, 5, True)] == bench.rows
    assert [(4, False), (5, True), (5, True)] == [job.left for job in jobs]


def test_a_failure_at_the_instant_of_a_departure_comes_first():
    bench = Bench()
    (job,) = bench.send_all((0, 4))
    bench.at(4, bench.station.fail)

    bench.run()

    assert [(0, 0, 4, True)] == bench.rows
    assert job.left[1]


def test_what_comes_to_a_station_that_is_down_is_lost_at_once_and_was_never_there():
    bench = Bench()
    bench.at(1, bench.station.fail)
    (job,) = bench.send_all((3, 4))

    bench.run()

    assert (3, True) == job.left
    assert [] == bench.rows


def test_a_station_comes_back_empty_and_serves_again():
    bench = Bench()
    bench.send_all((0, 10), (1, 10), (6, 2), (7, 2))
    bench.at(4, bench.station.fail)
    bench.at(5, bench.station.recover)

    bench.run()

    assert [(0, 0, 4, True), (1, UNKNOWN, 4, True), (6, 6, 8, False), (7, 8, 10, False)] == bench.rows


def test_the_work_of_before_a_failure_frees_no_worker_after_it():
    bench = Bench()
    bench.send_all((0, 7), (5, 10), (6, 1))
    bench.at(3, bench.station.fail)
    bench.at(4, bench.station.recover)

    bench.run(12)

    assert [(0, 0, 3, True), (5, 5, UNKNOWN, False), (6, UNKNOWN, UNKNOWN, False)] == bench.rows
    assert 1 == bench.station.busy


def test_recovery_of_a_station_that_is_up_changes_nothing():
    bench = Bench()
    (job,) = bench.send_all((0, 4))
    bench.at(2, bench.station.recover)

    bench.run()

    assert (4, False) == job.left
    assert [] == bench.station.capacity


def test_a_failed_station_has_no_workers_until_it_recovers():
    bench = Bench(workers=3)
    bench.at(2, bench.station.fail)
    bench.at(9, bench.station.recover)

    bench.run()

    assert [(2, 0), (9, 3)] == bench.station.capacity


def test_a_slowed_station_takes_longer_from_the_next_start_on():
    bench = Bench()
    bench.send_all((0, 4), (1, 4))
    bench.at(2, lambda: setattr(bench.station, "slowed", lambda duration_ns: 3 * duration_ns))

    bench.run()

    assert served((0, 0, 4), (1, 4, 16)) == bench.rows


WORK = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=12)


def by_hand(arrivals, workers):
    """First come, first served, without events: each job takes the worker that is free first."""
    free, rows = [0] * workers, []
    for arrived, takes in arrivals:
        started = max(arrived, free[0])
        heapreplace(free, started + takes)
        rows.append((arrived, started, started + takes))
    return rows


@given(WORK, st.integers(1, 3))
def test_every_station_does_what_one_does_by_hand(work, workers):
    bench, arrivals = Bench(workers), sorted(work, key=lambda pair: pair[0])
    bench.send_all(*arrivals)

    bench.run()

    assert served(*by_hand(arrivals, workers)) == bench.rows


@given(WORK, st.integers(1, 3), st.lists(st.integers(0, 10), min_size=1, max_size=4, unique=True))
def test_everybody_leaves_a_station_that_fails_and_recovers(work, workers, turns):
    bench = Bench(workers)
    jobs = bench.send_all(*work)
    for number, at_ns in enumerate(sorted(turns)):
        bench.at(at_ns, bench.station.recover if number % 2 else bench.station.fail)

    bench.run()

    assert [] == [job for job in jobs if job.left is None]
    assert [] == [row for row in bench.rows if row[2] == UNKNOWN]
