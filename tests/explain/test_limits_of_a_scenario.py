"""Documented limits beside a scenario's numbers, by hand."""

from __future__ import annotations

import pytest

from cmgsim.explain import explain
from cmgsim.model.scenario_file import from_document


def explained(clients: int = 10_000, *, cohort: dict | None = None, **tables):
    return explain(from_document({"clients": [{"count": clients, **(cohort or {})}], **tables}))


def row(document, name: str):
    return next(each for each in document["limits"] if each["id"] == name)


def states(document) -> dict[str, str]:
    return {each["id"]: each["state"] for each in document["limits"]}


@pytest.mark.parametrize(
    ("size", "clients", "instances"),
    [("A2_v2", 25_000, 5), ("A4_v2", 25_000, 3), ("A2_v2", 96_000, 16), ("B2s", 11, 2), ("A2_v2", 6_000, 1)],
)
def test_the_rule_of_thumb_for_instances(size, clients, instances):
    assert instances == explained(clients, cmg={"vm_size": size})["documented_rule"]["instances"]


@pytest.mark.parametrize(
    ("size", "clients", "by_instances", "by_ports"),
    [("A2_v2", 96_000, 4, 6), ("A2_v2", 24_000, 1, 2), ("A4_v2", 16_385, 1, 2), ("A2_v2", 25_000, 2, 2)],
)
def test_the_rules_of_thumb_for_connection_points(size, clients, by_instances, by_ports):
    rule = explained(clients, cmg={"vm_size": size})["documented_rule"]

    assert (by_instances, by_ports) == (rule["connection_points_by_instances"], rule["connection_points_by_ports"])
    assert max(by_instances, by_ports) == rule["connection_points"]


def test_every_device_that_listens_is_connected():
    found = explained(25_000, cmg={"instances": 4})

    assert pytest.approx(6_250, rel=1e-3) == row(found, "connections-per-instance")["value"]
    assert "exceeded" == row(found, "connections-per-instance")["state"]
    assert not found["ok"]


def test_the_hash_can_pass_a_limit_that_the_mean_keeps():
    found = explained(23_900, cmg={"instances": 4}, connection_points=[{"count": 2}])

    assert found["connections"]["mean_per_instance"] < 6_000 < found["connections"]["expected_fullest"]
    assert "at-limit" == states(found)["connections-per-instance"]
    assert found["ok"]
    assert any("The hash spreads unevenly" in sentence for sentence in found["verdict"])


def test_devices_that_do_not_listen_are_connected_only_while_they_ask():
    found = explained(25_000, cohort={"activities": [{"request": "policy", "every": "1 h"}]}, cmg={"instances": 2},
                      connection_points=[{"count": 2}])  # fmt: skip

    assert found["connections"]["total"] < 5
    assert found["ok"]
    assert 5 == found["documented_rule"]["instances"]
    assert any("takes all 25,000 devices as connected at once" in sentence for sentence in found["verdict"])


@pytest.mark.parametrize(("clients", "state"), [(16_385, "exceeded"), (16_384, "at-limit"), (14_000, "ok")])
def test_dynamic_ports_of_one_connection_point(clients, state):
    assert state == states(explained(clients, cmg={"instances": 3}))["dynamic-ports-per-connection-point"]


@pytest.mark.parametrize(("instances", "points", "state"), [(5, 1, "exceeded"), (4, 1, "at-limit"), (5, 2, "ok")])
def test_one_connection_point_serves_four_instances(instances, points, state):
    found = explained(100, cmg={"instances": instances}, connection_points=[{"count": points}])

    assert state == states(found)["instances-per-connection-point"]


@pytest.mark.parametrize(("points", "state"), [(1, "exceeded"), (2, "ok")])
def test_clients_of_a_management_point(points, state):
    found = explained(25_001, management_points=[{"count": points}])

    assert state == states(found)["clients-per-management-point"]


def test_an_update_point_that_shares_its_server_is_only_to_be_checked():
    found = explained(30_000, cmg={"instances": 6}, connection_points=[{"count": 2}], management_points=[{"count": 2}])

    assert "exceeded" == states(found)["clients-per-software-update-point-shared"]
    assert "ok" == states(found)["clients-per-software-update-point-dedicated"]
    assert found["ok"]


