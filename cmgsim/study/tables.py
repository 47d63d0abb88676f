"""
The results of a study as tables: one row a run, one a station of a run, one an activity of a run, one a point.

The rows stand in the order of points and replications, whatever the order in which the runs finished, so the same
study gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np

from cmgsim.errors import MissingExtra
from cmgsim.study.definition import Definition
from cmgsim.study.measures import BY_NAME, MEASURES, row_of
from cmgsim.study.progress import Wanted
from cmgsim.study.statistics import estimate
from cmgsim.study.task import Outcome

Table = dict[str, list[Any]]
"""Columns by name."""

_EXTRAS: Final = {"pyarrow": "parquet"}


def package(name: str, purpose: str) -> Any:
    """A package that is needed for *purpose*; MissingExtra where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        first = name.partition(".")[0]
        raise MissingExtra(first, _EXTRAS.get(first, first), purpose) from None


def runs_table(definition: Definition, runs: Sequence[Wanted], outcomes: Mapping[str, Outcome]) -> Table:
    """One row a finished run: id, point, replication, the factors, the measures, fingerprint."""
    finished = _finished(runs, outcomes)
    rows = [row_of(summary) for _, summary in finished]
    return {
        **_keys(definition, [run for run, _ in finished]),
        "seed": [summary["seed"] for _, summary in finished],
        **{measure.name: [row[measure.name] for row in rows] for measure in MEASURES},
        "fingerprint": [summary["fingerprint"] for _, summary in finished],
    }


def stations_table(definition: Definition, runs: Sequence[Wanted], outcomes: Mapping[str, Outcome]) -> Table:
    """One row a station of a finished run."""
    return _long(definition, _finished(runs, outcomes), "stations", "station")


def activities_table(definition: Definition, runs: Sequence[Wanted], outcomes: Mapping[str, Outcome]) -> Table:
    """One row an activity of a finished run: its latency in seconds."""
    return _long(definition, _finished(runs, outcomes), "by_activity", "activity")


def points_table(definition: Definition, runs: Table, level: float) -> Table:
    """One row a point, from the table of *runs*: the factors, how many runs, and of each measure mean, low and high."""
    rows: dict[int, list[int]] = {point: [] for point in range(len(definition.design.points))}
    for row, point in enumerate(runs["point"]):
        rows[point].append(row)
    table: Table = {
        "point": list(rows),
        **_factors(definition, rows),
        "runs": [len(each) for each in rows.values()],
    }
    for measure in MEASURES:
        values = runs[measure.name]
        estimates = [estimate([values[row] for row in each], level, measure.within) for each in rows.values()]
        table[measure.name] = [each.mean for each in estimates]
        table[f"{measure.name}_low"] = [each.low for each in estimates]
        table[f"{measure.name}_high"] = [each.high for each in estimates]
    return table


def _finished(runs: Sequence[Wanted], outcomes: Mapping[str, Outcome]) -> list[tuple[Wanted, Mapping[str, Any]]]:
    found = []
    for run in runs:
        outcome = outcomes.get(run.id)
        if outcome is not None and outcome.summary is not None:
            found.append((run, outcome.summary))
    return found


def _keys(definition: Definition, runs: Sequence[Wanted]) -> Table:
    return {
        "run": [run.id for run in runs],
        "point": [run.point for run in runs],
        "replication": [run.replication for run in runs],
        **_factors(definition, [run.point for run in runs]),
    }


def _factors(definition: Definition, points: Any) -> Table:
    levels = [definition.design.points[point].levels for point in points]
    return {factor.name: [row[place] for row in levels] for place, factor in enumerate(definition.design.factors)}


def _long(definition: Definition, finished: Sequence[tuple[Wanted, Mapping[str, Any]]], part: str, name: str) -> Table:
    rows = [(run, each, values) for run, summary in finished for each, values in summary[part].items()]
    table: Table = {**_keys(definition, [run for run, _, _ in rows]), name: [each for _, each, _ in rows]}
    for key in rows[0][2] if rows else ():
        table[key] = [values[key] for _, _, values in rows]
    return table


