"""
How long a run takes to settle: the rule MSER-5.

Latencies, in the order in which requests were created, are averaged in batches of five. What is left out at the start
makes the standard error of the mean of the rest smallest: too little leaves the beginning in, too much leaves too few
(K. P. White, Simulation 69, 1997). A truncation beyond half of the run is not to be trusted.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.errors import NotSettled
from cmgsim.request_log import Outcome, RunLog

BATCH: Final = 5
LEAST_BATCHES: Final = 20
"""Fewer batches say nothing."""
LAST_SHARE: Final = 10
"""One in so many batches at the end is not looked at alone: a few batches may agree by chance."""


def mser(values: NDArray[np.float64]) -> int:
    """
    How many of the batch means *values* to leave out.

    Example:
        >>> settling = np.concatenate([np.arange(20, 0, -1), np.tile([1.0, 2.0], 100)])
        >>> mser(settling)
        18
    """
    count = len(values)
    most = count - max(2, count // LAST_SHARE)
    left = count - np.arange(most)
    sums, squares = (np.cumsum(column[::-1])[::-1][:most] for column in (values, values * values))
    error = np.maximum(squares / left - (sums / left) ** 2, 0.0) / left
    return int(np.argmin(np.round(error, 12) if error.max() < 1e-9 else error))


def settled_after_ns(run: RunLog) -> int:
    """
    The time at the start of *run* to leave out, which was observed from its beginning.

    Raises:
        NotSettled: It is more than half of the run, or too few requests were answered to tell.
    """
    log = run.requests
    rows = np.flatnonzero(log["outcome"] == Outcome.OK)
    created = log["created_ns"][rows].astype(np.int64)
    order = np.argsort(created, kind="stable")
    created, took = created[order], (log["done_ns"][rows][order] - created[order]).astype(np.float64)
    batches = len(took) // BATCH
    if batches < LEAST_BATCHES:
        raise NotSettled(run.replication, None, run.end_ns, len(took))
    means = took[: batches * BATCH].reshape(-1, BATCH).mean(axis=1) / 1e9
    cut = mser(means)
    after_ns = int(created[cut * BATCH]) - run.start_ns if cut else 0
    if cut > batches // 2 or 2 * after_ns > run.end_ns - run.start_ns:
        raise NotSettled(run.replication, after_ns, run.end_ns - run.start_ns, len(took))
    return after_ns
