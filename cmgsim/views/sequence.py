"""
What every sequence diagram needs: who takes part, zone by zone, and a label for each record, safe in any notation.

Names come from users. Notations have directives, includes, links and escapes, so a label keeps letters, digits and a
few signs that mean nothing anywhere; what else stands in a name is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from attrs import frozen

from cmgsim.facts.roles import ROLES
from cmgsim.facts.rows import Zone
from cmgsim.trace import Record

ZONE_TITLES: Final = MappingProxyType({Zone.ON_PREMISES: "On-premises", Zone.INTERNET: "Internet", Zone.AZURE: "Azure"})
LONGEST: Final = 100
"""Characters of a label."""

_HARMLESS: Final = " .,:()/+=_-"
_TWICE: Final = re.compile(r"([-_/+=.:,])\1+")
"""Doubled signs begin markup: italics, strokes, lines."""
_END: Final = re.compile(r"\bend\b", re.IGNORECASE)
_PLACES: Final = MappingProxyType({str(row.role): place for place, row in enumerate(ROLES)})


@frozen
class Participant:
    """A node of the diagram: its alias is ours, its label is the user's name made safe."""

    name: str
    alias: str
    label: str
    zone: str


def safe(text: str) -> str:
    """
    *text* as it may stand in any notation.

    Example:
        >>> safe("%%{init}%% <b>end</b>; !include https://x")
        'init b (end) /b include https:/x'
    """
    kept = "".join(sign if sign.isalnum() or sign in _HARMLESS else " " for sign in text)
    words = _TWICE.sub(r"\1", " ".join(kept.split())).lstrip(" .,:/+=_-")
    label = _END.sub("(end)", words)
    return (label if len(label) <= LONGEST else label[: LONGEST - 3].rstrip() + "...") or "(no name)"


def participants(records: Iterable[Record]) -> tuple[Participant, ...]:
    """Who takes part: on premises, internet, Azure, and within a zone in the order of the roles."""
    ends = (end for r in records for end in ((r.src, r.src_role, r.src_zone), (r.dst, r.dst_role, r.dst_zone)))
    nodes = {name: (role, zone) for name, role, zone in ends}
    zones = tuple(Zone)

    def place(name: str) -> tuple[int, int]:
        role, zone = nodes[name]
        return zones.index(Zone(zone)) if zone in zones else len(zones), _PLACES.get(role, len(_PLACES))

    ordered = sorted(nodes, key=place)
    return tuple(Participant(name, f"p{n}", safe(name), nodes[name][1]) for n, name in enumerate(ordered, 1))


def label(record: Record) -> str:
    """
    What the arrow or note of *record* says.

    Example:
        >>> row = Record(0, "connect", "a", "b", *["client", "cmg"], *["internet", "azure"], "F3", "P7", "HTTPS", 443)
        >>> label(row)
        'connect HTTPS 443 (F3, P7)'
    """
    rules = ", ".join(rule for rule in (record.rule, record.port_rule if record.kind == "connect" else None) if rule)
    what = {
        "connect": f"connect {record.protocol} {record.port}",
        "timed-out": "no answer",
        "request": f"{record.verb} {record.request or ''}",
        "response": f"{record.status} {record.request or ''}",
        "dns-query": f"DNS: {record.text}",
        "dns-answer": f"DNS: {record.text}",
        "state": record.text,
    }.get(record.kind, record.kind)
    through = f" through {record.via}" if record.via and record.kind == "connect" else ""
    told = safe(f"{what}{through}")
    return f"{told} ({safe(rules)})" if rules else told
