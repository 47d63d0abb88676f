"""
Where runs happen: here, in processes of this machine, or on a Dask cluster.

All are executors as `concurrent.futures` defines them; any other one will do as well. A run is a pure function of a
small value, so it does not matter which worker does it, when, or how often.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Literal

from attrs import define, field

from cmgsim.errors import StudyError
from cmgsim.study.dask_cluster import cluster_at
from cmgsim.study.processes import process_pool

Name = Literal["inline", "processes", "dask"]
NAMES: Final = ("inline", "processes", "dask")
AHEAD: Final = 2
"""Runs that are handed out for each worker: one to work on and one to go on with."""
GONE: Final = StudyError("executor", "ended before the study did", "one that is running, and `resume`")


class Inline(Executor):
    """Runs at once, in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future of *fn*; Ctrl-C passes through."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # an executor hands every error to who asks for the result
            future.set_exception(error)
        return future


@define(eq=False)
class Pool:
    """An executor, how many runs to hand out at once, and how to get another one where it breaks."""

    executor: Executor
    ahead: int
    again: Callable[[], Executor] | None = None
    """Makes another executor after a worker's death; None where the executor sees to that itself, or cannot."""
    close: Callable[[], None] = field(default=lambda: None)
    gone: StudyError = GONE
    """What is said where it was given up from outside while runs were being done."""
    elsewhere: bool = True
    """Whether runs happen in other processes, so that compiling once before is worth it."""

    def renew(self) -> None:
        """
        Another executor in the place of a broken one.

        Raises:
            StudyError: It was handed in from outside.
        """
        if self.again is None:
            raise StudyError("executor", "a worker died and took the executor with it", "a new one, and `resume`")
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self.again()


@contextmanager
def pool(
    executor: Name | Executor | None,
    workers: int | None = None,
    scheduler: str | None = None,
    notice: Callable[[str], None] | None = None,
) -> Iterator[Pool]:
    """
    The pool for a study; what is made here ends with it.

    Args:
        executor: A name, an executor, or None for `inline`.
        workers: How many processes; None: one a core. Of Dask: how many of a cluster of this machine.
        scheduler: Address of a Dask scheduler; None: a cluster of this machine, for the time of the study.
        notice: Called with a sentence where people should know something.

    Raises:
        StudyError: There is no executor of that name.
        MissingExtra: Dask is not installed.
    """
    made = _made(executor, workers, scheduler, notice)
    finished = False
    try:
        yield made
        finished = True
    finally:
        if isinstance(made.executor, ProcessPoolExecutor) and made.executor is not executor:
            made.executor.shutdown(wait=finished, cancel_futures=True)
        made.close()


def _made(
    executor: Name | Executor | None, workers: int | None, scheduler: str | None, notice: Callable[[str], None] | None
) -> Pool:
    if isinstance(executor, Executor):
        number = getattr(executor, "_max_workers", None) or os.cpu_count() or 1
        return Pool(executor, AHEAD * number)
    if executor in (None, "inline"):
        return Pool(Inline(), 1, elsewhere=False)
    if executor == "processes":
        number = workers or len(os.sched_getaffinity(0))
        start = partial(process_pool, number)
        return Pool(start(), AHEAD * number, start)
    if executor == "dask":
        cluster = cluster_at(scheduler, workers, notice)
        return Pool(cluster.executor, 2 * AHEAD * cluster.threads, close=cluster.close, gone=cluster.gone)
    raise StudyError("executor", f"there is no executor {executor!r}", f"one of {', '.join(NAMES)}, or an Executor")
