"""A Dask cluster as an executor: one that runs somewhere, or one of this machine for the time of a study."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any, Final

from attrs import frozen

from cmgsim.errors import MissingExtra, StudyError

CONNECT_S: Final = 30
"""Seconds that a scheduler has to answer."""
ADDRESS: Final = "tcp://HOST:8786"
LOGS: Final = ("distributed", "distributed.client", "tornado.application")
"""Where Dask writes what went wrong inside it, with tracebacks, beside the error that the study ends with."""


@frozen(eq=False)
class Cluster:
    """What a study needs to know of a cluster."""

    executor: Executor
    threads: int
    """Of all its workers, when the study began."""
    close: Callable[[], None]
    gone: StudyError
    """What is said when the scheduler has ended and its tasks with it."""


def cluster_at(scheduler: str | None, workers: int | None, notice: Callable[[str], None] | None) -> Cluster:
    """
    The cluster of the scheduler at this address, or a new one of this machine.

    Raises:
        StudyError: No scheduler answers.
        MissingExtra: Dask is not installed.
    """
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise MissingExtra("dask[distributed]", "dask", "a study on a Dask cluster") from None
    with ExitStack() as opened:
        opened.enter_context(_quiet_logs())
        client = opened.enter_context(_client(distributed, scheduler, workers, opened))
        threads = sum(each["nthreads"] for each in client.scheduler_info(n_workers=-1)["workers"].values())
        if not threads and notice is not None:
            notice(f"the scheduler at {scheduler} has no workers yet; the study waits for one")
        gone = StudyError(
            "--scheduler",
            f"the Dask scheduler at {client.scheduler.address} has ended, or cannot be reached any more",
            "one that is running; in a folder, `--resume` goes on from every run that was counted",
        )
        return Cluster(client.get_executor(pure=False), max(threads, 1), opened.pop_all().close, gone)


def _client(distributed: Any, scheduler: str | None, workers: int | None, opened: ExitStack) -> Any:
    where: Any = scheduler
    if scheduler is None:
        where = opened.enter_context(
            distributed.LocalCluster(
                n_workers=workers or len(os.sched_getaffinity(0)), threads_per_worker=1, dashboard_address=None
            )
        )
    try:
        return distributed.Client(where, set_as_default=False, timeout=CONNECT_S)
    except OSError:
        raise StudyError("--scheduler", f"no Dask scheduler answers at {scheduler}", ADDRESS) from None
    except ValueError as error:
        raise StudyError("--scheduler", f"{scheduler!r} is no address: {error}", ADDRESS) from None


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Nothing of Dask's own on standard error meanwhile: what goes wrong is told once, as the error of the study."""
    before = {name: logging.getLogger(name).level for name in LOGS}
    for name in LOGS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
