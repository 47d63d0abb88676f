"""
When one activity of one cohort comes: in periods, at random, at given times, or as it was observed.

Requests come in parts, each with a time before which neither it nor a later part has any, so that nobody has to hold
all of them at once. What devices do that are not always online is the business of `absence`.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.model.arrival_merge import CHUNK
from cmgsim.model.bulk_draws import Quantities
from cmgsim.model.distributions import exponential
from cmgsim.model.observed import unpack
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Activity, Observed

Column = NDArray[np.int64]
_NS_PER_S: Final = 1_000_000_000
_FIRST_BATCH: Final = 1_024


@frozen(eq=False)
class Requests:
    """A part of the requests of one activity; one element a request."""

    from_ns: int
    """Neither this part nor a later one has any before."""
    times_ns: Column
    clients: Column
    """Numbers within the cohort."""
    members: Column
    """With *occurrences* the keys of their draws."""
    occurrences: Column

    def where(self, chosen: NDArray[np.bool_]) -> Requests:
        """Some of them; nothing is copied where all are chosen."""
        if chosen.all():
            return self
        return Requests(
            self.from_ns, self.times_ns[chosen], self.clients[chosen], self.members[chosen], self.occurrences[chosen]
        )


@frozen(eq=False)
class Source:
    """One activity of one cohort, in one replication."""

    stream: str
    count: int
    when: Activity
    end_ns: int
    streams: Streams
    quantities: Quantities
    """How delays and gaps are drawn."""

    @property
    def everybody(self) -> Column:
        """The numbers of all clients of the cohort."""
        return np.arange(self.count, dtype=np.int64)

    def requests(self) -> Iterator[Requests]:
        """All requests of clients that are always online."""
        for part in self.due():
            yield part.where((part.times_ns >= 0) & (part.times_ns < self.end_ns))

    def due(self) -> Iterator[Requests]:
        """Every request at its time; some before the start and after the end."""
        when = self.when
        if when.observed is not None:
            return self._observed(when.observed)
        if when.rate_per_s is not None:
            return self._poisson(when.rate_per_s)
        return self._at() if when.every_ns is None else self._periodic(when.every_ns)

    def _at(self) -> Iterator[Requests]:
        members = self.everybody
        for occurrence, at_ns in sorted(enumerate(self.when.at_ns, 1), key=itemgetter(1)):
            same, times_ns = np.full_like(members, occurrence), np.full_like(members, at_ns)
            if self.when.jitter is not None:
                times_ns += self.quantities(self.when.jitter, f"{self.stream}/jitter", members, same, self.streams)
            yield Requests(at_ns, times_ns, members, members, same)

    def phases(self, every_ns: int) -> Column:
        """Each client's own phase."""
        return (self.streams.table(f"{self.stream}/phase", self.everybody)[:, 0] * every_ns).astype(np.int64)

    @property
    def first_slot(self) -> int:
        """Slots before the start count where a delay may carry them in."""
        return 0 if self.when.jitter is None else -1

    def slots(self, every_ns: int, phases: Column, members: Column, slots: Column) -> Requests:
        """The requests of these slots, one an element, of members that have something to send."""
        from_ns = max(int(slots[0]), 0) * every_ns if len(slots) else 0
        found = Requests(from_ns, phases[members] + slots * every_ns, members, members, slots + 1)
        if self.when.share < 1.0:
            uniforms = self.streams.table(f"{self.stream}/share", members, occurrences=found.occurrences)[:, 0]
            found = found.where(uniforms < self.when.share)
        if self.when.jitter is None:
            return found
        keys = f"{self.stream}/jitter", found.members, found.occurrences
        later = self.quantities(self.when.jitter, *keys, self.streams)
        return Requests(from_ns, found.times_ns + later, found.clients, found.members, found.occurrences)

    def _periodic(self, every_ns: int) -> Iterator[Requests]:
        phases, members, slots = self.phases(every_ns), self.everybody, -(-self.end_ns // every_ns)
        if self.when.jitter is None and self.when.share == 1.0:
            members = _in_order(phases)  # whoever comes first in one period does so in all
        at_once = max(1, CHUNK // len(members))
        for slot in range(self.first_slot, slots, at_once):
            numbers = np.arange(slot, min(slot + at_once, slots), dtype=np.int64)
            yield self.slots(every_ns, phases, np.tile(members, len(numbers)), numbers.repeat(len(members)))

    def _poisson(self, rate_per_s: float) -> Iterator[Requests]:
        gap, clock_ns, first = exponential(_NS_PER_S / rate_per_s), 0, 0
        batch = min(CHUNK, _FIRST_BATCH + int(rate_per_s * self.end_ns / _NS_PER_S))
        while clock_ns < self.end_ns:
            members = np.arange(first, first + batch, dtype=np.int64)
            gaps = self.quantities(gap, f"{self.stream}/gap", members, 0, self.streams)
            gaps = gaps[: np.searchsorted(np.cumsum(gaps, dtype=np.float64), 2.0 * self.end_ns) + 1]  # no sum too large
            times_ns = clock_ns + np.cumsum(gaps)
            members = members[: len(gaps)][times_ns < self.end_ns]
            began_ns, clock_ns, first = clock_ns, int(times_ns[-1]), first + batch
            yield Requests(
                began_ns, times_ns[: len(members)], self._anybody(members), members, np.zeros_like(members)
            )  # fmt: skip

    def _observed(self, observed: Observed) -> Iterator[Requests]:
        times_ns, clients = unpack(observed)
        for first in range(0, len(times_ns), CHUNK):
            part = times_ns[first : first + CHUNK]
            members = np.arange(first, first + len(part), dtype=np.int64)
            who = clients[first : first + CHUNK] if len(clients) else self._anybody(members)
            yield Requests(int(part[0]), part, who, members, np.zeros_like(members))

    def _anybody(self, members: Column) -> Column:
        """A client for each request, all alike."""
        return (self.streams.table(f"{self.stream}/client", members)[:, 0] * self.count).astype(np.int64)


def _in_order(times_ns: Column) -> Column:
    """Places from the earliest to the latest, those of one instant as they stand; quicker where there are none."""
    order = np.argsort(times_ns)
    ordered = times_ns[order]
    return np.argsort(times_ns, kind="stable") if np.any(ordered[1:] == ordered[:-1]) else order
