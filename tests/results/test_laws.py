import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from run_logs import S, changed, fifo, hand_trace, requests, run_log, station

from cmgsim.errors import BrokenInvariant
from cmgsim.request_log import NONE, Occupancy, Outcome, StationTotals, Visits, Waits, Windows
from cmgsim.results import check_laws
from cmgsim.results.stations import station_totals

SMALL = st.integers(0, 30)


def visit_run(arrived, started, ended, lost=None, **given):
    visits = Visits(arrived, started, ended) if lost is None else Visits(arrived, started, ended, lost)
    return run_log(stations=(station(visits, **given),), end_ns=10)


def test_the_hand_trace_obeys_every_law():
    check_laws(hand_trace())


def test_a_run_in_which_nothing_happens_obeys_every_law():
    check_laws(run_log(stations=(station(Visits([], [], [])),), connections={"instance-1": Occupancy([], [])}))


@given(st.lists(st.tuples(SMALL, st.integers(0, 9)), max_size=15), st.integers(1, 3), SMALL, SMALL)
def test_every_first_come_first_served_station_obeys_every_law(jobs, workers, end, warm_up):
    visits = fifo([arrived for arrived, _ in jobs], [service for _, service in jobs], workers, end)

    check_laws(run_log(stations=(station(visits, workers=workers),), end_ns=end, warm_up_ns=min(warm_up, end)))


def test_a_failed_station_obeys_the_laws():
    # Two workers until 4; at 4 both are lost, and so is the one in the queue; from 8 on one comes and is served.
    check_laws(
        visit_run([0, 1, 2, 8], [0, 1, NONE, 8], [4, 4, 4, 9], [1, 1, 1, 0], workers=2, capacity=((4, 0), (7, 2)))
    )


@pytest.mark.parametrize(
    ("column", "value", "law"),
    [
        ("outcome", Outcome.IN_FLIGHT, "ends exactly once or is in flight"),
        ("outcome", 5, "every code has a name"),
        ("done_ns", NONE, "ends exactly once or is in flight"),
        ("done_ns", 5 * S, "the stages of a request that ended ok at once add up to its latency"),
        ("done_ns", 9 * S, "created and ends within the run"),
        ("created_ns", 6 * S, "created and ends within the run"),
        ("created_ns", 0, "add up to its latency"),
        ("request", 0, "ends exactly once"),
        ("instance", 2, "every code has a name"),
        ("cohort", NONE, "every code has a name"),
        ("channel_ns", 1, "add up to its latency"),
        ("response_ns", -1, "no stage takes negative time"),
    ],
)
def test_one_wrong_number_in_the_request_log_is_found(column, value, law):
    # The second request of the hand trace is created at 1 s and done at 4 s.
    wrong = run_log(changed(hand_trace().requests, column, 1, value), end_ns=8 * S)

    with pytest.raises(BrokenInvariant, match=law):
        check_laws(wrong)


@pytest.mark.parametrize(
    ("visits", "law"),
    [
        (([0], [0], [11]), "arrives, starts and ends within the run"),
        (([-1], [0], [5]), "arrives, starts and ends within the run"),
        (([11], [NONE], [NONE]), "arrives, starts and ends within the run"),
        (([3], [2], [5]), "arrives, starts and ends within the run"),
        (([0], [3], [2]), "arrives, starts and ends within the run"),
        (([0, 1], [0, 4], [5, 9]), "no more workers serve than there are"),
        (([0, 1], [0, 6], [5, 9]), "nobody waits while a worker is idle"),
        (([0], [NONE], [NONE]), "nobody waits while a worker is idle"),
        (([0, 1], [0, NONE], [9, 4]), "a visit that was not served is lost"),
        (([0], [0], [NONE], [True]), "a lost visit has ended"),
    ],
)
def test_one_wrong_number_in_a_visit_is_found(visits, law):
    with pytest.raises(BrokenInvariant, match=law):
        check_laws(visit_run(*visits))


