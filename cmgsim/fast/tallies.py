"""Adding up while the run goes on: how long so many were there, and who waited."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.bins import bin_of
from cmgsim.fast.compiling import inlined
from cmgsim.fast.fields import (
    BEGAN_VISIT,
    BUSY,
    BUSY_SUM,
    KEEPS_REQUESTS,
    MOST_WAITING,
    NOW,
    OBSERVED,
    SETTLED,
    STAYS_SUM,
    WAITED_MOST,
    WAITED_SUM,
    WAITING,
    WAITING_SUM,
    WAITS_BEGUN,
    WAITS_KEPT,
    WAS_SERVED,
)

HALF = 32
LOW = (1 << HALF) - 1


@inlined
def gather(row: Any, place: Any, level: Any, lasts: Any) -> None:
    """Add a level (below 2**31) times how long it lasts to a sum of two words."""
    low = row[place + 1] + level * (lasts & LOW)
    row[place] += level * (lasts >> HALF) + (low >> HALF)
    row[place + 1] = low & LOW


@inlined
def settle(here: Any, until_ns: Any) -> None:
    """A station stood as it stands until now; what came and went within one instant does not show."""
    lasts = until_ns - here[SETTLED]
    if lasts > 0:
        here[SETTLED] = until_ns
        gather(here, BUSY_SUM, here[BUSY], lasts)
        if here[WAITING] > 0:
            gather(here, WAITING_SUM, here[WAITING], lasts)
            here[MOST_WAITING] = max(here[MOST_WAITING], here[WAITING])


@inlined
def begun(m: Any, station: Any, arrived_ns: Any) -> None:
    """A visit is being served from now on."""
    if arrived_ns >= m[OBSERVED]:
        here = tables.stations(m, station)
        here[WAITS_BEGUN] += 1
        waited = m[NOW] - arrived_ns
        if waited > 0:
            gather(here, WAITED_SUM, 1, waited)
            if m[KEEPS_REQUESTS] == 1:
                tables.waits(m, station)[here[WAITS_KEPT]] = waited
                here[WAITS_KEPT] += 1
            else:
                tables.wait_bins(m, station)[bin_of(waited)] += 1
                here[WAITED_MOST] = max(here[WAITED_MOST], waited)


@inlined
def over(m: Any, here: Any, attempt: Any, served: Any, until_ns: Any) -> None:
    """A visit is over, served or not."""
    if until_ns >= m[OBSERVED]:
        here[WAS_SERVED] += served
        gather(here, STAYS_SUM, 1, until_ns - max(attempt[BEGAN_VISIT], m[OBSERVED]))
