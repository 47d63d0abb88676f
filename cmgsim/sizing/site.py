"""What size does not choose but the answer rests on: documented limits of the site, storage and the egress alert."""

from __future__ import annotations

from typing import Any, Final

from cmgsim.explain import explain
from cmgsim.model.scenario import Scenario

_CHOSEN: Final = (
    "connections-per-instance", "network-of-vm-size", "instances-per-cmg", "dynamic-ports-per-connection-point",
    "instances-per-connection-point",
)  # fmt: skip
"""Limits that the layout itself was chosen for."""


def around(scenario: Scenario) -> list[dict[str, Any]]:
    """The documented limits beside the layout that are reached, exceeded or fallen short of."""
    rows = explain(scenario)["limits"]
    return [row for row in rows if row["state"] != "ok" and row["id"] not in _CHOSEN]
