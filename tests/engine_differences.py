"""Where two runs differ: what the law between the engines is tested with."""

from __future__ import annotations

import numpy as np

from cmgsim.request_log import RunLog


def differences(mine: RunLog, theirs: RunLog) -> list[str]:
    """Where two runs differ, for people."""
    found = [mine.requests.first_difference(theirs.requests)]
    if mine.egress_bytes != theirs.egress_bytes:
        found.append(f"egress: {mine.egress_bytes} against {theirs.egress_bytes}")
    if mine.events != theirs.events:
        found.append(f"events: {mine.events} against {theirs.events}")
    for one, other in zip(mine.stations, theirs.stations, strict=True):
        if (one.name, one.role, one.workers, one.capacity) != (other.name, other.role, other.workers, other.capacity):
            found.append(f"{one.name}: {one.capacity} against {other.name}: {other.capacity}")
        found += [
            f"{one.name}: {column}"
            for column in ("arrived_ns", "started_ns", "ended_ns", "lost")
            if not np.array_equal(getattr(one.visits, column), getattr(other.visits, column))
        ]
    assert list(mine.connections) == list(theirs.connections)
    for name, occupancy in mine.connections.items():
        found += [
            f"{name}: {column}"
            for column in ("opened_ns", "closed_ns")
            if not np.array_equal(getattr(occupancy, column), getattr(theirs.connections[name], column))
        ]
    return [difference for difference in found if difference]
