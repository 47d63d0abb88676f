"""
Files of observed times: a column of a CSV or Parquet file, in the unit that its name says, and who asked.

A file that cannot be used is a problem of the scenario like any other, with the rows that are wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.model.scenario_kinds import Place
from cmgsim.model.scenario_limits import MAX_OBSERVED, MAX_OBSERVED_BYTES
from cmgsim.model.units import DURATION, YEAR, QuantityError, moment_ns
from cmgsim.model.wording import cure, describe, shown

Column = NDArray[np.int64]
TIME_COLUMNS: Final = ("created_ns", "time_ns", "time_us", "time_ms", "time_s", "time", "timestamp")
"""What the column of times may be called where the scenario does not say, the first that is there."""
CLIENT_COLUMN: Final = "client"
_MOST_ROWS_SHOWN: Final = 3
_TIMESTAMP: Final = 'zero = "2026-11-10 08:00", the moment of time zero'


class _Wrong(Exception):
    """What is wrong with a file, and what would be right."""


def read_observed(table: Mapping[str, str], at: Place) -> tuple[Column, Column | None] | None:
    """
    Times since the start and clients of the file that *table* names; None when it is wrong, with its problems reported.

    A relative name begins at the folder of the scenario file.
    """
    name = shown(table["file"], 100)
    try:
        columns = _columns(at.report.folder / table["file"], name)
        times = _times(columns, table, name)
        clients = _clients(columns, table, name)
    except _Wrong as wrong:
        message, expected = wrong.args
        at.wrong(message, expected)
        return None
    return times, clients


def _columns(path: Path, name: str) -> dict[str, Sequence[Any]]:
    try:
        if path.stat().st_size > MAX_OBSERVED_BYTES:
            raise _Wrong(f"{name} is too large", f"at most {MAX_OBSERVED_BYTES >> 20} MiB")
        columns = _parquet(path, name) if path.suffix.lower() == ".parquet" else _csv(path.read_bytes(), name)
    except FileNotFoundError:
        raise _Wrong(f"there is no file {name}", "a path from the folder of the scenario file") from None
    except (OSError, ValueError) as error:
        raise _Wrong(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}", "CSV or Parquet") from None
    rows = len(next(iter(columns.values()), ()))
    if not 0 < rows <= MAX_OBSERVED:
        raise _Wrong(f"{name} has {rows:,} rows", f"1 to {MAX_OBSERVED:,} observed requests")
    return columns


def _csv(data: bytes, name: str) -> dict[str, Sequence[Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Wrong(f"{name}, line {line}: is not UTF-8", "save the file with the encoding UTF-8") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error as error:
        raise _Wrong(f"{name} is no CSV: {error}", "one row a line, values apart by commas") from None
    if not rows:
        raise _Wrong(f"{name} is empty", "a line with the names of the columns, then one line a request")
    heads = [head.strip() for head in rows[0]]
    short = [number for number, row in enumerate(rows, 1) if len(row) != len(heads)]
    if short:
        wrong = f"{name}, row {short[0]}: has {len(rows[short[0] - 1])} values, and the first line names {len(heads)}"
        raise _Wrong(wrong, "as many values in every row")
    return {head: [row[place] for row in rows[1:]] for place, head in enumerate(heads)}


def _parquet(path: Path, name: str) -> dict[str, Sequence[Any]]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise _Wrong(f"{name}: reading Parquet needs pyarrow", "pip install 'cmgsim[parquet]', or a CSV file") from None
    try:
        table = pq.read_table(path)
    except pa.ArrowException as error:
        raise _Wrong(f"{name} is no Parquet file: {shown(str(error), 80)}", "Parquet or CSV") from None
    if table.num_rows > MAX_OBSERVED:
        raise _Wrong(f"{name} has {table.num_rows:,} rows", f"1 to {MAX_OBSERVED:,} observed requests")
    return {head: _values(table.column(head)) for head in table.column_names}


def _values(column: Any) -> Sequence[Any]:
    """The values; of moments their text, which is what a CSV file would have."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        return [None if each is None else str(each) for each in column.cast(pa.string()).to_pylist()]
    values: Sequence[Any] = column.to_pylist()
    return values


