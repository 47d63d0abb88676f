"""Stations: which are pooled, what reaches each, which formula speaks, and when none does."""

from __future__ import annotations

import pytest

from cmgsim.explain import explain, twins
from cmgsim.model.scenario_file import contoso, from_document
from cmgsim.theory.markov import mmc_mean_wait

AT_RANDOM = {"request": "policy", "rate": "6/s"}
PERIODIC = {"request": "policy", "every": "1 h"}


def explained(*activities: dict, clients: int = 21_600, **tables):
    return explain(from_document({"clients": [{"count": clients, "activities": list(activities)}], **tables}))


def station(document, role: str):
    return next(each for each in document["stations"] if each["role"] == role)


def test_identical_stations_are_one_row():
    found = explain(contoso(["cmg.instances=4", "connection_points[0].count=3"]))

    assert [4, 3, 1, 1] == [len(each["names"]) for each in found["stations"]]


def test_stations_that_differ_are_rows_of_their_own():
    found = explained(AT_RANDOM, connection_points=[{"count": 2}, {"workers": 4, "name": "small"}])
    points = [each for each in found["stations"] if each["role"] == "cmg-connection-point"]

    assert [["cmg-connection-point-1", "cmg-connection-point-2"], ["small"]] == [each["names"] for each in points]
    assert [2.0, 2.0] == [each["requests_per_s"] for each in points]


def test_three_clients_load_two_servers_unevenly():
    found = explained({"request": "policy", "every": "1 s"}, clients=3, management_points=[{"count": 2}])
    servers = [each for each in found["stations"] if each["role"] == "management-point"]

    assert [("management-point-1", 2.0), ("management-point-2", 1.0)] == [
        (each["names"][0], pytest.approx(each["requests_per_s"])) for each in servers
    ]


def test_scans_go_to_update_points_and_content_to_no_server():
    found = explained({"request": "scan", "rate": "1/s"}, {"request": "content", "rate": "2/s"})

    assert [3.0, 1.0, 0.0, 1.0] == [each["requests_per_s"] for each in found["stations"]]


@pytest.mark.parametrize(
    ("activity", "service", "workers", "formula", "fit"),
    [
        (AT_RANDOM, "exponential(20 ms)", 1, "M/M/1", "exact"),
        (AT_RANDOM, "exponential(20 ms)", 4, "M/M/c", "exact"),
        (AT_RANDOM, "20 ms", 1, "M/G/1", "exact"),
        (AT_RANDOM, "lognormal(20 ms, 2)", 4, "M/G/c", "approximation"),
        (PERIODIC, "exponential(20 ms)", 4, "M/M/c", "limit"),
        (PERIODIC, "20 ms", 1, "M/G/1", "limit"),
        (AT_RANDOM, "0 s", 4, None, None),
        ({"request": "policy", "at": ["1 h"]}, "20 ms", 4, None, None),
        (AT_RANDOM, "1 s", 4, None, None),
    ],
)
def test_the_formula_follows_from_arrivals_service_and_workers(activity, service, workers, formula, fit):
    found = station(explained(activity, cmg={"service_time": service, "workers": workers}), "instance")

    assert (formula, fit) == (found["formula"], found["fit"])
    assert found["why"]


def test_taking_turns_among_four_is_smoother_than_random():
    found = explained(
        AT_RANDOM, cmg={"service_time": "0 s"},
        connection_points=[{"count": 4, "workers": 1, "service_time": "exponential(500 ms)"}],
    )  # fmt: skip
    point = station(found, "cmg-connection-point")

    assert ("E_k/M/1", "exact") == (point["formula"], point["fit"])
    assert pytest.approx(0.823819572) == point["wait_s"]


@pytest.mark.parametrize(
    ("tables", "fits"),
    [
        ({}, ["exact", "exact", "exact"]),
        ({"cmg": {"service_time": "20 ms"}}, ["approximation", "limit", "limit"]),
        ({"connection_points": [{"count": 2}]}, ["exact", "approximation", "limit"]),
    ],
    ids=["Burke", "constant service", "taking turns"],
)
def test_poisson_stays_poisson_behind_exponential_service_only(tables, fits):
    assert fits == [each["fit"] for each in explained(AT_RANDOM, **tables)["stations"]][:3]


def test_few_periodic_clients_wait_less_than_the_formula():
    few = station(explained({"request": "policy", "every": "1 s"}, clients=10), "instance")
    many = station(explained(PERIODIC), "instance")

    assert ("finite", "exponential, periodic") == (few["reason"], many["reason"])
    # At 20 % with 16 workers hardly anybody waits in either; the bound for random arrivals is the larger.
    assert few["wait_s"] < mmc_mean_wait(16, 10.0, 50.0)


CLOCK = {"request": "policy", "every": "10 s"}


