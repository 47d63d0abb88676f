"""Scenarios without feedback, coarse enough for everything to meet: what the sweep may do in the event loop's place."""

from __future__ import annotations

from typing import Any

from coarse_scenarios import SECONDS, documents
from hypothesis import strategies as st

from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import from_document

POSITIVE = [
    "500 ms",
    "1 s",
    "empirical(500 ms, 1 s, 4 s)",
    "uniform(1 ms, 2 s)",
    "exponential(300 ms)",
    "erlang(1 s, 5)",
]
STATIONS = ("connection_points", "management_points", "software_update_points")


@st.composite
def forward_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A coarse document in which nobody gives up, keeps a connection or downloads, and nothing happens to the site."""
    document = draw(documents())
    for name in ("faults", "changes"):
        document.pop(name, None)
    service = st.sampled_from(POSITIVE)
    document["cmg"] |= {"state": "started", "service_time": draw(service), "vm_size": draw(st.sampled_from(SIZES))}
    for name in STATIONS:
        document[name] = [table | {"service_time": draw(service)} for table in document.get(name, [{}])]
    ports = draw(st.sampled_from([16_384, 16_384, 40, 12]))
    for table in document["connection_points"]:
        table["dynamic_ports"] = ports
    for cohort in document["clients"]:
        cohort |= {"timeout": f"{2 * SECONDS} s", "keep_alive": "0 s"}
        for activity in cohort["activities"]:
            if activity["request"] == "content":
                activity["request"] = "scan"
    return document


SIZES = ["A2_v2", "B2s"]


def forward_scenarios() -> st.SearchStrategy[Scenario]:
    """Valid scenarios of four hundred seconds."""
    return forward_documents().map(from_document)
