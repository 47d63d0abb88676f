"""Which engine runs a scenario, and why: both give the same rows, so it is a question of what is asked and of time."""

from __future__ import annotations

import os
import sys
from typing import Final, Literal

from attrs import frozen

from cmgsim.errors import Unsupported
from cmgsim.fast.cache import folder, is_warm, is_writable
from cmgsim.model.arrivals import expected_requests
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_limits import SETTABLE

Engine = Literal["auto", "fast", "simpy"]
WORTH_LOADING: Final = 5_000
"""Requests from which on loading the compiled engine takes less time than it saves."""
WORTH_COMPILING: Final = 300_000
"""The same for compiling it first, which takes some thirty seconds."""
COMPILES: Final = "compiling the fast engine, once and for some thirty seconds (`cmgsim warmup` does it ahead)"
COMPILES_AGAIN: Final = "compiling the fast engine for some thirty seconds, in each process anew: {}"
NOT_KEPT: Final = "{} cannot be written to (NUMBA_CACHE_DIR may name another folder for compiled code)"


@frozen
class Choice:
    """The engine that will run, and what people should know about it."""

    engine: Literal["fast", "simpy"]
    why: str = ""


def refusals(scenario: Scenario, *, trace: bool = False, processes: bool = False) -> tuple[str, ...]:
    """What of all that is asked the compiled engine does not do, by name."""
    changed = sorted({path for change in scenario.changes for path, _ in change.set if path not in SETTABLE})
    asked = (
        ("a trace of every message", trace),
        ("a researcher's own processes", processes),
        *((f"changing {path} while a run goes on", True) for path in changed),
    )
    return tuple(name for name, wanted in asked if wanted)


def choose(engine: Engine, scenario: Scenario, *, replications: int = 1, features: tuple[str, ...] = ()) -> Choice:
    """
    The engine for *scenario*.

    Args:
        features: What `refusals` says.

    Raises:
        Unsupported: The compiled engine is asked for and cannot do it.
    """
    if engine == "simpy":
        return Choice("simpy")
    if engine == "fast" and features:
        raise Unsupported("fast", features)
    if features:
        return Choice("simpy", f"the simpy engine runs this: the fast one does not do {', '.join(features)}")
    ready = is_ready()
    if engine == "fast":
        return Choice("fast", "" if ready else compiles())
    requests = replications * expected_requests(scenario)
    if ready:
        return Choice("fast" if requests >= WORTH_LOADING else "simpy")
    if requests >= WORTH_COMPILING:
        return Choice("fast", compiles())
    why = unkept() or "`cmgsim warmup` does it"
    why = f"the simpy engine runs this, since the fast one is not compiled yet: {why}"
    return Choice("simpy", why if requests >= WORTH_LOADING else "")


def is_ready() -> bool:
    """Whether the compiled engine can run without being compiled first."""
    return "cmgsim.fast.kernel" in sys.modules or is_warm(_base())


def unkept() -> str:
    """Why compiled code cannot be kept for the next process; empty if it can."""
    return "" if is_writable(_base()) else NOT_KEPT.format(folder(_base()).parent)


def compiles() -> str:
    """What people should know before they wait for the compiler."""
    why = unkept()
    return COMPILES_AGAIN.format(why) if why else COMPILES


def _base() -> str:
    return os.environ.get("NUMBA_CACHE_DIR", "")
