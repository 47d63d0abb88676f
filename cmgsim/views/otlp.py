"""
A trace as OpenTelemetry spans, in OTLP/JSON: ids in hexadecimal, times as text, as its specification has them.

A client's request is a trace of its own with a span for each hop; each hop links to the span of the connection that
carries it, because an answer comes back on a channel that was opened long before. All else is the trace of the run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from cmgsim import __version__
from cmgsim.flows.nouns import LONGEST_TEXT, printable
from cmgsim.trace import Record, Trace
from cmgsim.views.calendar import EPOCH_NS
from cmgsim.views.spans import Span, spans

INTERNAL, CLIENT = 1, 3
"""Kinds of span."""
_OK, _ERROR = 1, 2
RUN: Final = "cmgsim"
"""The service to which the span of the whole run belongs."""

Json = dict[str, Any]


def otlp(trace: Trace) -> str:
    """
    *trace* as one JSON document of the type `TracesData`.

    Example:
        >>> json.loads(otlp(Trace({"scenario": "x"}, ())))["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"]
        'x'
    """
    found, moments = spans(trace)
    begun = {span.begin: span for span in found}
    by_node: dict[str, tuple[Record, list[Json]]] = {}
    for span in found:
        by_node.setdefault(span.opened.src, (span.opened, []))[1].append(_span(trace, span, begun))
    resources = [_resource({"service.name": RUN}, [_run(trace, moments)])]
    for node, (record, its_spans) in by_node.items():
        about = {"service.name": printable(node), "service.namespace": printable(record.src_zone)}
        resources.append(_resource({**about, "cmgsim.role": printable(record.src_role)}, its_spans))
    return json.dumps({"resourceSpans": resources}, separators=(",", ":")) + "\n"


def trace_id(trace: Trace, request: str | None) -> str:
    """The id of the trace of one client's request; None: of the run."""
    return sha256(f"{_name(trace)}/trace/{request}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def span_id(trace: Trace, begin: int | None) -> str:
    """The id of the span that begins at this position; None: of the run."""
    return sha256(f"{_name(trace)}/span/{begin}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _name(trace: Trace) -> str:
    return "/".join(str(trace.header.get(key)) for key in ("scenario", "scenario_sha256", "seed", "replication"))


def _resource(about: Mapping[str, object], its_spans: list[Json]) -> Json:
    return {
        "resource": {"attributes": _attributes({**about, "cmgsim.simulated": True})},
        "scopeSpans": [{"scope": {"name": "cmgsim", "version": __version__}, "spans": its_spans}],
    }


def _run(trace: Trace, moments: tuple[int, ...]) -> Json:
    first, last = (trace.records[0].t_ns, trace.records[-1].t_ns) if trace.records else (0, 0)
    return {
        "traceId": trace_id(trace, None),
        "spanId": span_id(trace, None),
        "name": printable(str(trace.header.get("scenario", ""))) or "cmgsim",
        "kind": INTERNAL,
        "startTimeUnixNano": _time(first),
        "endTimeUnixNano": _time(last),
        "attributes": _attributes({key: trace.header.get(key) for key in ("scenario_sha256", "seed", "replication")}),
        "events": [_event(place, trace.records[place]) for place in moments],
    }


def _event(place: int, record: Record) -> Json:
    about = {
        "cmgsim.record": place + 1,
        "cmgsim.node": printable(record.src),
        "cmgsim.rule": record.rule,
        "cmgsim.connection": record.connection,
        "cmgsim.text": printable(record.text, LONGEST_TEXT),
    }
    return {"timeUnixNano": _time(record.t_ns), "name": record.kind, "attributes": _attributes(about)}


def _span(trace: Trace, span: Span, begun: Mapping[int, Span]) -> Json:
    last = trace.records[-1].t_ns if span.answered is None else span.answered.t_ns
    request = span.opened.request
    is_root = request is not None and span.parent is None
    made: Json = {
        "traceId": trace_id(trace, request),
        "spanId": span_id(trace, span.begin),
        **({} if is_root else {"parentSpanId": span_id(trace, span.parent)}),
        "name": printable(_title(span)),
        "kind": CLIENT,
        "startTimeUnixNano": _time(span.opened.t_ns),
        "endTimeUnixNano": _time(last),
        "attributes": _attributes(_about(span)),
        "status": {"code": _ERROR, "message": _outcome(span)} if span.failed else {"code": _OK},
    }
    if span.attempt is not None:
        attempt = begun[span.attempt]
        made["links"] = [{"traceId": trace_id(trace, attempt.opened.request), "spanId": span_id(trace, attempt.begin)}]
    return made


def _title(span: Span) -> str:
    record = span.opened
    match span.kind:
        case "look-up":
            return f"look up at {record.dst}"
        case "attempt":
            return f"connect {record.protocol} {record.port}"
        case _:
            return f"{record.verb or 'request'} to {record.dst}"


def _outcome(span: Span) -> str:
    return "no answer" if span.answered is None else printable(span.answered.text, LONGEST_TEXT)


def _about(span: Span) -> dict[str, object]:
    record, answer = span.opened, span.answered
    return {
        "cmgsim.record": span.begin + 1,
        "cmgsim.answer": None if span.end is None else span.end + 1,
        "cmgsim.outcome": "no answer" if answer is None else answer.kind,
        "cmgsim.rule": record.rule,
        "cmgsim.port_rule": record.port_rule,
        "cmgsim.connection": record.connection,
        "cmgsim.opened_by": record.opened_by,
        "cmgsim.via": record.via,
        "cmgsim.request": record.request,
        "cmgsim.text": printable(record.text, LONGEST_TEXT),
        "network.protocol.name": record.protocol,
        "server.address": printable(record.dst),
        "server.port": record.port,
        "http.request.method": record.verb,
        "url.path": record.path,
        "http.request.size": record.bytes,
        "http.response.status_code": None if answer is None or answer.kind == "dns-answer" else answer.status,
        "http.response.size": None if answer is None else answer.bytes,
    }


def _attributes(values: Mapping[str, object]) -> list[Json]:
    return [{"key": key, "value": _value(value)} for key, value in values.items() if value is not None]


def _value(value: object) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"stringValue": printable(str(value), LONGEST_TEXT)}


def _time(t_ns: int) -> str:
    return str(EPOCH_NS + t_ns)
