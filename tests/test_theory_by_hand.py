"""Known answers without chance: traces, a herd, round trips to the first byte, ports, and rules of thumb."""

from __future__ import annotations

import pytest
from known_values import KNOWN, STATIONS
from theory import NS_PER_S, mean, mean_present, runs, stays_s, waits_s

from cmgsim.engine.run import run_one
from cmgsim.explain import explain
from cmgsim.model.scenario_file import from_document
from cmgsim.protocol.handshake import round_trips_to_first_byte
from cmgsim.results import summary
from cmgsim.validation.queues import asking, queue, quiet


def hand_trace(station, seconds):
    times = ["0 s", "1 s", "2 s", "6 s"]
    (log,) = runs(queue(station, service="2 s", count=1, at=times, seconds=seconds), 1)
    return log


@pytest.mark.parametrize("station", STATIONS)
def test_the_hand_trace_takes_as_long_as_by_hand(station):
    log = hand_trace(station, seconds=9)

    assert [2.0, 3.0, 4.0, 2.0] == stays_s(log).tolist()
    assert KNOWN["F07"] == mean(stays_s(log))
    assert KNOWN["F07"] == summary([log])["latency_s"]["mean"]


@pytest.mark.parametrize("station", STATIONS)
def test_the_hand_trace_has_as_many_in_system_as_by_hand(station):
    assert KNOWN["F08"] == mean_present(hand_trace(station, seconds=8), station)


@pytest.mark.slow
@pytest.mark.parametrize("station", ["cmg", "management_points"])
def test_a_herd_is_served_as_fast_as_the_servers_go(station):
    (log,) = runs(queue(station, workers=4, service="10 ms", count=6_000, at=["0 s"], seconds=16), 1)

    assert KNOWN["J09"] == max(stays_s(log))
    assert 6_000 * round(KNOWN["J10"] * NS_PER_S) == sum(round(wait * NS_PER_S) for wait in waits_s(log, station))


def first_byte_ms(tls, authentication="entra", **cohort):
    """Milliseconds from the wish to ask to the first byte of the answer, name look-ups apart, for every request."""
    scenario = quiet(
        network={"client_azure": {"latency": "40 ms"}, "tls": tls},
        cohort=asking(1, at=["1 s", "2 s"]) | {"authentication": authentication} | cohort,
        seconds=10,
    )
    (log,) = runs(scenario, 1)
    took_ns = log.requests["done_ns"] - log.requests["created_ns"] - log.requests["dns_ns"]
    return [took / 1e6 for took in took_ns.tolist()]


def test_the_first_byte_comes_after_four_round_trips_with_tls_1_2():
    assert 2 * [KNOWN["H02"]] == first_byte_ms("1.2")


def test_a_client_certificate_costs_no_round_trip():
    assert 2 * [KNOWN["H03"]] == first_byte_ms("1.2", "certificate")
    assert 2 * [KNOWN["H06"]] == first_byte_ms("1.3", "certificate")


def test_the_first_byte_comes_after_three_round_trips_with_tls_1_3():
    assert 2 * [KNOWN["H06"]] == first_byte_ms("1.3")


@pytest.mark.parametrize(("tls", "row"), [("1.2", "H02"), ("1.3", "H06")])
def test_a_kept_connection_answers_after_one_round_trip(tls, row):
    assert [KNOWN[row], KNOWN["H08"]] == first_byte_ms(tls, keep_alive="1 min")


def test_handshakes_that_no_scenario_asks_for():
    assert KNOWN["H01"] == 80 * round_trips_to_first_byte("none")
    assert KNOWN["H07"] == 80 * round_trips_to_first_byte("1.3", resumed=True, early_data=True)


@pytest.mark.rule("N2", "N3", "P3", "P4")
@pytest.mark.parametrize(("row", "deployment"), [("K07", "scale-set"), ("K08", "classic")])
def test_the_last_of_sixteen_instances_has_the_last_port(row, deployment):
    scenario = quiet(cmg={"instances": 16, "deployment": deployment}, cohort=asking(1, at=["1 s"]), seconds=2)
    trace = run_one(scenario, seed=1, trace=True).trace

    ports = {record.dst: record.port for record in trace if record.kind == "connect" and record.rule == "F2"}
    assert KNOWN[row] == ports["instance-16"]
    assert 16 == len(set(ports.values()))


def rule(clients, vm_size="A2_v2"):
    scenario = from_document({"cmg": {"vm_size": vm_size}, "clients": [{"count": clients}]})
    return explain(scenario)["documented_rule"]


def test_the_documented_rule_counts_instances_and_connection_points():
    assert KNOWN["K01"] == rule(25_000)["instances"]
    assert KNOWN["K02"] == rule(25_000, "A4_v2")["instances"]
    assert (16, KNOWN["K03"]) == (rule(96_000)["instances"], rule(96_000)["connection_points_by_instances"])
    assert [1, 2] == [rule(KNOWN["K04"] + more)["cmgs"] for more in (0, 1)]
    assert KNOWN["K05"] == rule(16_385)["connection_points_by_ports"]


def test_the_documented_test_of_content_is_so_many_bits_a_second():
    daily = {"request": "content", "every": "24 h", "down": "100 MB"}
    found = explain(from_document({"clients": [{"count": 50_000, "activities": [daily]}]}))

    assert pytest.approx(KNOWN["K06"]) == found["egress"]["bytes_per_s"]["content"] * 8 / 1e6
