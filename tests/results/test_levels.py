import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from run_logs import fifo, station

from cmgsim.request_log import NONE, Occupancy, Visits
from cmgsim.results.levels import durations_ns, levels_of, open_connections

SMALL = st.integers(0, 30)


def at(levels, time):
    """Waiting and busy just after *time*, read from the step function."""
    place = np.searchsorted(levels.times_ns, time, side="right") - 1
    return int(levels.waiting[place]), int(levels.busy[place])


@given(st.lists(st.tuples(SMALL, st.integers(0, 9)), max_size=12), st.integers(1, 3), SMALL)
def test_levels_are_what_counting_gives(jobs, workers, end):
    arrivals, services = [arrived for arrived, _ in jobs], [service for _, service in jobs]
    visits = fifo(arrivals, services, workers, end)
    levels = levels_of(station(visits, workers=workers), 0)
    rows = list(zip(visits.arrived_ns, visits.started_ns, visits.ended_ns, strict=True))

    for time in range(end):
        here = [row for row in rows if row[0] <= time and not NONE < row[2] <= time]
        busy = sum(NONE < started <= time for _, started, _ in here)
        assert (len(here) - busy, busy) == at(levels, time)


def test_who_leaves_the_queue_unserved_waits_no_longer():
    levels = levels_of(station(Visits([0, 1], [0, NONE], [9, 4], [False, True])), 0)

    assert [(0, 1), (1, 1), (0, 1), (0, 0)] == [at(levels, time) for time in (0, 1, 4, 9)]


def test_what_comes_and_goes_within_an_instant_does_not_show():
    levels = levels_of(station(Visits([5], [5], [5])), 0)

    assert ([0, 5], [0, 0]) == (levels.times_ns.tolist(), levels.busy.tolist())


def test_workers_come_and_go_in_steps():
    levels = levels_of(station(Visits([], [], []), workers=2, capacity=((10, 0), (20, 3))), 0)

    assert ([0, 10, 20], [2, 0, 3]) == (levels.times_ns.tolist(), levels.capacity.tolist())


def test_durations_are_cut_to_the_observed_time():
    assert [0, 2, 5, 1, 0] == durations_ns(np.array([0, 1, 5, 10, 12]), (3, 11)).tolist()


def test_a_connection_that_never_closed_stays_open():
    times, number = open_connections(Occupancy([0, 2], [NONE, 3]))

    assert ([0, 2, 3], [1, 2, 1]) == (times.tolist(), number.tolist())


def test_a_connection_that_replaces_another_is_not_counted_twice():
    times, number = open_connections(Occupancy([0, 5], [5, 9]))

    assert ([0, 5, 9], [1, 1, 0]) == (times.tolist(), number.tolist())


def test_nothing_was_ever_open():
    times, number = open_connections(Occupancy([], []))

    assert ([], []) == (times.tolist(), number.tolist())
