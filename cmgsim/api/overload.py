"""Stations that cannot keep up, by formula: what the rows of a short run do not show yet."""

from __future__ import annotations

from typing import Any, Final

from cmgsim.model.scenario import Scenario
from cmgsim.results.stations import UNSTABLE
from cmgsim.results.summary import without_means

NEARLY_FULL: Final = 0.9
"""Utilisation below which nobody need ask the formulas."""


def with_overload(summary: dict[str, Any], scenario: Scenario) -> dict[str, Any]:
    """
    The *summary*, in which a station that is offered more work than its workers can do is unstable.

    Its queue may still be short where the run is. A station that stood idle for want of requests (because of a fault on
    the way, for instance) is left as it is.
    """
    full = [name for name, row in summary["stations"].items() if (row["utilisation"] or 0.0) >= NEARLY_FULL]
    if not full:
        return summary
    from cmgsim.explain import twins

    expected = twins(scenario)
    for name in full:
        if expected.get(name, {}).get("utilisation", 0.0) >= 1 and summary["stations"][name]["state"] != UNSTABLE:
            summary["stations"][name] = without_means(summary["stations"][name])
    return summary
