"""The firewall list of a selection: who opens what to whom, and which rows a fault closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cmgsim.facts.failures import parse_fault, parse_ports
from cmgsim.facts.rows import Zone
from cmgsim.flows.words import title_of
from cmgsim.model.allow_list import firewall_list
from cmgsim.model.scenario import Scenario
from cmgsim.views.player.shelf import Texts
from cmgsim.views.player.speech import Speech

_CLOSED_BY: Final = {"blob-blocked": ("P8", "P11"), "internet-down": ()}
"""Rows that a fault closes whatever the ports are; the line that is down closes all that leave the site."""


def firewall(scenario: Scenario, faults: Sequence[str], texts: Texts) -> list[dict[str, Any]]:
    """The rows of `cmgsim ports` in both languages; every one is opened by its source, none leads inwards."""
    speech = Speech.of(())
    rows = []
    for row in firewall_list(scenario):
        first, last = row["first"], row["last"]
        written = {
            "rule": row["rule"],
            "from": texts.put(speech.node(row["src"], row["src_role"])),
            "to": texts.put(speech.node(row["dst"], row["dst_role"])),
            "protocol": row["protocol"],
            "ports": str(first) if first == last else f"{first}-{last}",
            "purpose": texts.put((title_of(row["rule"], "en"), title_of(row["rule"], "fr"))),
            "direction": "out" if row["src_zone"] == Zone.ON_PREMISES != row["dst_zone"] else "inside",
        }
        closed = any(_closes(fault, row) for fault in faults)
        rows.append({**written, "blocked": True} if closed else written)
    return rows


def _closes(fault: str, row: dict[str, Any]) -> bool:
    kind, value = parse_fault(fault)
    leaves = row["src_zone"] == Zone.ON_PREMISES != row["dst_zone"]
    if kind in ("ports-blocked", "ports-dropped"):
        ranges = parse_ports(value or "")
        return leaves and any(first <= row["last"] and row["first"] <= last for first, last in ranges)
    return row["rule"] in _CLOSED_BY.get(kind, ()) or (kind == "internet-down" and leaves)
