"""What people are told of a fault is what concerns the flow that they look at: its rules, its logs, its names."""

from __future__ import annotations

import re
from itertools import product

import pytest

from cmgsim.api.replay import replay, stopped
from cmgsim.facts.failures import FAILURES, SLOTS
from cmgsim.facts.ports import PORTS
from cmgsim.facts.rows import Role
from cmgsim.flows.nouns import LANGUAGES
from cmgsim.flows.verdict import verdict

BLOB, ENTRA, MANAGER = "GraniteFalls.blob.core.windows.net", "login.microsoftonline.com", "management.azure.com"
SERVICE = "GraniteFalls.contoso.com"
FLOWS = ("deployment", "channel", "communication", "content", "content-distribution", "all")
VALUES = {
    "ports-blocked": ["443", "10124", "10124-10139", "10140-10155", "443,10124-10155", "8531"],
    "ports-dropped": ["443", "10124", "443,10124-10155"],
    "verb-blocked": ["HEAD", "CCM_POST", "BITS_POST", "GET", "PROPFIND"],
    "header-blocked": ["Range", "CCMClientID", "CCMClientTimestampsSignature"],
    "endpoint-blocked": [ENTRA, MANAGER, SERVICE, BLOB, "graph.microsoft.com"],
}
FAULTS = [f"{row.kind}={value}" if value else row.kind for row in FAILURES for value in VALUES.get(row.kind, [""])]

OWNERS = {
    "CloudMgr.log": Role.SERVICE_CONNECTION_POINT,
    "SMS_CLOUD_PROXYCONNECTOR.log": Role.CMG_CONNECTION_POINT,
    "PkgXferMgr.log": Role.SITE_SERVER,
    "CCM_STS.log": Role.MANAGEMENT_POINT,
    "CMGService.log": Role.INSTANCE,
    **dict.fromkeys(
        ("LocationServices.log", "CcmMessaging.log", "DataTransferService.log", "ADALOperationProvider.log",
         "ccmsetup.log"),
        Role.CLIENT,
    ),
}  # fmt: skip
"""Whose work each log records, written here a second time."""
OPENERS = {
    **{row.rule: row.client for row in PORTS},
    "E1": Role.SERVICE_CONNECTION_POINT,
    "E2": Role.CMG_CONNECTION_POINT,
    "E3": Role.CLIENT,
}
RULE = re.compile(r"^(?:Rule broken, |Règle enfreinte, )(\w+)", re.MULTILINE)
LOG = re.compile(r"^(?:The administrator sees, in |L’administrateur voit, dans )([\w.]+\.log)", re.MULTILINE)


def rules_and_logs(lines):
    """The broken rules and the log files that are printed."""
    text = "\n".join(lines)
    return RULE.findall(text), list(dict.fromkeys(LOG.findall(text)))


def told(flow, fault, deployment="scale-set", instances=1, language="en"):
    return verdict(replay(flow, deployment=deployment, instances=instances, faults=[fault]), language, [fault])


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_told_concerns_the_flow(fault):
    for flow, deployment, instances in product(FLOWS, ("scale-set", "classic"), (1, 2)):
        trace = replay(flow, deployment=deployment, instances=instances, faults=[fault])
        roles = {role for record in trace for role in (record.src_role, record.dst_role)}
        for language in LANGUAGES:
            lines = verdict(trace, language, [fault])
            rules, logs = rules_and_logs(lines)
            there = (flow, deployment, instances, language, lines)
            assert [] == [slot for slot in SLOTS if f"<{slot}>" in "\n".join(lines)], there
            assert "{" not in "".join(lines), there
            assert [] == [rule for rule in rules if rule in OPENERS and OPENERS[rule] not in roles], there
            assert [] == [log for log in logs if OWNERS[log] not in roles], there
            if deployment == "scale-set":
                assert {"P4", "P5", "P6", "N1"}.isdisjoint(rules), there
            if stopped(trace):
                assert rules, there
                assert logs, there
                assert trace.records[-1].text.endswith(f" (breaks {', '.join(rules)})"), there


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_goes_wrong_on_the_way_is_told_with_log_and_fix(fault):
    for flow, instances in product(FLOWS, (1, 2)):
        trace = replay(flow, instances=instances, faults=[fault])
        lines = verdict(trace, "en", [fault])
        if any(record.kind in ("refused", "timed-out") for record in trace):
            assert rules_and_logs(lines)[1], (flow, lines)
            assert lines[-1].startswith("The fix: "), (flow, lines)


