"""Queues by time, on traces that are made by hand."""

from __future__ import annotations

import pytest
from run_logs import hand_trace

from cmgsim.results import summary
from cmgsim.sizing.queues import queues


def test_the_queue_of_the_hand_trace_is_where_somebody_waits():
    """Arrivals at 0, 1, 2 and 6 s, served for 2 s each: the second waits from 1 to 2 s, the third from 2 to 4 s."""
    log = hand_trace()
    found = queues(log)
    [waiting] = [values for values in found["waiting"].values() if any(values)]
    mean = sum(waiting) / len(waiting)
    [expected] = [row["mean_queue"] for row in summary([log])["stations"].values() if row["mean_queue"]]

    assert expected == pytest.approx(mean)
    assert 0.0 == waiting[0]
    assert max(waiting) == pytest.approx(1.0)
