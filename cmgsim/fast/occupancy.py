"""How many connections are open on each instance, added up while the run goes on."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.fields import END, NOW, OPEN, OPEN_PEAK, OPEN_SETTLED, OPEN_SUM, OPENINGS
from cmgsim.fast.tallies import gather

CODE_BITS = 6
"""Beside a time, which is below 2**57: twice the number of an instance, and whether the connection opens."""
INSTANCE_MASK = (1 << CODE_BITS - 1) - 1


@inlined
def noted(m: Any, at_ns: Any, instance: Any, opens: Any) -> None:
    """A connection opens or closes: now, later, or after the end, which does not matter."""
    if at_ns > m[NOW]:
        if at_ns <= m[END]:
            _await(m, at_ns << CODE_BITS | 2 * instance + opens)
        return
    come(m, m[NOW])
    _step(tables.stations(m, instance), m[NOW], 2 * opens - 1)


@routine
def come(m: Any, until_ns: Any) -> None:
    """What was to come until then has come: one connection after the other, the earliest first."""
    coming = tables.openings(m, 0)
    while m[OPENINGS] > 0 and coming[0] >> CODE_BITS <= until_ns:
        event = coming[0]
        _drop_first(m)
        _step(tables.stations(m, event >> 1 & INSTANCE_MASK), event >> CODE_BITS, 2 * (event & 1) - 1)


@inlined
def _step(here: Any, at_ns: Any, by: Any) -> None:
    """As many were open until then; what comes and goes within one instant does not show."""
    lasts = at_ns - here[OPEN_SETTLED]
    if lasts > 0:
        here[OPEN_SETTLED] = at_ns
        gather(here, OPEN_SUM, here[OPEN], lasts)
        here[OPEN_PEAK] = max(here[OPEN_PEAK], here[OPEN])
    here[OPEN] += by


@routine
def _await(m: Any, event: Any) -> None:
    """One more of those that come later; they stand in a heap."""
    coming, place = tables.openings(m, 0), m[OPENINGS]
    m[OPENINGS] = place + 1
    while place > 0 and coming[(place - 1) >> 1] > event:
        coming[place] = coming[(place - 1) >> 1]
        place = (place - 1) >> 1
    coming[place] = event


@inlined
def _drop_first(m: Any) -> None:
    """Take the earliest out of the heap."""
    coming, count = tables.openings(m, 0), m[OPENINGS] - 1
    m[OPENINGS] = count
    last, place, below = coming[count], 0, 1
    while below < count:
        below += below + 1 < count and coming[below + 1] < coming[below]
        if coming[below] >= last:
            break
        coming[place] = coming[below]
        place, below = below, 2 * below + 1
    coming[place] = last
