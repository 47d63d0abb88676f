"""What holds for the trace of a replay, whatever the flow: order, numbers, openers, texts, its end, its repetition."""

from __future__ import annotations

import pytest
from engine.replay_tables import DEPLOYMENTS, FLOWS, columns

from cmgsim.api.replay import replay, stopped
from cmgsim.trace import Trace


@pytest.mark.parametrize("flow", FLOWS)
def test_no_flow_opens_a_connection_towards_the_site(flow):
    for deployment in DEPLOYMENTS:
        opened = [r for r in replay(flow, deployment=deployment, instances=2) if r.kind == "connect"]
        assert [] == [r for r in opened if r.dst_zone == "on-premises" and r.src_zone != "on-premises"]


@pytest.mark.parametrize("flow", FLOWS)
def test_records_are_in_the_order_of_time_and_numbered_in_the_order_of_opening(flow):
    trace = replay(flow, deployment="classic", instances=3, connection_points=2, faults=["ports-blocked=10141"])
    times = [r.t_ns for r in trace]
    opened = [r.connection for r in trace if r.kind == "connect"]
    asked = list(dict.fromkeys(r.request for r in trace if r.request))

    assert 0 == times[0]
    assert sorted(times) == times
    assert [f"c{n + 1}" for n in range(len(opened))] == opened
    assert [f"r{n + 1}" for n in range(len(asked))] == asked


@pytest.mark.parametrize("flow", FLOWS)
def test_what_the_client_the_site_server_and_the_service_connection_point_open_they_close(flow):
    trace = replay(flow)
    openers = ("client-1", "service-connection-point", "site-server")

    assert [r.connection for r in trace if r.kind == "connect" and r.src in openers] == [
        r.connection for r in trace if r.kind == "closed"
    ]


@pytest.mark.parametrize("flow", FLOWS)
def test_a_record_names_opener_only_where_it_names_a_connection(flow):
    trace = replay(flow, instances=2)
    openers = {r.connection: r.src for r in trace if r.kind == "connect"}

    assert [openers.get(r.connection) for r in trace] == [r.opened_by for r in trace]


@pytest.mark.parametrize("flow", FLOWS)
def test_texts_are_sentences_of_one_line_without_times(flow):
    for record in replay(flow, instances=2, connection_points=2):
        assert record.text
        assert record.text == record.text.strip()
        assert "\n" not in record.text
        assert not record.text.endswith(".")


@pytest.mark.parametrize(
    ("flow", "rule", "who", "text"),
    [
        ("deployment", "F1", "service-connection-point", "the service connection point has deployed the CMG"),
        ("channel", "F2", "cmg-connection-point-1", "each connection point holds a channel"),
        ("communication", "F5", "client-1",
         "client-1 has its answers from the management point and the software update point"),
        ("content", "C6", "client-1", "client-1 has downloaded the content from blob storage"),
        ("content-distribution", "D4", "site-server", "the content is in the storage of the CMG"),
        ("all", "D4", "site-server", "the content is in the storage of the CMG"),
    ],
)  # fmt: skip
def test_a_complete_flow_ends_with_a_state_that_says_so(flow, rule, who, text):
    trace = replay(flow)
    last = trace.records[-1]

    assert ("state", rule, who, text, None) == (last.kind, last.rule, last.src, last.text, last.status)
    assert not stopped(trace)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_same_arguments_give_the_same_bytes(flow):
    first = replay(flow, instances=2, seed=7).to_jsonl()

    assert first == replay(flow, instances=2, seed=7).to_jsonl()
    assert first == Trace.from_jsonl(first).to_jsonl()


def test_the_seed_decides_service_times_and_nothing_else():
    one, other = (replay("communication", seed=seed) for seed in (1, 2))

    assert columns(one) == columns(other)
    assert [r.t_ns for r in one] != [r.t_ns for r in other]


def test_the_header_says_what_was_replayed():
    header = replay("content", seed=9).header

    assert ("cmgsim.trace/1", "content", 9, 0, "simpy") == tuple(
        header[key] for key in ("schema", "scenario", "seed", "replication", "engine")
    )
