"""Every fault on every flow: where it stops, what the last record says, and what it leaves alone."""

from __future__ import annotations

from itertools import product, takewhile

import pytest
from engine.fault_tables import CHANGED, DEPLOYMENTS, FLOWS, MANAGER, PARTLY, SITUATIONS, STOPS, end_of, played

from cmgsim.api.replay import stopped
from cmgsim.facts.failures import FAILURES, failure, parse_fault
from cmgsim.flows.conformance import departures

ORDER = ("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4")


@pytest.mark.rule("F1", "F2", "F3", "F5", "C4", "C5", "C6", "D4", "H1", "H2", "H3", "H4", "H5")
@pytest.mark.rule("V1", "V2", "V3", "V4", "V5", "E1", "E2", "E3", "N1", "N2", "N3")
@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_a_fault_stops_what_it_should_and_nothing_else(fault, deployment, instances, ends):
    for flow in FLOWS:
        trace = played(flow, deployment, instances, (fault,))
        if flow in ends:
            end = ends[flow]
            assert ("state", end.rule, end.told(instances), end.status) == end_of(trace), flow
            assert stopped(trace)
        else:
            assert not stopped(trace), (flow, trace.records[-1].text)


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_a_fault_that_does_not_concern_a_flow_leaves_it_as_it_is(fault, deployment, instances, ends):
    for flow in FLOWS:
        whole = played(flow, deployment, instances)
        around = (fault, deployment) in CHANGED and flow in ("channel", "communication", "content")
        if flow not in ends:
            assert around == (whole.records != played(flow, deployment, instances, (fault,)).records), flow


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_whatever_breaks_what_happens_is_documented(fault, deployment, instances, ends):
    for flow in FLOWS:
        trace = played(flow, deployment, instances, (fault,))
        proxied = fault == "proxy"
        assert [] == departures(trace, flow, deployment=deployment, instances=instances, proxy=proxied), flow
        assert [] == departures(
            trace, flow, deployment=deployment, instances=instances, proxy=proxied, complete=flow not in ends or None
        )


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_nothing_happens_after_the_step_that_stopped(fault, deployment, instances, ends):
    for flow, end in ends.items():
        records = played(flow, deployment, instances, (fault,)).records
        # Requests go through F3 to F5 one after the other: only the last one has to end at the step that stopped.
        asked = [position for position, r in enumerate(records) if r.kind == "request" and r.src == "client-1"]
        last = records[asked[-1] :] if asked and records[-1].rule in ("F3", "F4", "F5") else records
        assert [] == [r.rule for r in last if ORDER.index(r.rule) > ORDER.index(end.rule)], flow


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_until_it_meets_the_fault_a_flow_goes_as_ever(fault, deployment, instances, ends):
    """Times included; what is different is how the other side answers, and what follows from that."""
    for flow, end in ends.items():
        if end.rule == "F2" or fault == "internet-down":
            continue  # attempts at a channel go on; and without a line the site's own name server answers
        whole, trace = played(flow, deployment, instances), played(flow, deployment, instances, (fault,))
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(whole, trace, strict=False)))
        rest = {r.kind for r in trace.records[same:]}
        assert rest <= {"refused", "timed-out", "response", "state", "closed"}, flow
        assert trace.records[same:]


@pytest.mark.parametrize("fault", STOPS)
def test_the_flow_all_stops_where_the_first_of_its_flows_stops(fault):
    for deployment in DEPLOYMENTS:
        trace = played("all", deployment, 1, (fault,))
        first = next((flow for flow in FLOWS if flow in STOPS[fault]), None)
        if first is None:
            assert not stopped(trace)
        else:
            end = STOPS[fault][first]
            assert ("state", end.rule, end.told(1), end.status) == end_of(trace)
        assert [] == departures(trace, "all", deployment=deployment, proxy=fault == "proxy")


@pytest.mark.parametrize("fault", STOPS)
def test_the_catalogue_of_faults_says_the_same(fault):
    kind, value = parse_fault(fault)
    row = failure(kind, value)
    if kind != "endpoint-blocked":  # each flow that needs the name: STOPS says which
        assert dict(row.stops) == {flow: end.rule for flow, end in STOPS[fault].items()}
    for end in STOPS[fault].values():
        assert row.status == end.status
        assert (row.status_text or "") in end.text


def test_every_kind_of_fault_is_tried():
    assert {row.kind for row in FAILURES} == {parse_fault(fault)[0] for fault in (*STOPS, *PARTLY)}


@pytest.mark.parametrize("fault", [*STOPS, *PARTLY])
def test_silence_lasts_21_seconds_and_a_refusal_less_than_a_fifth_of_one(fault):
    for flow, deployment in product(FLOWS, DEPLOYMENTS):
        trace = played(flow, deployment, 2, (fault,))
        opened = {r.connection: r.t_ns for r in trace if r.kind == "connect"}
        for record in trace:
            if record.kind == "timed-out":
                assert 21 * 10**9 == record.t_ns - opened[record.connection]
            elif record.kind == "refused":
                assert 0 < record.t_ns - opened[record.connection] < 200_000_000


@pytest.mark.parametrize(
    ("flow", "faults", "rule", "part"),
    [
        ("channel", ("proxy", "ports-blocked=443"), "F2", "HTTPS 443 to load-balancer is refused"),
        ("channel", ("ports-blocked=10140-10155", "ports-dropped=443"), "F2", "no answer from load-balancer"),
        ("channel", ("internet-down", "cname-missing"), "F2", "NXDOMAIN"),
        ("deployment", ("app-secret-expired", f"endpoint-blocked={MANAGER}"), "F1", "AADSTS7000222"),
        ("deployment", ("service-connection-point-offline", "internet-down"), "F1", "offline"),
        ("communication", ("token-expired", "untrusted-certificate"), "F3", "12175"),
        ("communication", ("token-expired", "management-point-down"), "F3", "401"),
        ("content", ("blob-blocked", "content-token-expired"), "C5", "401"),
        ("content", ("header-blocked=Range", "verb-blocked=GET"), "C6", "405"),
        ("all", ("blob-blocked", "management-point-binding-wrong"), "F5", "403"),
    ],
)
def test_of_several_faults_the_first_that_is_met_stops(flow, faults, rule, part):
    last = played(flow, "classic", faults=faults).records[-1]

    assert rule == last.rule
    assert part in last.text
