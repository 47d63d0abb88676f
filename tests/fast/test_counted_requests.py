"""Runs that keep no requests: both engines count the same, and the compiled one needs no more memory for more."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from builders import contoso
from numba import njit

from cmgsim.api.simulate import simulate
from cmgsim.engine.timeline import timeline
from cmgsim.errors import NotKept, Unsupported
from cmgsim.fast.bins import bin_of
from cmgsim.fast.run import begin
from cmgsim.model.plan import lower
from cmgsim.request_log import RELATIVE_ERROR
from cmgsim.request_log.histogram import bins_of

VALUES = np.array([0, 1, 511, 512, 513, *(2**power + step for power in range(10, 62) for step in (-1, 0, 1))])
SHORT = {"scenario.duration": "10 min", "scenario.warm_up": "2 min"}


@njit(_nrt=False)
def all_bins(values, numbers):
    for place in range(len(values)):
        numbers[place] = bin_of(values[place])


@pytest.mark.slow
def test_the_compiled_bins_are_those_of_the_histogram():
    numbers = np.zeros_like(VALUES)
    all_bins(VALUES, numbers)

    assert bins_of(VALUES).tolist() == numbers.tolist()


@pytest.mark.slow
def test_what_is_counted_is_what_the_rows_would_say():
    """Counts, sums and peaks are exact; percentiles are within the error that the summary tells."""
    site = contoso(clients=50, settings=SHORT | {"clients[0].activities": [{"request": "policy", "every": "1 min"}]})
    kept, counted = (simulate(site, engine="fast", requests=requests).summary for requests in (True, False))
    exact = ("requests", "connections", "ports", "egress_bytes", "egress_by_hour", "events")

    assert [kept[key] for key in exact] == [counted[key] for key in exact]
    assert RELATIVE_ERROR == counted["percentile_error"]
    assert counted["fingerprint"] is None
    assert (kept["latency_s"]["mean"], kept["latency_s"]["max"]) == (
        counted["latency_s"]["mean"],
        counted["latency_s"]["max"],
    )
    for key in ("p50", "p95", "p99"):
        assert pytest.approx(kept["latency_s"][key], rel=RELATIVE_ERROR) == counted["latency_s"][key]
    assert [row["mean_s"] for row in kept["stages"].values()] == [row["mean_s"] for row in counted["stages"].values()]


@pytest.mark.slow
def test_memory_grows_with_requests_in_flight_only():
    def memory(hours):
        plan = lower(contoso(clients=2_000, settings={"scenario.duration": f"{hours} h"}))
        running = begin(plan, timeline(plan, seed=1, replication=0), seed=1, requests=False)
        running.go_on()
        tables = sum(table.nbytes for name, table in running.machine.tables.items() if name != "incoming")
        return running.arrived, tables, len(running.log.finish())

    (few, small, rows), (many, large, still) = memory(1), memory(2)

    assert 2 * few == many
    assert 0 == rows == still
    assert small + 10 * 16 == large, "egress has a row of two numbers for each six minutes"


@pytest.mark.parametrize("engine", ["simpy", pytest.param("fast", marks=pytest.mark.slow)])
def test_requests_that_were_not_kept_are_asked_for_in_vain(engine):
    run = simulate(contoso(clients=1, settings={"scenario.duration": "10 s"}), engine=engine, requests=False)

    with pytest.raises(NotKept, match=r"requests=True\) keeps them"):
        len(run.requests)


@pytest.mark.parametrize(
    ("by", "visits", "feature"),
    [
        ("time", True, "visits without a row of every request"),
        ("mser-5", False, "finding a warm-up without a row of every request"),
    ],
)
def test_what_needs_every_request_is_refused_without_them(by, visits, feature):
    site = contoso(clients=1)
    site = evolve(site, general=evolve(site.general, warm_up_by=by))
    with pytest.raises(Unsupported) as refused:
        simulate(site, engine="simpy", requests=False, visits=visits)

    assert (feature,) == refused.value.features
