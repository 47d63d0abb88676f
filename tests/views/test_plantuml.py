"""A PlantUML diagram has each record once, and no name can include, link or preprocess anything."""

from __future__ import annotations

import re

import pytest
from flows.gallery import GALLERY
from flows.samples import channel, communication

from cmgsim.trace import Trace
from cmgsim.views.plantuml import plantuml

LINE = re.compile(r"(p\d+) (->|-->|->x|-->x) (p\d+) : (.+)|note over (p\d+) : (.+)")


def parsed(text: str) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """Participants by alias and the arrows and notes, read back from the diagram."""
    first, number, *lines, last = text.splitlines()
    assert ("@startuml", "autonumber", "@enduml") == (first, number, last)
    names = {m[2]: m[1] for line in lines if (m := re.fullmatch(r'participant "([^"]+)" as (p\d+)', line))}
    body = [line for line in lines if not re.match(r"participant |box \"|end box$", line)]
    found = [LINE.fullmatch(line) for line in body]
    assert all(found), [line for line, match in zip(body, found, strict=True) if not match]
    return names, [tuple(filter(None, match.groups())) for match in found]


def test_one_channel_in_full():
    assert [
        "@startuml",
        "autonumber",
        'box "On-premises"',
        'participant "cmg-connection-point-1" as p1',
        "end box",
        'box "Internet"',
        'participant "public-dns" as p2',
        "end box",
        'box "Azure"',
        'participant "instance-1" as p3',
        'participant "azure-dns" as p4',
        "end box",
        "p1 -> p2 : DNS: cmg-connection-point-1 asks for GraniteFalls.contoso.com (F2)",
        "p2 --> p1 : DNS: GraniteFalls.contoso.com leads to GraniteFalls.WestUS.cloudapp.azure.com (F2)",
        "p1 -> p4 : DNS: cmg-connection-point-1 asks for GraniteFalls.WestUS.cloudapp.azure.com (F2)",
        "p4 --> p1 : DNS: GraniteFalls.WestUS.cloudapp.azure.com has an address (F2)",
        "p1 -> p3 : connect TCP-TLS 10140 (F2, P4)",
        "p3 --> p1 : accepted (F2)",
        "note over p1 : channel to instance-1 is open: TCP-TLS 10140 (F2)",
        "note over p1 : each connection point holds a channel (F2)",
        "@enduml",
    ] == plantuml(channel("classic")).splitlines()


@pytest.mark.parametrize("name", GALLERY)
def test_each_record_is_one_line(name):
    assert len(GALLERY[name]) == len(parsed(plantuml(GALLERY[name]))[1])


def test_an_attempt_that_fails_ends_in_a_cross():
    lines = plantuml(channel("classic", tcp_tls="timed-out", https="refused")).splitlines()

    assert ["p1 ->x p4 : no answer (F2)", "p1 ->x p3 : refused (F2)"] == [line for line in lines if "->x" in line]


def test_the_same_trace_gives_the_same_text():
    assert plantuml(communication()) == plantuml(communication())


@pytest.mark.parametrize(
    "name",
    [
        "!include /etc/passwd",
        "x\n!include /etc/passwd",
        "@enduml\n@startuml",
        '%getenv("HOME")',
        "<img:/etc/passwd>",
        "[[http://x y]]",
        '" as p9\nparticipant "y',
        "/' x '/",
        "\\n!x",
        "$x",
        "",
        "x" * 5_000,
    ],
)
def test_a_hostile_name_changes_nothing_but_a_label(name):
    text = plantuml(communication(server=name, **{name: "management-point"}))
    names, drawn = parsed(text)
    expected, lines = parsed(plantuml(communication()))

    assert list(expected) == list(names)
    assert [line[:-1] for line in lines] == [line[:-1] for line in drawn]
    assert not any(sign in text.removeprefix("@").removesuffix("@enduml\n") for sign in "!@%$<[\\'")


def test_a_node_in_no_known_zone_stands_outside_the_boxes():
    [connect] = [record._replace(dst_zone="moon") for record in channel() if record.kind == "connect"]

    assert 'participant "load-balancer" as p2' in plantuml(Trace({}, (connect,))).splitlines()


def test_an_empty_trace_is_an_empty_diagram():
    assert "@startuml\nautonumber\n@enduml\n" == plantuml(Trace({}, ()))