@pytest.mark.rule("D4", "P11", "F1", "P1", "N2", "P2", "E1", "E2", "E3", "C6", "F3", "H2", "N1", "N3", "P3")
@pytest.mark.parametrize(
    ("flow", "fault", "rules", "logs"),
    [
        ("content-distribution", "ports-blocked=443", ["D4", "P11"], ["PkgXferMgr.log"]),
        ("deployment", "ports-blocked=443", ["F1", "P1"], ["CloudMgr.log"]),
        ("deployment", "ports-dropped=443", ["F1", "P1"], ["CloudMgr.log"]),
        ("communication", "ports-blocked=443", ["N2", "P2"], ["SMS_CLOUD_PROXYCONNECTOR.log"]),
        ("deployment", "internet-down", ["F1", "E1"], ["CloudMgr.log"]),
        ("channel", "internet-down", ["F2", "E2"], ["SMS_CLOUD_PROXYCONNECTOR.log"]),
        ("content-distribution", "internet-down", ["D4", "P11"], ["PkgXferMgr.log"]),
        ("deployment", f"endpoint-blocked={MANAGER}", ["E1"], ["CloudMgr.log"]),
        ("channel", f"endpoint-blocked={SERVICE}", ["E2"], ["SMS_CLOUD_PROXYCONNECTOR.log"]),
        ("communication", f"endpoint-blocked={ENTRA}", ["E3"], ["ADALOperationProvider.log"]),
        ("content", f"endpoint-blocked={BLOB}", ["E3"], ["DataTransferService.log"]),
        ("content-distribution", f"endpoint-blocked={BLOB}", ["D4", "P11"], ["PkgXferMgr.log"]),
        ("content", "blob-blocked", ["C6"], ["DataTransferService.log"]),
        ("content-distribution", "blob-blocked", ["D4"], ["PkgXferMgr.log"]),
        ("deployment", "entra-unreachable", ["F1"], ["CloudMgr.log"]),
        ("communication", "entra-unreachable", ["F3"], ["ADALOperationProvider.log"]),
        ("communication", "header-blocked=CCMClientID", ["H2"], ["CcmMessaging.log"]),
        ("content", "verb-blocked=GET", ["V4"], ["DataTransferService.log"]),
        ("communication", "verb-blocked=GET", ["V4"], ["CcmMessaging.log"]),
    ],
)
def test_rules_and_logs_are_those_of_the_role_that_failed(flow, fault, rules, logs):
    assert (rules, logs) == rules_and_logs(told(flow, fault))


@pytest.mark.parametrize(
    ("flow", "fault", "names"),
    [
        ("content-distribution", "ports-blocked=443", [BLOB, "site server"]),
        ("deployment", "ports-blocked=443", [ENTRA, MANAGER]),
        ("content", "blob-blocked", [BLOB, "clients"]),
        ("content-distribution", "blob-blocked", [BLOB, "site server"]),
        ("communication", "entra-unreachable", [ENTRA, "clients"]),
    ],
)
def test_the_fix_names_what_this_flow_needs(flow, fault, names):
    fix = told(flow, fault)[-1]

    assert fix.startswith("The fix: ")
    assert [] == [name for name in names if name not in fix]
    assert "names of the CMG" not in fix


@pytest.mark.rule("H1", "H2")
def test_a_removed_header_is_told_without_the_other_headers_story():
    assert not any("BITS" in line or "download" in line for line in told("communication", "header-blocked=CCMClientID"))
    assert not any("signed" in line or "CMGConnector" in line for line in told("content", "header-blocked=Range"))


@pytest.mark.rule("N1", "N2", "P4", "P5")
@pytest.mark.parametrize("fault", ["instance-down=instance-1", "ports-dropped=443,10140", "cmg-stopped"])
def test_both_attempts_of_a_classic_channel_are_in_the_log_each_with_its_port(fault):
    lines = [line for line in told("channel", fault, "classic") if ".log" in line]

    assert [("Http", "443"), ("Tcp", "10140")] == [
        re.search(rf"build (\w+) connection [\w-]+ with server {SERVICE}:(\d+)\.", line).groups() for line in lines
    ]


@pytest.mark.rule("N3")
def test_a_channel_that_failed_beside_one_that_holds_is_told_with_log_and_fix():
    lines = told("channel", "ports-blocked=10124", instances=2)

    assert "The flow reached its end, in spite of this:" == lines[0]
    assert (["N3", "P3"], ["SMS_CLOUD_PROXYCONNECTOR.log"]) == rules_and_logs(lines)
    assert any(f"with server {SERVICE}:10124." in line for line in lines)
    assert "allow outbound TCP 10124" in lines[-1]


def test_a_fault_that_a_flow_never_meets_does_not_concern_it():
    assert ["The flow reached its end.", "The fault blob-blocked does not concern this flow."] == told(
        "deployment", "blob-blocked"
    )
    assert "La panne blob-blocked ne concerne pas ce flux." == told("deployment", "blob-blocked", language="fr")[-1]


def test_only_what_stopped_the_flow_is_blamed_of_several_faults():
    faults = ["ports-blocked=10140-10155", "ports-dropped=443"]
    lines = verdict(replay("channel", deployment="classic", faults=faults), "en", faults)

    assert ["What is broken: Outbound packets dropped in silence at the organisation's edge (ports-dropped=443)."] == [
        line for line in lines if line.startswith("What is broken")
    ]


def test_a_stop_that_no_given_fault_explains_shows_what_the_trace_says():
    trace = replay("channel", faults=["cmg-stopped"])
    lines = verdict(trace, "en", ["token-expired"])

    assert [f"The trace says: “{trace.records[-1].text}”.", "The fault token-expired does not concern this flow."] == (
        lines[1:]
    )
