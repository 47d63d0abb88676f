"""Simulate a scenario: all its replications, one after the other, and what they add up to."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any

from attrs import define, evolve

from cmgsim import display
from cmgsim.api.engine_choice import Engine, choose, refusals
from cmgsim.api.theory_beside import with_theory
from cmgsim.engine.egress import Known
from cmgsim.engine.handle import UserProcess
from cmgsim.engine.run import run_one
from cmgsim.engine.timeline import timeline
from cmgsim.errors import Unsupported
from cmgsim.model.plan import Integers, lower
from cmgsim.model.plan_world import World
from cmgsim.model.scenario import Scenario
from cmgsim.request_log import RequestLog, RunLog
from cmgsim.results import check_laws, summary
from cmgsim.results.answers import without_requests
from cmgsim.results.mser import settled_after_ns
from cmgsim.trace import Trace


@define(eq=False, slots=False)
class Run:
    """
    What a scenario did: its replications, and the summary over them.

    `requests` and `trace` are those of the first replication; `logs` holds all.
    """

    scenario: Scenario
    logs: tuple[RunLog, ...]

    def _repr_html_(self) -> str:
        return display.html("run", self)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The numbers of `summary.json`."""
        return with_theory(summary(self.logs), self.scenario)

    @property
    def requests(self) -> RequestLog:
        """One row a client request; NotKept after `simulate(…, requests=False)`."""
        return self.logs[0].requests

    @property
    def trace(self) -> Trace | None:
        """Every message, if it was asked for."""
        return self.logs[0].trace


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    engine: Engine = "auto",
    trace: bool = False,
    visits: bool = False,
    requests: bool = True,
    processes: Sequence[UserProcess] = (),
    progress: Callable[[int, int], None] | None = None,
    notice: Callable[[str], None] | None = None,
) -> Run:
    """
    Simulate *scenario*: the same arguments give the same bytes, in any process, under any hash seed.

    Args:
        seed: Of all draws; None: the scenario's.
        replications: How many, each with draws of its own; None: the scenario's.
        engine: `simpy`, the reference engine; `fast`, the compiled one, which gives the same rows; `auto` takes the
            compiled one where it can do what is asked and the run is large enough to be worth compiling or loading it.
        trace: Whether to keep every message, which takes about a kilobyte each.
        visits: Whether to keep every visit of a station and every connection, about 120 bytes a request, instead of
            what they add up to.
        requests: Whether to keep a row of every request, about 75 bytes each. Without, the run keeps exact counts and
            sums, and histograms that percentiles are right to 0.2 % from; memory then grows with clients and requests
            in flight on the compiled engine, and the reference engine drops its rows at the end of each replication.
        processes: A researcher's own generator functions `f(simulation)`, run beside the roles in every replication;
            `cmgsim.engine.handle` says what they can do.
        progress: Called with the number of finished replications and of all.
        notice: Called with a sentence for people where the choice of the engine, or compiling, needs one. Left out,
            the one about compiling is logged as a warning, which Python shows unless it is told otherwise.

    Raises:
        Unsupported: The engine cannot do what the scenario asks for, or what is asked does not go together.
        BrokenInvariant: The run broke a law that holds for every run.
        NotSettled: The scenario asks for its warm-up to be found, and the run does not settle.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> run = simulate(contoso(["clients[0].count=40", "scenario.duration='10 min'"]))
        >>> run.summary["requests"]["created"] == len(run.requests)
        True
    """
    count = scenario.general.replications if replications is None else replications
    chosen = choose(
        engine, scenario, replications=count, features=refusals(scenario, trace=trace, processes=bool(processes))
    )
    if notice is None and chosen.engine == "fast" and chosen.why:
        logging.getLogger(__name__).warning("cmgsim: %s", chosen.why)
    elif notice is not None and chosen.why:
        notice(chosen.why)
    _refuse_without_rows(scenario, chosen.engine, requests=requests, visits=visits)
    run = _runner(chosen.engine, scenario, trace=trace, visits=visits, requests=requests, processes=tuple(processes))
    logs: list[RunLog] = []
    for replication in range(count):
        logs.append(_timed(run, scenario.general.seed if seed is None else seed, replication))
        if progress is not None:
            progress(replication + 1, count)
    return Run(scenario, tuple(logs))


