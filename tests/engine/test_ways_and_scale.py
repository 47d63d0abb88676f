"""Along an idle way a delay costs what its round trips say, and time has no scale of its own."""

from __future__ import annotations

from engine.crowded_scenarios import exploring
from hypothesis import given
from hypothesis import strategies as st
from theory import runs

from cmgsim.engine.run import run_one
from cmgsim.model.scenario_file import document
from cmgsim.request_log import STAGES
from cmgsim.validation.queues import asking, quiet

ROUND_TRIPS = [
    ("client_azure", {}, "scale-set", "1.2", 1 + 1 + 2 + 1),
    ("client_azure", {"service_name": "GraniteFalls.contoso.com"}, "scale-set", "1.2", 2 + 1 + 2 + 1),
    ("client_azure", {}, "scale-set", "1.3", 1 + 1 + 1 + 1),
    ("azure_connection_point", {}, "scale-set", "1.2", 1 + 1),
    ("azure_connection_point", {}, "classic", "1.2", 1),
    ("on_premises", {}, "scale-set", "1.2", 1 + 2 + 1),
    ("on_premises", {}, "scale-set", "1.3", 1 + 1 + 1),
]
"""Leg, what else differs, and round trips: look-ups, TCP, TLS, the request; an HTTPS channel is asked for once more."""


@given(st.sampled_from(ROUND_TRIPS), st.integers(0, 10**9), st.integers(0, 10**8))
def test_a_longer_way_costs_its_round_trips_exactly(row, before_ns, more_ns):
    leg, cmg, deployment, tls, trips = row
    latencies = [
        quiet(
            cmg=cmg | {"deployment": deployment, "service_time": "3 ms"},
            network={leg: {"latency": f"{ns} ns"}, "tls": tls},
            cohort=asking(1, at=["1 s"]),
            seconds=3_600,
        )
        for ns in (before_ns, before_ns + more_ns)
    ]

    short, long = (run_one(scenario, seed=1).requests["done_ns"][0] for scenario in latencies)

    assert 2 * trips * more_ns == long - short


@exploring(20)
@given(st.integers(2, 5), st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_time_has_no_scale_of_its_own(factor, moments):
    def scenario(unit):
        return quiet(
            cmg={"service_time": f"{700 * unit} us", "workers": 2},
            network={leg: {"latency": f"{90 * unit} us"} for leg in ("client_azure", "on_premises")}
            | {"dns_ttl_address": f"{2 * unit} ms"},
            cohort=asking(2, at=[f"{moment * unit} ms" for moment in moments])
            | {"timeout": f"{3 * unit} ms", "retry": [f"{unit} ms"]},
            seconds=1,
        )

    one, other = (run_one(scenario(unit), seed=1).requests for unit in (1, factor))

    assert one.decoded("outcome") == other.decoded("outcome")
    for column in ("created_ns", "done_ns", *STAGES):
        assert (factor * one[column]).tolist() == other[column].tolist()


def test_a_scenario_is_not_changed_by_its_runs():
    change = {"at": "5 s", "set": {"cmg.instances": 3}}
    scenario = quiet(cmg={"instances": 2}, cohort=asking(9, every="1 s"), seconds=200, changes=[change])
    written = document(scenario)

    runs(scenario, 2)

    assert written == document(scenario)
