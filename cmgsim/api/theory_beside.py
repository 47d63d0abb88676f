"""What theory says of each station, beside what a run saw of it; and stations that cannot keep up, by formula."""

from __future__ import annotations

from typing import Any, Final

from cmgsim.model.scenario import Scenario
from cmgsim.results.stations import UNSTABLE
from cmgsim.results.summary import without_means

NEARLY_FULL: Final = 0.9
"""Utilisation below which a station kept up, whatever the formulas say: a fault on the way may have spared it work."""


def with_theory(summary: dict[str, Any], scenario: Scenario) -> dict[str, Any]:
    """
    The *summary*, in which each station has the twin that theory gives it, under `theory`.

    A station that is busy nearly all the time, and is offered more work than its workers can do, is unstable: its queue
    may still be short where the run is.
    """
    from cmgsim.explain import twin_of_later_station, twins

    expected = twins(scenario)
    for name, row in summary["stations"].items():
        twin = expected.get(name) or twin_of_later_station()
        overloaded = (row["utilisation"] or 0.0) >= NEARLY_FULL and (twin["utilisation"] or 0.0) >= 1
        kept = without_means(row) if overloaded and row["state"] != UNSTABLE else row
        summary["stations"][name] = {**kept, "theory": twin}
    return summary
