"""The Chrome trace that Perfetto opens: slices, arrows from slice to slice, times to the nanosecond."""

from __future__ import annotations

import json
from itertools import groupby, pairwise

import pytest
from flows.gallery import GALLERY

from cmgsim import replay
from cmgsim.trace import Trace
from cmgsim.views.perfetto import BANNER, perfetto


def events(trace: Trace, *phases: str) -> list[dict]:
    return [event for event in json.loads(perfetto(trace))["traceEvents"] if event["ph"] in phases]


@pytest.mark.parametrize("name", GALLERY)
def test_events_have_what_the_format_asks_for(name):
    for event in events(GALLERY[name], "X", "i", "s", "f", "M"):
        assert {"ph", "name", "pid", "tid", "args"} - {"args"} <= set(event)
        assert "M" == event["ph"] or event["ts"] >= 0
        assert "X" != event["ph"] or event["dur"] >= 0
        assert "i" != event["ph"] or event["s"] == "t"


@pytest.mark.parametrize("name", GALLERY)
def test_slices_of_one_track_never_overlap(name):
    slices = sorted(events(GALLERY[name], "X"), key=lambda e: (e["pid"], e["tid"], e["ts"], e["ts"] + e["dur"]))
    for _, track in groupby(slices, key=lambda e: (e["pid"], e["tid"])):
        there = list(track)
        assert all(one["ts"] + one["dur"] <= other["ts"] for one, other in pairwise(there))


@pytest.mark.rule("F4", "F5")
def test_arrows_lead_from_hop_to_hop():
    trace = replay("communication", authentication="certificate")
    slices = {(e["pid"], e["tid"], e["ts"]): e for e in events(trace, "X") if e["cat"] == "requests"}
    tails, heads = events(trace, "s"), events(trace, "f")
    first = [slices[e["pid"], e["tid"], e["ts"]]["args"] for e in (tails[0], heads[0], tails[1], heads[1])]

    assert [e["id"] for e in tails] == [e["id"] for e in heads]
    assert {"e"} == {e["bp"] for e in heads}
    assert ["F3", "F4", "F4", "F5"] == [hop["rule"] for hop in first]
    assert {"r1"} == {hop["request"] for hop in first}


def test_every_node_has_a_name_and_stands_in_the_order_of_diagrams():
    names = [e["args"]["name"] for e in events(replay("channel"), "M") if e["name"] == "process_name"]

    assert ["cmg-connection-point-1", "public-dns", "load-balancer", "azure-dns"] == names


def test_no_nanosecond_is_lost():
    trace = replay("communication")
    times = {e["args"]["record"]: round(e["ts"] * 1_000) for e in events(trace, "X") if e["cat"] != "open connections"}

    assert times == {number: trace.records[number - 1].t_ns for number in times}


def test_what_lies_before_time_zero_is_moved_to_zero_and_keeps_its_own_time():
    early = replay("channel")
    moved = Trace({}, tuple(record._replace(t_ns=record.t_ns - 10**9) for record in early))
    [first, *_] = events(moved, "X")

    assert (0, -(10**9)) == (first["ts"], first["args"]["t_ns"])


def test_an_open_channel_is_drawn_to_the_end():
    trace = replay("communication")
    [channel] = [e for e in events(trace, "X") if e["name"].startswith("c1: ")]

    assert ("c1: HTTPS 443 to load-balancer", False) == (channel["name"], channel["args"]["closed"])
    assert trace.records[-1].t_ns == round((channel["ts"] + channel["dur"]) * 1_000)


def test_the_file_says_that_it_is_simulated():
    assert BANNER == json.loads(perfetto(Trace({}, ())))["otherData"]["banner"]
