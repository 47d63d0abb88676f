"""What a run assumes, and how the list of it says so."""

from __future__ import annotations

import pytest
from attrs import evolve

from cmgsim.errors import ScenarioError
from cmgsim.facts.rows import Authentication, Deployment
from cmgsim.model.assumption_row import GIVEN, class_of
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.assumptions import ASSUMPTIONS
from cmgsim.model.distributions import constant
from cmgsim.model.key_path import joined
from cmgsim.model.scenario import Activity, Clients, Cmg, ConnectionPoints, Fault, Leg, NetworkLegs, Scenario
from cmgsim.model.scenario_file import contoso, from_document, loads, with_settings

MS = 10**6
KEYS = ["name", "value", "unit", "confidence", "source", "why", "plausible", "used"]

SITE = """
[[clients]]
name = "pcs"
count = 10
[[clients.activities]]
request = "policy"
rate = "2/s"
"""


def one_client(**sections):
    return Scenario(clients=(Clients(count=1),), **sections)


def by_name(scenario=None):
    return {row["name"]: row for row in assumption_rows(scenario)}


@pytest.mark.parametrize("row", ASSUMPTIONS, ids=[row.name for row in ASSUMPTIONS])
def test_each_assumption_says_why_and_lies_in_its_plausible_range(row):
    low, high = row.plausible
    shown = by_name()[row.name]
    values = shown["value"] if isinstance(shown["value"], list) else [shown["value"]]

    assert row.why
    assert all(low <= value <= high for value in values)


def test_assumptions_have_names_of_their_own():
    names = [row.name for row in ASSUMPTIONS]

    assert len(set(names)) == len(names)


def test_each_row_has_exactly_the_promised_keys():
    assert [KEYS] * len(assumption_rows()) == [list(row) for row in assumption_rows()]


def test_no_name_stands_twice():
    names = [row["name"] for row in assumption_rows()]

    assert len(set(names)) == len(names)


def test_a_list_of_waits_shows_every_wait_in_its_unit():
    assert [60, 300, 1800, 3600] == by_name()["clients.retry"]["value"]


def test_a_number_that_the_user_wrote_without_evidence_counts_as_given():
    cmg = Cmg(service_time=constant(35 * MS))
    row = by_name(one_client(cmg=cmg))["cmg.service_time"]

    assert (35, "assumed", GIVEN, "given") == (row["value"], row["confidence"], row["source"], class_of(row))


def test_writing_the_default_down_makes_it_given_too():
    scenario = one_client(given=("cmg.service_time",))

    assert "given" == class_of(by_name(scenario)["cmg.service_time"])


def test_a_number_whose_evidence_the_scenario_names_is_measured():
    site = f"{SITE}[cmg]\nservice_time = '35 ms'\nworkers = 8\n[measured]\n'cmg.service_time' = 'a load test'"
    rows = by_name(loads(site))

    assert ("measured", "a load test", "measured") == (
        rows["cmg.service_time"]["confidence"],
        rows["cmg.service_time"]["source"],
        rows["cmg.service_time"]["why"],
    )
    assert "given" == class_of(rows["cmg.workers"])


@pytest.mark.parametrize(
    "claim",
    ["'clients.pcs.activities'", "'clients[0]'", "clients.pcs.activities", "'clients[0].activities[0].rate'"],
)
def test_a_claim_about_a_table_is_about_its_numbers(claim):
    rows = by_name(loads(f"{SITE}[measured]\n{claim} = 'a log'"))

    assert "a log" == rows["clients[0].activities[0].rate"]["source"]


@pytest.mark.parametrize(
    "name", ["the boss's pcs", 'the "new" ones', "a name of nearly sixty characters, as a person may write one"]
)
def test_a_cohort_of_any_name_can_be_claimed_and_set(name):
    path = f"{joined('clients', name)}.count"
    site = from_document({"clients": [{"count": 1}, {"name": name, "count": 1}], "measured": {path: "a log"}})

    assert (("clients[1].count", "a log"),) == site.measured
    assert 7 == with_settings(site, {path: 7}).clients[1].count


def test_a_value_that_is_set_afterwards_is_measured_no_more():
    site = f"{SITE}[measured]\n'clients.pcs.activities' = 'a log'"
    changed = loads(site, settings=["clients.pcs.activities[0].rate=3/s"])

    assert "given" == class_of(by_name(changed)["clients[0].activities[0].rate"])


