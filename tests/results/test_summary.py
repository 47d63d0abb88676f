import json
from hashlib import sha256

import pytest
from attrs import evolve
from run_logs import S, hand_trace, requests, run_log, station

from cmgsim.request_log import NONE, Names, Occupancy, Outcome, RequestLog, Visits
from cmgsim.results import summary

LATENCY = {"mean", "p50", "p95", "p99", "max", "mean_ci95", "p50_ci95", "p95_ci95", "p99_ci95"}


def test_the_keys_are_those_of_the_contract():
    run = evolve(hand_trace(), connections={"instance-1": Occupancy([0], [NONE], 6000)})
    numbers = summary([run])

    expected = (
        "schema scenario seed replications engine warm_up requests latency_s by_activity stages stations connections "
        "ports egress_bytes egress_by_hour alerts fingerprint wall_s events"
    )
    assert expected.split() == list(numbers)
    assert ["created", "ok", "refused", "timed_out", "lost", "in_flight"] == list(numbers["requests"])
    assert LATENCY == set(numbers["latency_s"]) == set(numbers["by_activity"]["policy"])
    assert {
        *("utilisation", "mean_wait_s", "p95_wait_s", "mean_queue", "max_queue", "served"),
        *("busiest_utilisation", "busiest_queue", "state"),
    } == set(numbers["stations"]["instance-1"])
    assert {"mean", "peak", "limit"} == set(numbers["connections"]["instance-1"])


def test_the_head_says_what_was_run():
    numbers = summary([run_log(scenario="contoso", seed=7, engine="fast", egress_bytes=11, events=12, wall_s=1.5)])
    head = ("schema", "scenario", "seed", "replications", "engine", "egress_bytes", "events", "wall_s")

    assert ["cmgsim.summary/1", "contoso", 7, 1, "fast", 11, 12, 1.5] == [numbers[key] for key in head]


def test_requests_are_counted_by_how_they_ended():
    ends = [
        Outcome.OK,
        Outcome.OK,
        Outcome.REFUSED,
        Outcome.TIMED_OUT,
        Outcome.TIMED_OUT,
        Outcome.TIMED_OUT,
        Outcome.LOST,
    ]
    log = requests(*((0, 5, {"outcome": end}) for end in ends), (1, None))

    assert {"created": 8, "ok": 2, "refused": 1, "timed_out": 3, "lost": 1, "in_flight": 1} == summary([run_log(log)])[
        "requests"
    ]


def test_requests_of_the_warm_up_are_left_out():
    run = run_log(requests((0, 3 * S), (2 * S, 3 * S), (4 * S, 9 * S)), warm_up_ns=2 * S)

    assert 2 == summary([run])["requests"]["created"]
    assert 3.0 == summary([run])["latency_s"]["mean"]


def test_activities_are_told_apart_in_the_order_of_their_table():
    log = requests((0, 4 * S, {"activity": 1}), (0, 2 * S), (0, 6 * S, {"activity": 1}))
    by_activity = summary([run_log(log)])["by_activity"]

    assert {"policy": 2.0, "scan": 5.0} == {name: numbers["mean"] for name, numbers in by_activity.items()}


def test_an_activity_without_an_answer_is_there_and_one_without_a_request_is_not():
    by_activity = summary([run_log(requests((0, None, {"activity": 1})))])["by_activity"]

    assert {"scan": dict.fromkeys(LATENCY)} == by_activity


@pytest.mark.parametrize(
    "run", [run_log(), run_log(end_ns=0), run_log(requests((0, None))), run_log(RequestLog.empty(Names()))]
)
def test_a_summary_of_nothing_is_valid_json(run):
    numbers = summary([evolve(run, stations=(station(Visits([], [], [])),), connections={"i": Occupancy([], [])})])

    assert numbers == json.loads(json.dumps(numbers, allow_nan=False))
    assert dict.fromkeys(LATENCY) == numbers["latency_s"]


def test_one_replication_has_the_fingerprint_of_its_log():
    run = hand_trace()

    assert run.requests.fingerprint() == summary([run])["fingerprint"]


def test_several_replications_have_the_digest_of_their_fingerprints():
    runs = [run_log(requests((0, 5))), run_log(requests((0, 6)), replication=1)]
    lines = "\n".join(run.requests.fingerprint() for run in runs)

    assert sha256(lines.encode()).hexdigest() == summary(runs)["fingerprint"]


def test_over_replications_counts_add_up_averages_average_and_peaks_are_the_largest():
    quiet = run_log(
        requests((0, 2 * S)),
        stations=(station(Visits([0], [0], [2 * S])),),
        connections={"instance-1": Occupancy([0], [2 * S], 10)},
        end_ns=8 * S,
        egress_bytes=1,
        events=4,
        wall_s=0.5,
    )
    busy = evolve(
        hand_trace(),
        replication=1,
        connections={"instance-1": Occupancy([0, 0], [8 * S, 8 * S], 10)},
        egress_bytes=10,
        events=16,
        wall_s=0.25,
    )
    numbers = summary([quiet, busy])

    assert (5, 11, 20, 0.75) == (
        numbers["requests"]["ok"],
        *(numbers[key] for key in ("egress_bytes", "events", "wall_s")),
    )
    assert (2.0 + 2.75) / 2 == numbers["latency_s"]["mean"]
    assert {
        "utilisation": 0.625,
        "mean_wait_s": 0.375,
        "p95_wait_s": 1.0,
        "mean_queue": 0.1875,
        "max_queue": 1,
        "served": 5,
        "busiest_utilisation": 1.0,
        "busiest_queue": 0.375,
        "state": "ok",
    } == numbers["stations"]["instance-1"]
    assert {"mean": 1.125, "peak": 2, "limit": 10} == numbers["connections"]["instance-1"]


def test_a_summary_needs_a_run():
    with pytest.raises(ValueError, match="one or more replications"):
        summary([])


@pytest.mark.parametrize("other", [{"scenario": "another"}, {"seed": 2}, {"engine": "fast"}])
def test_runs_of_different_things_have_no_summary(other):
    with pytest.raises(ValueError, match="one scenario with one seed and engine"):
        summary([run_log(), run_log(**other)])
