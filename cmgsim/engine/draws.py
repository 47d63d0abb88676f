"""
The random numbers of requests, drawn many at a time.

What first attempts may draw is drawn in chunks with NumPy, for all activities at once: that takes a twentieth of the
time of one draw after the other. Retries are rare and drawn when they happen. Both give the same bits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from cmgsim.engine.variate import Variate
from cmgsim.model.arrivals import Arrivals, PlannedActivity
from cmgsim.model.bulk_draws import quantities
from cmgsim.model.distributions import Uniforms
from cmgsim.model.randomness import Streams, digest64, uniforms_at, uniforms_of_streams

LOAD_BALANCER: Final = "load-balancer"
"""Purpose of the uniform that stands for the hash of a new connection."""


@define(eq=False)
class Chunk:
    """What the first attempts of some arrivals in a row draw, by place in the chunk."""

    values: dict[Variate, Sequence[Any]] = field(factory=dict)
    """By variate: the value of each; None where an arrival is of an activity that has no such draw."""
    load_balancer: list[float] = field(factory=list)


NOTHING: Final = Chunk()
"""Where every draw is made when it is asked for."""


@frozen
class Stream:
    """The streams of one activity: first and second words of their keys."""

    key0: int
    name: str
    keys: Mapping[str, int] = field(factory=dict)
    """By purpose; what is missing is computed from the name."""

    def key1(self, purpose: str) -> int:
        """Second word of the key for *purpose*."""
        known = self.keys.get(purpose)
        return digest64(f"{self.name}/{purpose}") if known is None else known


class RequestDraws:
    """What one attempt at one request draws."""

    __slots__ = ("attempt", "chunk", "index", "member", "occurrence", "stream")

    def __init__(self, chunk: Chunk, index: int, stream: Stream, member: int, occurrence: int, attempt: int) -> None:
        self.chunk, self.index, self.stream = chunk, index, stream
        self.member, self.occurrence, self.attempt = member, occurrence, attempt

    def value(self, variate: Variate) -> int:
        """A value of *variate*; the same at every call."""
        constant = variate.constant
        if constant is not None:
            return constant
        known = self.chunk.values.get(variate)
        if known is not None:
            value: int | None = known[self.index]
            if value is not None:
                return value
        return variate.distribution.draw(self.uniforms(variate.purpose))

    def uniforms(self, purpose: str) -> Uniforms:
        """The uniforms for *purpose*, by index."""
        stream = self.stream
        return uniforms_at(stream.key0, stream.key1(purpose), self.member, self.attempt, self.occurrence)

    def load_balancer(self) -> float:
        """The uniform that stands for the hash of a connection's five values."""
        known = self.chunk.load_balancer
        return known[self.index] if known else self.uniforms(LOAD_BALANCER)(0)

    def retried(self, attempt: int) -> RequestDraws:
        """Those of a later attempt at the same request."""
        return RequestDraws(NOTHING, 0, self.stream, self.member, self.occurrence, attempt)


def first_attempts(
    arrivals: Arrivals,
    activities: Sequence[PlannedActivity],
    variates: Sequence[Collection[Variate]],
    streams: Streams,
) -> Chunk:
    """
    What the first attempts of a chunk of arrivals draw.

    Args:
        arrivals: The chunk.
        activities: All of them, in the order of their numbers.
        variates: For each activity, what its requests may draw; constants are left out.
        streams: The random numbers of the replication.
    """
    everybody = np.arange(len(arrivals))

    def drawn(purpose: str, width: int, places: NDArray[np.intp]) -> NDArray[np.float64]:
        keys = np.array([digest64(f"{activity.stream}/{purpose}") for activity in activities], np.uint64)
        of, members, occurrences = (
            column[places] for column in (arrivals.activity, arrivals.member, arrivals.occurrence)
        )
        return uniforms_of_streams(streams.key, keys[of], members, occurrences, width)

    chunk = Chunk(load_balancer=drawn(LOAD_BALANCER, 1, everybody)[:, 0].tolist())
    for variate in dict.fromkeys(each for wanted in variates for each in wanted if each.constant is None):
        wants = np.array([variate in wanted for wanted in variates], np.bool_)
        (places,) = np.nonzero(wants[arrivals.activity])
        values = quantities(variate.distribution, drawn(variate.purpose, variate.distribution.uniforms_needed, places))
        chunk.values[variate] = values if len(places) == len(everybody) else _spread(values, places, len(everybody))
    return chunk


def _spread(values: Sequence[int], places: NDArray[np.intp], length: int) -> list[int | None]:
    """Each value in its place, None elsewhere."""
    column: list[int | None] = [None] * length
    for place, value in zip(places.tolist(), values, strict=True):
        column[place] = value
    return column
