import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from run_logs import fifo, station

from cmgsim.request_log import NONE, Occupancy, Visits
from cmgsim.results.exact import exact_area
from cmgsim.results.levels import durations_ns, levels_of, open_connections, pieces_of

SMALL = st.integers(0, 30)


def at(levels, time):
    """Waiting and busy just after *time*, read from the step function."""
    place = np.searchsorted(levels.times_ns, time, side="right") - 1
    return int(levels.waiting[place]), int(levels.busy[place])


def area(levels, observed):
    """Waiting and busy times of everybody."""
    lasts = levels.durations_ns(observed)
    return exact_area(levels.waiting, lasts), exact_area(levels.busy, lasts)


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


@given(st.lists(st.tuples(SMALL, st.integers(0, 9)), max_size=12), st.integers(1, 3), SMALL, st.integers(1, 5))
def test_pieces_add_up_to_the_whole_whatever_their_size(jobs, workers, end, at_once):
    visits = fifo([arrived for arrived, _ in jobs], [service for _, service in jobs], workers, end)
    place, observed = station(visits, workers=workers, capacity=((3, 0), (9, workers))), (2, max(2, end))
    whole, pieces = levels_of(place, 0), list(pieces_of(place, 0, at_once))

    assert area(whole, observed) == tuple(map(sum, zip(*(area(piece, observed) for piece in pieces), strict=True)))
    assert whole.times_ns.tolist() == sorted({time for piece in pieces for time in piece.times_ns.tolist()})


def test_visits_in_any_order_are_cut_into_pieces_too():
    pieces = list(pieces_of(station(Visits(range(8, -1, -1), range(8, -1, -1), range(9, 0, -1))), 0, at_once=2))

    assert 4 == len(pieces)
    assert 9 == sum(area(piece, (0, 9))[1] for piece in pieces)


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
