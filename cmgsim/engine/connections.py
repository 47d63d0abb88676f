"""Ways and connections: how long a message takes between two roles, and what it travels on."""

from __future__ import annotations

from typing import Final

from attrs import define, frozen

from cmgsim.engine.conditions import Obstacle
from cmgsim.engine.station import Job
from cmgsim.engine.variate import Variate
from cmgsim.facts.rows import Protocol
from cmgsim.model.distributions import LARGEST
from cmgsim.model.topology import Node

_NS_PER_S: Final = 1_000_000_000


def transmission_ns(size_bytes: int, bandwidth_bps: int) -> int:
    """
    Nanoseconds from the first bit to the last; LARGEST, if it is more.

    Example:
        >>> transmission_ns(125_000, 1_000_000)
        1000000000
    """
    return min((8 * size_bytes * _NS_PER_S + bandwidth_bps // 2) // bandwidth_bps, LARGEST)


@frozen(eq=False)
class Way:
    """The part of the way between two roles: its delay and its bandwidth."""

    latency: Variate
    bandwidth_bps: int | None

    def latency_ns(self, job: Job) -> int:
        """One-way delay for *job*; the same at every passage of one attempt, in both directions."""
        constant = self.latency.constant
        return job.draw(self.latency) if constant is None else constant

    def transit_ns(self, job: Job, size_bytes: int) -> int:
        """Nanoseconds from the first bit sent to the last bit received."""
        constant = self.latency.constant
        delay_ns = job.draw(self.latency) if constant is None else constant
        bandwidth_bps = self.bandwidth_bps
        if bandwidth_bps is not None:
            delay_ns += transmission_ns(size_bytes, bandwidth_bps)
        return delay_ns


@define(eq=False)
class Connection:
    """An open connection; messages travel on it in both directions, whoever opened it."""

    number: int
    opener: Node
    acceptor: Node
    """The far end as it was addressed: the load balancer, or an instance itself."""
    protocol: Protocol
    port: int
    port_rule: str | None
    via: str | None
    way: Way
    ready_ns: int
    """When the opener may send."""
    closed_ns: int | None = None
    """When it was closed or broke; nothing travels on it from then on."""

    @property
    def id(self) -> str:
        """Name of the connection in a trace."""
        return f"c{self.number}"


class ConnectionFailed(Exception):
    """A connection could not be opened, and *reason* says why; the opener knows it at *at_ns*."""

    def __init__(self, at_ns: int, outcome: str, status: int | None, obstacle: Obstacle, reason: str) -> None:
        super().__init__(at_ns, outcome, status, obstacle, reason)
        self.at_ns, self.outcome, self.status, self.obstacle = at_ns, outcome, status, obstacle
        self.reason = reason if status is None else f"{reason} ({status} {obstacle.row.status_text})"