@pytest.mark.parametrize(
    ("clients", "activity", "tables", "formula"),
    [
        (8, CLOCK, {"cmg": {"workers": 1, "service_time": "1 s"}}, "nD/D/1"),
        (8, CLOCK, {"cmg": {"workers": 8, "service_time": "1 s"}}, "nD/D/c"),
        (8, CLOCK, {"cmg": {"workers": 4, "service_time": "1 s"}}, "M/G/c//N"),
        (1, CLOCK, {"cmg": {"workers": 1, "service_time": "exponential(1 s)"}}, "D/M/1"),
        (1, CLOCK, {"cmg": {"workers": 1, "service_time": "uniform(1 s, 2 s)"}}, "M/G/c//N"),
        (8, CLOCK | {"jitter": "uniform(0 s, 5 s)"}, {"cmg": {"workers": 1, "service_time": "1 s"}}, "M/G/c//N"),
        (8, CLOCK, {"cmg": {"workers": 1, "service_time": "1 s", "instances": 2}}, "M/G/c//N"),
    ],
)
def test_few_clients_that_come_by_the_clock_have_formulas_of_their_own(clients, activity, tables, formula):
    assert formula == station(explained(activity, clients=clients, **tables), "instance")["formula"]


def test_the_clock_is_lost_behind_a_station_that_takes_time():
    tables = {"management_points": [{"workers": 1, "service_time": "1 s"}]}
    at_once = {"cmg": {"service_time": "0 s"}, "connection_points": [{"service_time": "0 s"}]}

    assert ["M/G/c//N", "nD/D/1"] == [
        station(explained(CLOCK, clients=8, **tables, **more), "management-point")["formula"]
        for more in ({"connection_points": at_once["connection_points"]}, at_once)
    ]


def test_an_unstable_station_is_named_and_has_no_wait():
    found = explained(AT_RANDOM, management_points=[{"workers": 1, "service_time": "1 s"}])
    server = station(found, "management-point")

    assert ("unstable", None, 6.0) == (server["status"], server["wait_s"], server["utilisation"])
    assert not found["ok"]
    assert found["verdict"][1].startswith("management-point-1: unstable.")
    assert "management_points[0].count=9" in found["next"]["command"]


def test_a_burst_is_cleared_in_rounds():
    # 6,000 at once on four workers of one instance, 10 ms each: 15 s.
    found = explained(
        {"request": "policy", "at": ["1 h"]}, clients=6_000, cmg={"workers": 4, "service_time": "10 ms"}
    )  # fmt: skip

    assert (6_000, 15.0) == (station(found, "instance")["burst"], station(found, "instance")["burst_clears_s"])


def test_the_table_by_units_shares_the_same_load():
    rows = station(explained(AT_RANDOM, cmg={"instances": 3, "workers": 1, "service_time": "exponential(250 ms)"}),
                   "instance")["by_units"]  # fmt: skip

    assert [1, 2, 3, 4, 5] == [row["units"] for row in rows]
    assert [1.5, 0.75, 0.5, 0.375, 0.3] == [pytest.approx(row["utilisation"]) for row in rows]
    assert ["unstable", "busy", "ok", "ok", "ok"] == [row["status"] for row in rows]
    # M/M/1: 0.75 / (4 - 3) s with two instances, 0.5 / (4 - 2) s with three.
    assert [None, 0.75, 0.25] == [row["wait_s"] and pytest.approx(row["wait_s"]) for row in rows[:3]]


def test_more_instances_than_documented_are_not_offered():
    rows = station(explained(AT_RANDOM, cmg={"instances": 16}), "instance")["by_units"]

    assert [14, 15, 16] == [row["units"] for row in rows]


def test_headroom_is_the_growth_until_the_target():
    found = station(explained(AT_RANDOM, cmg={"workers": 1, "service_time": "exponential(50 ms)"}), "instance")

    assert pytest.approx(0.7 / 0.3) == found["headroom"]["growth"]
    assert pytest.approx(14.0) == found["headroom"]["requests_per_s"]
    assert pytest.approx(1 / 0.3) == found["headroom"]["growth_to_unstable"]


def test_too_many_connections_slow_an_instance_down():
    found = explain(from_document({"clients": [{"count": 12_000}]}))

    assert pytest.approx(2.0, rel=1e-3) == station(found, "instance")["slowdown"]
    assert pytest.approx(0.04, rel=1e-3) == station(found, "instance")["service_s"]
    assert "slower" in [caveat["key"] for caveat in found["caveats"]]


def test_the_busiest_station_is_the_bottleneck():
    found = explained(AT_RANDOM, clients=100, management_points=[{"workers": 1, "service_time": "100 ms"}])

    assert (["management-point-1"], 0.6) == (
        found["bottleneck"]["names"],
        pytest.approx(found["bottleneck"]["utilisation"]),
    )
    assert ("station", "management-point") == (found["binding"]["kind"], found["binding"]["id"])


def test_where_nothing_takes_time_nothing_is_busy():
    nothing = {"service_time": "0 s"}
    found = explained(AT_RANDOM, cmg=nothing, connection_points=[nothing], management_points=[nothing])

    assert found["bottleneck"] is None
    assert "No request takes any worker's time, so nothing can be busy." in found["verdict"]


def test_every_station_has_a_twin_with_a_formula_or_a_reason():
    found = twins(contoso(["software_update_points[0].service_time=0 s"]))

    assert ["instance-1", "instance-2", "cmg-connection-point-1", "cmg-connection-point-2", "management-point-1",
            "software-update-point-1"] == list(found)  # fmt: skip
    assert found["software-update-point-1"]["formula"] is None
    assert all(twin["why"] for twin in found.values())
