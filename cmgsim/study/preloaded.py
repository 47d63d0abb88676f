"""
Loads everything that a run needs: importing this is its purpose.

The process that workers are copied from imports it before the first one. Whatever goes wrong here goes wrong again in
the first run, which says so; this process must live.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress

# One thread: a process that is copied must not have others, and no run uses the library that would start them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def load() -> None:
    """Do a run of nothing on each engine; on the compiled one if it has been compiled before."""
    from cmgsim.api.simulate import warm_up
    from cmgsim.fast.cache import is_warm
    from cmgsim.model.scenario_file import contoso
    from cmgsim.study.task import Task, run_task

    nothing = contoso(["clients[0].count=1", "clients[1].count=1", "scenario.duration='1 s'"])
    run_task(Task("", nothing, 0, "simpy"))
    if is_warm(os.environ.get("NUMBA_CACHE_DIR", "")):
        warm_up()
        run_task(Task("", nothing, 0, "fast"))


# Ctrl-C reaches every process of a terminal, and is for the one that asked; this one was started with it blocked, so
# that it has never anything to say about it, nor have its copies.
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
with suppress(Exception):
    load()
gc.collect()
gc.freeze()  # what is never looked at is never written to, and stays shared by all copies
