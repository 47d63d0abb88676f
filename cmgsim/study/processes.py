"""
Worker processes of this machine: copies of one that has loaded everything and does nothing else.

Loading the packages and the compiled engine takes a second of a processor, as long as twenty runs of 50,000 requests.
So it is done once, in a server process that forks the workers, and not once a worker. Copying the process that asks
would be quicker still, but copies of a process with threads may hang; the server has none.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import forkserver, parent_process, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import Any


def start_server() -> None:
    """
    Start the process that workers are copied from, unless it runs; it loads while this one goes on.

    There is one for all studies of a process, as `multiprocessing` has it, and it ends with the process. Where a
    program has started its own before, workers are copies of that one and load what they need themselves.
    """
    forkserver.set_forkserver_preload(["cmgsim.study.preloaded"])
    resource_tracker.ensure_running()  # which would unblock signals, if it were started by the next one
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # what is started inherits it: see `preloaded`
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def process_pool(workers: int) -> Executor:
    """An executor with so many worker processes."""
    start_server()
    return ProcessPoolExecutor(workers, mp_context=_Context(), initializer=_begin_worker)


def _begin_worker() -> None:
    """Leave Ctrl-C to the process that asked, also where the server has not been told to, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Whoever asked is killed: nobody reads what is done here, and nobody else would end this process."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Worker(ForkServerProcess):
    """A process that does not run the caller's script again: the runs need nothing of it."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802  # the name that multiprocessing calls
        main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            return ForkServerProcess._Popen(process_obj)  # noqa: SLF001
        finally:
            sys.modules["__main__"] = main


class _Context(ForkServerContext):
    """The workers' kind of process."""

    Process = _Worker
