"""Which stations the requests reach, identical ones pooled, and what of the load reaches each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from cmgsim.explain.demand import SECOND, Demand, largest_burst, total_rate
from cmgsim.facts.limits import VM_SIZES
from cmgsim.facts.rows import Role
from cmgsim.model.distributions import Code, Distribution
from cmgsim.model.scenario import ConnectionPoints, ManagementPoints, Scenario, SoftwareUpdatePoints
from cmgsim.model.topology import instance_name, numbered

UNEVEN: Final = 1.05
"""Alike stations whose loads differ by more than this are not pooled: clients are dealt out by their number."""
SITE_ROLES: Final = (Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT)

Tables = tuple[ConnectionPoints, ...] | tuple[ManagementPoints, ...] | tuple[SoftwareUpdatePoints, ...]


@frozen
class Stream:
    """What arrives at one station."""

    rate_per_s: float
    poisson: bool
    """Whether it is exactly a Poisson stream, or was one before it was dealt out."""
    dealt: int = 1
    """Among how many stations each of the merged streams is dealt out in turn; 1: not in turn."""
    merged: int = 1
    """Of how many such streams the arrivals are made."""
    clients: float = 0.0
    """Periodic sources behind it, as far as they can be counted; each comes to one of several instances in turns."""
    periodic: bool = False
    """Whether they are all that arrives, at the same rate at any hour."""
    period_s: float | None = None
    """The time between two requests of each source, where all come by the same clock and always to this station."""
    burst: int = 0
    """Requests that arrive at one instant, where times are fixed."""


@frozen
class Pool:
    """Stations alike, which get equal shares of the load."""

    role: Role
    names: tuple[str, ...]
    workers: int
    service: Distribution
    stream: Stream
    """What arrives at each of them."""
    others: int = 0
    """Stations of the same role that are not alike."""
    slowdown: float = 1.0
    """How many times longer work takes: above 1 where an instance has more connections than documented."""

    @property
    def mean_service_s(self) -> float:
        """Mean time of service in seconds, slowed down where it is."""
        return self.service.mean * self.slowdown / SECOND

    @property
    def load(self) -> float:
        """Erlangs offered to each station: workers that would be busy in the mean if there were enough."""
        return self.stream.rate_per_s * self.mean_service_s

    @property
    def utilisation(self) -> float:
        """Share of the workers' time that is asked for; at 1 and above the station cannot keep up."""
        return self.load / self.workers

    def with_units(self, units: int, limit: int | None, connections: float) -> Pool:
        """
        The pool with another number of stations, which share the same load.

        Args:
            units: How many.
            limit: Documented connections of one instance; None for other roles.
            connections: Held by all instances together.
        """
        now, then = len(self.names) + self.others, units + self.others
        stream = evolve(
            self.stream,
            rate_per_s=self.stream.rate_per_s * now / then,
            dealt=then if self.role is Role.CMG_CONNECTION_POINT else self.stream.dealt,
            clients=self.stream.clients if self.role is Role.INSTANCE else self.stream.clients * now / then,
            period_s=self.stream.period_s if now == then else None,
            burst=-(-self.stream.burst * now // then),
        )
        slowdown = self.slowdown if limit is None else max(1.0, connections / then / limit)
        return evolve(self, names=self.names[:1] * units, stream=stream, slowdown=slowdown)


def pools(scenario: Scenario, these: Sequence[Demand], connections: float) -> tuple[Pool, ...]:
    """
    Every station of *scenario*, in the order of the way.

    Args:
        these: What clients ask for.
        connections: Held by all instances together, in the mean; above the documented number work takes longer.
    """
    instances = _instances(scenario, these, connections)
    forwarded = [each for each in these if each.target is not Role.BLOB_STORAGE]
    points = tuple(_connection_points(scenario, forwarded, instances))
    keeps = all(_keeps_poisson(each) for each in (instances, *points))
    at_once = not any(each.service.mean for each in (instances, *points))
    servers = [
        pool for role in SITE_ROLES for pool in _servers(scenario, role, forwarded, keeps=keeps, at_once=at_once)
    ]
    return (instances, *points, *servers)


def _instances(scenario: Scenario, these: Sequence[Demand], connections: float) -> Pool:
    cmg = scenario.cmg
    stream = _stream(these, cmg.instances, poisson=_all_poisson(these))
    clock = _clock(these) if cmg.instances == 1 else None
    stream = evolve(stream, clients=stream.clients * cmg.instances, period_s=clock)
    names = tuple(instance_name(number) for number in range(1, cmg.instances + 1))
    slowdown = max(1.0, connections / cmg.instances / VM_SIZES[cmg.vm_size].clients)
    return Pool(Role.INSTANCE, names, cmg.workers, cmg.service_time, stream, slowdown=slowdown)


def _connection_points(scenario: Scenario, forwarded: Sequence[Demand], instances: Pool) -> Iterator[Pool]:
    """Each instance deals its requests out to all connection points in turn."""
    names = numbered(Role.CMG_CONNECTION_POINT, scenario.connection_points)
    poisson = _all_poisson(forwarded) and _keeps_poisson(instances)
    stream = _stream(forwarded, len(names), poisson=poisson)
    clock = _clock(forwarded) if len(names) == 1 and instances.service.mean == 0 else None
    stream = evolve(stream, dealt=len(names), merged=len(instances.names), period_s=clock)
    for alike, (workers, service) in _alike(names, scenario.connection_points):
        others = len(names) - len(alike)
        yield Pool(Role.CMG_CONNECTION_POINT, tuple(alike), workers, service, stream, others)


def _servers(
    scenario: Scenario, role: Role, forwarded: Sequence[Demand], *, keeps: bool, at_once: bool
) -> Iterator[Pool]:
    """The client's number decides which server it asks; *at_once*: no station before it takes any time."""
    tables: Tables = scenario.management_points if role is Role.MANAGEMENT_POINT else scenario.software_update_points
    names = numbered(role, tables)
    these = [each for each in forwarded if each.target is role]
    rates = {name: _rate_of(these, number, len(names)) for number, name in enumerate(names)}
    stream = _stream(these, len(names), poisson=keeps and _all_poisson(these))
    stream = evolve(stream, period_s=_clock(these) if at_once else None)
    for alike, (workers, service) in _alike(names, tables):
        for group in _evenly_loaded(alike, rates):
            share = sum(rates[name] for name in group) / len(group)
            yield Pool(role, tuple(group), workers, service, evolve(stream, rate_per_s=share), len(names) - len(group))


def _alike(names: Sequence[str], tables: Tables) -> list[tuple[list[str], tuple[int, Distribution]]]:
    """The names of stations that have as many workers and the same service time, in order of appearance."""
    kinds = [(table.workers, table.service_time) for table in tables for _ in range(table.count)]
    groups: dict[tuple[int, Distribution], list[str]] = {}
    for name, kind in zip(names, kinds, strict=True):
        groups.setdefault(kind, []).append(name)
    return [(group, kind) for kind, group in groups.items()]


def _evenly_loaded(names: Sequence[str], rates: dict[str, float]) -> list[list[str]]:
    """All of them, if their loads are about equal; else those with equal loads."""
    most, mean = max(rates[name] for name in names), sum(rates[name] for name in names) / len(names)
    if most <= UNEVEN * mean:
        return [list(names)]
    groups: dict[float, list[str]] = {}
    for name in names:
        groups.setdefault(rates[name], []).append(name)
    return list(groups.values())


def _rate_of(these: Iterable[Demand], server: int, servers: int) -> float:
    """Requests a second of the clients whose number, divided by the servers, leaves *server*."""
    rate = 0.0
    for each in these:
        first, last = each.planned.first_client, each.planned.first_client + each.clients - 1
        mine = (last - server) // servers - (first - 1 - server) // servers
        rate += each.rate_per_s * mine / each.clients
    return rate


def _stream(these: Sequence[Demand], stations: int, *, poisson: bool) -> Stream:
    periodic = sum(each.clients for each in these if each.schedule in {"periodic", "hours"})
    burst = -(-largest_burst(these) // stations)
    only = bool(these) and all(each.schedule == "periodic" for each in these)
    return Stream(total_rate(these) / stations, poisson, clients=periodic / stations, periodic=only, burst=burst)


def _clock(these: Iterable[Demand]) -> float | None:
    """Seconds between two requests of each client, where every activity has that period and nothing shifts or skips."""
    plans = [each.planned.when for each in these]
    periods = {when.every_ns for when in plans}
    steady = all(when.jitter is None and when.share == 1 for when in plans)
    (period_ns,) = periods if len(periods) == 1 else (None,)
    even = all(each.schedule == "periodic" for each in these)
    return period_ns / SECOND if period_ns and steady and even else None


def _all_poisson(these: Iterable[Demand]) -> bool:
    return all(each.schedule == "poisson" for each in these)


def _keeps_poisson(pool: Pool) -> bool:
    """Whether a Poisson stream that arrives there leaves as one: at once, or after exponential service (Burke)."""
    exponential = pool.service.code is Code.EXPONENTIAL
    return pool.service.mean == 0 or (exponential and pool.stream.poisson and pool.stream.dealt == 1)
