"""What a report draws of a run, held against the summary and against runs made by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from run_logs import NAMES, S, hand_trace, requests, run_log

from cmgsim.request_log import Outcome, RequestLogBuilder
from cmgsim.results import summary
from cmgsim.results.distribution import PER_MILLE, details, latency_distribution

MS = S // 1_000


def two_replications():
    return [
        run_log(requests((0, 2 * S), (1 * S, 5 * S), (2 * S, None)), replication=0),
        run_log(requests((0, 6 * S), (1 * S, 2 * S, {"activity": 1, "outcome": Outcome.REFUSED})), replication=1),
    ]


def retried():
    """A request that was created at 0, failed once, and was answered after 10 s by an attempt that took 4 s."""
    builder = RequestLogBuilder(NAMES)
    stages = (0, 1 * S, 0, 2 * S, 0, 0, 0, 0, 0, 1 * S)
    builder.record(builder.add(0, 0, 0, 0), 10 * S, Outcome.OK, 200, 2, 0, 0, 0, *stages)
    return run_log(builder.build())


def at(rows, per_mille):
    return next(row["latency_s"] for row in rows if row["per_mille"] == per_mille)


def test_a_thousand_latencies_have_their_ranks_as_shares():
    took = np.arange(1_000, 0, -1) * MS

    expected = [{"per_mille": share, "latency_s": share / 1_000} for share in PER_MILLE]
    assert expected == latency_distribution([took])


def test_the_distribution_meets_the_percentiles_of_the_summary():
    runs = two_replications()
    numbers, rows = summary(runs)["latency_s"], details(runs)["latency"]

    assert [numbers[key] for key in ("p50", "p95", "p99")] == [at(rows, share) for share in (500, 950, 990)]


@given(st.lists(st.lists(st.integers(0, 10**12), max_size=30), min_size=1, max_size=3))
def test_a_larger_share_never_takes_less_time(replications):
    rows = latency_distribution([np.array(took, np.int64) for took in replications])
    latencies = [row["latency_s"] for row in rows]

    assert sorted(latencies) == latencies
    assert len(PER_MILLE) * any(replications) == len(rows)


def test_outcomes_are_counted_by_activity_over_all_replications():
    nothing = {"ok": 0, "refused": 0, "timed_out": 0, "lost": 0, "in_flight": 0}

    assert [
        {"activity": "policy", "created": 4, **nothing, "ok": 3, "in_flight": 1},
        {"activity": "scan", "created": 1, **nothing, "refused": 1},
    ] == details(two_replications())["outcomes"]


def test_an_activity_that_nobody_asked_for_has_no_row():
    assert ["policy"] == [row["activity"] for row in details([hand_trace()])["outcomes"]]


def test_outcomes_add_up_to_those_of_the_summary():
    runs = two_replications()
    rows = details(runs)["outcomes"]

    assert summary(runs)["requests"] == {key: sum(row[key] for row in rows) for key in rows[0] if key != "activity"}


def test_the_warm_up_is_left_out():
    run = run_log(requests((0, 3 * S), (2 * S, 3 * S)), warm_up_ns=2 * S)

    assert {1.0} == {row["latency_s"] for row in details([run])["latency"]}


def test_a_run_without_answers_has_outcomes_only():
    tables = details([run_log(requests((0, None)))])

    assert ([], 1) == (tables["latency"], tables["outcomes"][0]["in_flight"])


def test_a_run_without_requests_has_no_rows():
    assert {"latency": [], "outcomes": []} == details([run_log()])
