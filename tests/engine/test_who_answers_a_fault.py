"""Who answers where something is broken, how, and by which way the answer comes back."""

from __future__ import annotations

import pytest
from engine.fault_tables import played
from engine.replayed_site import site, told

from cmgsim.model.scenario import Fault


@pytest.mark.rule("V2", "V5")
@pytest.mark.parametrize(
    ("flow", "verb", "asks"),
    [("communication", "CCM_POST", "r2"), ("content", "CCM_POST", "r1"), ("content", "PROPFIND", "r2"),
     ("content", "HEAD", "r3"), ("content", "GET", "r4")],
)  # fmt: skip
def test_a_device_that_blocks_a_verb_answers_itself_and_passes_nothing_on(flow, verb, asks):
    trace = played(flow, faults=(f"verb-blocked={verb}",))
    *_, asked, answered, _ = trace.records

    assert ("request", verb, asks) == (asked.kind, asked.verb, asked.request)
    assert ("response", 405, f"a device on the way answers {asks} with 405 Method Not Allowed") == (
        answered.kind, answered.status, answered.text,
    )  # fmt: skip
    assert 30_000_000 == answered.t_ns - asked.t_ns
    assert 30_000_000 == trace.records[-1].t_ns - answered.t_ns


@pytest.mark.rule("H1")
def test_without_range_the_storage_sends_the_whole_file_which_the_client_cannot_use():
    trace = played("content", faults=("header-blocked=Range",))

    assert ("response", "blob-storage", 200, "blob-storage answers r4 with 200 and the whole file") == (
        trace.records[-2].kind, trace.records[-2].src, trace.records[-2].status, trace.records[-2].text,
    )  # fmt: skip


@pytest.mark.rule("H5")
def test_a_header_is_known_by_its_name_on_the_wire_too():
    documented, wire = (
        told(site(), "communication", Fault(kind="header-blocked", value=f"CCMClientTimestamp{name}"))
        for name in ("sSignature", "Signature")
    )

    assert "stopped at F5: client-1 gets 403 CMGConnector_Forbidden for policy-body (breaks H5)" == documented[-1].text
    assert documented == wire


@pytest.mark.rule("F5")
def test_a_refusal_of_the_management_point_comes_back_the_whole_way():
    trace = played("communication", faults=("management-point-binding-wrong",))

    assert [
        ("F5", "management-point-1", "cmg-connection-point-1"),
        ("F4", "cmg-connection-point-1", "instance-1"),
        ("F3", "instance-1", "client-1"),
    ] == [(r.rule, r.src, r.dst) for r in trace if r.status == 403 and r.kind == "response"]


@pytest.mark.rule("F5")
def test_a_management_point_that_is_down_is_answered_for_by_the_connection_point():
    trace = played("communication", faults=("management-point-down",))

    assert [
        ("timed-out", "cmg-connection-point-1", None),
        ("response", "cmg-connection-point-1", 503),
        ("response", "instance-1", 503),
        ("state", "client-1", 503),
    ] == [(r.kind, r.src, r.status) for r in trace][-4:]


@pytest.mark.rule("F1")
def test_a_deployment_that_fails_leaves_the_cmg_in_error():
    trace = played("deployment", faults=("name-taken",))

    assert ["the service is provisioning", "the service is in error: it could not be created"] == [
        r.text for r in trace if r.src == "cmg"
    ]
