"""
The request log while it is written: columns as narrow as their numbers, which grow with the requests.

Growing moves pages and copies nothing (`ndarray.resize` is `realloc`), so there is never a second copy of the log.
Room for as many as are expected is there from the start.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.model.arrivals import Arrivals, expected_requests
from cmgsim.model.plan import Plan
from cmgsim.request_log import STAGES, Names, RequestLog

_FIRST_ROOM: Final = 1 << 12
_MOST_ROOM: Final = 1 << 24
_SPARE: Final = 1.02
"""Room for so many times the requests that are expected; it costs nothing until it is used."""
_WRITTEN: Final = {
    f.L_DONE: ("done_ns", np.int64),
    f.L_STATUS: ("status", np.int16),
    f.L_SERVER: ("server", np.int16),
    f.L_OUTCOME: ("outcome", np.int8),
    f.L_ATTEMPTS: ("attempts", np.int8),
    f.L_INSTANCE: ("instance", np.int8),
    f.L_POINT: ("connection_point", np.int8),
    **{int(f.L_STAGE) + number: (stage, np.uint32) for number, stage in enumerate(STAGES)},
}
"""What the kernel writes, by its number there. A stage of four seconds and more makes its column twice as wide."""
_KNOWN: Final = {"client": np.int32, "cohort": np.int16, "activity": np.int8, "created_ns": np.int64}
"""What is known when a request is laid out."""


class LogColumns:
    """The columns so far, and where they are."""

    def __init__(self, plan: Plan, names: Names) -> None:
        self.names, self.length = names, 0
        self.room = min(_MOST_ROOM, _FIRST_ROOM + round(_SPARE * expected_requests(plan.scenario)))
        self.columns: dict[str, NDArray[Any]] = {
            name: np.empty(self.room, kind) for name, kind in (*_KNOWN.items(), *_WRITTEN.values())
        }
        self.addresses = np.zeros((f.LOG_COLUMNS, 1), np.int64)
        self.wide = 0
        """The stages whose columns are wide, as bits."""
        self._cohorts = np.array([activity.cohort_number for activity in plan.activities], np.int16)
        self._kinds = np.array([names.activities.index(activity.kind.name) for activity in plan.activities], np.int8)
        self._locate()

    def extend(self, asked: Arrivals) -> None:
        """Rows for more requests; what the kernel writes stands in none of them yet."""
        first, self.length = self.length, self.length + len(asked)
        if self.length > self.room:
            self._resize(max(self.length, self.room + self.room // 2))
        known = (asked.client, self._cohorts[asked.activity], self._kinds[asked.activity], asked.created_ns)
        for name, values in zip(_KNOWN, known, strict=True):
            self.columns[name][first : self.length] = values

    def widen(self, stages: int, row: int, took: NDArray[np.int64], written: int | None = None) -> None:
        """
        Make the columns of these *stages* wide, and write the row that did not fit again.

        Args:
            written: Behind how many rows none has been written, if that is known: these need not be copied.
        """
        self.wide |= stages
        for number, stage in enumerate(STAGES):
            if stages >> number & 1:
                narrow, self.columns[stage] = self.columns[stage], np.empty(self.room, np.int64)
                self.columns[stage][:written] = narrow[:written]
                self.columns[stage][row] = took[number]
        self._locate()

    def finish(self, *, some_never_asked: bool = False) -> RequestLog:
        """The log, once the run has ended, without the rows of those who found that they need not ask."""
        self._resize(self.length)
        columns = self.columns | {"request": np.arange(self.length, dtype=np.int32)}
        if some_never_asked:
            asked = columns["attempts"] > 0
            columns = {name: column[asked] for name, column in columns.items()}
        return RequestLog(columns, self.names)

    def _resize(self, room: int) -> None:
        self.room = room
        for column in self.columns.values():
            column.resize(room, refcheck=False)
        self._locate()

    def _locate(self) -> None:
        for number, (name, _) in _WRITTEN.items():
            self.addresses[number] = self.columns[name].ctypes.data
