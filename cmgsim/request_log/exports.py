"""
The request log for other tools: Arrow, pandas, polars, and Parquet on disk.

Codes become strings (dictionary, categories, Enum) and `NONE` becomes null. Each package is looked up when it is
needed, because none of them is needed to run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np

from cmgsim.errors import MissingExtra
from cmgsim.request_log.columns import COLUMNS, NONE, SCHEMA, Column, Integers, Names

_EXTRAS: Final = {"pyarrow": "parquet"}
"""Where the extra is not called like the package that it installs."""
_METADATA: Final = b"cmgsim"


def _package(name: str, purpose: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise MissingExtra(package, _EXTRAS.get(package, package), purpose) from None


def to_arrow(columns: Mapping[str, Integers], names: Names) -> Any:
    """The columns as a `pyarrow.Table`, whose metadata hold the schema and the tables of names."""
    pa = _package("pyarrow", "a request log as an Arrow table")

    def array(column: Column) -> Any:
        values = columns[column.name]
        absent = values == NONE if column.nullable else None
        if column.table is None:
            return pa.array(values, mask=absent)
        labels = pa.array(names.of(column.table), pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(values, mask=absent), labels)

    metadata = {_METADATA: json.dumps({"schema": SCHEMA, "names": _tables(names)}, ensure_ascii=False)}
    return pa.table({column.name: array(column) for column in COLUMNS}).replace_schema_metadata(metadata)


def _tables(names: Names) -> dict[str, tuple[str, ...]]:
    return {column.table: names.of(column.table) for column in COLUMNS if column.table and column.table != "outcomes"}


def to_pandas(columns: Mapping[str, Integers], names: Names) -> Any:
    """The columns as a `pandas.DataFrame`."""
    pd = _package("pandas", "a request log as a pandas data frame")

    def series(column: Column) -> Any:
        values = columns[column.name]
        if column.table is not None:
            return pd.Categorical.from_codes(values, list(names.of(column.table)))
        return pd.arrays.IntegerArray(values.copy(), values == NONE) if column.nullable else values.copy()

    return pd.DataFrame({column.name: series(column) for column in COLUMNS})


def to_polars(columns: Mapping[str, Integers], names: Names) -> Any:
    """The columns as a `polars.DataFrame`."""
    pl = _package("polars", "a request log as a polars data frame")

    def series(column: Column) -> Any:
        values = columns[column.name]
        if column.table is not None:
            labels = names.of(column.table)
            return pl.Series(column.name, [*labels, None], dtype=pl.Enum(labels)).gather(values % (len(labels) + 1))
        numbers = pl.Series(column.name, values)
        return numbers.set(numbers == NONE, None) if column.nullable else numbers

    return pl.DataFrame([series(column) for column in COLUMNS])


def to_parquet(columns: Mapping[str, Integers], names: Names, path: str | PathLike[str]) -> None:
    """Write the columns to *path*: to a file beside it first, which then takes its place."""
    parquet = _package("pyarrow.parquet", "writing a request log as Parquet")
    target = Path(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    coded = [column.name for column in COLUMNS if column.dtype == "<i4"]
    try:
        # Dictionaries pay for codes only: times hardly ever repeat.
        parquet.write_table(to_arrow(columns, names), part, compression="zstd", use_dictionary=coded)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def from_parquet(path: str | PathLike[str]) -> tuple[dict[str, Integers], Names]:
    """The columns and names in the Parquet file at *path*; ValueError when it is not a request log."""
    parquet = _package("pyarrow.parquet", "reading a request log from Parquet")
    table = parquet.read_table(path)
    header = json.loads((table.schema.metadata or {}).get(_METADATA, b"{}"))
    if header.get("schema") != SCHEMA:
        raise ValueError(f"{path}: not a request log of schema {SCHEMA}")
    names = Names(**header["names"])
    return {column.name: _integers(table.column(column.name), column, names) for column in COLUMNS}, names


def _integers(values: Any, column: Column, names: Names) -> Integers:
    """A column of a file as integers again, coded by the tables of the file's header."""
    if column.table is None:
        return np.asarray(values.fill_null(NONE).to_numpy(), column.dtype)
    position = {name: code for code, name in enumerate(names.of(column.table))}
    pieces: list[Integers] = [np.zeros(0, np.int32)]
    for chunk in values.chunks:
        table = np.array([*(position[name] for name in chunk.dictionary.to_pylist()), NONE], np.int32)
        pieces.append(table[chunk.indices.fill_null(len(table) - 1).to_numpy()])
    return np.concatenate(pieces)
