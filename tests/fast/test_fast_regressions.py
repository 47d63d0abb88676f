"""Scenarios in which the engines once differed, as small as Hypothesis made them."""

from __future__ import annotations

import pytest
from engine_differences import differences

from cmgsim.api.simulate import simulate
from cmgsim.model.scenario_file import from_document

STATION = {"workers": 100}
LARGE = {"up": "3 GB", "down": "3 GB"}

SCENARIOS = {
    "a fault meets an instance that comes later": {
        "scenario": {"duration": "400 s"},
        "clients": [{"count": 1, "activities": [{"request": "heartbeat", "rate": "1/s"}]}],
        "faults": [{"kind": "untrusted-certificate"}],
        "changes": [{"at": "0 s", "set": {"cmg.instances": 2}}],
    },
    "who has given up does not download": {
        "scenario": {"duration": "2 min"},
        "clients": [
            {
                "count": 8,
                "timeout": "empirical(100 ms, 500 ms, 2 s)",
                "retry": ["0 s", "500 ms"],
                "activities": [{"request": "content", "every": "20 s"}],
            }
        ],
    },
    "slots made later have numbers of their own": {
        "scenario": {"duration": "400 s", "seed": 61},
        "clients": [
            {
                "count": 4,
                "retry": ["empirical(0 s, 500 ms, 1 s, 4 s)", "1 s", "uniform(0 s, 2 s)"],
                "activities": [
                    {"request": "registration", "up": "0 B", "down": "3 GB", "rate": "8/s"},
                    {"request": "hardware-inventory", "at": ["6 s", "200 s", "207 s"], **LARGE},
                ],
            }
        ],
        "cmg": {"instances": 3, **STATION},
        "network": {"azure_connection_point": {"latency": "0 s", "bandwidth": "1 Mbit/s"}},
        "management_points": [STATION],
        "faults": [{"kind": "management-point-binding-wrong", "lasts": "60 s"}],
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_engines_agree_where_they_once_did_not(name):
    scenario = from_document(SCENARIOS[name])
    slow, fast = (simulate(scenario, engine=engine, visits=True).logs[0] for engine in ("simpy", "fast"))

    assert len(slow.requests) > 0
    assert [] == differences(slow, fast)
