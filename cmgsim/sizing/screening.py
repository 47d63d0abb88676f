"""
What is certain without a simulation: documented limits and stations that cannot keep up, with one unit down or none.

A layout is excluded only by numbers that no run could change: connections without any wait, work that arrives, ports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from attrs import define, evolve, field, frozen

from cmgsim.explain.connections import SESSION, connections
from cmgsim.explain.demand import PEAK_MINUTES, SECOND, Demand, busiest_part, demands, total_rate
from cmgsim.explain.latency import MANIFEST, Stages, stages_of
from cmgsim.explain.stations import Pool, pools
from cmgsim.facts import limits as documented
from cmgsim.facts import sources
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_limits import MAX_INSTANCES
from cmgsim.model.units import MINUTE
from cmgsim.sizing.layout import Layout, with_layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.presence import presence

MOST_POINTS: Final = 16
"""Connection points that are tried at most: sixteen of the largest size need ten for their ports."""
MODEL: Final = "formula: work that arrives, over the workers there are"
TARGETS: Final = "[targets] of the scenario"
_SHORT_OF_ALL: Final = 1.0 - 1e-9
"""A station that has exactly as much work as workers never recovers from a queue."""


@frozen
class Margin:
    """One number of a layout beside the most it may be, in one state of the service."""

    id: str
    state: str
    """`none`, or the unit that is down."""
    value: float
    limit: float
    unit: str
    source: str

    @property
    def holds(self) -> bool:
        """Whether it is within the limit."""
        return self.value <= self.limit * (1 + 1e-12)

    @property
    def ratio(self) -> float:
        """The value as a share of the limit."""
        return self.value / self.limit

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "id": self.id, "state": self.state, "value": self.value, "limit": self.limit, "unit": self.unit,
            "source": self.source,
        }  # fmt: skip


@define(eq=False, slots=False)
class Screen:
    """The formulas' view of a scenario, for any layout."""

    scenario: Scenario
    needs: Needs
    rate: float = 1.0
    """Factor on every request rate, to ask what growth would do."""
    work: bool = True
    """Whether stations have to keep up; without it the documented limits alone."""
    _pools: dict[Layout, tuple[Pool, ...]] = field(factory=dict, init=False)

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What clients ask for, at the rates of the busiest minutes of all of them together."""
        these, duration_ns = demands(self.scenario), self.scenario.general.duration_ns
        _, first = busiest_part(these, duration_ns, PEAK_MINUTES)
        return tuple(evolve(each, rate_per_s=_rate(each, first, duration_ns) * self.rate) for each in these)

    @cached_property
    def presence(self) -> tuple[float, ...]:
        """By cohort, the share that is online when most devices are."""
        return presence(self.scenario)

    @cached_property
    def connected(self) -> float:
        """
        Clients connected at once, as the documented number counts them.

        A client with a notification session is one, whatever it asks for meanwhile; of the others those count that are
        asking.
        """
        listening = {each.planned.cohort_number for each in self.demands if each.planned.kind.name == SESSION}
        asking = [each for each in self.demands if each.planned.cohort_number not in listening]
        alone = {each.planned.number: float(self._stages(each).connected_ns) for each in asking}
        return self._online(listening) + connections(self.scenario, asking, alone).requests

    def _online(self, cohorts: Iterable[int]) -> float:
        """Devices of these cohorts that are online when most of all are."""
        return sum(self.scenario.clients[number].count * self.presence[number] for number in sorted(cohorts))

    @property
    def ports(self) -> float:
        """Dynamic ports of all connection points together: one for each client online that they relay."""
        relayed = (each for each in self.demands if each.target is not Role.BLOB_STORAGE)
        return self._online({each.planned.cohort_number for each in relayed})

    @property
    def longest_ns(self) -> int:
        """How long the slowest activity takes when nothing waits."""
        return max((self._stages(each).total_ns for each in self.demands), default=0)

    def _stages(self, demand: Demand) -> Stages:
        return stages_of(self.scenario, demand)

    def pools(self, layout: Layout) -> tuple[Pool, ...]:
        """The stations of *layout*."""
        if layout not in self._pools:
            self._pools[layout] = pools(with_layout(self.scenario, layout), self.demands, self.connected)
        return self._pools[layout]

    def margins(self, layout: Layout) -> Iterator[Margin]:
        """Every number that can exclude *layout*, in every state in which the targets have to hold."""
        for state in self.needs.states:
            left = after(layout, state, self.needs.instances_lost)
            if left.instances < 1 or left.connection_points < 1:
                there = layout.instances if state == "instance" else layout.connection_points
                need = 1 + (self.needs.instances_lost if state == "instance" else 1)
                yield Margin("survives", state, need, there, "count", TARGETS)
            else:
                yield from self._limits(left, state)
                yield from self._work(left, state) if self.work else ()

    def broken(self, layout: Layout) -> Margin | None:
        """What excludes *layout*, the worst of it; None where nothing does for certain."""
        found = [margin for margin in self.margins(layout) if not margin.holds]
        return max(found, key=lambda margin: margin.ratio, default=None)

    def smallest(self, vm_size: str, most: Layout) -> Layout | None:
        """The smallest layout of a size that formulas do not exclude; None where they exclude all."""
        instances = _first(
            most.instances, lambda n: self.broken(Layout(vm_size, n, most.connection_points)) is None
        )  # fmt: skip
        if instances is None:
            return None
        points = self.fewest_points(vm_size, instances, most.connection_points)
        return None if points is None else Layout(vm_size, instances, points)

    def fewest_points(self, vm_size: str, instances: int, most: int) -> int | None:
        """The fewest connection points with which formulas do not exclude so many instances; None where they do."""
        return _first(most, lambda points: self.broken(Layout(vm_size, instances, points)) is None)

    def _limits(self, left: Layout, state: str) -> Iterator[Margin]:
        size, free = documented.VM_SIZES[left.vm_size], 1 - self.needs.headroom
        yield Margin(
            "connections-per-instance", state, self.connected / left.instances, size.clients * free, "connections",
            str(size.source),
        )  # fmt: skip
        ports = documented.DYNAMIC_PORTS
        each_has = self.ports / left.connection_points
        yield Margin(ports.name, state, each_has, ports.value * free, "ports", str(ports.figure.source))
        each = documented.INSTANCES_PER_CONNECTION_POINT
        share = left.instances / left.connection_points
        yield Margin(each.name, state, share, float(each.value), "count", str(each.figure.source))
        if size.network_mbps is not None:
            sent = self._sent_mbps / left.instances
            yield Margin(
                "network-of-vm-size", state, sent, size.network_mbps * free, "Mbit/s", str(sources.AV2_SERIES)
            )  # fmt: skip

    @cached_property
    def _sent_mbps(self) -> float:
        relayed = sum(each.bytes_per_s for each in self.demands if each.target is not Role.BLOB_STORAGE)
        listed = total_rate(each for each in self.demands if each.target is Role.BLOB_STORAGE) * MANIFEST.down_bytes
        return (relayed + listed) * 8 / 1e6

    def _work(self, left: Layout, state: str) -> Iterator[Margin]:
        most = self.needs.utilisation or _SHORT_OF_ALL
        for pool in self.pools(left):
            if pool.load:
                yield Margin(f"utilisation-{pool.role}", state, pool.utilisation, most, "share", MODEL)


def _rate(demand: Demand, first: int, duration_ns: int) -> float:
    """Requests a second in the busiest minutes, which begin with the *first*."""
    if demand.minutes is None:
        return demand.rate_per_s
    seconds = min(PEAK_MINUTES * MINUTE, duration_ns - first * MINUTE) / SECOND
    return float(demand.minutes[first : first + PEAK_MINUTES].sum()) / seconds


def after(layout: Layout, state: str, instances_lost: int = 1) -> Layout:
    """What is left of *layout* in a *state* of the service."""
    if state == "instance":
        return evolve(layout, instances=layout.instances - instances_lost)
    if state == "connection-point":
        return evolve(layout, connection_points=layout.connection_points - 1)
    return layout


def largest(instances: int | None = None, points: int | None = None) -> Layout:
    """The corner of the grid; the size in it is not looked at."""
    return Layout("", instances or MAX_INSTANCES, points or MOST_POINTS)


def _first(most: int, holds: Any) -> int | None:
    """The smallest number from 1 to *most* for which something holds that holds from there on."""
    low, high = 1, most
    if not holds(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
