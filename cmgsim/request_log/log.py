"""The request log itself: one row a client request, as NumPy columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cmgsim.request_log import exports
from cmgsim.request_log.columns import COLUMNS, Column, Integers, Names
from cmgsim.request_log.fingerprint import fingerprint

_DTYPES: Final = {column.name: column.dtype for column in COLUMNS}


def read_only(values: Integers) -> Integers:
    """A view of *values* that cannot be written through."""
    view = values.view()
    view.flags.writeable = False
    return view


class _Widened(Mapping[str, Integers]):
    """Columns in their documented types, made when they are asked for."""

    def __init__(self, stored: Mapping[str, Integers]) -> None:
        self._stored = stored

    def __getitem__(self, name: str) -> Integers:
        return read_only(self._stored[name].astype(_DTYPES[name], copy=False))

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def _complete(columns: Mapping[str, Integers]) -> dict[str, Integers]:
    expected = [column.name for column in COLUMNS]
    if set(columns) != set(expected):
        odd = sorted(set(columns) ^ set(expected))
        raise ValueError(f"a request log has the columns {', '.join(expected)}; missing or unknown: {', '.join(odd)}")
    lengths = {name: len(columns[name]) for name in expected}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns of one request log differ in length: {lengths}")
    return {column.name: read_only(columns[column.name]) for column in COLUMNS}


@frozen(eq=False)
class RequestLog:
    """
    One row a client request, in the order of their numbers.

    `log["created_ns"]` is a read-only NumPy column (`COLUMNS` says what each holds). Two logs are the same when their
    fingerprints are; `first_difference` says where they are not.

    Args:
        stored: Every column of `COLUMNS`, all of one length, of any integer type; they are not copied.
        names: What the codes stand for.

    Raises:
        ValueError: A column is missing or unknown, or lengths differ.

    Example:
        >>> log = RequestLog.empty(Names(activities=("policy",)))
        >>> len(log), log["created_ns"].dtype.name
        (0, 'int64')
    """

    stored: dict[str, Integers] = field(converter=_complete, repr=False)
    """The columns as they are kept: in narrower types where their numbers are small."""
    names: Names

    @classmethod
    def empty(cls, names: Names) -> RequestLog:
        """The log of a run in which nobody asked for anything."""
        return cls(cls.allocate(0), names)

    @staticmethod
    def allocate(n: int) -> dict[str, Integers]:
        """Columns of *n* rows for an engine to fill, `request` numbered and everything else zero."""
        columns: dict[str, Integers] = {column.name: np.zeros(n, column.dtype) for column in COLUMNS}
        columns["request"] = np.arange(n, dtype=np.int64)
        return columns

    def __len__(self) -> int:
        return len(self.stored["request"])

    def __getitem__(self, column: str) -> Integers:
        return self.columns[column]

    @property
    def columns(self) -> Mapping[str, Integers]:
        """By name, each column in its documented type: a view where it is kept like that, a copy elsewhere."""
        return _Widened(self.stored)

    def where(self, mask: NDArray[np.bool_]) -> RequestLog:
        """The rows that *mask* picks; they keep their numbers."""
        return RequestLog({name: values[mask] for name, values in self.stored.items()}, self.names)

    def labels(self, column: Column) -> tuple[str, ...]:
        """What the codes of *column* stand for; empty for a column of numbers."""
        return self.names.of(column.table) if column.table else ()

    def decoded(self, name: str) -> list[str | None]:
        """A coded column as names, None where there is none."""
        column = next(column for column in COLUMNS if column.name == name)
        labels = (*self.labels(column), None)  # NONE is -1: the last one
        return [labels[code] for code in self.columns[name].tolist()]

    def fingerprint(self) -> str:
        """SHA-256 of what the rows say, in hexadecimal; how names are coded does not matter."""
        return fingerprint(self.columns, self.names)

    def first_difference(self, other: RequestLog) -> str:
        """Where *other* first says something else, for people; empty when the two logs are the same."""
        if len(self) != len(other):
            return f"{len(self)} rows against {len(other)}"
        for column in COLUMNS:
            mine, theirs = (_values(log, column) for log in (self, other))
            differing = np.flatnonzero(mine != theirs)
            if differing.size:
                row = int(differing[0])
                where = f"{column.name} of request {self['request'][row]}"
                return f"{where}: {mine[row]} against {theirs[row]} ({differing.size} rows differ)"
        return ""

    def to_arrow(self) -> Any:
        """The log as a `pyarrow.Table`; MissingExtra without pyarrow."""
        return exports.to_arrow(self.columns, self.names)

    def to_pandas(self) -> Any:
        """The log as a `pandas.DataFrame`, names as categories; MissingExtra without pandas."""
        return exports.to_pandas(self.columns, self.names)

    def to_polars(self) -> Any:
        """The log as a `polars.DataFrame`, names as an Enum; MissingExtra without polars."""
        return exports.to_polars(self.columns, self.names)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """
        Write the log to *path*, complete or not at all; the same log gives the same bytes.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        exports.to_parquet(self.columns, self.names, path)

    @classmethod
    def from_parquet(cls, path: str | PathLike[str]) -> RequestLog:
        """
        The log that `to_parquet` wrote to *path*.

        Raises:
            MissingExtra: pyarrow is not installed.
            ValueError: The file is not a request log.
        """
        return cls(*exports.from_parquet(path))


def _values(log: RequestLog, column: Column) -> NDArray[Any]:
    return np.array(log.decoded(column.name), object) if column.table else log[column.name]
