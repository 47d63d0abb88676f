"""Faults that nothing in a run can meet are named, and change no row of it."""

from __future__ import annotations

import pytest

from cmgsim.api.simulate import simulate
from cmgsim.explain.demand import demands
from cmgsim.explain.unmet import unmet
from cmgsim.explain.words import unnoticed
from cmgsim.facts.failures import FAILURES
from cmgsim.model.scenario_file import from_document

VALUES = {
    "ports": "10124",
    "verb": "PROPFIND",
    "header": "CCMClientID",
    "fqdn": "example.com",
    "instance-down": "instance-1",
    "connection-point-down": "cmg-connection-point-1",
    "management-point-down": "management-point-1",
}


def scenario(*faults, **tables):
    activities = [{"request": name, "every": "2 min"} for name in ("policy", "scan", "notification")]
    document = {
        "scenario": {"duration": "6 min"},
        "clients": [{"count": 20, "activities": activities}],
        "faults": [{"kind": fault, "at": "2 min", "lasts": "2 min"} for fault in faults],
    }
    return from_document(document | tables)


def asking(request):
    return {"clients": [{"count": 3, "activities": [{"request": request, "at": ["9 s"]}]}]}


def named(this):
    return [(each["key"], each["of"]) for each in unmet(this, demands(this))]


def with_value(row):
    value = VALUES.get(row.kind) or VALUES.get(row.parameter or "")
    return f"{row.kind}={value}" if value else row.kind


@pytest.mark.parametrize("row", FAILURES, ids=lambda row: row.kind)
@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_fault_that_is_said_to_change_nothing_changes_nothing(row, protocol):
    servers = [{"protocol": protocol}]
    broken = scenario(with_value(row), management_points=servers)

    if named(broken):
        sound = simulate(scenario(management_points=servers), engine="simpy").requests.fingerprint()
        assert sound == simulate(broken, engine="simpy").requests.fingerprint()


@pytest.mark.parametrize(
    ("fault", "more", "key"),
    [
        ("name-taken", {}, "unmet deployment"),
        ("app-secret-expired", {}, "unmet administration"),
        ("app-secret-expired", {"changes": [{"at": "3 min", "set": {"cmg.instances": 2}}]}, None),
        ("service-connection-point-offline", {"cmg": {"egress_threshold": "1 GB"}}, None),
        ("entra-unreachable", {}, "unmet request"),
        ("entra-unreachable", asking("token"), None),
        ("blob-blocked", {}, "unmet request"),
        ("header-blocked=Range", {}, "unmet header"),
        ("header-blocked=Range", asking("content"), None),
        ("verb-blocked=GET", {}, "unmet request"),
        ("verb-blocked=CCM_POST", {}, None),
        ("management-point-binding-wrong", {"management_points": [{"protocol": "http"}]}, "unmet http"),
        ("management-point-binding-wrong", {}, None),
        ("instance-down=instance-1", {}, None),
    ],
)
def test_what_a_fault_needs_to_be_noticed(fault, more, key):
    assert ([] if key is None else [(key, [fault])]) == named(scenario(fault, **more))


def test_each_reason_is_said_in_both_languages():
    this = scenario("name-taken", "name-taken", "blob-blocked", "content-token-expired")
    caveats = list(unmet(this, demands(this)))

    assert [
        "name-taken changes nothing in a run, which deploys nothing: `cmgsim flow deployment` shows it.",
        (
            "blob-blocked, content-token-expired: no client here makes a request that would meet it, so a run does not "
            "notice."
        ),
    ] == unnoticed(caveats, "en")
    assert 2 == len(unnoticed(caveats, "fr"))
