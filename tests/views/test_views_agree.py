"""All views of one trace agree: the same connections on the same ports, the same messages, at the same times."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from packets import Seen, packets

from cmgsim import replay
from cmgsim.api.replay import FLOW_NAMES
from cmgsim.facts.failures import FAILURES
from cmgsim.flows.narration import clock
from cmgsim.trace import Trace
from cmgsim.views.calendar import EPOCH_NS
from cmgsim.views.capture.capture import capture
from cmgsim.views.mermaid import mermaid
from cmgsim.views.otlp import otlp
from cmgsim.views.perfetto import perfetto
from cmgsim.views.plantuml import plantuml
from cmgsim.views.player.one_trace import trace_payload
from cmgsim.views.player.packing import unpacked
from cmgsim.views.text import text

VALUES = {
    "ports": ("443", "10124-10139", "10140-10155"),
    "verb": ("CCM_POST", "PROPFIND"),
    "header": ("Range",),
    "fqdn": ("login.microsoftonline.com",),
}
FAULTS = [
    (),
    *(
        (f"{row.kind}={value}" if value else row.kind,)
        for row in FAILURES
        for value in VALUES.get(row.parameter or "", (row.default or "",))
    ),
    ("proxy", "ports-blocked=443"),
    ("proxy", "ports-dropped=10124-10139"),
]
Place = tuple[int, int, str]
"""Number of a record, its time, and what kind it is."""


def in_the_trace(trace: Trace) -> list[Place]:
    return [(number, record.t_ns, record.kind) for number, record in enumerate(trace, 1)]


def commented(all_seen: list[Seen]) -> dict[int, tuple[Seen, str]]:
    """The packet that carries out each record; exactly one each."""
    found: dict[int, tuple[Seen, str]] = {}
    for seen in all_seen:
        for told in seen.comments:
            number, kind = re.match(r"#(\d+) (\S+)", told).groups()
            assert int(number) not in found
            found[int(number)] = seen, kind
    return found


def in_packets(all_seen: list[Seen]) -> list[Place]:
    """States are on no wire, and silence has no packet of its own: it stands at the last question."""
    found = [(n, seen.at_ns - EPOCH_NS, kind) for n, (seen, kind) in sorted(commented(all_seen).items())]
    return [(n, at, kind) for n, at, kind in found if kind != "timed-out"]


def in_otlp(trace: Trace, spans: list[dict]) -> list[Place]:
    found = []
    for span in spans:
        about = {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}
        begin, end = int(span["startTimeUnixNano"]) - EPOCH_NS, int(span["endTimeUnixNano"]) - EPOCH_NS
        if "cmgsim.record" in about:
            found.append((int(about["cmgsim.record"]), begin, None))
        if "cmgsim.answer" in about:
            found.append((int(about["cmgsim.answer"]), end, about["cmgsim.outcome"]))
        for event in span.get("events", ()):
            number = next(one["value"]["intValue"] for one in event["attributes"] if one["key"] == "cmgsim.record")
            found.append((int(number), int(event["timeUnixNano"]) - EPOCH_NS, event["name"]))
    return sorted((number, at, kind or trace.records[number - 1].kind) for number, at, kind in found)


def in_perfetto(events: list[dict]) -> list[Place]:
    found = {}
    for event in events:
        about = event.get("args", {})
        if "record" in about:
            found[about["record"]] = (round(event["ts"] * 1_000), about["kind"])
        if "answer" in about:
            found[about["answer"]["record"]] = (round((event["ts"] + event["dur"]) * 1_000), about["answer"]["kind"])
    return [(number, at, kind) for number, (at, kind) in sorted(found.items())]


def opened(trace: Trace) -> Counter[str]:
    return Counter(f"{record.protocol} {record.port}" for record in trace if record.kind == "connect")


SHOWING_CONNECTIONS = ("mermaid", "plantuml", "html", "otlp", "perfetto", "pcapng")


def on_the_page(trace: Trace) -> list[tuple[int, str, str]]:
    """Time, kind and label of each move that the page plays; what is not worth a step is not on it."""
    page = unpacked(trace_payload(trace))
    [story], found = page["stories"], []
    for step, begin, delays in zip(story["steps"], story["t"], story["moves"], strict=True):
        for number, delay in zip(page["steps"][step]["moves"], delays, strict=True):
            move = page["moves"][number]
            label = page["texts"][move["label"]] if "label" in move else ""
            found.append((begin + delay, move["kind"], label if isinstance(label, str) else label[0]))
    return found


def openings(
    trace: Trace, seen: list[Seen], spans: list[dict], events: list[dict], moves: list[tuple[int, str, str]]
) -> dict[str, Counter[str]]:
    """What each view says is connected to."""
    by_port = {str(record.port): str(record.protocol) for record in trace if record.kind == "connect"}
    syns = {(one.src, one.dst) for one in seen if one.flags == "S"}
    slices = [event["args"] for event in events if event.get("cat") == "connecting"]
    return {
        "mermaid": Counter(re.findall(r": connect (\S+ \d+)", mermaid(trace))),
        "plantuml": Counter(re.findall(r": connect (\S+ \d+)", plantuml(trace))),
        "html": Counter(label for _, kind, label in moves if kind == "connect"),
        "otlp": Counter(span["name"][8:] for span in spans if span["name"].startswith("connect ")),
        "perfetto": Counter(f"{about['protocol']} {about['port']}" for about in slices),
        "pcapng": Counter(f"{by_port[str(dst[1])]} {dst[1]}" for _, dst in syns),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("deployment", "instances"), [("scale-set", 1), ("classic", 2)])
@pytest.mark.parametrize("flow", FLOW_NAMES)
def test_every_view_tells_every_record_at_its_time_and_opens_the_same_connections(flow, deployment, instances):
    for faults in FAULTS:
        trace = replay(flow, deployment=deployment, instances=instances, faults=faults)
        told, seen = in_the_trace(trace), packets(capture(trace))
        spans = [s for r in json.loads(otlp(trace))["resourceSpans"] for s in r["scopeSpans"][0]["spans"]]
        events = json.loads(perfetto(trace))["traceEvents"]
        times, moves = {clock(record.t_ns, "en") for record in trace}, on_the_page(trace)

        assert told == in_otlp(trace, spans), faults
        assert told == in_perfetto(events), faults
        assert [place for place in told if place[2] not in {"state", "timed-out"}] == in_packets(seen), faults
        assert set(re.findall(r"^\[[^\]]+\]", text(trace), re.MULTILINE)) <= times, faults
        assert not Counter((at, kind) for at, kind, _ in moves) - Counter((at, kind) for _, at, kind in told), faults
        assert dict.fromkeys(SHOWING_CONNECTIONS, opened(trace)) == openings(trace, seen, spans, events, moves), faults


@pytest.mark.slow
@pytest.mark.parametrize("flow", FLOW_NAMES)
def test_messages_have_the_same_sizes_on_the_wire(flow):
    """In TLS each record of payload is 29 bytes longer; the trace gives no size for what only a head says."""
    for faults in FAULTS[:20]:
        trace = replay(flow, faults=faults)
        for number, (seen, kind) in commented(packets(capture(trace))).items():
            size = trace.records[number - 1].bytes
            if kind in {"request", "response"} and size is not None and size < 60_000:
                assert size + 29 * max(1, -(-size // 16_384)) == seen.size, faults


@pytest.mark.parametrize("kind", ["refused", "timed-out"])
def test_a_failed_attempt_fails_in_every_view(kind):
    trace = replay("channel", faults=[f"ports-{'blocked' if kind == 'refused' else 'dropped'}=443"])
    slices = [e["name"] for e in json.loads(perfetto(trace))["traceEvents"] if e.get("cat") == "connecting"]
    flags = {seen.flags for seen in packets(capture(trace)) if seen.protocol == "tcp"}

    assert [f"HTTPS 443 to load-balancer: {kind}"] == slices
    assert (1, 1) == (otlp(trace).count('"code":2'), mermaid(trace).count("-x"))
    assert {"refused": {"S", "RA"}, "timed-out": {"S"}}[kind] == flags
