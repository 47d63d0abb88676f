"""Faults that nothing in a run can meet are named, and change no row of it."""

from __future__ import annotations

import pytest
from command_line import called

from cmgsim.api.simulate import simulate
from cmgsim.explain.demand import demands
from cmgsim.explain.unmet import unmet
from cmgsim.explain.words import unnoticed
from cmgsim.facts.failures import FAILURES
from cmgsim.model.scenario import Fault
from cmgsim.model.scenario_file import from_document
from cmgsim.results.untouched import untouched

SECOND = 10**9
VALUES = {
    "ports": "10124",
    "verb": "PROPFIND",
    "header": "CCMClientID",
    "fqdn": "example.com",
    "instance-down": "instance-1",
    "connection-point-down": "cmg-connection-point-1",
    "management-point-down": "management-point-1",
}


def growing(at):
    """A second instance is added."""
    return {"scenario": {"duration": "9 min"}, "changes": [{"at": at, "set": {"cmg.instances": 2}}]}


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
        ("verb-blocked=PROPFIND", asking("content"), None),
        ("management-point-down=management-point-1", asking("content"), "unmet relayed"),
        ("ports-blocked=10124-10139", {}, "unmet ports"),
        ("ports-blocked=10124-10139", {"cmg": {"instances": 2}}, None),
        ("ports-blocked=10126", {"cmg": {"instances": 2}}, "unmet ports"),
        ("ports-blocked=10124-10139", {"cmg": {"instances": 2, "deployment": "classic"}}, "unmet ports"),
        ("ports-dropped=10140", {"cmg": {"instances": 2, "deployment": "classic"}}, None),
        ("proxy", {}, "unmet proxy"),
        ("proxy", {"cmg": {"deployment": "classic"}}, None),
        ("tls-inspection", {}, "unmet channels"),
        ("cname-wrong", {}, "unmet alias"),
        ("cname-wrong", {"cmg": {"service_name": "GraniteFalls.contoso.com"}}, None),
        ("endpoint-blocked=example.com", {}, "unmet name"),
        ("endpoint-blocked=login.microsoftonline.com", {}, None),
        ("token-expired", {"clients": [{"count": 1, "authentication": "certificate"}]}, "unmet token"),
        ("instance-down=instance-2", growing("5 min"), "unmet instance"),
        ("instance-down=instance-2", growing("1 min"), None),
    ],
)
def test_what_a_fault_needs_to_be_noticed(fault, more, key):
    assert ([] if key is None else [(key, [fault])]) == named(scenario(fault, **more))


def test_a_fault_that_touches_no_request_of_a_run_is_named_after_it(tmp_path):
    """One request at nine seconds, and an instance that fails two minutes later."""
    file = tmp_path / "quiet.toml"
    file.write_text(
        "[scenario]\nduration = '6 min'\n[[clients]]\ncount = 1\nactivities = [{request = 'policy', at = ['9 s']}]\n"
        "[[faults]]\nkind = 'instance-down'\nat = '2 min'\nlasts = '2 min'\n",
        encoding="utf-8",
    )
    told = {lang: called("run", file, "--engine", "simpy", "--lang", lang).out for lang in ("en", "fr")}

    assert "instance-down=instance-1: no request was on its way while it lasted, so it touched none." in told["en"]
    assert "aucune demande n’était en cours pendant ce temps" in told["fr"]


@pytest.mark.parametrize(
    ("fault", "names"),
    [
        ((0, 20), []),
        ((9, 10), []),
        ((12, 13), ["cmg-stopped"]),
        ((3, 8), ["cmg-stopped"]),
        ((12, None), ["cmg-stopped"]),
    ],
)
def test_a_request_is_on_its_way_from_its_creation_to_its_end(fault, names):
    """One request, created at nine seconds and answered within one."""
    begins, ends = fault
    lasts = None if ends is None else (ends - begins) * SECOND
    logs = simulate(from_document({"scenario": {"duration": "20 s"}} | asking("policy")), engine="simpy").logs

    assert names == untouched(logs, [Fault(kind="cmg-stopped", at_ns=begins * SECOND, lasts_ns=lasts)])


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
