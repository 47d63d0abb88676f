"""A client turns to another management point after the documented number of failures in the documented time."""

from __future__ import annotations

from theory import runs

from cmgsim.engine.run import run_one
from cmgsim.facts.schedules import FAILURES_BEFORE_ROTATION, ROTATION_WINDOW
from cmgsim.validation.queues import asking, quiet

DEAD = {"kind": "management-point-down=management-point-1"}
MINUTE = 60


def servers_of(cohort, points=2, seconds=4_000, faults=(DEAD,)):
    """For each request, in order: the management point that served it, or None."""
    scenario = quiet(seconds=seconds, cohort=cohort, management_points={"count": points}, faults=list(faults))
    (log,) = runs(scenario, 1)
    return log.requests.decoded("server")


def every(minutes, times, **cohort):
    return asking(1, at=[f"{number * minutes} min" for number in range(times)]) | cohort


def test_after_five_failures_in_ten_minutes_the_client_turns_to_another_management_point():
    assert (5, 10) == (FAILURES_BEFORE_ROTATION.value, ROTATION_WINDOW.ns // (MINUTE * 10**9))
    assert 5 * [None] + 3 * ["management-point-2"] == servers_of(every(2, 8))


def test_four_failures_in_ten_minutes_are_too_few():
    assert 12 * [None] == servers_of(every(3, 12))


def test_retries_count_like_first_attempts():
    assert [None, "management-point-2"] == servers_of(every(20, 2, retry=4 * ["1 min"]))


def test_registration_goes_to_the_assigned_management_point_whatever_failed():
    times = [f"{number} min" for number in range(5)]
    activities = [{"request": "policy", "at": [*times, "20 min"]}, {"request": "registration", "at": ["20 min"]}]

    assert ["management-point-2", None] == servers_of({"count": 1, "activities": activities})[-2:]


def test_with_one_management_point_there_is_nowhere_to_turn_to():
    assert 8 * [None] == servers_of(every(2, 8), points=1)


def test_the_others_are_equally_likely():
    """Of 3,000 clients of three management points a third starts at the dead one and spreads over the other two."""
    cohort = asking(3_000, at=[f"{number} min" for number in range(5)] + ["30 min"])
    last = servers_of(cohort, points=3)[-3_000:]

    counts = [last.count(f"management-point-{number}") for number in (1, 2, 3)]
    assert 0 == counts[0]
    assert abs(counts[1] - 1_500) < 4.9 * (1_000 * 0.25) ** 0.5


def test_a_trace_tells_it():
    scenario = quiet(seconds=1_000, cohort=every(1, 5), management_points={"count": 2}, faults=[DEAD])
    log = run_one(scenario, seed=1, trace=True)

    assert ["laptops-1 turns to management-point-2"] == [
        record.text for record in log.trace if record.kind == "state" and "turns to" in record.text
    ]
