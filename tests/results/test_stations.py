import pytest
from run_logs import S, fifo, hand_trace, run_log, station

from cmgsim.request_log import NONE, Occupancy, Visits
from cmgsim.results.exact import exact_area
from cmgsim.results.levels import levels_of
from cmgsim.results.stations import connection_statistics, station_statistics


def of(visits, *, workers=1, capacity=(), **given):
    place = station(visits, workers=workers, capacity=capacity)
    return station_statistics(run_log(stations=(place,), **given), place)


def test_the_hand_trace_has_its_known_numbers():
    # Waits 0, 1, 2, 0 s; the queue holds one from 1 to 4 s; the worker is never idle in 8 s.
    run = hand_trace()

    assert {
        "utilisation": 1.0,
        "mean_wait_s": 0.75,
        "p95_wait_s": 2.0,
        "mean_queue": 0.375,
        "max_queue": 1,
        "served": 4,
        "busiest_utilisation": 1.0,
        "busiest_queue": 0.375,
        "state": "ok",
    } == station_statistics(run, run.stations[0])


def test_the_hand_trace_holds_1_375_requests_on_average():
    # Known answer F08: stays of 2, 3, 4 and 2 s in 8 s.
    run = hand_trace()
    levels = levels_of(run.stations[0], 0)

    assert 1.375 == exact_area(levels.waiting + levels.busy, levels.durations_ns((0, 8 * S))) / (8 * S)


def test_the_warm_up_is_left_out():
    # From 4 s on: the third is served until 6, the fourth until 8; it alone arrives after 4 s. The second ends at 4 s.
    run = hand_trace()
    late = run_log(run.requests, stations=run.stations, warm_up_ns=4 * S, end_ns=8 * S)

    assert {
        "utilisation": 1.0,
        "mean_wait_s": 0.0,
        "p95_wait_s": 0.0,
        "mean_queue": 0.0,
        "max_queue": 0,
        "served": 3,
        "busiest_utilisation": 1.0,
        "busiest_queue": 0.0,
        "state": "ok",
    } == station_statistics(late, run.stations[0])


def test_who_is_still_there_counts_for_the_time_and_not_for_the_waits():
    visits = Visits([0, 1 * S], [0, NONE], [NONE, NONE])
    numbers = of(visits, end_ns=4 * S)

    assert (1.0, 0.0, 0.75, 0) == tuple(numbers[key] for key in ("utilisation", "mean_wait_s", "mean_queue", "served"))


def test_who_is_lost_is_not_served():
    assert 1 == of(Visits([0, 1], [0, 5], [5, 9], [False, True]), end_ns=10)["served"]


def test_time_without_workers_is_no_idle_time():
    # Two workers for 10 s, one of them busy throughout; then none.
    assert 0.5 == of(Visits([0], [0], [10 * S]), workers=2, capacity=((10 * S, 0),), end_ns=20 * S)["utilisation"]


def test_a_station_that_nobody_visits_is_idle_and_has_no_waits():
    assert {
        "utilisation": 0.0,
        "mean_wait_s": None,
        "p95_wait_s": None,
        "mean_queue": 0.0,
        "max_queue": 0,
        "served": 0,
        "busiest_utilisation": 0.0,
        "busiest_queue": 0.0,
        "state": "ok",
    } == of(Visits([], [], []))


def test_of_no_time_nothing_is_known():
    numbers = of(Visits([], [], []), end_ns=0)

    assert (None, None) == (numbers["utilisation"], numbers["mean_queue"])


def test_sojourns_beyond_int64_in_total_are_summed_exactly():
    # 3,000 arrive at once; one worker takes an hour each: the stays add up to 1.6e19 ns, more than int64 holds.
    hour, n = 3600 * S, 3000
    numbers = of(fifo([0] * n, [hour] * n), end_ns=n * hour)

    assert 3600 * (n - 1) / 2 == numbers["mean_wait_s"]
    assert pytest.approx((n - 1) / 2, rel=1e-15) == numbers["mean_queue"]


def test_connections_have_an_average_a_peak_and_the_limit():
    # One from 0 to 4 s, one from 2 to 3 s, one from 9 s on: 4 + 1 + 1 of 10 s.
    held = Occupancy([0, 2 * S, 9 * S], [4 * S, 3 * S, NONE], 6000)

    assert {"mean": 0.6, "peak": 2, "limit": 6000} == connection_statistics(run_log(end_ns=10 * S), held)


def test_connections_of_the_warm_up_count_while_they_last():
    held = Occupancy([0, 1 * S], [6 * S, 2 * S])

    assert {"mean": 0.2, "peak": 1, "limit": None} == connection_statistics(
        run_log(warm_up_ns=5 * S, end_ns=10 * S), held
    )


def test_an_instance_without_connections_has_none():
    assert {"mean": 0.0, "peak": 0, "limit": 10} == connection_statistics(run_log(), Occupancy([], [], 10))
