"""What one measurement found, and the clock that it is taken with."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Self

from attrs import frozen


@frozen(kw_only=True)
class Outcome:
    """One contestant on one piece of work."""

    requests: int
    answered: int
    """How many were answered before the end."""
    latency_ns: float
    """Of all these together; whole nanoseconds where the contestant's clock has them."""
    seconds: float
    """Of the processor, for the simulation alone."""
    wall_s: float
    events: int | None = None
    """How many the contestant counted; None: it does not count them."""
    sums: Mapping[str, int] | None = None
    """What the columns of its results add up to, where it keeps them all."""
    wait_s: tuple[float, float] | None = None
    """How long a request waits at an instance, and how far chance takes that from its expectation."""
    peak_bytes: int = 0
    """The most memory that its process had."""

    @property
    def mean_s(self) -> float:
        """The mean latency."""
        return self.latency_ns / self.answered / 1e9

    @property
    def requests_per_s(self) -> float:
        """Requests simulated in a second of the processor."""
        return self.requests / self.seconds

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Outcome:
        """From what was written as JSON."""
        return cls(**document)


class Clock:
    """
    How long a block takes: of the processor, whatever else the machine does meanwhile, and on the wall.

    Everything runs on one core, so that on an idle machine the two are the same.
    """

    seconds: float
    wall_s: float

    def __enter__(self) -> Self:
        self._began = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.process_time() - self._began[0]
        self.wall_s = time.perf_counter() - self._began[1]


def from_latencies(requests: int, latencies_s: Sequence[float], clock: Clock) -> Outcome:
    """The outcome of a contestant that keeps one latency a request."""
    return Outcome(
        requests=requests,
        answered=len(latencies_s),
        latency_ns=sum(latencies_s) * 1e9,
        seconds=clock.seconds,
        wall_s=clock.wall_s,
    )
