"""Several replications as one row of numbers: counts add up, averages are averaged, peaks are the largest."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Rules = Mapping[str, Callable[[list[Any]], Any]]


def mean(values: Sequence[float]) -> float:
    """The mean; of one value that value, to the last bit."""
    return math.fsum(values) / len(values)


def first(values: Sequence[Any]) -> Any:
    """What is the same in all."""
    return values[0]


def combined(rows: Sequence[Mapping[str, Any]], rules: Rules) -> dict[str, Any]:
    """
    One row from many: each key of *rules* by its rule, over the rows that know it; None where none does.

    Example:
        >>> combined([{"mean": 1.0, "peak": 3}, {"mean": None, "peak": 5}], {"mean": mean, "peak": max})
        {'mean': 1.0, 'peak': 5}
    """
    known = {key: [row[key] for row in rows if row[key] is not None] for key in rules}
    return {key: rule(known[key]) if known[key] else None for key, rule in rules.items()}


def combined_by_name(tables: Sequence[Mapping[str, Mapping[str, Any]]], rules: Rules) -> dict[str, dict[str, Any]]:
    """The same for rows with names; names in the order in which they first occur."""
    return {name: combined([table[name] for table in tables if name in table], rules) for name in names_in(tables)}


def names_in(tables: Iterable[Iterable[str]]) -> list[str]:
    """All names, once, in the order in which they first occur."""
    return list(dict.fromkeys(name for table in tables for name in table))
