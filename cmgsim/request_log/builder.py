"""
Filling a request log row by row from Python.

A row is packed into one buffer, of which the columns are views: one call of `struct` takes 0.6 µs a row, scalar stores
into separate NumPy columns 0.8 µs, a list of tuples 1.7 µs and five times the memory. Rows are narrow until a number
comes that does not fit, such as a stage of more than four seconds; the last stage, in which content comes, has room for
more. Then all of them are as wide as `COLUMNS` says.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmgsim.request_log.columns import COLUMNS, NONE, STAGES, Integers, Names, Outcome
from cmgsim.request_log.log import RequestLog

_KEYS: Final = ("client", "cohort", "activity", "created_ns")
_END: Final = COLUMNS[len(_KEYS) + 1 :]
_IN_FLIGHT: Final = {
    column.name: int(Outcome.IN_FLIGHT) if column.name == "outcome" else NONE if column.nullable else 0
    for column in _END
}


_NARROW: Final = (
    {"client": "<i4", "cohort": "<i2", "activity": "<i2"}
    | {column.name: "<i2" for column in _END if column.dtype == "<i4"}
    | dict.fromkeys(STAGES[:-1], "<u4")
)
_BATCH: Final = 1 << 13
"""Rows that are laid out at once, so that many of them take no more room than in the log."""
_CODES: Final = {"<i8": "q", "<i4": "i", "<i2": "h", "<u4": "I"}


class _Layout:
    """How a row lies in the buffer; its number is its place."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        columns = [(column.name, kinds.get(column.name, column.dtype)) for column in COLUMNS[1:]]
        self.row = np.dtype(columns)
        codes = [_CODES[kind] for _, kind in columns]
        end = struct.Struct("<" + "".join(codes[len(_KEYS) :]))
        self.pack, self.pack_end_into = struct.Struct("<" + "".join(codes)).pack, end.pack_into
        self.size, self.end_offset = self.row.itemsize, self.row.itemsize - end.size


_NARROW_ROWS: Final = _Layout(_NARROW)
_WIDE_ROWS: Final = _Layout({})


class RequestLogBuilder:
    """
    A request log that grows: `add` a request when it is created, `record` how it ended.

    A request that is never recorded stays in flight, with no end, no status, no place and no attempt.

    Example:
        >>> builder = RequestLogBuilder(Names(cohorts=("laptops",), activities=("policy",), instances=("instance-1",)))
        >>> request = builder.add(client=7, cohort=0, activity=0, created_ns=100)
        >>> builder.record(request, 130, Outcome.OK, 200, 1, 0, NONE, NONE, 0, 20, 0, 10, 0, 0, 0, 0, 0, 0)
        >>> log = builder.build()
        >>> log.decoded("instance"), int(log["done_ns"][0])
        (['instance-1'], 130)
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._layout = _NARROW_ROWS
        self._buffer: bytearray | None = bytearray()
        """None while the only one belongs to the log that was built last."""
        self._built = bytearray()

    def __len__(self) -> int:
        return len(self._built if self._buffer is None else self._buffer) // self._layout.size

    def add(self, client: int, cohort: int, activity: int, created_ns: int) -> int:
        """One more request, in flight from *created_ns* on; returns its number."""
        request = len(self)
        row = (client, cohort, activity, created_ns, *_IN_FLIGHT.values())
        try:
            packed = self._layout.pack(*row)
        except struct.error:
            self._widen()
            packed = self._layout.pack(*row)
        self._own().extend(packed)
        return request

    def add_many(self, client: ArrayLike, cohort: ArrayLike, activity: ArrayLike, created_ns: ArrayLike) -> int:
        """Many requests at once, one an element; returns the number of the first."""
        first, columns = len(self), [np.asarray(values) for values in (client, cohort, activity, created_ns)]
        for begin in range(0, len(columns[0]), _BATCH):
            self._add_batch([column[begin : begin + _BATCH] for column in columns])
        return first

    def _add_batch(self, columns: Sequence[NDArray[Any]]) -> None:
        rows = np.zeros(len(columns[0]), _WIDE_ROWS.row)
        for name, values in zip(_KEYS, columns, strict=True):
            rows[name] = values
        for name, value in _IN_FLIGHT.items():
            rows[name] = value
        if self._layout is _NARROW_ROWS and not _fits(rows):
            self._widen()
        self._own().extend(rows.astype(self._layout.row).data.cast("B"))

    def record(self, request: int, *end: int) -> None:
        """
        How request number *request* ended (or stands): the columns from `done_ns` on, in the order of `COLUMNS`.

        That is done_ns, outcome, status, attempts, instance, connection_point, server and the ten `STAGES`. Positional
        because this is the one call an engine makes for every request.
        """
        layout = self._layout
        try:
            layout.pack_end_into(self._buffer, request * layout.size + layout.end_offset, *end)  # type: ignore[arg-type]
        except (struct.error, TypeError):
            if self._buffer is None:
                self._own()
            elif layout is _NARROW_ROWS:
                self._widen()
            else:
                raise
            self.record(request, *end)

    def build(self) -> RequestLog:
        """The log as it stands."""
        buffer = self._own()
        rows = np.frombuffer(buffer, self._layout.row)
        columns: dict[str, Integers] = {"request": np.arange(len(rows), dtype=np.int32)}
        self._buffer, self._built = None, buffer
        return RequestLog(columns | {name: rows[name] for name in self._layout.row.names or ()}, self.names)

    def _own(self) -> bytearray:
        """The buffer to write to: a copy of the one that became a log."""
        if self._buffer is None:
            self._buffer = bytearray(self._built)
        return self._buffer

    def _widen(self) -> None:
        if self._layout is not _WIDE_ROWS:
            rows = np.frombuffer(self._own(), self._layout.row)
            self._layout = _WIDE_ROWS
            self._buffer = bytearray(rows.astype(_WIDE_ROWS.row).tobytes())


def _fits(rows: NDArray[Any]) -> bool:
    """Whether the keys of wide *rows* fit in narrow ones."""
    narrow = rows.astype(_NARROW_ROWS.row)
    return all(np.array_equal(narrow[name], rows[name]) for name in _KEYS)
