import pickle
from array import array

import numpy as np
import pytest
from run_logs import hand_trace, run_log

from cmgsim.request_log import NONE, Occupancy, Visits


@pytest.mark.parametrize("column", [list, tuple, np.array, lambda times: array("q", times)])
def test_visits_are_taken_as_an_engine_has_them(column):
    visits = Visits(column([0, 1]), column([0, NONE]), column([2, NONE]))

    assert [0, NONE] == visits.started_ns.tolist()
    assert [False, False] == visits.lost.tolist()


def test_an_array_of_flags_says_who_was_lost():
    assert [False, True] == Visits([0, 1], [0, NONE], [2, 1], array("b", [0, 1])).lost.tolist()


def test_what_an_engine_does_later_changes_no_visit():
    arrived = array("q", [0])
    visits = Visits(arrived, [0], [1])
    arrived.append(5)
    arrived[0] = 9

    assert [0] == visits.arrived_ns.tolist()


def test_columns_of_visits_have_one_length():
    with pytest.raises(ValueError, match="ended_ns has 1 rows, arrived_ns 2"):
        Visits([0, 1], [0, 1], [2])


def test_columns_of_connections_have_one_length():
    with pytest.raises(ValueError, match="closed_ns has 1 rows, opened_ns 2"):
        Occupancy([0, 1], [2])


def test_the_observed_time_begins_after_the_warm_up():
    assert (30, 100) == run_log(start_ns=10, warm_up_ns=20, end_ns=100).observed_ns


def test_a_run_crosses_a_process():
    run = hand_trace()
    copy = pickle.loads(pickle.dumps(run))  # noqa: S301  # bytes of our own

    assert run.requests.fingerprint() == copy.requests.fingerprint()
    assert run.stations[0].visits.ended_ns.tolist() == copy.stations[0].visits.ended_ns.tolist()
