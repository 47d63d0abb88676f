import numpy as np
import pytest
from run_logs import S, hand_trace, requests, run_log

from cmgsim.request_log import Outcome
from cmgsim.results.intervals import interval_over
from cmgsim.results.latency import latencies_ns, latency_statistics

NOTHING = dict.fromkeys(("mean", "p50", "p95", "p99", "max", "mean_ci95", "p50_ci95", "p95_ci95", "p99_ci95"))


def everything(run):
    return np.ones(len(run.requests), np.bool_)


def test_the_hand_trace_takes_2_75_seconds_on_average():
    # Known answer F07: stays of 2, 3, 4 and 2 s.
    run = hand_trace()

    assert {
        "mean": 2.75,
        "p50": 2.0,
        "p95": 4.0,
        "p99": 4.0,
        "max": 4.0,
        "mean_ci95": None,
        "p50_ci95": None,
        "p95_ci95": None,
        "p99_ci95": None,
    } == latency_statistics([latencies_ns(run, everything(run))])


def test_only_requests_that_ended_ok_have_a_latency():
    failed = [(0, 50, {"outcome": outcome}) for outcome in (Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.LOST)]
    run = run_log(requests((0, 5), *failed, (1, None)))

    assert [5] == latencies_ns(run, everything(run)).tolist()


def test_latencies_come_in_order_of_creation():
    run = run_log(requests((10, 15), (0, 7), (10, 16)))

    assert [7, 5, 6] == latencies_ns(run, everything(run)).tolist()


def test_percentiles_of_a_hundred_requests():
    took = np.arange(100, 0, -1) * S
    numbers = latency_statistics([took])

    assert (50.5, 50.0, 95.0, 99.0, 100.0) == tuple(numbers[key] for key in ("mean", "p50", "p95", "p99", "max"))


def test_without_an_answer_nothing_is_known():
    assert NOTHING == latency_statistics([np.zeros(0, np.int64)])
    assert NOTHING == latency_statistics([np.zeros(0, np.int64)] * 3)


@pytest.mark.parametrize(
    ("answered", "known"),
    [(199, []), (200, ["mean", "p50"]), (2_000, ["mean", "p50", "p95"]), (10_000, ["mean", "p50", "p95", "p99"])],
)
def test_one_run_has_intervals_when_it_is_long_enough(answered, known):
    numbers = latency_statistics([np.arange(answered)])

    assert known == [key for key in ("mean", "p50", "p95", "p99") if numbers[f"{key}_ci95"] is not None]


def test_percentiles_have_intervals_over_replications():
    replications = [np.array([low, 2, 3]) * S for low in (0, 1, 2)]
    numbers = latency_statistics(replications)

    assert list(interval_over([2.0, 2.0, 2.0])) == numbers["p50_ci95"]
    assert numbers["p99_ci95"] == [3.0, 3.0]


def test_intervals_within_a_run_enclose_the_estimate():
    numbers = latency_statistics([np.arange(4_000) * 7919 % 4_001])

    assert numbers["mean_ci95"][0] < numbers["mean"] < numbers["mean_ci95"][1]
    assert numbers["p95_ci95"][0] < numbers["p95"] < numbers["p95_ci95"][1]


def test_replications_are_averaged_and_the_largest_is_the_largest_of_all():
    numbers = latency_statistics([np.array([1, 3]) * S, np.array([5, 9]) * S])

    assert (4.5, 3.0, 6.0, 9.0) == tuple(numbers[key] for key in ("mean", "p50", "p95", "max"))


def test_intervals_of_replications_are_over_replications():
    numbers = latency_statistics([np.array([20 * S]), np.array([21 * S]), np.array([22 * S])])

    assert list(interval_over([20.0, 21.0, 22.0])) == numbers["mean_ci95"] == numbers["p95_ci95"]


def test_a_replication_without_answers_counts_for_nothing():
    empty, some = np.zeros(0, np.int64), np.array([4 * S])

    assert 4.0 == latency_statistics([empty, some])["mean"]
    assert None is latency_statistics([empty, some])["mean_ci95"]


def test_an_interval_does_not_reach_below_zero():
    assert 0.0 == latency_statistics([np.array([1 * S]), np.array([9 * S])])["mean_ci95"][0]
