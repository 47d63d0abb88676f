"""How many requests wait at the stations of a layout, by time, in the window that was simulated."""

from __future__ import annotations

from typing import Any

import numpy as np

from cmgsim.request_log import RunLog
from cmgsim.results.stations import station_totals
from cmgsim.sizing.needs import SECOND


def queues(log: RunLog) -> dict[str, Any]:
    """By role, the mean number of requests waiting in each part of the observed time, over all of its stations."""
    waiting: dict[str, np.ndarray[Any, Any]] = {}
    width_ns = 1
    for station in log.stations:
        found = (station.totals or station_totals(log, station)).windows
        width_ns = found.width_ns
        waiting[station.role] = waiting.get(station.role, 0) + found.waiting_ns / found.width_ns
    return {
        "begins_s": log.observed_ns[0] / SECOND,
        "bar_s": width_ns / SECOND,
        "waiting": {role: mean.tolist() for role, mean in waiting.items()},
    }
