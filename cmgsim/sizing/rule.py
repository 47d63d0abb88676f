"""From the documented rule of thumb to the answer, one reason at a time."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from cmgsim.explain.limits import documented_rule
from cmgsim.sizing.layout import Layout, with_layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.screening import Screen


def rule_for(screen: Screen, vm_size: str) -> dict[str, Any]:
    """What the pages' own arithmetic gives for a size, every device taken as connected at once."""
    return documented_rule(with_layout(screen.scenario, Layout(vm_size, 1, 1)))


def steps(screen: Screen, layout: Layout, most: Layout) -> list[dict[str, Any]]:
    r"""
    How the numbers grow from the rule to *layout*: one row a reason, those that change nothing included.

    Example:
        >>> from cmgsim.model.scenario_file import loads
        >>> from cmgsim.sizing.screening import largest
        >>> scenario = loads("[[clients]]\ncount = 25000")
        >>> screen = Screen(scenario, Needs.of(scenario))
        >>> rows = steps(screen, Layout("A2_v2", 6, 3), largest())
        >>> [(row["id"], row["instances"]) for row in rows[:4]]
        [('rule', 5), ('connected', 5), ('work', 5), ('survives', 6)]
        >>> [(row["id"], row["instances"]) for row in rows[4:]]
        [('headroom', 6), ('utilisation', 6), ('simulation', 6)]
    """
    rule, needs = rule_for(screen, layout.vm_size), screen.needs
    bare = evolve(needs, survives=(), headroom=0.0, utilisation=None)
    ladder: tuple[tuple[str, Needs], ...] = (
        ("connected", bare),
        ("work", bare),
        ("survives", evolve(bare, survives=needs.survives)),
        ("headroom", evolve(bare, survives=needs.survives, headroom=needs.headroom)),
        ("utilisation", needs),
    )
    rows = [{"id": "rule", "instances": rule["instances"], "connection_points": rule["connection_points"]}]
    for name, asked in ladder:
        found = Screen(screen.scenario, asked, work=name != "connected").smallest(layout.vm_size, most)
        rows.append(
            {
                "id": name,
                "instances": None if found is None else found.instances,
                "connection_points": None if found is None else found.connection_points,
            }
        )
    rows.append(
        {"id": "simulation", "instances": layout.instances, "connection_points": layout.connection_points}
    )  # fmt: skip
    return rows
