"""One run as an engine hands it over: the request log, what stations and connections saw, and what it took."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from attrs import Factory, field, frozen
from numpy.typing import ArrayLike, NDArray

from cmgsim.errors import NotKept
from cmgsim.request_log.log import RequestLog
from cmgsim.request_log.totals import ConnectionTotals, RequestTotals, StationTotals
from cmgsim.trace import Trace

HOUR_NS: Final = 3_600_000_000_000


def _times(values: ArrayLike) -> NDArray[np.int64]:
    return _kept(values, np.int64)


def _flags(values: ArrayLike) -> NDArray[np.bool_]:
    return _kept(values, np.bool_)


def _kept(values: ArrayLike, kind: type[np.generic]) -> NDArray[Any]:
    """A view of a column that is one already, a copy of anything else."""
    column = values.view() if isinstance(values, np.ndarray) and values.dtype == kind else np.array(values, kind)
    column.flags.writeable = False
    return column


def _nobody_lost(visits: Visits) -> NDArray[np.bool_]:
    return np.zeros(len(visits.arrived_ns), np.bool_)


def _same_length(owner: Any, attribute: Any, column: NDArray[Any]) -> None:
    first = next(iter(owner.__attrs_attrs__)).name
    if len(column) != len(getattr(owner, first)):
        raise ValueError(f"{attribute.name} has {len(column)} rows, {first} {len(getattr(owner, first))}")


@frozen(eq=False)
class Visits:
    """
    What one station saw: one element a visit, in any order. Lists and `array('q')` are copied, NumPy columns are kept.

    `NONE` (-1) in `started_ns`: service never began; in `ended_ns`: still there when the observation ended. A visit
    that left without being served to the end (the station failed, the client had given up) is *lost*; its `ended_ns`
    is the instant it left.
    """

    arrived_ns: NDArray[np.int64] = field(converter=_times)
    started_ns: NDArray[np.int64] = field(converter=_times, validator=_same_length)
    ended_ns: NDArray[np.int64] = field(converter=_times, validator=_same_length)
    lost: NDArray[np.bool_] = field(
        default=Factory(_nobody_lost, takes_self=True), converter=_flags, validator=_same_length
    )

    def __len__(self) -> int:
        return len(self.arrived_ns)


@frozen(eq=False)
class Occupancy:
    """The connections of one instance: when each was opened and closed; `NONE` (-1): still open at the end."""

    opened_ns: NDArray[np.int64] = field(converter=_times)
    closed_ns: NDArray[np.int64] = field(converter=_times, validator=_same_length)
    limit: int | None = None
    """How many at once the documentation allows for this size of VM."""

    def __len__(self) -> int:
        return len(self.opened_ns)


@frozen(eq=False)
class StationLog:
    """A station of a run: a queue, its workers, and everybody who came, or what they add up to."""

    name: str
    role: str
    workers: int
    visits: Visits | None
    """None where the engine added up while it ran."""
    capacity: tuple[tuple[int, int], ...] = ()
    """
    Steps `(from when, how many workers)` where the number changed during the run, ascending; before the first step it
    is *workers*. A station that is down has no workers; one that drains keeps them until the last is free.
    """
    totals: StationTotals | None = None
    """None where the engine kept the visits alone."""


@frozen
class Alert:
    """The site was told that a threshold is near, or has stopped the service because of it."""

    at_ns: int
    level: str
    """`warning`, `critical` or `stopped`."""
    seen_bytes: int
    """Egress of the last fourteen days as far as the site knew of it."""


def by_hour(rows: Iterable[Iterable[int]], end_ns: int) -> tuple[tuple[int, int], ...]:
    """
    Egress of every hour of a run: bytes sent by instances, and by storage.

    Example:
        >>> by_hour([[1, 2]], 2 * HOUR_NS)
        ((1, 2), (0, 0))
    """
    known = [(int(sent), int(stored)) for sent, stored in rows]
    return tuple(known + [(0, 0)] * (-(-end_ns // HOUR_NS) - len(known)))


@frozen
class PortUse:
    """What one CMG connection point made of its dynamic ports."""

    peak: int
    """How many were taken or at rest at once, at most."""
    limit: int
    refused: int = 0
    """How often a connection into the site could not be opened for want of one."""


@frozen(eq=False, kw_only=True)
class RunLog:
    """
    One replication of a scenario, run by one engine.

    Results are taken over `observed_ns`: the warm-up is left out. Counters that an engine keeps itself
    (`egress_bytes`) leave it out as well.
    """

    scenario: str
    seed: int
    replication: int
    engine: str
    path: str = ""
    """Which way the engine took, and why, where it has more than one; in no fingerprint."""
    end_ns: int
    """The end of the observation; nothing in the log happens later."""
    start_ns: int = 0
    warm_up_ns: int = 0
    """Time after the start that is left out of results."""
    warm_up_by: str = "time"
    """How that time was found: `time`, given by the scenario, or `mser-5`."""
    _requests: RequestLog | None
    stations: tuple[StationLog, ...] = ()
    connections: dict[str, Occupancy | ConnectionTotals] = Factory(dict)
    """By name of the instance."""
    ports: dict[str, PortUse] = Factory(dict)
    """By name of the connection point."""
    egress_by_hour: tuple[tuple[int, int], ...] = ()
    """For each hour of the run, the warm-up included: bytes sent by instances, and by storage."""
    alerts: tuple[Alert, ...] = ()
    egress_bytes: int = 0
    """What left Azure: sent by the CMG to clients and connection points, and by its storage to clients."""
    events: int = 0
    """Events that the engine processed."""
    wall_s: float = 0.0
    """Seconds that the simulation alone took; the caller's measurement, and in no fingerprint."""
    trace: Trace | None = None

    totals: RequestTotals | None = None
    """What the requests add up to, where they were not kept."""

    @property
    def requests(self) -> RequestLog:
        """
        One row a client request.

        Raises:
            NotKept: The run was told not to keep them.
        """
        if self._requests is None:
            raise NotKept("the requests of this run", "simulate(…, requests=True)")
        return self._requests

    @property
    def observed_ns(self) -> tuple[int, int]:
        """From when to when results are taken."""
        return self.start_ns + self.warm_up_ns, self.end_ns
