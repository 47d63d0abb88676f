"""Stations serve whoever comes, in order: when each of their workers is free, and what that makes of a visit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.compiling import chosen, inlined, kept
from cmgsim.fast.draws import CODE, EXPONENTIAL, UNDECIDED, exponential, quick_exponential
from cmgsim.fast.fields import NEVER, SERVICE, WORKERS
from cmgsim.fast.forward_legs import drawn, first_uniform
from cmgsim.fast.logarithm import near_logarithm
from cmgsim.fast.ways import LARGEST

FEWEST, FEW = 8, 32
"""Workers that the shortest sorted row has places for, and up to which such a row is quicker than a heap."""
DRAWN_AT_ONCE = 1 << 10
"""Services that are drawn at once: few enough for the nearest cache of the processor."""


def all_free(workers: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    By station, when each of so many workers is free: a sorted row if they are FEW, or else a heap.

    Those that are not there never are, so that rows have one of three lengths, and one more to look at.
    """
    free = np.full((len(workers), max(FEW + 1, int(workers.max()))), NEVER, np.int64)
    free[np.arange(free.shape[1]) < workers[:, np.newaxis]] = 0
    return free


@inlined
def _into_row(row: Any, count: Any, left: Any) -> None:
    """The first worker of a sorted row is busy until then: several places at once, and nothing to be guessed."""
    for place in range(count):
        row[place] = min(row[place + 1], max(row[place], left))


@inlined
def _into_heap(heap: Any, count: Any, left: Any) -> None:
    """The first worker of a heap is busy until then."""
    hole, below = 0, 1
    while below < count:
        if below + 1 < count and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= left:
            break
        heap[hole] = heap[below]
        hole, below = below, 2 * below + 1
    heap[hole] = left


@inlined
def _draw(m: Any, way: Any, order: Any, visit: Any, purpose: Any, rests: Any, means: Any, took: Any) -> None:
    """
    How long the services of these take; UNDECIDED where the exponential's last bits matter.

    First all words, then all logarithms: the processor has several words in hand at once, and computes logarithms in
    its wide registers.
    """
    for number in range(len(order)):
        place = order[number]
        law = tables.stations(m, way[visit, place])[SERVICE]
        rests[number], means[number] = 1.0, 0.0
        if tables.laws(m, law)[CODE] == EXPONENTIAL:
            rests[number] = 1.0 - first_uniform(m, way, place, purpose)
            means[number] = tables.parameters(m, law)[0]
            took[number] = UNDECIDED
        else:
            took[number] = drawn(m, way, place, purpose, law)
    for number in range(len(order)):
        quick = quick_exponential(means[number], near_logarithm(rests[number]))
        took[number] = chosen(took[number] == UNDECIDED, quick, took[number])


@kept
def serve(
    registers: Any, way: Any, order: Any, visit: Any, purpose: Any, free: Any, fractions: Any, took_ns: Any
) -> Any:
    """
    Stations serve whoever comes, in this order: Kiefer and Wolfowitz, worker by worker.

    Args:
        visit: Which rows of the table hold the visits.
        free: By station, when its workers are free, as `all_free` has it.
        fractions: Room to draw in, two rows; *took_ns*, a third as long.

    Returns:
        How many services took no time.
    """
    m = tables.start_of(registers)
    hasty, rests, means = 0, fractions[0], fractions[1]
    for first in range(0, len(order), len(took_ns)):
        some = order[first : first + len(took_ns)]
        _draw(m, way, some, visit, purpose, rests, means, took_ns)
        for number in range(len(some)):
            place, took = some[number], took_ns[number]
            if took == UNDECIDED:
                took = exponential(means[number], 1.0 - rests[number])
            station = way[visit, place]
            workers, heap = tables.stations(m, station)[WORKERS], free[station]
            came = way[visit + t.CAME, place]
            began = max(came, heap[0])
            left = min(began + took, LARGEST)
            way[visit + t.BEGAN, place], way[visit + t.LEFT, place] = began, left
            if took == 0:
                way[t.HASTY, place] = 1
                hasty += 1
            if workers <= FEWEST:
                _into_row(heap, FEWEST, left)
            elif workers <= 2 * FEWEST:
                _into_row(heap, 2 * FEWEST, left)
            elif workers <= FEW:
                _into_row(heap, FEW, left)
            else:
                _into_heap(heap, workers, left)
    return hasty