def replicate(
    scenario: Scenario, replication: int, *, engine: Engine = "auto", trace: bool = False, visits: bool = False
) -> Run:
    """
    One replication of *scenario* alone, with the scenario's seed: the same rows as it has among others.

    Args:
        trace: As in `simulate`.
        visits: As in `simulate`.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> small = contoso(["clients[0].count=40", "scenario.duration='2 min'"])
        >>> replicate(small, 1).requests.fingerprint() == simulate(small, replications=2).logs[1].requests.fingerprint()
        True
    """
    chosen = choose(engine, scenario, features=refusals(scenario, trace=trace))
    run = _runner(chosen.engine, scenario, trace=trace, visits=visits)
    return Run(scenario, (_timed(run, scenario.general.seed, replication),))


def _refuse_without_rows(scenario: Scenario, engine: str, *, requests: bool, visits: bool) -> None:
    """What needs every request cannot be had without them."""
    asked = (
        ("finding a warm-up without a row of every request", scenario.general.warm_up_by != "time"),
        ("visits without a row of every request", visits),
    )
    features = tuple(name for name, wanted in asked if wanted and not requests)
    if features:
        raise Unsupported(engine, features)


def _runner(
    engine: str,
    scenario: Scenario,
    *,
    trace: bool,
    visits: bool,
    requests: bool = True,
    processes: tuple[UserProcess, ...] = (),
) -> Callable[..., RunLog]:
    """What runs one replication of *scenario*; with a warm-up that has to be found, it does so and runs once more."""
    if scenario.general.warm_up_by == "time":
        if engine == "fast":
            return _fast(scenario, visits=visits, requests=requests)
        rows = partial(run_one, scenario, trace=trace, processes=processes)
        return rows if requests else partial(_dropping_requests, rows)

    def run_from(warm_up_ns: int) -> Callable[..., RunLog]:
        general = evolve(scenario.general, warm_up_by="time", warm_up_ns=warm_up_ns)
        settled = evolve(scenario, general=general)
        return _runner(engine, settled, trace=trace, visits=visits, processes=processes)

    whole = run_from(0)

    def run(seed: int, replication: int) -> RunLog:
        after_ns = settled_after_ns(whole(seed=seed, replication=replication))
        return evolve(run_from(after_ns)(seed=seed, replication=replication), warm_up_by=scenario.general.warm_up_by)

    return run


def _dropping_requests(rows: Callable[..., RunLog], *, seed: int, replication: int) -> RunLog:
    return without_requests(rows(seed=seed, replication=replication))


def _timed(run: Callable[..., RunLog], seed: int, replication: int) -> RunLog:
    began_s = time.perf_counter()
    log = run(seed=seed, replication=replication)
    log = evolve(log, wall_s=time.perf_counter() - began_s)
    check_laws(log)
    return log


def warm_up() -> None:
    """Compile the fast engine ahead, or load what was compiled before."""
    from cmgsim.fast import run as fast

    fast.warm_up()


def _fast(scenario: Scenario, *, visits: bool, requests: bool = True) -> Callable[..., RunLog]:
    """The compiled engine, ready to run *scenario*: whatever had to be compiled is."""
    from cmgsim.fast import run as fast

    warm_up()
    plan = lower(scenario)

    watched = scenario.cmg.egress_threshold is not None

    def run(seed: int, replication: int) -> RunLog:
        ahead = partial(timeline, plan, seed=seed, replication=replication)
        world = ahead()

        def again(looks: Integers) -> World:
            # Nobody planned for clients to come back from a stop that the egress brings about: breaks are as before.
            return evolve(ahead(egress=Known(looks.tolist())), breaks=world.breaks)

        return fast.run_one(
            plan, world, seed=seed, replication=replication, visits=visits, requests=requests,
            again=again if watched else None,
        )  # fmt: skip

    return run
