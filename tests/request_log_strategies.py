"""What Hypothesis may draw where a request log is wanted."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from run_logs import NAMES

from cmgsim.request_log import COLUMNS, RequestLog


@st.composite
def logs(draw):
    """Request logs with anything in their cells that a column may hold."""
    rows = draw(st.integers(1, 6))
    columns = {}
    for column in COLUMNS:
        lowest = -1 if column.nullable else 0
        highest = len(NAMES.of(column.table)) - 1 if column.table else 2**31 - 1 if column.dtype == "<i4" else 2**62
        values = draw(st.lists(st.integers(lowest, highest), min_size=rows, max_size=rows))
        columns[column.name] = np.array(values, column.dtype)
    return RequestLog(columns, NAMES)
