"""What an instance can send, and what blob storage answers: long messages wait, and too many requests are refused."""

from __future__ import annotations

from theory import NS_PER_S, runs

from cmgsim.facts.limits import BLOB_REQUESTS, VM_SIZES
from cmgsim.validation.queues import asking, quiet


def log_of(cohort, seconds=1_000, **tables):
    tables = {"management_points": {"workers": 999}, "connection_points": {"workers": 999}} | tables
    cmg = {"workers": 999} | tables.pop("cmg", {})
    (log,) = runs(quiet(seconds=seconds, cohort=cohort, cmg=cmg, **tables), 1)
    return log


def sizes(count=1, **sized):
    return {"count": count, "activities": [{"request": "policy", "at": ["1 s"], **sized}]}


def ended_s(log):
    return sorted(done / NS_PER_S for done in (log.requests["done_ns"] - NS_PER_S).tolist())


def test_an_instance_sends_long_answers_one_after_the_other():
    """62.5 MB are half a gigabit: one second of what an A2_v2 sends."""
    assert 500 == VM_SIZES["A2_v2"].network_mbps
    assert [1, 2, 3] == ended_s(log_of(sizes(3, down="62.5 MB")))


def test_a_larger_size_sends_faster_and_one_without_a_documented_bandwidth_takes_no_time():
    assert [0.5, 1, 1.5] == ended_s(log_of(sizes(3, down="62.5 MB"), cmg={"vm_size": "A4_v2"}))
    assert [0, 0, 0] == ended_s(log_of(sizes(3, down="62.5 MB"), cmg={"vm_size": "B2s"}))


def test_what_goes_to_the_site_takes_its_turn_too():
    assert [1, 2] == ended_s(log_of(sizes(2, up="62.5 MB", down="1 KB")))
    assert [0.6] == ended_s(log_of(sizes(1, up="12.5 MB", down="25 MB"))), "up 0.2 s, down 0.4 s"


def test_every_instance_has_its_own_network_card():
    log = log_of(sizes(8, down="62.5 MB"), cmg={"instances": 2})

    each = [log.requests.decoded("instance").count(f"instance-{number}") for number in (1, 2)]
    assert max(each) == max(ended_s(log))


def test_a_short_message_slips_between_long_ones():
    long, short = sizes(3, down="62.5 MB"), {"request": "location", "at": ["1500 ms"], "down": "64 KB"}
    long["activities"].append(short)
    log = log_of(long)

    took = {name: done - created for name, done, created in zip(
        log.requests.decoded("activity"), log.requests["done_ns"].tolist(), log.requests["created_ns"].tolist(),
        strict=True)}  # fmt: skip
    assert 0 == took["location"]


def test_a_bare_sum_of_bytes_bounds_how_long_a_storm_of_scans_takes():
    """Three megabytes for each of a hundred clients through one network card of 500 Mbit/s: 4.8 s."""
    assert 4.8 == max(ended_s(log_of(sizes(100, down="3 MB"))))


def test_answers_that_wait_at_a_lost_instance_are_lost():
    down = {"kind": "instance-down=instance-1", "at": "2500 ms", "lasts": "1 s"}
    log = log_of(sizes(3, down="62.5 MB") | {"timeout": "9 s"}, faults=[down])

    assert ["lost", "ok"] == sorted(set(log.requests.decoded("outcome")))
    assert [1, 9, 9] == ended_s(log)


def downloads(count, *at):
    return {"count": count, "activities": [{"request": "content", "at": list(at), "down": "1 KB"}]}


def test_storage_answers_so_many_requests_a_second_for_one_file():
    log = log_of(downloads(501, "1 s", "2 s"))

    assert 500 == BLOB_REQUESTS.value
    assert [500, 2, 500] == [log.requests["status"][at].tolist().count(status) for at, status in (
        (slice(0, 501), 206), (slice(None), 503), (slice(501, None), 206))]  # fmt: skip


def test_who_was_told_to_come_again_does_so_like_after_any_refusal():
    log = log_of(downloads(600, "1 s") | {"retry": ["1 min"]})

    assert {"ok"} == set(log.requests.decoded("outcome"))
    assert [500, 100] == [log.requests["attempts"].tolist().count(number) for number in (1, 2)]


def test_an_answer_to_nobody_is_not_sent():
    slow = {"management_points": {"workers": 9, "service_time": "10 s"}}
    patient, impatient = (
        log_of(asking(1, at=["1 s"]) | {"timeout": timeout}, **slow).egress_bytes for timeout in ("60 s", "2 s")
    )

    assert impatient < patient
