"""What `size` chooses: a VM size, a number of instances, a number of connection points; and a scenario with it."""

from __future__ import annotations

import math
from typing import Any

from attrs import asdict, evolve, frozen

from cmgsim.facts.limits import VM_SIZES
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import ConnectionPoints, Fault, Scenario
from cmgsim.model.topology import instance_name, numbered


@frozen(order=True)
class Layout:
    """One way to build the CMG and its connection points; sorted by size, then by what it takes."""

    vm_size: str
    instances: int
    connection_points: int

    @classmethod
    def of(cls, scenario: Scenario) -> Layout:
        """
        The layout of *scenario* as it stands.

        Example:
            >>> from cmgsim.model.scenario_file import contoso
            >>> str(Layout.of(contoso()))
            '2 × A2_v2, 2 connection points'
        """
        points = sum(table.count for table in scenario.connection_points)
        return cls(scenario.cmg.vm_size, scenario.cmg.instances, points)

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    def __str__(self) -> str:
        points = f"{self.connection_points} connection point{'s' if self.connection_points > 1 else ''}"
        return f"{self.instances} × {self.vm_size}, {points}"


def with_layout(scenario: Scenario, layout: Layout) -> Scenario:
    """
    *scenario* with another layout; what an instance serves at once grows with the processors of its size.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> larger = with_layout(contoso(), Layout("A4_v2", 3, 5))
        >>> larger.cmg.instances, larger.cmg.workers, larger.connection_points[0].count
        (3, 32, 5)
    """
    cmg = scenario.cmg
    processors = VM_SIZES[layout.vm_size].vcpus / VM_SIZES[cmg.vm_size].vcpus
    workers = max(1, math.floor(cmg.workers * processors))
    return evolve(
        scenario,
        cmg=evolve(cmg, vm_size=layout.vm_size, instances=layout.instances, workers=workers),
        connection_points=_tables(scenario.connection_points, layout.connection_points),
    )


def _tables(tables: tuple[ConnectionPoints, ...], count: int) -> tuple[ConnectionPoints, ...]:
    """The first *count* of those there are; what is missing is like the first."""
    kept, left = [], count
    for table in tables:
        if left > 0:
            kept.append(evolve(table, count=min(table.count, left)))
            left -= kept[-1].count
    return (evolve(kept[0], count=kept[0].count + max(0, left)), *kept[1:])


def unit_down(scenario: Scenario, unit: str, at_ns: int = 0, lasts_ns: int | None = None) -> Fault:
    """The fault that takes the last instance or the last connection point of *scenario* away."""
    if unit == "instance":
        return Fault(
            kind="instance-down", value=instance_name(scenario.cmg.instances), at_ns=at_ns, lasts_ns=lasts_ns
        )  # fmt: skip
    name = numbered(Role.CMG_CONNECTION_POINT, scenario.connection_points)[-1]
    return Fault(kind="connection-point-down", value=name, at_ns=at_ns, lasts_ns=lasts_ns)
