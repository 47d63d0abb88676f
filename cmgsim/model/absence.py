"""
What becomes of requests whose devices are not always online.

A device that is offline asks nothing. What was due meanwhile is made up for once, however many times it was due, some
time after the device is online again; of random arrivals those of offline devices fall away; a notification session
begins anew as soon as its device is online. Observed times are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.model.online import CohortOnline
from cmgsim.model.request_times import Column, Requests, Source
from cmgsim.model.traffic import SESSION

Mask = NDArray[np.bool_]
MADE_UP: Final = 2**30
"""Occurrences from here on are requests that were made up for; the stint's number is added."""


def requests_when_online(source: Source, present: CohortOnline, *, once: bool = False) -> Iterator[Requests]:
    """
    All requests of *source* before its end, in parts in order.

    Args:
        once: Whether what is due while the device is offline need not be made up for.
    """
    when = source.when
    if once:
        return _thinned(source, present)
    if when.observed is not None:
        return source.requests()
    of_schedule = _thinned(source, present) if when.rate_per_s is not None else _scheduled(source, present)
    if when.request != SESSION:
        return of_schedule
    return merge(of_schedule, _sessions(source, present), key=attrgetter("from_ns"))


def _thinned(source: Source, present: CohortOnline) -> Iterator[Requests]:
    for part in source.requests():
        yield part.where(present.is_online(part.clients, part.times_ns))


def _sessions(source: Source, present: CohortOnline) -> Iterator[Requests]:
    everybody = source.everybody
    for column in range(len(present.numbers)):
        yield _made_up(source, present, column, everybody, np.zeros_like(everybody))


def _scheduled(source: Source, present: CohortOnline) -> Iterator[Requests]:
    """What comes when it is due, and, as soon as all of it is known, what had to wait for a stint."""
    missed = np.zeros((source.count, len(present.numbers) + 1), np.bool_)
    waits = source.when.request != SESSION
    if waits and source.when.every_ns is not None:
        _missed_before(source, present, missed, source.when.every_ns)
    held: list[Requests] = []
    column = 0
    for part in source.due():
        while column < len(present.numbers) and part.from_ns >= present.latest_start(column):
            held.append(_caught_up(source, present, column, missed))
            column += 1
        yield from _ready(held, min(part.from_ns, present.earliest_start(column)))
        online = present.is_online(part.members, part.times_ns)
        if waits:
            missed[part.members[~online], present.coming(part.members[~online], part.times_ns[~online])] = True
        held.append(_inside(part.where(online), source.end_ns))
    held += [_caught_up(source, present, later, missed) for later in range(column, len(present.numbers))]
    yield from _ready(held, source.end_ns)


def _ready(held: list[Requests], until_ns: int) -> Iterator[Requests]:
    """Take out, in order, what nothing can come before any more."""
    held.sort(key=attrgetter("from_ns"))
    while held and held[0].from_ns <= until_ns:
        yield held.pop(0)


def _caught_up(source: Source, present: CohortOnline, column: int, missed: Mask) -> Requests:
    members, number = np.flatnonzero(missed[:, column]), present.numbers[column]
    later = source.quantities(
        present.hours.catch_up, f"{source.stream}/catch-up", members, np.full_like(members, number), source.streams
    )
    return _made_up(source, present, column, members, later)


def _made_up(source: Source, present: CohortOnline, column: int, members: Column, later: Column) -> Requests:
    """Requests of a stint that came *later* than it began, and at the latest as it ended."""
    starts, ends = present.starts[members, column], present.ends[members, column]
    times_ns, same = np.minimum(starts + later, ends - 1), np.full_like(members, MADE_UP + present.numbers[column])
    found = Requests(max(0, present.earliest_start(column)), times_ns, members, members, same)
    return _inside(found, source.end_ns)


def _inside(part: Requests, end_ns: int) -> Requests:
    return part.where((part.times_ns >= 0) & (part.times_ns < end_ns))


def _missed_before(source: Source, present: CohortOnline, missed: Mask, every_ns: int) -> None:
    """Note what was missed between the last time online before time zero and the next; latest slots first."""
    everybody, phases = source.everybody, source.phases(every_ns)
    coming = present.coming(everybody, np.zeros_like(everybody))
    since = np.where(coming > 0, present.ends[everybody, np.maximum(coming - 1, 0)], present.starts[:, 0])
    waiting, slot = everybody, source.first_slot - 1
    while len(waiting):
        waiting = waiting[phases[waiting] + (slot + 1) * every_ns >= since[waiting]]
        due = source.slots(every_ns, phases, waiting, np.full_like(waiting, slot))
        due = due.where((due.times_ns < 0) & (due.times_ns >= since[due.members]))
        due = due.where(~present.is_online(due.members, due.times_ns))
        missed[due.members, present.coming(due.members, due.times_ns)] = True
        waiting = waiting[~missed[waiting, coming[waiting]]]
        slot -= 1
