"""Faults of a run that no request can have met, because none was on its way while they lasted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cmgsim.model.scenario import Fault
from cmgsim.request_log import NONE, RunLog


def untouched(logs: Sequence[RunLog], faults: Iterable[Fault]) -> list[str]:
    """
    The faults during which, in every replication, no request was created or still without an end.

    Nothing is known of runs whose requests were counted and not kept.
    """
    if not logs or any(log.totals is not None for log in logs):
        return []
    return list(dict.fromkeys(str(fault) for fault in faults if not any(_on_the_way(log, fault) for log in logs)))


def _on_the_way(log: RunLog, fault: Fault) -> bool:
    created, done = log.requests["created_ns"], log.requests["done_ns"]
    begun = created < fault.at_ns + fault.lasts_ns if fault.lasts_ns is not None else created >= 0
    return bool(np.any(begun & ((done == NONE) | (done >= fault.at_ns))))
