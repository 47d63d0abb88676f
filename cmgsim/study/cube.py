"""Results as a cube: factors and replication as the dimensions of an `xarray.Dataset`."""

from __future__ import annotations

from typing import Any

import numpy as np

from cmgsim.study.definition import Definition
from cmgsim.study.measures import MEASURES
from cmgsim.study.tables import Table, package


def to_xarray(definition: Definition, runs: Table) -> Any:
    """
    The measures of *runs* over factors and replication; what has not run is NaN.

    The factors of a grid are dimensions. Those of other designs, and those that go together, are coordinates along the
    one dimension `point`.
    """
    xr = package("xarray", "a study as an xarray dataset")
    axes = _axes(definition)
    replications = max(runs["replication"], default=-1) + 1
    shape = (*(len(levels) for levels in axes.values()), replications)
    places = _places(definition, axes, runs)
    data = {}
    for measure in MEASURES:
        values = np.full(shape, np.nan)
        for place, value in zip(places, runs[measure.name], strict=True):
            values[place] = np.nan if value is None else value
        data[measure.name] = ((*axes, "replication"), values, {"units": measure.unit, "long_name": measure.doc})
    coordinates: dict[str, Any] = {**axes, "replication": range(replications)}
    if "point" in axes:
        for number, factor in enumerate(definition.design.factors):
            levels = [point.levels[number] for point in definition.design.points]
            coordinates[factor.name] = ("point", levels, {"units": factor.unit})
    return xr.Dataset(data, coordinates, {"study": definition.name, "study_sha256": definition.sha256})


def _axes(definition: Definition) -> dict[str, list[Any]]:
    """The dimensions: each factor with its levels where the points are all their combinations, the point otherwise."""
    points, factors = definition.design.points, definition.design.factors
    axes = {
        factor.name: list(dict.fromkeys(point.levels[number] for point in points))
        for number, factor in enumerate(factors)
    }
    combinations = 1
    for levels in axes.values():
        combinations *= len(levels)
    alone = len(factors) == len(axes) and combinations == len(points)
    return axes if alone and factors else {"point": list(range(len(points)))}


def _places(definition: Definition, axes: dict[str, list[Any]], runs: Table) -> list[tuple[int, ...]]:
    if "point" in axes:
        return list(zip(runs["point"], runs["replication"], strict=True))
    index = {name: {level: place for place, level in enumerate(levels)} for name, levels in axes.items()}
    return [
        (
            *(index[name][level] for name, level in zip(axes, definition.design.points[point].levels, strict=True)),
            replication,
        )
        for point, replication in zip(runs["point"], runs["replication"], strict=True)
    ]
