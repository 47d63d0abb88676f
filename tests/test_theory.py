"""
The engine against known answers: queues by theory, traces by hand, handshakes by counting round trips.

The values of `KNOWN` were computed by formula and once more by another method, apart from this program. Stochastic
ones are compared with the standard error that theory knows, or with that of thirty replications and more; the seeds
are fixed.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np
import pytest
from theory import NS_PER_S, agrees, mean, mean_present, over, runs, stays_s, waits_s

from cmgsim.engine.run import run_one
from cmgsim.explain import explain
from cmgsim.model.scenario_file import from_document
from cmgsim.protocol.handshake import round_trips_to_first_byte
from cmgsim.request_log import Outcome
from cmgsim.results import summary
from cmgsim.validation.queues import asking, queue, quiet

# fmt: off
KNOWN = {
    "A01": 2.33333333,   # M/M/1, 1.4 arrivals a unit of time, served at 2: mean number in system
    "A02": 1.16666667,   # the same: mean wait
    "A03": 4.99288712,   # the same: 95th percentile of the sojourn
    "B01": 0.509433962,  # M/M/4, 6 arrivals, served at 2 each: probability of waiting
    "B02": 0.254716981,  # the same: mean wait
    "B03": 1.16063861,   # the same: 95th percentile of the wait
    "B04": 0.204573858,  # M/M/16, 12 arrivals, served at 1: probability of waiting
    "B07": 1.5,          # the load of B01 spread at random over four M/M/1: mean wait
    "B08": 0.823819572,  # the load of B01 dealt in turn to four servers, E4/M/1: mean wait
    "C01": 0.0787409,    # M/G/10/10 offered 7: probability of being refused, whatever the law of the stay
    "D01": 2.0,          # M/D/1 at 0.8: mean wait
    "D04": 2.5,          # M/G/1 at 0.5, lognormal of squared variation 4: mean wait
    "D05": 0.75,         # M/G/1 at 0.5, Erlang of two stages: mean wait
    "D07": 5.83333333,   # M/H2/1 at 0.7, balanced means, squared variation 4: mean wait
    "D08": 0.628629796,  # D/M/1, one arrival each 1.25: probability of waiting
    "D09": 1.69273084,   # the same: mean wait
    "E01": 50.0,         # M/G/inf, 100 an hour stay half an hour: mean number present
    "E02": 0.0721601798, # the same: probability of more than 60
    "E03": 31.6060279,   # the same from empty, exponential stay, after half an hour: mean number present
    "E04": 30.0,         # from empty, stays of exactly half an hour, after 0.3 hours: mean number present
    "F01": 7.5,          # M/M/1 to M/M/1, 0.6 arrivals, served at 1 and 0.8: mean time end to end
    "F07": 2.75,         # arrivals 0, 1, 2, 6, service 2: mean sojourn
    "F08": 1.375,        # the same until 8: time average of the number in system
    "H01": 160,          # round trip 80 ms, HTTP over TCP: ms to the first byte of the answer
    "H02": 320,          # TLS 1.2
    "H03": 320,          # TLS 1.2 with a client certificate in the handshake
    "H06": 240,          # TLS 1.3
    "H07": 160,          # TLS 1.3 with early data
    "H08": 80,           # a connection that was kept
    "I01": 6.13901448,   # 16 connections hashed to 4 instances: expected largest number
    "I02": 30.2326313,   # 100 connections to 4 instances: the same
    "I07": 0.377075195,  # 8 connections to 4 instances: probability that some instance gets none
    "J09": 15.0,         # 6,000 clients at once, 4 servers, 10 ms each: last completion
    "J10": 7.495,        # the same: mean wait
    "J12": 25.0,         # served at 100, three retries: load from which a stuck state can feed itself
    "J18": 1.90952634,   # 500 sources of period 625, service 1: mean wait of a request
    "K01": 5,            # 25,000 clients, 6,000 connections an instance: instances
    "K02": 3,            # the same with 10,000 an instance
    "K03": 4,            # connection points of 16 instances, one for every four
    "K04": 96_000,       # the most clients for which 16 instances of 6,000 are enough
    "K05": 2,            # 16,385 clients, 16,384 dynamic ports a connection point: connection points
    "K06": 462.962963,   # 100 MB to each of 50,000 clients in a day: Mbit/s
    "K07": 10139,        # port of the channel to instance 16 of a scale set
    "K08": 10155,        # port of the channel to instance 16 of a classic CMG
}
# fmt: on

STATIONS = ("cmg", "connection_points", "management_points")
REPLICATIONS = 30


# Queues with exponential service.


@cache
def m_m_1(mu=2.0):
    service = f"exponential({1_000 / mu} ms)"
    return runs(queue("cmg", service=service, rate="1.4/s", warm_up=100, seconds=1_500), REPLICATIONS)


def number_of_m_m_1_agrees(logs):
    service_times = 2 * 1_400 * REPLICATIONS
    # Asymptotic variance of the time average of an M/M/1 queue: 2 rho (1 + rho) / (1 - rho)^4 service times.
    estimate, _ = over(logs, mean_present)
    return agrees(KNOWN["A01"], estimate, sqrt(2 * 0.7 * 1.7 / 0.3**4 / service_times))


@pytest.mark.slow
def test_the_number_in_an_m_m_1_queue():
    assert number_of_m_m_1_agrees(m_m_1())


@pytest.mark.slow
def test_a_server_that_is_a_twentieth_too_slow_is_found_out():
    assert not number_of_m_m_1_agrees(m_m_1(mu=1.9))


@pytest.mark.slow
def test_the_wait_in_an_m_m_1_queue():
    requests = 1.4 * 1_400 * REPLICATIONS
    # Daley 1968: the asymptotic variance of the mean of successive waits, in service times squared.
    variance = 0.7 * (2 + 5 * 0.7 - 4 * 0.7**2 + 0.7**3) / 0.3**4
    estimate, _ = over(m_m_1(), lambda log: mean(waits_s(log)))

    assert agrees(KNOWN["A02"], estimate, sqrt(variance / requests) / 2)


@pytest.mark.slow
def test_one_sojourn_in_twenty_of_an_m_m_1_queue_is_longer_than_its_95th_percentile():
    assert agrees(0.05, *over(m_m_1(), lambda log: mean(stays_s(log) > KNOWN["A03"])))


@cache
def m_m_4():
    return runs(
        queue("cmg", workers=4, service="exponential(500 ms)", rate="6/s", warm_up=20, seconds=200), REPLICATIONS
    )


@pytest.mark.slow
def test_waits_in_an_m_m_4_queue():
    logs = m_m_4()

    assert agrees(KNOWN["B01"], *over(logs, lambda log: mean(waits_s(log) > 0)))
    assert agrees(KNOWN["B02"], *over(logs, lambda log: mean(waits_s(log))))
    assert agrees(0.05, *over(logs, lambda log: mean(waits_s(log) > KNOWN["B03"])))


@pytest.mark.slow
def test_sixteen_workers_are_rarely_all_busy():
    scenario = queue("cmg", workers=16, service="exponential(1 s)", rate="12/s", warm_up=10, seconds=70)

    assert agrees(KNOWN["B04"], *over(runs(scenario, REPLICATIONS), lambda log: mean(waits_s(log) > 0)))


# How the load is spread decides, not how much there is.


@pytest.mark.slow
def test_a_load_balancer_that_hashes_makes_four_queues_of_one_server():
    one = {"instances": 4, "workers": 1, "service_time": "exponential(500 ms)"}
    logs = runs(quiet(cmg=one, cohort=asking(rate="6/s"), warm_up=30, seconds=200), REPLICATIONS)

    assert agrees(KNOWN["B07"], *over(logs, lambda log: mean(waits_s(log))))


@pytest.mark.slow
def test_connection_points_that_take_turns_wait_less_than_at_random():
    one = {"count": 4, "workers": 1, "service_time": "exponential(500 ms)"}
    logs = runs(quiet(connection_points=one, cohort=asking(rate="6/s"), warm_up=20, seconds=170), REPLICATIONS)

    assert agrees(KNOWN["B08"], *over(logs, lambda log: mean(waits_s(log, "connection_points"))))


# Other service times.


@pytest.mark.slow
@pytest.mark.parametrize("station", STATIONS)
def test_the_wait_for_a_constant_service(station):
    scenario = queue(station, service="1 s", rate="0.8/s", warm_up=100, seconds=450)

    assert agrees(KNOWN["D01"], *over(runs(scenario, REPLICATIONS), lambda log: mean(waits_s(log, station))))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "service", "rate", "seconds"),
    [
        ("D04", "lognormal(1 s, 2)", "0.5/s", 2_000),
        ("D05", "erlang(1 s, 2)", "0.5/s", 1_000),
        ("D07", "hyperexponential(1 s, 2)", "0.7/s", 2_000),
    ],
)
def test_the_wait_follows_pollaczek_and_khinchine(row, service, rate, seconds):
    scenario = queue("cmg", service=service, rate=rate, warm_up=seconds // 10, seconds=seconds)

    assert agrees(KNOWN[row], *over(runs(scenario, REPLICATIONS), lambda log: mean(waits_s(log))))


@pytest.mark.slow
def test_one_periodic_client_waits_less_than_at_random():
    scenario = queue("cmg", service="exponential(1 s)", count=1, every="1250 ms", warm_up=100, seconds=900)
    logs = runs(scenario, REPLICATIONS)

    assert agrees(KNOWN["D08"], *over(logs, lambda log: mean(waits_s(log) > 0)))
    assert agrees(KNOWN["D09"], *over(logs, lambda log: mean(waits_s(log))))


# Stations that are never full: who is there does not depend on the law of the stay.


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stay", "scv"), [("30 min", 0), ("exponential(30 min)", 1), ("hyperexponential(30 min, 2)", 4)]
)
def test_the_number_connected_depends_on_the_mean_stay_only(stay, scv):
    hours = 50
    scenario = queue("cmg", workers=1_000, service=stay, rate="100/h", warm_up=8 * 3_600, seconds=(8 + hours) * 3_600)
    (log,) = runs(scenario, 1)

    # The variance of the time average is the rate times the second moment of the stay over the time observed.
    assert agrees(KNOWN["E01"], mean_present(log), sqrt(100 * 0.25 * (1 + scv) / hours))


def in_flight(log):
    return np.count_nonzero(log.requests["outcome"] == Outcome.IN_FLIGHT)


@pytest.mark.slow
def test_the_number_connected_grows_from_nothing():
    scenario = queue("cmg", workers=1_000, service="exponential(30 min)", rate="100/h", seconds=1_800)
    present = [in_flight(log) for log in runs(scenario, 200)]

    truth = KNOWN["E03"]
    assert agrees(truth, mean(present), sqrt(truth / 200)), "the number is Poisson"


@pytest.mark.slow
def test_more_than_sixty_are_seldom_connected():
    replications = 100
    scenario = queue("cmg", workers=1_000, service="30 min", rate="100/h", seconds=1_860)
    many = [in_flight(log) > 60 for log in runs(scenario, replications)]

    truth = KNOWN["E02"]
    assert agrees(truth, mean(many), sqrt(truth * (1 - truth) / replications)), "equilibrium after one constant stay"


@pytest.mark.slow
def test_nobody_leaves_before_the_constant_stay_is_over():
    scenario = queue("cmg", workers=1_000, service="30 min", rate="100/h", seconds=0.3 * 3_600)
    present = [in_flight(log) for log in runs(scenario, 100)]

    truth = KNOWN["E04"]
    assert agrees(truth, mean(present), sqrt(truth / 100)), "the number is Poisson"


@pytest.mark.slow
@pytest.mark.parametrize("stay", ["1 s", "exponential(1 s)", "hyperexponential(1 s, 2)"])
def test_ten_dynamic_ports_refuse_as_many_whatever_the_law_of_the_stay(stay):
    # Each request is of another client, whose connection into the site holds a port while the server works on it.
    scenario = quiet(
        connection_points={"workers": 1_000, "dynamic_ports": 10, "port_rest": "0 s"},
        management_points={"workers": 1_000, "service_time": stay},
        cohort=asking(10_000, rate="7/s"),
        warm_up=10,
        seconds=50,
    )

    def refused(log):
        asked = log.requests["created_ns"] >= log.warm_up_ns
        return mean(log.requests["outcome"][asked] == Outcome.REFUSED)

    assert agrees(KNOWN["C01"], *over(runs(scenario, REPLICATIONS), refused))


# Retries that feed themselves.


@pytest.mark.slow
@pytest.mark.parametrize(("load", "recovers"), [(20, True), (80, False)])
def test_a_stuck_service_recovers_only_below_the_load_that_its_retries_multiply(load, recovers):
    # A tenth of the speed of J12 and J13, and twice the backlog of 300 that outlasts the timeout of 30 s.
    both = [{"request": "policy", "at": ["0 s"]}, {"request": "state", "rate": f"{load / 10}/s"}]
    impatient = {"count": 600, "timeout": "30 s", "retry": 3 * ["1 ms"], "activities": both}
    (log,) = runs(quiet(cmg={"service_time": "100 ms"}, cohort=impatient, seconds=600), 1)
    late = (log.requests["created_ns"] > 420 * NS_PER_S) & (log.requests["created_ns"] < 470 * NS_PER_S)

    assert recovers == (load < KNOWN["J12"])
    assert (1.0 if recovers else 0.0) == mean(log.requests["outcome"][late] == Outcome.OK)


# Several stations, and single runs by hand.


@pytest.mark.slow
def test_the_time_through_two_queues_in_a_row():
    scenario = quiet(
        cmg={"service_time": "exponential(1 s)"},
        connection_points={"service_time": "exponential(1250 ms)"},
        cohort=asking(1_000, rate="0.6/s"),
        warm_up=200,
        seconds=1_600,
    )

    assert agrees(KNOWN["F01"], *over(runs(scenario, REPLICATIONS), lambda log: mean(stays_s(log))))


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


@pytest.mark.slow
def test_many_periodic_clients_wait_a_little_less_than_at_random():
    period = 625
    # One period to settle: with less work than time, what follows repeats itself exactly.
    scenario = queue("cmg", service="1 s", count=500, every=f"{period} s", warm_up=period, seconds=2 * period + 60)

    def wait(log):
        second = log.requests["created_ns"] // (period * NS_PER_S) == 1
        return mean(log.requests["instance_wait_ns"][second]) / NS_PER_S

    assert agrees(KNOWN["J18"], *over(runs(scenario, 32), wait))


# Balls in bins: how evenly new connections fall on instances.


def connections_by_instance(clients, periods):
    """One row a period of ten seconds in which each client connects once: connections of each of four instances."""
    scenario = quiet(cmg={"instances": 4}, cohort=asking(clients, every="10 s"), seconds=10 * periods)
    (log,) = runs(scenario, 1)
    period = log.requests["created_ns"] // (10 * NS_PER_S)
    counts = np.zeros((periods, 4), int)
    np.add.at(counts, (period, log.requests["instance"]), 1)
    return counts


@pytest.mark.slow
@pytest.mark.parametrize(("row", "clients", "periods"), [("I01", 16, 300), ("I02", 100, 80)])
def test_hashing_loads_one_instance_more_than_its_share(row, clients, periods):
    largest = connections_by_instance(clients, periods).max(axis=1)

    assert agrees(KNOWN[row], largest.mean(), largest.std(ddof=1) / sqrt(periods))


@pytest.mark.slow
def test_few_connections_often_leave_an_instance_without_any():
    periods, share = 1_200, KNOWN["I07"]
    idle = (connections_by_instance(8, periods) == 0).any(axis=1)

    assert agrees(share, idle.mean(), sqrt(share * (1 - share) / periods))


# Handshakes: exact to the nanosecond.


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


# Ports of a full house.


@pytest.mark.rule("N2", "N3", "P3", "P4")
@pytest.mark.parametrize(("row", "deployment"), [("K07", "scale-set"), ("K08", "classic")])
def test_the_last_of_sixteen_instances_has_the_last_port(row, deployment):
    scenario = quiet(cmg={"instances": 16, "deployment": deployment}, cohort=asking(1, at=["1 s"]), seconds=2)
    trace = run_one(scenario, seed=1, trace=True).trace

    ports = {record.dst: record.port for record in trace if record.kind == "connect" and record.rule == "F2"}
    assert KNOWN[row] == ports["instance-16"]
    assert 16 == len(set(ports.values()))


# Rules of thumb, as an explanation applies them.


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
