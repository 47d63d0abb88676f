"""What takes longer than any run fits 64 bits, and is as far beyond the end as on the reference engine."""

from __future__ import annotations

import numpy as np
import pytest
from engine_differences import differences
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from cmgsim.api.simulate import simulate
from cmgsim.engine.connections import transmission_ns as of_the_reference
from cmgsim.fast.stations import stretched
from cmgsim.fast.ways import transmission_ns
from cmgsim.model.distributions import LARGEST
from cmgsim.model.scenario_file import from_document
from cmgsim.model.scenario_limits import MAX_BANDWIDTH

YEAR = "365 d"
SLOW = {"latency": "1 ms", "bandwidth": "1 bit/s"}
PATIENT = {"count": 400, "timeout": YEAR, "keep_alive": "0 s"}
HEAVY = "lognormal(365 d, 100)"
OFTEN = [{"request": "policy", "every": "2 min"}]

SCENARIOS = {
    "a crowd makes a year longer": {
        "clients": [{"count": 400, "activities": [{"request": "notification", "every": "2 min"}]}],
        "cmg": {"vm_size": "B2s", "instances": 1, "service_time": YEAR},
    },
    "one worker would need centuries": {
        "clients": [PATIENT | {"activities": OFTEN}],
        "cmg": {"instances": 1, "service_time": YEAR, "workers": 1},
    },
    "an answer crawls over three lines": {
        "clients": [{"count": 9, "timeout": "30 s", "activities": [OFTEN[0] | {"up": "0 B", "down": "10 TB"}]}],
        "network": {"client_azure": SLOW, "azure_connection_point": SLOW, "on_premises": SLOW},
    },
    "an answer crawls, and nobody gives up": {
        "clients": [PATIENT | {"count": 9, "activities": [OFTEN[0] | {"up": "0 B", "down": "10 TB"}]}],
        "network": {"azure_connection_point": SLOW, "on_premises": SLOW},
    },
    "delays have heavy tails": {
        "clients": [{"count": 400, "timeout": HEAVY, "retry": [HEAVY], "activities": [OFTEN[0] | {"every": "20 s"}]}],
        "network": {"client_azure": {"latency": HEAVY}, "connect_timeout": HEAVY},
        "cmg": {"service_time": HEAVY, "workers": 1_000},
    },
    "a channel waits for a thousand round trips": {
        "clients": [PATIENT | {"count": 50, "activities": OFTEN}],
        "cmg": {"instances": 1},
        "network": {
            "https_channel_round_trips": 1_000,
            "azure_connection_point": {"latency": "empirical(20 ms, 20 ms, 20 ms, 60 d)"},
        },
    },
}


@njit(_nrt=False)
def computed(kind, numbers, out):
    for row in range(len(numbers)):
        first, second, third = numbers[row]
        out[row] = transmission_ns(first, second) if kind == 0 else stretched(first, second, third)


def compiled(kind, *numbers):
    out = np.zeros(1, np.int64)
    computed(kind, np.array([numbers], np.int64), out)
    return int(out[0])


@pytest.mark.slow
@given(st.integers(0, LARGEST), st.integers(1, MAX_BANDWIDTH) | st.integers(1, 1_000))
@settings(max_examples=500)
def test_a_message_takes_as_long_as_on_the_reference_engine(size, bandwidth):
    assert of_the_reference(size, bandwidth) == compiled(0, size, bandwidth, 0)


@pytest.mark.slow
@given(st.integers(0, LARGEST), st.integers(1, 5_000_000), st.integers(1, 20_000))
@settings(max_examples=500)
def test_a_crowd_stretches_a_service_in_proportion(duration, connected, limit):
    assert min(duration * connected // limit, LARGEST) == compiled(1, duration, connected, limit)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_engines_agree_beyond_the_end_of_a_run(name):
    scenario = from_document({"scenario": {"duration": "10 min"}} | SCENARIOS[name])
    slow, fast = (simulate(scenario, engine=engine, visits=True).logs[0] for engine in ("simpy", "fast"))

    assert len(slow.requests) > 0
    assert [] == differences(slow, fast)
