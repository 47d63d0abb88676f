"""A trace as a Mermaid sequence diagram: a text that wikis and Markdown pages draw."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from cmgsim.facts.rows import Zone
from cmgsim.trace import Record, Trace
from cmgsim.views.sequence import ZONE_TITLES, Participant, label, participants

ARROWS: Final = MappingProxyType(
    {
        "dns-query": "->>",
        "dns-answer": "-->>",
        "connect": "->>",
        "accepted": "-->>",
        "refused": "-x",
        "timed-out": "-x",
        "closed": "--x",
        "request": "->>",
        "response": "-->>",
    }
)
"""A solid line asks, a dotted one answers, a cross ends."""


def mermaid(trace: Trace) -> str:
    """
    *trace* as a sequence diagram with numbered arrows, one line a record.

    The names of nodes are made safe (`cmgsim.views.sequence.safe`), so that no name can hold a directive.

    Example:
        >>> record = Record(0, "state", "cmg", "cmg", "cmg", "cmg", "azure", "azure", "F1", text="ready")
        >>> print(mermaid(Trace({}, (record,))), end="")
        sequenceDiagram
            autonumber
            box transparent Azure
                participant p1 as cmg
            end
            Note over p1: ready (F1)
    """
    nodes = participants(trace)
    aliases = {node.name: node.alias for node in nodes}
    lines = ["sequenceDiagram", "    autonumber", *_boxes(nodes), *(_line(record, aliases) for record in trace)]
    return "\n".join(lines) + "\n"


def _boxes(nodes: tuple[Participant, ...]) -> Iterator[str]:
    for zone in Zone:
        inside = [node for node in nodes if node.zone == zone]
        if inside:
            # "transparent", because Mermaid takes a first word that is a colour for one, and azure is a colour.
            yield f"    box transparent {ZONE_TITLES[zone]}"
            yield from (f"        participant {node.alias} as {node.label}" for node in inside)
            yield "    end"
    yield from (f"    participant {node.alias} as {node.label}" for node in nodes if node.zone not in tuple(Zone))


def _line(record: Record, aliases: dict[str, str]) -> str:
    src, dst = aliases[record.src], aliases[record.dst]
    if record.kind not in ARROWS:
        return f"    Note over {src}: {label(record)}"
    if record.kind == "accepted":
        src, dst = dst, src
    return f"    {src}{ARROWS[record.kind]}{dst}: {label(record)}"
