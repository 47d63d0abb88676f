"""
The sweep: a run without feedback, station after station instead of event after event.

Where nothing that becomes of a request changes when another one is asked, all requests that come to a station, sorted,
give all that leave it. Time is cut into stretches; each is swept, and then checked: where a deadline has passed, or
there was not enough of something, the run is one for the event loop, and starts again there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from numba import types

from cmgsim.fast import forward_clients as clients
from cmgsim.fast import forward_holdings as holdings
from cmgsim.fast import forward_legs as legs
from cmgsim.fast.forward_fates import account, count, record
from cmgsim.fast.forward_plan import obstacle
from cmgsim.fast.forward_service import serve
from cmgsim.fast.forward_sweep import Sweep
from cmgsim.fast.forward_table import pick, pick_along
from cmgsim.fast.forward_tally import add_up
from cmgsim.fast.running import Running
from cmgsim.model.plan import Plan
from cmgsim.model.plan_world import World

SWEEP: Final = "sweep"
EVENT_LOOP: Final = "event loop"
"""The two ways through a run."""
_NUMBER, (_ROW, _TABLE, _CUBE) = types.int64, (types.Array(types.int64, sides, "C") for sides in (1, 2, 3))
_FRACTIONS: Final = types.Array(types.float64, 2, "C")
ENTRIES: Final[tuple[tuple[Any, tuple[Any, ...]], ...]] = (
    (pick, (_TABLE, _NUMBER, _NUMBER, _NUMBER, _NUMBER, _ROW)),
    (pick_along, (_TABLE, _NUMBER, _NUMBER, _NUMBER, _NUMBER, _ROW, _NUMBER, _NUMBER, _ROW)),
    (legs.approach, (_ROW, _TABLE, _NUMBER, _NUMBER)),
    (legs.hand_down, (_ROW, _TABLE, _ROW)),
    (legs.pass_on, (_ROW, _TABLE, _ROW)),
    (legs.come_back, (_ROW, _TABLE, _ROW)),
    (legs.queue_at_cards, (_ROW, _TABLE, _ROW, _ROW, _ROW, _ROW)),
    (legs.arrive, (_ROW, _TABLE, _ROW, _ROW)),
    (serve, (_ROW, _TABLE, _ROW, _NUMBER, _NUMBER, _TABLE, _FRACTIONS, _ROW)),
    (clients.begin_listening, (_ROW, _TABLE, _ROW)),
    (holdings.follow_ports, (_ROW, _TABLE, _ROW, _ROW)),
    (holdings.code, (_TABLE, _NUMBER, _ROW, _NUMBER, _ROW)),
    (holdings.follow_connections, (_ROW, _ROW, _ROW)),
    (clients.follow_clients, (_ROW, _TABLE, _ROW, _ROW, _ROW, _TABLE, _TABLE, _ROW)),
    (add_up, (_ROW, _TABLE, _ROW, _NUMBER, _TABLE, _TABLE, _CUBE, _NUMBER, _TABLE)),
    (account, (_ROW, _TABLE, _ROW)),
    (record, (_ROW, _TABLE, _ROW, _ROW)),
    (count, (_ROW, _TABLE, _ROW, _ROW)),
)
"""What is compiled for a sweep, and for which arguments."""


def run(plan: Plan, world: World, begin: Callable[[], Running], *, visits: bool) -> tuple[Running, str]:
    """
    Sweep a run where that can be done.

    Args:
        begin: Gives the run before anything has happened.
        visits: Whether every visit and every connection is kept.

    Returns:
        The run, and SWEEP; or the run before anything has happened, and why it is one for the event loop.
    """
    running, feedback = begin(), obstacle(plan, world)
    if feedback:
        return running, f"{EVENT_LOOP}: {feedback}"
    feedback = Sweep(world, running, visits=visits).run()
    return (begin(), f"{EVENT_LOOP}: {feedback}") if feedback else (running, SWEEP)
