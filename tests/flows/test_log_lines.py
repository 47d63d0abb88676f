"""The logs of a trace."""

import pytest

import cmgsim
from cmgsim.facts.failures import FAILURES
from cmgsim.flows.log_lines import log_lines, synced_ns

_FIVE_MINUTES = 300 * 10**9


def _errors(trace):
    return [(line.file, line.severity) for line in log_lines(trace) if line.fault]


def test_a_healthy_flow_has_no_warning_and_no_error():
    trace = cmgsim.replay("all", instances=2)
    assert {1} == {line.severity for line in log_lines(trace)}


def test_each_refused_attempt_has_its_line_at_its_time():
    trace = cmgsim.replay("channel", instances=3, faults=["ports-blocked=10124-10139"])
    refused = [(record.t_ns, record.port) for record in trace if record.kind == "refused"]
    assert refused == [(line.t_ns, int(line.text.split(":10")[1][:3]) + 10_000) for line in log_lines(trace)]


def test_a_request_that_a_device_stops_leaves_no_line_at_the_connection_point():
    """Absence is the clue."""
    trace = cmgsim.replay("communication", faults=["verb-blocked=CCM_POST"])
    assert ["CcmMessaging.log"] == [line.file for line in log_lines(trace) if line.severity > 1]
    assert not [line for line in log_lines(trace) if "ccm_system" in line.text and line.node != "client-1"]


def test_a_refusal_of_the_site_is_told_by_connection_point_and_client():
    trace = cmgsim.replay("communication", faults=["connection-point-certificate-missing"])
    assert [("SMS_CLOUD_PROXYCONNECTOR.log", 1), ("SMS_CLOUD_PROXYCONNECTOR.log", 3), ("LocationServices.log", 3)] == (
        _errors(trace)
    )


@pytest.mark.parametrize("kind", [row.kind for row in FAILURES if row.stops])
def test_a_fault_that_stops_a_flow_leaves_a_line(kind):
    row = next(row for row in FAILURES if row.kind == kind)
    value = {"ports": "443,10124-10155", "fqdn": "GraniteFalls.contoso.com", "verb": "CCM_POST", "header": "Range"}.get(
        row.parameter or ""
    )
    fault = kind if value is None else f"{kind}={value}"
    for flow in row.stops:
        trace = cmgsim.replay(flow, faults=[fault], authentication="site-token")
        if trace.records[-1].text.startswith("stopped"):
            assert _errors(trace), flow


def test_every_line_has_the_time_of_its_record_and_is_ascii():
    trace = cmgsim.replay("content", instances=16, faults=["blob-blocked"])
    lines = log_lines(trace)
    assert lines == tuple(sorted(lines, key=lambda line: (line.t_ns, line.position)))
    assert all(line.t_ns == trace.records[line.position].t_ns and line.text.isascii() for line in lines)


def test_two_channels_have_two_ids_in_the_log():
    built = [line.text.split()[3] for line in log_lines(cmgsim.replay("channel", instances=2))]
    assert ["c0000001-0000-4000-8000-000000000000", "c0000002-0000-4000-8000-000000000000"] == built


def test_a_line_of_an_instance_reaches_the_site_five_to_ten_minutes_late():
    lines = [line for line in log_lines(cmgsim.replay("communication")) if line.in_cloud]
    assert lines
    assert all(_FIVE_MINUTES < line.at_site_ns - line.t_ns <= 2 * _FIVE_MINUTES for line in lines)
    assert 2 * _FIVE_MINUTES == synced_ns(0)


def test_a_line_written_on_the_site_is_there_at_once():
    lines = [line for line in log_lines(cmgsim.replay("channel")) if not line.in_cloud]
    assert lines
    assert all(line.at_site_ns == line.t_ns for line in lines)
