"""What makes the answer as large as it is: the number that the next smaller layout breaks, for each of its parts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from cmgsim.sizing.flips import with_devices
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.screening import Screen
from cmgsim.sizing.search import Tested

if TYPE_CHECKING:
    from cmgsim.sizing.answer import Answer

Row = dict[str, Any]
PARTS: Final = ("instances", "connection_points")
SHARED: Final = ("utilisation-management-point", "utilisation-software-update-point")
"""What no second CMG relieves."""


def bindings(answer: Answer, subject: Layout | None) -> list[Row]:
    """
    One row for each part of *subject* that could be smaller, or, without a layout, what the largest one breaks.

    The first is the binding constraint of the answer: what the simulation rejected, else what decides the instances.
    """
    if subject is None:
        return _of_largest(answer)
    rejected = _rejected(answer, subject)
    found = {} if rejected is None else {rejected["part"]: rejected}
    for part, smaller in _smaller(answer, subject):
        margin = answer.screen.broken(smaller)
        if margin is not None and part not in found:
            found[part] = {"part": part, "layout": smaller.as_row(), "by": "formula", **margin.as_row()}
    return sorted(found.values(), key=lambda row: (row["by"] != "simulation", PARTS.index(row["part"])))


def _smaller(answer: Answer, subject: Layout) -> Iterator[tuple[str, Layout]]:
    """With one instance fewer, for which no number of connection points makes up; with one connection point fewer."""
    if subject.instances > 1:
        most = answer.most.connection_points
        yield "instances", Layout(subject.vm_size, subject.instances - 1, most)
    if subject.connection_points > 1:
        yield "connection_points", evolve(subject, connection_points=subject.connection_points - 1)


def _of_largest(answer: Answer) -> list[Row]:
    """Of the largest layout of the size that comes nearest: what formulas exclude, else what the simulation missed."""
    worst = answer.screen.broken(evolve(answer.most, vm_size=nearest_size(answer)))
    if worst is None:
        return [row for row in (_rejected(answer, None),) if row is not None]
    return [{"part": "all", "layout": None, "by": "formula", **worst.as_row()}]


def nearest_size(answer: Answer) -> str:
    """The size whose largest layout comes nearest to what is needed, by formula; the first of those that reach it."""

    def beyond(vm_size: str) -> float:
        margin = answer.screen.broken(evolve(answer.most, vm_size=vm_size))
        return 0.0 if margin is None else margin.ratio

    return min(answer.sizes, key=beyond)


def _rejected(answer: Answer, subject: Layout | None) -> Row | None:
    """What the last layout missed that the simulation rejected."""
    for failed in reversed(answer.tested):
        if failed.verdict == "rejected" and failed.worst is not None:
            target, state = failed.worst
            fewer = subject is not None and failed.layout.instances == subject.instances
            return {
                "part": "connection_points" if fewer else "instances",
                "layout": failed.layout.as_row(), "by": "simulation", "id": target, "state": state,
                "value": failed.met, "limit": failed.replications, "unit": "replications",
                "source": "simulation of the busiest window", **_beside_target(answer, failed, target, state),
            }  # fmt: skip
    return None


def _beside_target(answer: Answer, failed: Tested, target: str, state: str) -> Row:
    """What was missed as a number: its mean over the replications beside what was asked for."""
    asked = next(row for row in answer.needs.rows() if row["id"] == target)
    values = [trial.of_target(target) for trial in failed.of_state(state)]
    known = [value for value in values if value is not None]
    mean = math.fsum(known) / len(known) if known and len(known) == len(values) else None
    return {"shown": mean, "asked": asked["value"], "asked_unit": asked["unit"]}


def most_devices(answer: Answer) -> Row | None:
    """
    Up to how many devices one CMG of an allowed size meets the targets by formula, and how many CMGs all would need.

    None where a layout is left by formula, or where not even one device is served.
    """
    found = {vm_size: _most(answer, vm_size) for vm_size in answer.sizes}
    size = max(found, key=lambda vm_size: found[vm_size])
    now = sum(cohort.count for cohort in answer.scenario.clients)
    if not 0 < found[size] < now:
        return None
    worst = answer.screen.broken(evolve(answer.most, vm_size=size))
    shared = worst is not None and worst.id in SHARED
    return {
        "vm_size": size, "devices": found[size], "cmgs": None if shared else -(-now // found[size]), "by": "formula",
    }  # fmt: skip


def _most(answer: Answer, vm_size: str) -> int:
    """By bisection: more devices never need less."""
    now = sum(cohort.count for cohort in answer.scenario.clients)
    corner = evolve(answer.most, vm_size=vm_size)

    def holds(devices: int) -> bool:
        return Screen(with_devices(answer.scenario, devices), answer.needs).broken(corner) is None

    if holds(now):
        return now
    low, high = 0, now
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
