"""A threshold of egress acts upon the run that it watches; the compiled engine finds the same alerts and stops."""

from __future__ import annotations

import pytest
from coarse_scenarios import LONGER, documents, table
from engine_differences import differences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmgsim.api.simulate import simulate
from cmgsim.model.scenario_file import from_document
from cmgsim.validation.queues import quiet

MINUTE, MEGABYTES = 60 * 10**9, 10**6
HOUR = 3_600
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
WATCHED = table(stop_at_critical=st.booleans(), statistics_lag=st.sampled_from(["0 s", "90 min"]), start_time=LONGER)
ORDERS = st.lists(st.tuples(st.integers(300, 2_300), st.sampled_from(["started", "stopped"])), max_size=2)


def compared(scenario):
    """The run on the reference engine, and where the compiled one differs from it."""
    reference, compiled = (
        simulate(scenario, replications=1, engine=engine, visits=True).logs[0] for engine in ("simpy", "fast")
    )
    return reference, differences(reference, compiled)


@st.composite
def watched(draw):
    """Forty minutes of a site in which everything meets, with a threshold that little or much goes beyond."""
    document = draw(documents())
    document["scenario"]["duration"] = "40 min"
    threshold = draw(st.sampled_from(["1 KB", "200 KB", "2 MB", "50 MB", "9 GB"]))
    document["cmg"] |= {"egress_threshold": threshold, **draw(WATCHED)}
    document["changes"] = [{"at": f"{second} s", "set": {"cmg.state": state}} for second, state in draw(ORDERS)]
    return from_document(document)


@pytest.mark.slow
@given(watched())
@settings(max_examples=15, suppress_health_check=UNHURRIED)
def test_alerts_stops_and_rows_are_the_same(scenario):
    assert [] == compared(scenario)[1]


def test_a_service_that_is_started_again_is_stopped_again():
    asks = {"request": "policy", "every": "1 min", "up": "0 B", "down": "1 MB"}
    scenario = quiet(
        seconds=2 * HOUR,
        cohort={"count": 1, "timeout": "5 s", "activities": [asks]},
        cmg={"vm_size": "B2s", "egress_threshold": "50 MB", "stop_at_critical": True, "start_time": "0 s"},
        changes=[{"at": "60 min", "set": {"cmg.state": "started"}}],
    )
    reference, found = compared(scenario)

    assert [] == found
    told = [(alert.at_ns // MINUTE, alert.level, alert.seen_bytes // MEGABYTES) for alert in reference.alerts]
    assert [(48, "critical"), (48, "stopped"), (66, "stopped")] == [row[:2] for row in told if row[1] != "warning"]