def units(definition: Definition) -> dict[str, str]:
    """The unit of every column that has one."""
    known = {factor.name: factor.unit for factor in definition.design.factors}
    known |= {name: measure.unit for name, measure in BY_NAME.items()}
    known |= {"mean_wait_s": "s", "p95_wait_s": "s"} | dict.fromkeys(("mean", "p50", "p95", "p99", "max"), "s")
    return {name: unit for name, unit in known.items() if unit}


def type_of(name: str, values: Sequence[Any]) -> str:
    """
    The type of a column: `int`, `float`, `bool` or `text`; by its name where the name says it, by its values otherwise.

    Example:
        >>> type_of("latency_p95_s", [None]), type_of("cmg.instances", [1, 2]), type_of("cmg.vm_size", ["B2s"])
        ('float', 'int', 'text')
    """
    if name in {"run", "fingerprint", "station", "state", "role", "activity"}:
        return "text"
    if name in BY_NAME:
        return "int" if BY_NAME[name].whole else "float"
    if name.endswith(("_low", "_high")):
        return "float"
    given = {type(value) for value in values} - {type(None)}  # the types and not the values: there are few
    for kind, types in (("bool", bool), ("int", int), ("float", (int, float)), ("text", str)):
        if given and all(issubclass(each, types) and (kind == "bool" or not issubclass(each, bool)) for each in given):
            return kind
    return "float"


def typed(table: Table, *, of_points: bool = False) -> dict[str, tuple[str, list[Any]]]:
    """Each column with its type, its values converted; means of counts are no counts."""
    found = {}
    for name, values in table.items():
        kind = type_of(name, values)
        if of_points and name in BY_NAME:
            kind = "float"
        found[name] = (kind, [float(v) if v is not None else None for v in values] if kind == "float" else values)
    return found


def to_arrow(
    columns: Mapping[str, tuple[str, list[Any]]], column_units: Mapping[str, str], origin: Mapping[str, str]
) -> Any:
    """A `pyarrow.Table` whose fields carry their unit, and which says where it comes from."""
    pa = package("pyarrow", "a table of a study as Arrow")
    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "text": pa.string()}
    fields = [
        pa.field(
            name, types[kind], metadata={"unit": column_units[_stem(name)]} if _stem(name) in column_units else None
        )
        for name, (kind, _) in columns.items()
    ]
    return pa.Table.from_arrays(
        [_array(pa, types[kind], values) for kind, values in columns.values()],
        schema=pa.schema(fields, metadata=dict(origin)),
    )


def _array(pa: Any, kind: Any, values: Sequence[Any]) -> Any:
    """
    An Arrow array from its buffers: `pyarrow.array` would load pandas where it is installed, which takes a second.

    That is as long as a small study, and the one that waits for it did not ask for pandas.
    """
    known = np.array([value is not None for value in values], np.bool_)
    bitmap = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    if kind == pa.string():
        texts = [str(value or "").encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
        buffers = [bitmap, pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(texts))]
    elif kind == pa.bool_():
        buffers = [bitmap, pa.py_buffer(np.packbits([bool(v) for v in values], bitorder="little").tobytes())]
    else:
        dtype = np.int64 if kind == pa.int64() else np.float64
        buffers = [bitmap, pa.py_buffer(np.array([v if v is not None else 0 for v in values], dtype).tobytes())]
    return pa.Array.from_buffers(kind, len(values), buffers)


def to_pandas(columns: Mapping[str, tuple[str, list[Any]]]) -> Any:
    """A `pandas.DataFrame`; a count that is not known is missing, any other number NaN."""
    pd = package("pandas", "a table of a study as a pandas data frame")
    types = {"int": "int64", "float": "float64", "bool": "bool", "text": "str"}
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype="Int64" if kind == "int" and None in values else types[kind])
            for name, (kind, values) in columns.items()
        }
    )


def to_polars(columns: Mapping[str, tuple[str, list[Any]]]) -> Any:
    """A `polars.DataFrame`."""
    pl = package("polars", "a table of a study as a polars data frame")
    types = {"int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "text": pl.String}
    return pl.DataFrame([pl.Series(name, values, types[kind]) for name, (kind, values) in columns.items()])


def _stem(name: str) -> str:
    return name.removesuffix("_low").removesuffix("_high")
