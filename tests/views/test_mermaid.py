"""A Mermaid diagram has each record once, in order, between declared participants, whatever they are called."""

from __future__ import annotations

import re

import pytest
from flows.gallery import GALLERY
from flows.samples import SAMPLES, channel, communication

from cmgsim.trace import Trace
from cmgsim.views.mermaid import ARROWS, mermaid

LINE = re.compile(r"    (p\d+)(->>|-->>|-x|--x)(p\d+): (.+)|    Note over (p\d+): (.+)")


def parsed(text: str) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """Participants by alias and the arrows and notes, read back from the diagram."""
    lines = text.splitlines()
    assert ["sequenceDiagram", "    autonumber"] == lines[:2]
    names = {m[1]: m[2] for line in lines if (m := re.fullmatch(r"        participant (p\d+) as (.+)", line))}
    body = [line for line in lines[2:] if not re.match(r"        participant |    box transparent |    end$", line)]
    found = [LINE.fullmatch(line) for line in body]
    assert all(found), [line for line, match in zip(body, found, strict=True) if not match]
    return names, [tuple(filter(None, match.groups())) for match in found]


def test_one_channel_in_full():
    assert [
        "sequenceDiagram",
        "    autonumber",
        "    box transparent On-premises",
        "        participant p1 as cmg-connection-point-1",
        "    end",
        "    box transparent Internet",
        "        participant p2 as public-dns",
        "    end",
        "    box transparent Azure",
        "        participant p3 as load-balancer",
        "        participant p4 as azure-dns",
        "    end",
        "    p1->>p2: DNS: cmg-connection-point-1 asks for GraniteFalls.contoso.com (F2)",
        "    p2-->>p1: DNS: GraniteFalls.contoso.com leads to GraniteFalls.WestUS.cloudapp.azure.com (F2)",
        "    p1->>p4: DNS: cmg-connection-point-1 asks for GraniteFalls.WestUS.cloudapp.azure.com (F2)",
        "    p4-->>p1: DNS: GraniteFalls.WestUS.cloudapp.azure.com has an address (F2)",
        "    p1->>p3: connect HTTPS 443 (F2, P2)",
        "    p3-->>p1: accepted (F2)",
        "    Note over p1: channel to instance-1 is open: HTTPS 443 (F2)",
        "    Note over p1: each connection point holds a channel (F2)",
    ] == mermaid(channel()).splitlines()


@pytest.mark.parametrize("name", GALLERY)
def test_each_record_is_one_line(name):
    trace = GALLERY[name]
    names, drawn = parsed(mermaid(trace))

    assert len(trace) == len(drawn)
    assert len({node for record in trace for node in (record.src, record.dst)}) == len(names)


@pytest.mark.parametrize("name", SAMPLES)
def test_arrows_go_from_sender_to_receiver(name):
    trace = SAMPLES[name]()
    names, drawn = parsed(mermaid(trace))
    expected = [(r.dst, r.src) if r.kind == "accepted" else (r.src, r.dst) for r in trace if r.kind in ARROWS]

    assert expected == [(names[line[0]], names[line[2]]) for line in drawn if len(line) == 4]


@pytest.mark.rule("F4")
def test_the_request_down_the_channel_goes_against_the_direction_of_its_connection():
    names, drawn = parsed(mermaid(communication()))
    [push] = [line for line in drawn if line[-1] == "CCM_POST r1 (F4)"]

    assert ("instance-1", "->>", "cmg-connection-point-1") == (names[push[0]], push[1], names[push[2]])


def test_the_same_trace_gives_the_same_text():
    assert mermaid(communication()) == mermaid(communication())


@pytest.mark.parametrize(
    "name",
    [
        "end",
        "%%{init: {}}%%",
        "a;b\nparticipant x",
        "x\r\n    Note over p1: y",
        "#59;",
        "box",
        "a: b",
        "\u202ea",
        "",
        "x" * 5_000,
    ],
)
def test_a_hostile_name_changes_nothing_but_a_label(name):
    names, drawn = parsed(mermaid(communication(server=name, **{name: "management-point"})))
    expected, lines = parsed(mermaid(communication()))

    assert list(expected) == list(names)
    assert [line[:-1] for line in lines] == [line[:-1] for line in drawn]
    assert not any(sign in label for label in names.values() for sign in ";#%{}\n<>")


def test_a_node_in_no_known_zone_stands_outside_the_boxes():
    [connect] = [record._replace(dst_zone="moon") for record in channel() if record.kind == "connect"]

    assert "    participant p2 as load-balancer" in mermaid(Trace({}, (connect,))).splitlines()


def test_an_empty_trace_is_an_empty_diagram():
    assert "sequenceDiagram\n    autonumber\n" == mermaid(Trace({}, ()))
