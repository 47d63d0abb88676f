"""
How long a run takes to settle: the rule MSER-5.

Latencies, each less the mean of its activity, are averaged in batches of five in the order of creation. What is left
out at the start makes the standard error of the mean of the rest smallest: too little leaves the beginning in, too much
leaves too few (K. P. White, Simulation 69, 1997). Where the best cut lies at half of the run or beyond, none is to be
trusted.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.errors import NotSettled
from cmgsim.request_log import Outcome, RunLog

BATCH: Final = 5
LEAST_BATCHES: Final = 20
"""Fewer batches say nothing."""
NEAR_HALF: Final = 50
"""A cut within one in so many batches of the half wants to be beyond it."""


def mser(values: NDArray[np.float64]) -> int:
    """
    How many of the batch means *values* to leave out, at most half of them.

    Example:
        >>> settling = np.concatenate([np.arange(20, 0, -1), np.tile([1.0, 2.0], 100)])
        >>> mser(settling)
        18
    """
    count = len(values)
    most = count // 2 + 1
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
    took -= _means(took, log["activity"][rows][order])
    batches = len(took) // BATCH
    if batches < LEAST_BATCHES:
        raise NotSettled(run.replication, None, run.end_ns, len(took))
    means = took[: batches * BATCH].reshape(-1, BATCH).mean(axis=1) / 1e9
    cut = mser(means)
    after_ns = int(created[cut * BATCH]) - run.start_ns if cut else 0
    half = batches // 2
    if cut >= half - max(1, half // NEAR_HALF) or 2 * after_ns > run.end_ns - run.start_ns:
        raise NotSettled(run.replication, after_ns, run.end_ns - run.start_ns, len(took))
    return after_ns


def _means(took: NDArray[np.float64], activities: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """The mean of its activity for each: how large answers are says nothing about whether a run has settled."""
    sums, counts = np.bincount(activities, took), np.bincount(activities)
    means: NDArray[np.float64] = (sums / np.maximum(counts, 1))[activities]
    return means
