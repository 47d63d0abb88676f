"""Carrying a study out: what is missing goes to the executor, what comes back to the store, until nothing is wanted."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from attrs import define, field

from cmgsim.api.engine_choice import Engine, choose, refusals
from cmgsim.api.simulate import warm_up
from cmgsim.errors import StudyError
from cmgsim.fast.cache import is_warm
from cmgsim.study.definition import Definition
from cmgsim.study.executors import Pool
from cmgsim.study.model_version import model_version
from cmgsim.study.progress import wanted_runs
from cmgsim.study.store import SYNC_S, Store
from cmgsim.study.task import Outcome, Task, run_task

STRIKES: Final = 3
"""Deaths of a worker after which the run that it was doing counts as failed."""

Progress = Callable[[int, int], None]
"""Called with the number of runs that count and of all that are wanted so far."""


@define(eq=False)
class Round:
    """Some runs, being done."""

    pool: Pool
    store: Store
    waiting: deque[Task]
    suspects: deque[Task] = field(factory=deque, init=False)
    """Runs that were being done when a worker died; they are done again one at a time, to find out which it was."""
    strikes: dict[str, int] = field(factory=dict, init=False)
    flying: dict[Future[Outcome], Task] = field(factory=dict, init=False)

    def outcomes(self) -> Iterator[list[Outcome]]:
        """What counts, as it comes to count; in no particular order."""
        while self.waiting or self.suspects or self.flying:
            self._hand_out()
            done, _ = wait(self.flying, timeout=SYNC_S, return_when=FIRST_COMPLETED)
            self.store.put(self._collected(done))
            yield self.store.counted()
        yield self.store.commit()

    def stop(self) -> None:
        """Give up what is not done; what is done counts."""
        self.store.put(
            future.result()
            for future in self.flying
            if not future.cancel() and future.done() and not future.cancelled() and future.exception() is None
        )
        self.store.commit()

    def _hand_out(self) -> None:
        try:
            while self.waiting and not self.suspects and len(self.flying) < self.pool.ahead:
                self._submit(self.waiting)
            if self.suspects and not self.flying:
                self._submit(self.suspects)
        except BrokenProcessPool:
            self._broken([])

    def _submit(self, tasks: deque[Task]) -> None:
        future = self.pool.executor.submit(run_task, tasks[0])
        self.flying[future] = tasks.popleft()

    def _collected(self, done: set[Future[Outcome]]) -> list[Outcome]:
        found: list[Outcome] = []
        broken: list[Task] = []
        for future in done:
            task = self.flying.pop(future)
            if future.cancelled():
                raise self.pool.gone
            error = future.exception()
            if error is None:
                found.append(future.result())
            elif isinstance(error, BrokenProcessPool):
                broken.append(task)
            elif isinstance(error, StudyError):
                raise error
            else:
                found.append(Outcome(task.run, failed=f"{type(error).__name__}: {error}"))
        if broken:
            found += self._broken(broken)
        return found

    def _broken(self, tasks: list[Task]) -> list[Outcome]:
        """A worker died, and the pool with it: begin again, and suspect what was being done."""
        tasks = [*tasks, *self.flying.values()]
        self.flying.clear()
        self.pool.renew()
        alone = len(tasks) == 1
        lost = []
        for task in tasks:
            self.strikes[task.run] = self.strikes.get(task.run, 0) + alone
            if self.strikes[task.run] >= STRIKES:
                lost.append(Outcome(task.run, failed=f"the worker died {STRIKES} times while it was doing this run"))
            else:
                self.suspects.append(task)
        return lost


def conduct(
    definition: Definition,
    store: Store,
    pool: Pool,
    *,
    progress: Progress | None = None,
    notice: Callable[[str], None] | None = None,
) -> None:
    """
    Do every run that the study wants and the store lacks.

    Whatever ends it (Ctrl-C, a full disk, the end), the runs that were counted are in the store.
    """
    while True:
        # By id: two points of a sample may be the same scenario, which is run once.
        wanted = {run.id: run for run in wanted_runs(definition, store.outcomes)}
        missing = [run for run in wanted.values() if run.id not in store.outcomes]
        counted = len(wanted) - len(missing)
        if progress is not None:
            progress(counted, len(wanted))
        if not missing:
            return
        engine = _engine(definition, len(missing), pool, notice)
        tasks = deque(_task(definition, run.point, run.replication, engine) for run in missing)
        current = Round(pool, store, tasks)
        try:
            for outcomes in current.outcomes():
                counted += len(outcomes)
                if progress is not None and outcomes:
                    progress(counted, len(wanted))
        except BaseException:
            current.stop()
            raise


def _engine(definition: Definition, runs: int, pool: Pool, notice: Callable[[str], None] | None) -> Engine:
    """The engine for all runs: chosen once, and compiled once before any worker would."""
    chosen = choose(definition.engine, definition.scenario, replications=runs, features=())
    if chosen.engine == "fast":
        if chosen.why and notice is not None:
            notice(chosen.why)
        if pool.elsewhere and not is_warm(os.environ.get("NUMBA_CACHE_DIR", "")):
            warm_up()
    return chosen.engine


def _task(definition: Definition, point: int, replication: int, engine: Engine) -> Task:
    task = definition.task(point, replication, engine, model_version())
    if engine == "fast" and definition.engine == "auto" and refusals(task.scenario):
        return definition.task(point, replication, "simpy", model_version())
    return task
