"""A trace as a PlantUML sequence diagram."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cmgsim.facts.rows import Zone
from cmgsim.trace import Record, Trace
from cmgsim.views.sequence import ZONE_TITLES, Participant, label, participants

ARROWS: Final = MappingProxyType(
    {
        "dns-query": "->",
        "dns-answer": "-->",
        "connect": "->",
        "accepted": "-->",
        "refused": "->x",
        "timed-out": "->x",
        "closed": "-->x",
        "request": "->",
        "response": "-->",
    }
)
"""A solid line asks, a dotted one answers, a cross ends."""


def plantuml(trace: Trace) -> str:
    """
    *trace* as a sequence diagram with numbered arrows, one line a record.

    No line begins with what a name says, and names hold no sign that PlantUML acts on: nothing can be included.

    Example:
        >>> record = Record(0, "state", "cmg", "cmg", "cmg", "cmg", "azure", "azure", "F1", text="ready")
        >>> print(plantuml(Trace({}, (record,))), end="")
        @startuml
        autonumber
        box "Azure"
        participant "cmg" as p1
        end box
        note over p1 : ready (F1)
        @enduml
    """
    nodes = participants(trace)
    aliases = {node.name: node.alias for node in nodes}
    lines = ["@startuml", "autonumber", *_boxes(nodes), *(_line(record, aliases) for record in trace), "@enduml"]
    return "\n".join(lines) + "\n"


def _boxes(nodes: tuple[Participant, ...]) -> Iterator[str]:
    for zone in Zone:
        inside = [node for node in nodes if node.zone == zone]
        if inside:
            yield f'box "{ZONE_TITLES[zone]}"'
            yield from (f'participant "{node.label}" as {node.alias}' for node in inside)
            yield "end box"
    yield from (f'participant "{node.label}" as {node.alias}' for node in nodes if node.zone not in tuple(Zone))


def _line(record: Record, aliases: dict[str, str]) -> str:
    src, dst = aliases[record.src], aliases[record.dst]
    if record.kind not in ARROWS:
        return f"note over {src} : {label(record)}"
    if record.kind == "accepted":
        src, dst = dst, src
    return f"{src} {ARROWS[record.kind]} {dst} : {label(record)}"
