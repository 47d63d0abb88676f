"""What a change of the scenario must not change: the rows of others, and nobody's for the worse."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from engine.crowded_scenarios import COARSE, exploring
from hypothesis import given
from hypothesis import strategies as st
from theory import NS_PER_S

from cmgsim.engine.run import run_one
from cmgsim.model.scenario_file import document, from_document
from cmgsim.request_log import COLUMNS, NONE, Outcome
from cmgsim.validation.queues import asking, quiet


def same_rows(one, other, *, without=(), chosen=None, shift=0):
    """Where two logs differ, by what their rows say; *chosen* rows of the other, its clients counted from *shift*."""
    theirs = other if chosen is None else other.where(chosen)
    if len(one) != len(theirs):
        return [f"{len(one)} rows against {len(theirs)}"]
    differing = []
    for column in COLUMNS:
        mine, its = (log.decoded(column.name) if column.table else log[column.name].tolist() for log in (one, theirs))
        if column.name == "client":
            its = [client - shift for client in its]
        if column.name not in ("request", *without) and mine != its:
            row = next(place for place, pair in enumerate(zip(mine, its, strict=True)) if pair[0] != pair[1])
            differing.append(f"{column.name} of row {row}: {mine[row]} against {its[row]}")
    return differing


@pytest.mark.slow
@exploring(25)
@given(COARSE, st.booleans(), st.integers(1, 10))
def test_clients_that_never_ask_change_nobodys_rows(scenario, in_front, count):
    idle = {"name": "idle", "count": count, "activities": [{"request": "policy", "every": "5 s", "share": 0.0}]}
    written = document(scenario)
    cohorts = [idle, *written["clients"]] if in_front else [*written["clients"], idle]
    more = from_document(written | {"clients": cohorts})

    before, after = (run_one(each, seed=1).requests for each in (scenario, more))

    assert [] == same_rows(before, after, shift=count if in_front else 0)


@pytest.mark.slow
@exploring(25)
@given(COARSE)
def test_a_longer_run_begins_like_a_shorter_one(scenario):
    longer = evolve(scenario, general=evolve(scenario.general, duration_ns=2 * scenario.general.duration_ns))
    short, long = (run_one(each, seed=1).requests for each in (scenario, longer))
    # Requests that a jitter puts behind the end are missing in the shorter run; those before it are the same.
    created = long["created_ns"] < scenario.general.duration_ns
    ended = (long["done_ns"] != NONE) & (long["done_ns"] < scenario.general.duration_ns)

    assert short["created_ns"].tolist() == long["created_ns"][created].tolist()
    assert [] == same_rows(short.where(short["outcome"] != Outcome.IN_FLIGHT), long, chosen=created & ended)


PLENTY = {"workers": 1_000}


@pytest.mark.slow
@pytest.mark.parametrize("added", [{"count": 41}, {"activities": 1}, {"cohort": 1}])
def test_where_nobody_queues_newcomers_change_nobody(added):
    policy, scan = (
        {"request": "policy", "every": "10 s"},
        {"request": "scan", "every": "7 s", "jitter": "exponential(1 s)"},
    )

    def scenario(count=40, activities=0, cohort=0):
        first = {"name": "first", "count": count, "activities": [policy, *activities * [scan]]}
        others = cohort * [{"name": "others", "count": 5, "activities": [policy]}]
        shared = {"service_time": "exponential(1 s)"} | PLENTY
        return from_document(
            {
                "scenario": {"duration": "60 s"},
                "cmg": shared | {"instances": 3},
                "connection_points": [shared],
                "management_points": [shared | {"count": 2}],
                # Not on the way of the clients: of what one request looks up, the next of the same client profits.
                "network": {"client_azure": {"latency": "0 s"}, "on_premises": {"latency": "exponential(100 ms)"}},
                "clients": [first, *others],
            }
        )

    before, after = (run_one(each, seed=1).requests for each in (scenario(), scenario(**added)))

    mine = (after["cohort"] == 0) & (after["client"] < 40) & (after["activity"] == 0)
    assert len(after) > len(before)
    assert [] == same_rows(before, after, chosen=mine)


SERVICE = "empirical(100 ms, 200 ms, 1 s, 3 s)"


@pytest.mark.slow
@exploring(20)
@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["1/s", "120/min", "4/s"]), st.integers(0, 2**32))
def test_more_workers_let_nobody_wait_longer(workers, more, rate, seed):
    fewer, many = (
        run_one(
            quiet(cmg={"workers": count, "service_time": SERVICE}, cohort=asking(50, rate=rate), seconds=120), seed=seed
        ).requests
        for count in (workers, workers + more)
    )

    assert fewer["created_ns"].tolist() == many["created_ns"].tolist()
    done = np.where(fewer["done_ns"] == NONE, 120 * NS_PER_S, fewer["done_ns"])
    assert np.all(np.where(many["done_ns"] == NONE, 120 * NS_PER_S, many["done_ns"]) <= done)
    completed = [np.count_nonzero(log["outcome"] == Outcome.OK) for log in (fewer, many)]
    assert completed[0] <= completed[1]


@pytest.mark.slow
@exploring(20)
@given(st.integers(1, 4), st.integers(0, 2**32))
def test_more_instances_do_not_slow_anybody_down_where_nobody_queues(instances, seed):
    few, more = (
        run_one(
            quiet(
                cmg={"instances": count, "service_time": SERVICE} | PLENTY, cohort=asking(9, every="5 s"), seconds=60
            ),
            seed=seed,
        ).requests
        for count in (instances, instances + 1)
    )

    assert [] == same_rows(few, more, without=("instance",))
