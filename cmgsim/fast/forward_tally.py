"""What stations of a sweep add up: how long they were busy, who waited and how many at once, part by part."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.bins import bin_of
from cmgsim.fast.compiling import kept
from cmgsim.fast.fields import (
    END,
    KEEPS_REQUESTS,
    MOST_WAITING,
    OBSERVED,
    STAYS_SUM,
    WAITED_MOST,
    WAITED_SUM,
    WAITS_BEGUN,
    WAITS_KEPT,
    WAS_SERVED,
)
from cmgsim.fast.tallies import gather

PART, PART_ENDS, FIRST, BEHIND = range(4)
"""Of each station: in which part of the observed time the last one came, when that ends, and how its ring stands."""


@kept
def add_up(
    registers: Any, way: Any, order: Any, visit: Any, standing: Any, rings: Any, sums: Any, width: Any, waits: Any
) -> None:
    """
    Add up what stations do with those who came in one stretch, in their order.

    Args:
        visit: Which rows of the table hold the visits.
        standing: A row a station: PART and so on.
        rings: A row a station: when those are taken up who wait; a power of two, and more than may wait.
        sums: By station, time of work and time of waiting by part of the observed time, and behind the last part.
        width: How long a part is.
        waits: By station, room for the waits of all of them; `WAITS_KEPT` counts them. Without a log there are bins.
    """
    m = tables.start_of(registers)
    end, observed, last_part, mask = m[END], m[OBSERVED], sums.shape[2] - 1, rings.shape[1] - 1
    keeps = m[KEEPS_REQUESTS] == 1
    for place in order:
        station = way[visit, place]
        here, stands, parts = tables.stations(m, station), standing[station], sums[station]
        came, began, left = t.visit_of(way, visit, place)
        first, second, third = max(came, observed), min(began, end), min(left, end)
        if third >= observed:
            gather(here, STAYS_SUM, 1, third - first)
            here[WAS_SERVED] += left < end
        waits_here = began > came
        if came >= observed and began < end:
            here[WAITS_BEGUN] += 1
            waited = began - came
            gather(here, WAITED_SUM, 1, waited)
            if keeps:
                waits[station, here[WAITS_KEPT]] = waited  # of nothing: the next takes its place
                here[WAITS_KEPT] += waits_here
            else:
                tables.wait_bins(m, station)[bin_of(waited)] += waits_here
                here[WAITED_MOST] = max(here[WAITED_MOST], waited)
        while first >= stands[PART_ENDS] and stands[PART] < last_part:
            stands[PART] += 1
            stands[PART_ENDS] += width
        part, part_ends = stands[PART], stands[PART_ENDS]
        second, third = max(second, observed), max(third, observed)
        while second > part_ends and part < last_part:
            parts[1, part] += part_ends - first
            first, part, part_ends = part_ends, part + 1, part_ends + width
        parts[1, part] += second - first
        while third > part_ends and part < last_part:
            parts[0, part] += part_ends - second
            second, part, part_ends = part_ends, part + 1, part_ends + width
        parts[0, part] += third - second
        ring, now = rings[station], max(came, observed)
        ring[stands[BEHIND] & mask] = began
        stands[BEHIND] += waits_here
        if stands[BEHIND] - stands[FIRST] > here[MOST_WAITING]:  # or else it does not matter who has been taken up
            while stands[FIRST] < stands[BEHIND] and ring[stands[FIRST] & mask] <= now:
                stands[FIRST] += 1
            if now < end:
                here[MOST_WAITING] = max(here[MOST_WAITING], stands[BEHIND] - stands[FIRST])