@pytest.mark.parametrize(
    ("claims", "problem"),
    [
        ("'cmg.wrokers' = 'x'", 'measured."cmg.wrokers": there is no key `cmg.wrokers` (did you mean `workers`?)'),
        ("'cmg.workers' = 'x'", 'measured."cmg.workers": is left out, so the default stands there'),
        ("'cmg.workers.x' = 'x'", 'measured."cmg.workers.x": `cmg.workers` holds a value, not a table'),
        ("'clients.macs' = 'x'", 'measured."clients.macs": no table of `clients` is called '),
        ("'[' = 'x'", 'measured."[": `[` is no key path'),
        ("'clients[0]' = 3", 'measured."clients[0]": '),
        ("'clients[0]' = ''", 'measured."clients[0]": is empty'),
    ],
)
def test_a_claim_that_leads_nowhere_is_an_error(claims, problem):
    with pytest.raises(ScenarioError) as raised:
        loads(f"{SITE}[measured]\n{claims}")

    assert str(raised.value).startswith(f"scenario: {problem}")


def test_two_tables_alike_share_a_row_and_a_third_has_its_own():
    alike = ConnectionPoints()
    scenario = one_client(connection_points=(alike, alike, evolve(alike, workers=4)))
    workers = {name: row["value"] for name, row in by_name(scenario).items() if name.endswith("points.workers")}
    own = by_name(scenario)["connection_points[2].workers"]

    assert workers["connection_points.workers"] == 16
    assert (4, "given") == (own["value"], class_of(own))


def test_a_given_bandwidth_is_listed():
    network = NetworkLegs(client_azure=Leg(latency=constant(0), bandwidth_bps=5_000_000))

    assert by_name(one_client(network=network))["network.client_azure.bandwidth"]["value"] == 5_000_000


def test_default_schedules_come_with_their_pages():
    row = by_name()["catalogue.policy.every"]

    assert (60, "min", "documented", "About client settings (October 2023)") == (
        row["value"],
        row["unit"],
        row["confidence"],
        row["source"],
    )


def test_a_client_with_a_certificate_assumes_nothing_about_tokens():
    clients = (Clients(count=1, authentication=Authentication.CERTIFICATE),)

    assert [] == [name for name in by_name(Scenario(clients=clients)) if "token" in name]


def test_an_activity_of_the_scenario_replaces_the_default_schedules():
    activity = Activity(request="scan", rate_per_s=2.0, up=constant(1_000))
    scenario = Scenario(clients=(Clients(count=1, activities=(activity,)),))
    numbers = {name: row["value"] for name, row in by_name(scenario).items() if name.startswith(("cat", "clients["))}

    expected = {
        "catalogue.scan.down": 15_000_000,
        "clients[0].activities[0].rate": 2.0,
        "clients[0].activities[0].up": 1_000,
    }
    assert expected == numbers


@pytest.mark.parametrize(
    ("name", "scenario", "used"),
    [
        ("software_update_points.workers", one_client(), True),
        (
            "software_update_points.workers",
            Scenario(clients=(Clients(count=1, activities=(Activity(request="policy", rate_per_s=1.0),)),)),
            False,
        ),
        ("network.dns_ttl_cname", one_client(), False),
        ("network.dns_ttl_cname", one_client(cmg=Cmg(service_name="GraniteFalls.contoso.com")), True),
        ("network.connect_timeout", one_client(), False),
        ("network.connect_timeout", one_client(faults=(Fault(kind="proxy"),)), True),
        ("network.https_channel_round_trips", one_client(), True),
        ("network.https_channel_round_trips", one_client(cmg=Cmg(deployment=Deployment.CLASSIC)), False),
        (
            "network.https_channel_round_trips",
            one_client(cmg=Cmg(deployment=Deployment.CLASSIC), connection_points=(ConnectionPoints(proxy=True),)),
            True,
        ),
        ("limits.channel-check-interval", one_client(), False),
    ],
)
def test_a_number_is_used_where_the_scenario_can_come_to_it(name, scenario, used):
    assert used is by_name(scenario)[name]["used"]


def test_the_limit_of_the_chosen_size_is_listed():
    assert by_name(one_client(cmg=Cmg(vm_size="A4_v2")))["limits.A4_v2.clients"]["value"] == 10_000


def test_what_the_built_in_scenario_says_was_chosen_and_what_a_user_sets_in_it_is_given():
    rows = {row["name"]: row for row in assumption_rows(contoso(["network.on_premises.latency='5 ms'"]))}

    assert ("assumed", "the built-in scenario") == (
        rows["network.client_azure.bandwidth"]["confidence"], rows["network.client_azure.bandwidth"]["source"],
    )  # fmt: skip
    assert "given" == class_of(rows["network.on_premises.latency"])
    assert not [row["name"] for row in assumption_rows(contoso()) if class_of(row) in ("given", "measured")]
