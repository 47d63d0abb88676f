"""OTLP/JSON is what OpenTelemetry's own messages can be read from, with the ids that its specification asks for."""

from __future__ import annotations

import base64
import json
import re

import pytest
from flows.gallery import GALLERY
from google.protobuf import json_format
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status, TracesData

from cmgsim import replay
from cmgsim.trace import Trace
from cmgsim.views.calendar import EPOCH_NS
from cmgsim.views.otlp import otlp, span_id

IDS = ("traceId", "spanId", "parentSpanId")


def parsed(trace: Trace) -> TracesData:
    """As the published message; OTLP writes ids in hexadecimal where protobuf's own JSON has base64."""

    def rewritten(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return {key: base64.b64encode(bytes.fromhex(value)).decode() if key in IDS else value for key, value in pairs}

    return json_format.ParseDict(json.loads(otlp(trace), object_pairs_hook=rewritten), TracesData())


def all_spans(trace: Trace) -> list[tuple[str, Span]]:
    """Each span with the service that it belongs to."""
    found = []
    for resource in parsed(trace).resource_spans:
        [service] = [a.value.string_value for a in resource.resource.attributes if a.key == "service.name"]
        found += [(service, span) for scope in resource.scope_spans for span in scope.spans]
    return found


def about(span: Span) -> dict[str, object]:
    return {a.key: getattr(a.value, a.value.WhichOneof("value")) for a in span.attributes}


@pytest.mark.parametrize("name", GALLERY)
def test_the_published_message_reads_every_trace(name):
    ids = [(span.trace_id, span.span_id) for _, span in all_spans(GALLERY[name])]

    assert {(16, 8)} == {(len(trace), len(span)) for trace, span in ids}
    assert len(ids) == len(set(ids))


def test_ids_are_hexadecimal():
    text = otlp(replay("channel"))

    assert set(re.findall(r'"(?:traceId|spanId|parentSpanId)":"([^"]*)"', text)) == set(
        re.findall(r'Id":"((?:[0-9a-f]{32}|[0-9a-f]{16}))"', text)
    )


@pytest.mark.rule("F3", "F4", "F5")
def test_a_request_is_a_trace_of_its_own_with_a_span_for_each_hop():
    found = [(who, s) for who, s in all_spans(replay("communication")) if about(s).get("cmgsim.request") == "r1"]
    hops = sorted(found, key=lambda hop: hop[1].start_time_unix_nano)
    first, second, third = (span for _, span in hops[:3])

    assert ["client-1", "instance-1", "cmg-connection-point-1"] == [who for who, _ in hops]
    assert 1 == len({span.trace_id for _, span in hops})
    assert [b"", first.span_id, second.span_id] == [span.parent_span_id for span in (first, second, third)]


@pytest.mark.rule("F4")
def test_a_hop_links_to_the_connection_that_carries_it():
    trace = replay("communication")
    found = {span.span_id: span for _, span in all_spans(trace)}
    [down] = [s for s in found.values() if about(s).get("cmgsim.rule") == "F4" and about(s)["cmgsim.request"] == "r1"]
    channel = found[down.links[0].span_id]

    assert "cmg-connection-point-1" == about(channel)["cmgsim.opened_by"]
    assert ("connect HTTPS 443", 443) == (channel.name, about(channel)["server.port"])


def test_what_was_refused_is_an_error_with_the_reason():
    trace = replay("channel", faults=["ports-blocked=443"])
    [attempt] = [span for _, span in all_spans(trace) if span.name.startswith("connect")]

    assert Status.STATUS_CODE_ERROR == attempt.status.code
    assert "HTTPS 443 to load-balancer is refused" == attempt.status.message


def test_states_are_events_of_the_span_of_the_run():
    trace = replay("channel")
    [run] = [span for _, span in all_spans(trace) if span.span_id.hex() == span_id(trace, None)]

    assert ["state", "state"] == [event.name for event in run.events]
    assert [EPOCH_NS + r.t_ns for r in trace if r.kind == "state"] == [event.time_unix_nano for event in run.events]


def test_the_same_trace_gives_the_same_text():
    assert otlp(replay("all")) == otlp(replay("all"))


def test_a_run_of_a_site_is_read_too():
    row = replay("channel").records[0]

    assert parsed(Trace({"scenario": "\u202e</script>"}, (row._replace(src="\ud800 x", text="\x00"),)))
