"""The first line of a trace: what was run, so that anyone can run it again."""

from __future__ import annotations

from typing import Any, Final

from cmgsim import __version__
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import scenario_sha256
from cmgsim.trace import SCHEMA

ENGINE: Final = "simpy"
"""Name of the reference engine."""


def trace_header(scenario: Scenario, seed: int, replication: int) -> dict[str, Any]:
    """The header of a trace that this engine wrote; it names the faults, so that a view can tell the fix."""
    broken = {"faults": [str(fault) for fault in scenario.faults]} if scenario.faults else {}
    return {
        "schema": SCHEMA,
        "version": __version__,
        "scenario": scenario.general.name,
        "scenario_sha256": scenario_sha256(scenario),
        "seed": seed,
        "replication": replication,
        "engine": ENGINE,
        **broken,
    }