def test_one_site_does_not_take_what_one_cmg_takes():
    found = explained(160_000, cmg={"vm_size": "A4_v2", "instances": 16})

    assert "exceeded" == states(found)["clients-per-primary-site"]
    assert "at-limit" == states(found)["instances-per-cmg"]


@pytest.mark.parametrize(("instances", "state"), [(1, "short"), (2, "ok")])
def test_a_single_instance_is_against_advice_and_breaks_nothing(instances, state):
    found = explained(100, cmg={"instances": instances})

    assert state == states(found)["instances-for-availability"]
    assert found["ok"]


@pytest.mark.parametrize(("kept", "state"), [("5 min", "exceeded"), ("4 min", "at-limit"), ("1 min", "ok")])
def test_a_connection_kept_longer_than_the_load_balancer_keeps_it(kept, state):
    assert state == states(explained(100, cohort={"keep_alive": kept}))["load-balancer-idle-timeout"]


def test_egress_counts_every_proxied_byte_once():
    # 3,600 clients an hour is one a second: 1,000 + 9,000 bytes a second are 0.864 GB a day.
    policy = {"request": "policy", "every": "1 h", "up": "1 KB", "down": "9 KB"}
    egress = explained(3_600, cohort={"activities": [policy]})["egress"]

    assert pytest.approx(0.864) == egress["gb_per_day"]
    assert pytest.approx(0.864 * 14) == egress["gb_per_14_days"]
    assert pytest.approx(0.864 * 30 * 1000 / 3_600) == egress["mb_per_client_month"]


def test_content_leaves_storage_and_only_its_list_passes_an_instance():
    # One download a second: 4,000 bytes from the instance, 1,000,000 from storage.
    content = {"request": "content", "every": "1 h", "down": "1 MB"}
    found = explained(3_600, cohort={"activities": [content]}, cmg={"instances": 2})

    assert {"requests": 0, "answers": 4_000, "content": 1_000_000} == found["egress"]["bytes_per_s"]
    assert pytest.approx(4_000 * 8 / 1e6 / 2) == found["network"]["sent_mbps_per_instance"]
    assert 1.0 == found["content"]["busiest_hour_per_s"]


@pytest.mark.parametrize(("clients", "state"), [(64_500, "at-limit"), (72_000, "exceeded"), (50_000, "ok")])
def test_the_egress_threshold_at_300_mb_a_client_and_month(clients, state):
    # 300 MB a month of 30 days are 140 MB in 14 days: the critical nine tenths of 10,000 GB come near 64,300 clients.
    policy = {"request": "policy", "every": "1 h", "up": "0 B", "down": "416667 B"}

    assert state == states(explained(clients, cohort={"activities": [policy]}))["egress-threshold-14-days"]


@pytest.mark.parametrize(("every", "state"), [("1 min", "exceeded"), ("2 min", "at-limit"), ("5 min", "ok")])
def test_one_file_is_given_500_times_a_second(every, state):
    content = {"request": "content", "every": every, "down": "1 KB"}

    assert state == states(explained(60_000, cohort={"activities": [content]}))["requests-per-blob"]


def test_the_network_of_a_lab_size_is_not_stated():
    assert "network-of-vm-size" not in states(explained(5, cmg={"vm_size": "B2s"}))


def test_the_network_of_an_instance_can_be_what_is_exceeded():
    # 3,000 answers a second of 25 kB are 600 Mbit/s.
    policy = {"request": "policy", "rate": "3000/s", "up": "0 B", "down": "25 KB"}
    found = explained(1_000, cohort={"activities": [policy]}, cmg={"workers": 1_000})

    assert pytest.approx(600) == row(found, "network-of-vm-size")["value"]
    assert "exceeded" == states(found)["network-of-vm-size"]


def test_a_burst_connects_all_who_ask_at_once():
    scan = {"request": "scan", "at": ["1 h"]}
    found = explained(15_000, cohort={"activities": [scan]}, cmg={"instances": 2})

    assert "exceeded" == states(found)["connections-in-a-burst"]
    assert "connections-in-a-burst" not in states(explained(15_000))


def test_every_limit_names_its_source_and_those_of_the_facts_their_name():
    found = explained(100, cohort={"activities": [{"request": "scan", "at": ["1 h"]}]})

    assert [] == [each["id"] for each in found["limits"] if not each["source"].endswith(")")]
