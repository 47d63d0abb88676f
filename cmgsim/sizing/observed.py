"""A peak that was observed at the site, beside that of the scenario, and what formulas make of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from cmgsim.errors import Problem, ScenarioError
from cmgsim.explain.demand import busiest_rate, demands
from cmgsim.model.scenario_limits import MAX_CLIENTS
from cmgsim.sizing.flips import answer_of, with_devices
from cmgsim.sizing.layout import Layout

if TYPE_CHECKING:
    from cmgsim.sizing.answer import Answer

HOUR_S: Final = 3_600
MOST_REQUESTS: Final = 10**9
"""Of one hour: more than any service of this kind was ever asked."""


@frozen
class Peaks:
    """
    What was observed, for example in a dashboard of connections or in the logs of the connection points.

    Raises:
        ScenarioError: A number is out of range; every problem.
    """

    connections: int | None = None
    """Clients connected at once, at most."""
    requests: int | None = None
    """Requests of the busiest hour."""

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody can have observed."""
        wrong = [
            Problem(option, "", f"{value:,} is out of range", f"a number from 1 to {most:,}")
            for option, value, most in (
                ("--observed-connections", self.connections, MAX_CLIENTS),
                ("--observed-requests", self.requests, MOST_REQUESTS),
            )
            if value is not None and not 1 <= value <= most
        ]
        if wrong:
            raise ScenarioError(tuple(wrong))


def compared(answer: Answer, peaks: Peaks, vm_size: str) -> Iterator[dict[str, Any]]:
    """
    One row for each observed number: what the scenario has, how many times that, and the layout by formula.

    More connections are more devices of the same kinds; more requests are more requests of each device.
    """
    scenario, needs, most = answer.scenario, answer.needs, answer.most
    if peaks.connections is not None:
        modelled = answer.screen.connected
        factor = peaks.connections / modelled if modelled else None
        devices = sum(cohort.count for cohort in scenario.clients)
        there = min(MAX_CLIENTS, max(1, round(devices * factor))) if factor else None
        layout = answer_of(with_devices(scenario, there), needs, vm_size, most) if there else None
        yield _row("connections", peaks.connections, modelled, factor, layout)
    if peaks.requests is not None:
        modelled = busiest_rate(demands(scenario), scenario.general.duration_ns) * HOUR_S
        factor = peaks.requests / modelled if modelled else None
        layout = answer_of(scenario, needs, vm_size, most, factor) if factor else None
        yield _row("requests", peaks.requests, modelled, factor, layout)


def _row(name: str, observed: int, modelled: float, factor: float | None, layout: Layout | None) -> dict[str, Any]:
    found = None if layout is None else layout.as_row()
    return {"id": name, "observed": observed, "modelled": modelled, "factor": factor, "layout": found, "by": "formula"}