def test_a_worker_that_is_not_there_cannot_serve():
    with pytest.raises(BrokenInvariant, match="no more workers serve than there are"):
        check_laws(visit_run([0], [0], [5], capacity=((4, 0),)))


def test_work_that_begins_late_after_workers_came_back_is_found():
    with pytest.raises(BrokenInvariant, match="nobody waits while a worker is idle"):
        check_laws(visit_run([1], [5], [9], workers=0, capacity=((4, 1),)))


def test_the_detail_names_station_and_time():
    with pytest.raises(BrokenInvariant, match="at instance-1 0 of 1 workers are busy and 1 wait at 5 ns"):
        check_laws(visit_run([0, 1], [0, 6], [5, 9]))


def test_stages_need_not_add_up_after_a_retry():
    log = changed(requests((0, 5, {"attempts": 2})), "channel_ns", 0, 1)

    check_laws(run_log(log))


def test_little_s_law_counts_the_area_and_the_stays_separately():
    run = hand_trace()
    (station,) = run.stations
    totals = station_totals(run, station)
    wrong = evolve(totals, waiting_ns=totals.waiting_ns + 1)

    with pytest.raises(BrokenInvariant, match="Little's law: at instance-1 the area"):
        check_laws(evolve(run, stations=(evolve(station, totals=wrong),)))


@pytest.mark.parametrize(("opened", "closed"), [([-1], [5]), ([5], [4]), ([0], [101 * S]), ([101 * S], [NONE])])
def test_a_connection_outside_the_run_is_found(opened, closed):
    with pytest.raises(BrokenInvariant, match="a connection opens and closes within the run"):
        check_laws(run_log(connections={"instance-1": Occupancy(opened, closed)}))


def test_the_first_offender_is_named():
    log = changed(changed(requests(*[(0, 5)] * 9), "done_ns", 7, 6), "done_ns", 3, 7)

    with pytest.raises(BrokenInvariant, match="row 3 has created_ns 0, done_ns 7"):
        check_laws(run_log(log))


@pytest.mark.slow
def test_laws_are_checked_in_long_runs_too():
    n = 100_000
    visits = fifo(range(0, 3 * n, 3), [5] * n, 2)
    arrived, started, ended = visits.arrived_ns, visits.started_ns.copy(), visits.ended_ns
    started[n // 2] += 1
    check_laws(run_log(stations=(station(visits, workers=2),)))

    with pytest.raises(BrokenInvariant):
        check_laws(run_log(stations=(station(Visits(arrived, started, np.maximum(started, ended)), workers=2),)))


TOTALS = StationTotals(
    busy_ns=20, waiting_ns=4, stays_ns=24, most_waiting=1, served=3, waits=Waits(0, 0, np.zeros(0, np.int64)),
    windows=Windows(10, np.array([10, 10]), np.array([4, 0])),
)  # fmt: skip
"""Of two workers in twenty nanoseconds, one of them busy throughout."""


def totals_run(totals):
    return run_log(stations=(evolve(station(None), workers=2, totals=totals),), end_ns=20)


def with_first_part(busy_ns):
    return evolve(TOTALS, windows=evolve(TOTALS.windows, busy_ns=np.array([busy_ns, 10])))


def test_totals_without_visits_obey_every_law():
    check_laws(totals_run(TOTALS))


@pytest.mark.parametrize(
    ("totals", "law"),
    [
        (evolve(TOTALS, busy_ns=41, stays_ns=45), "workers serve no longer than they are there"),
        (with_first_part(21), "workers serve no longer than they are there"),
        (with_first_part(0), "nobody waits while every worker is idle"),
        (evolve(TOTALS, stays_ns=25), "Little's law"),
    ],
)
def test_wrong_totals_are_found_without_visits(totals, law):
    with pytest.raises(BrokenInvariant, match=law):
        check_laws(totals_run(totals))
