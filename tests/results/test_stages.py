"""Where the time went: means add up to the latency, shares to one, and intervals are over replications."""

from __future__ import annotations

import pytest
from run_logs import NAMES, S, hand_trace, requests, run_log

from cmgsim.flows.stage_names import stage_name
from cmgsim.request_log import Outcome, RequestLogBuilder
from cmgsim.results import summary
from cmgsim.results.intervals import interval_over
from cmgsim.results.stages import STAGE_NAMES


def answered(*rows, replication=0):
    """A run with a request for each of *rows*: seconds of name look-up, of service and of earlier attempts."""
    builder = RequestLogBuilder(NAMES)
    for number, (dns_s, service_s, earlier_s) in enumerate(rows):
        created = number * S
        stages = (dns_s * S, 0, 0, service_s * S, 0, 0, 0, 0, 0, 0)
        request = builder.add(0, 0, 0, created)
        builder.record(request, created + (dns_s + service_s + earlier_s) * S, Outcome.OK, 200, 1, 0, 0, 0, *stages)
    return run_log(builder.build(), replication=replication)


def shares(*runs):
    return {name: row["share"] for name, row in summary(runs)["stages"].items() if row["share"]}


def test_shares_are_of_the_mean_latency():
    assert {"dns": 0.25, "instance_service": 0.75} == shares(answered((1, 2, 0), (1, 4, 0)))


def test_what_came_before_the_answered_attempt_is_a_stage_of_its_own():
    assert {"earlier_attempts": 0.5, "dns": 0.125, "instance_service": 0.375} == shares(answered((1, 3, 4)))


def test_means_add_up_to_the_mean_latency_over_replications():
    numbers = summary([answered((1, 2, 3)), answered((4, 5, 6), (1, 1, 1), replication=1)])

    assert pytest.approx(numbers["latency_s"]["mean"]) == sum(row["mean_s"] for row in numbers["stages"].values())


def test_intervals_are_over_the_shares_of_replications():
    runs = [answered((1, 3, 0)), answered((2, 2, 0), replication=1)]

    expected = interval_over([0.75, 0.5])
    assert [max(0, expected[0]), min(1, expected[1])] == summary(runs)["stages"]["instance_service"]["share_ci95"]


def test_one_replication_is_cut_into_sections():
    alternating = [(1, 1, 0), (1, 3, 0)] * 100

    numbers = summary([answered(*alternating)])["stages"]["instance_service"]
    assert numbers["share_ci95"] == pytest.approx([2 / 3, 2 / 3])


def test_a_short_replication_alone_has_no_interval():
    assert summary([answered((1, 1, 0))])["stages"]["dns"]["share_ci95"] is None


def test_the_warm_up_and_failures_are_left_out():
    run = run_log(requests((0, 9 * S), (5 * S, 6 * S), (6 * S, 9 * S, {"outcome": Outcome.REFUSED})), warm_up_ns=3 * S)

    assert summary([run])["stages"]["instance_service"]["mean_s"] == 1.0


def test_a_run_without_answers_has_no_stages():
    assert summary([run_log(requests((0, None)))])["stages"] == {}


def test_answers_that_took_no_time_have_no_shares():
    numbers = summary([answered((0, 0, 0))])["stages"]

    assert {(0.0, None, None)} == {(row["mean_s"], row["share"], row["share_ci95"]) for row in numbers.values()}


def test_every_stage_has_a_name_in_both_languages():
    names = [(stage_name("en", stage), stage_name("fr", stage)) for stage in STAGE_NAMES]

    assert len(STAGE_NAMES) == len(set(names))


def test_the_hand_trace_spends_its_time_in_service_only():
    assert {"instance_service": 1.0} == shares(hand_trace())


def test_few_very_long_requests_leave_the_share_within_its_interval():
    outage = [(1, 1, 0)] * 190 + [(1, 1, 998)] * 10

    row = summary([answered(*outage)])["stages"]["earlier_attempts"]
    low, high = row["share_ci95"]
    assert pytest.approx(9_980 / 10_380) == row["share"]
    assert 0 < low < row["share"] < high <= 1
