"""What is known beforehand: faults, changes, and the start of the clients, put on the clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cmgsim.engine.clock import Rank, key
from cmgsim.engine.simulation import Simulation


def schedule(world: Simulation, start: Callable[[], object]) -> None:
    """Put the faults and changes of the scenario on the clock, and the *start* of its clients when they begin."""
    clock, scenario = world.clock, world.scenario
    if scenario.cmg.state == "stopped":
        world.administration.stop()
    for number, fault in enumerate(scenario.faults):
        if fault.at_ns == 0:
            world.begin(fault)
        else:
            clock.call(fault.at_ns - clock.now, key(Rank.FAULT, number), partial(world.begin, fault))
        if fault.lasts_ns is not None:
            ends_ns = fault.at_ns + fault.lasts_ns - clock.now
            clock.call(ends_ns, key(Rank.FAULT, number, 1), partial(world.end, fault))
    for number, change in enumerate(scenario.changes):
        clock.call(
            change.at_ns - clock.now, key(Rank.SCALING, number), partial(world.administration.ask, number, change)
        )
    clock.call(scenario.general.requests_from_ns - clock.now, key(Rank.FAULT, len(scenario.faults)), start)