def _times(columns: Mapping[str, Sequence[Any]], table: Mapping[str, str], name: str) -> Column:
    head = table.get("time") or next((each for each in TIME_COLUMNS if each in columns), None)
    if head is None and len(columns) == 1:
        head = next(iter(columns))
    if head is None or head not in columns:
        raise _Wrong(
            f"{name} has no column {describe(head) if head else 'of times'}",
            cure(head or "", tuple(columns)) if head else f"one of {', '.join(TIME_COLUMNS)}, or name it with `time`",
        )
    convert = _converter(head, table, name)
    times = np.empty(len(columns[head]), np.int64)
    wrong: list[str] = []
    for row, value in enumerate(columns[head]):
        try:
            times[row] = _in_the_run(convert(value))
        except (ValueError, TypeError, InvalidOperation) as error:
            wrong.append(f"row {row + 2}: {_said(error, value)}")
            times[row] = 0
    if wrong:
        more = f"; {len(wrong) - _MOST_ROWS_SHOWN:,} more" if len(wrong) > _MOST_ROWS_SHOWN else ""
        raise _Wrong(
            f"{name}, column {describe(head)}, {'; '.join(wrong[:_MOST_ROWS_SHOWN])}{more}", _right(head, table)
        )
    return times


def _said(error: Exception, value: Any) -> str:
    return error.message if isinstance(error, QuantityError) else f"{describe(value)} is no time since the start"


def _right(head: str, table: Mapping[str, str]) -> str:
    if "zero" in table:
        return 'moments from `zero` on, as "2026-11-10 08:00:01.5"'
    return "numbers from 0 on" if _unit(head) else f'times as "90 min" or "01:30:00", or moments and {_TIMESTAMP}'


def _in_the_run(time_ns: int) -> int:
    if not 0 <= time_ns <= YEAR:
        raise QuantityError("is before time zero" if time_ns < 0 else "is more than a year after time zero")
    return time_ns


def _unit(head: str) -> int | None:
    """Nanoseconds of the unit that the name of a column ends with."""
    return DURATION.units.get(head.rpartition("_")[2]) if "_" in head else None


def _converter(head: str, table: Mapping[str, str], name: str) -> Any:
    """A function from a value of the column to nanoseconds."""
    if "zero" in table:
        zero = _moment(table["zero"])
        if zero is None:
            raise _Wrong(f"{name}: `zero`, {describe(table['zero'])}, is no moment", 'as "2026-11-10 08:00"')
        return lambda value: _since(zero, value)
    factor = _unit(head)
    if factor is not None:
        return lambda value: int((Decimal(str(value).strip()) * factor).to_integral_value())
    return lambda value: moment_ns(str(value).strip())


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text).strip())
    except ValueError:
        return None


def _since(zero: datetime, value: Any) -> int:
    moment = _moment(value)
    if moment is None:
        raise ValueError(value)
    if (moment.tzinfo is None) != (zero.tzinfo is None):
        raise QuantityError("one of this moment and `zero` has a time zone, the other has none")
    return (moment - zero) // timedelta(microseconds=1) * 1_000


def _clients(columns: Mapping[str, Sequence[Any]], table: Mapping[str, str], name: str) -> Column | None:
    """A number for each different client; who is called what does not matter."""
    head = table.get("client", CLIENT_COLUMN)
    if head not in columns:
        if "client" in table:
            raise _Wrong(f"{name} has no column {describe(head)}", cure(head, tuple(columns)))
        return None
    numbers: dict[str, int] = {}
    return np.fromiter(_numbered(columns[head], numbers), np.int64, len(columns[head]))


def _numbered(names: Iterable[Any], numbers: dict[str, int]) -> Iterator[int]:
    for each in names:
        yield numbers.setdefault(str(each), len(numbers))
