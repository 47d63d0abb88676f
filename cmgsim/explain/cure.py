"""What to type next: counts that would keep every station and limit, the firewall before growth, or a run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from cmgsim.explain.connections import Connections
from cmgsim.explain.formulas import status_of, units_needed
from cmgsim.explain.limits import Check, clients_of
from cmgsim.explain.stations import Pool, Tables
from cmgsim.facts import limits as documented
from cmgsim.facts.limits import VM_SIZES
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_limits import MAX_CONNECTION_POINTS, MAX_INSTANCES, MAX_SERVERS
from cmgsim.model.shell import typed

STRAINED: Final = ("busy", "unstable")
LARGEST: Final = max(VM_SIZES.values(), key=lambda size: size.clients).name


@frozen
class Step:
    """One command to type next."""

    command: str
    settings: tuple[str, ...]
    """What `--set` adds to what was given already."""
    purpose: str
    """Key of the sentence that says what it is good for."""

    def typed(self, arguments: Sequence[str]) -> str:
        """
        The command as it is typed, for the scenario that *arguments* describe.

        Example:
            >>> Step("explain", ("connection_points[0].count=3",), "more").typed(["a b.toml"])
            'cmgsim explain "a b.toml" --set "connection_points[0].count=3"'
        """
        sets = [part for setting in self.settings for part in ("--set", setting)]
        return typed(["cmgsim", self.command, *arguments, *sets])


def next_step(scenario: Scenario, stations: Sequence[Pool], held: Connections, found: Sequence[Check]) -> Step:
    """The one command that helps most."""
    broken = [check for check in found if check.state == "exceeded" and not check.advice]
    strained = [pool for pool in stations if status_of(pool) in STRAINED]
    if broken or strained:
        settings = tuple(_settings(scenario, stations, held))
        return Step("explain", settings, "more") if settings else Step("assumptions", (), "measure")
    if scenario.cmg.instances == 1:
        return Step("ports", ("cmg.instances=2",), "firewall")
    return Step("run", (), "run")


def _settings(scenario: Scenario, stations: Sequence[Pool], held: Connections) -> Iterator[str]:
    """The counts that are too low, set to what keeps the limits and 70 % of utilisation."""
    cmg, clients = scenario.cmg, clients_of(scenario)
    size, instances = _instances(cmg.vm_size, held, stations)
    if instances > MAX_INSTANCES:
        return
    if size != cmg.vm_size:
        yield f"cmg.vm_size={size}"
    if instances > cmg.instances or size != cmg.vm_size:
        yield f"cmg.instances={instances}"
    by_instances = math.ceil(max(instances, cmg.instances) / documented.INSTANCES_PER_CONNECTION_POINT.value)
    points = max(by_instances, math.ceil(clients / documented.DYNAMIC_PORTS.value))
    needs: tuple[tuple[str, Role, Tables, int, int], ...] = (
        ("connection_points", Role.CMG_CONNECTION_POINT, scenario.connection_points, points, MAX_CONNECTION_POINTS),
        ("management_points", Role.MANAGEMENT_POINT, scenario.management_points,
         math.ceil(clients / documented.MANAGEMENT_POINT_CLIENTS.value), MAX_SERVERS),
        ("software_update_points", Role.SOFTWARE_UPDATE_POINT, scenario.software_update_points, 1, MAX_SERVERS),
    )  # fmt: skip
    for key, role, tables, least, most in needs:
        there = sum(table.count for table in tables)
        missing = max(least - there, _missing(stations, role))
        if 0 < missing <= most - there:
            yield f"{key}[0].count={tables[0].count + missing}"


def _instances(size: str, held: Connections, stations: Sequence[Pool]) -> tuple[str, int]:
    """Size and number of instances for the connections and the work; the largest size where the given is too small."""
    for name in (size, LARGEST):
        for_work = held.instances + max(0, _missing(stations, Role.INSTANCE))
        needed = max(for_work, math.ceil(held.total / VM_SIZES[name].clients))
        if needed <= MAX_INSTANCES:
            return name, needed
    return LARGEST, needed


def _missing(stations: Sequence[Pool], role: Role) -> int:
    """How many more stations of *role* the busiest of them asks for."""
    strained = (pool for pool in stations if pool.role is role and status_of(pool) in STRAINED)
    return max((units_needed(pool) - len(pool.names) for pool in strained), default=0)
