"""Factors between two ends: how a share of the way becomes a value of a key, or of several keys that go together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, Literal

from attrs import evolve, frozen

from cmgsim.errors import Problem, ScenarioError
from cmgsim.model.assumption_row import class_of
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.assumptions import ASSUMPTIONS
from cmgsim.model.distributions import Code, Distribution
from cmgsim.model.key_path import joined, parse_path
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_change import find
from cmgsim.model.scenario_keys import ROOT
from cmgsim.model.scenario_kinds import Kind, Place, Report, Share, Whole
from cmgsim.model.scenario_quantities import Fixed, Random, RequestRate
from cmgsim.model.scenario_sections import Draft
from cmgsim.model.units import MS, SECOND, QuantityError
from cmgsim.study.levels import Factor, plain, raw_of, unit_of

Scale = Literal["linear", "log"]
WIDE: Final = 10
"""From this ratio of its ends on a range is sampled by ratios: as often from 2 to 20 as from 20 to 200."""
CHOSEN: Final = ("scenario.duration", "clients.retry")
"""Assumptions that no sample varies: the length of the run is a choice, the waits are a list."""
SETTLED: Final = ("given", "measured")
"""What the scenario states itself is not varied."""


@frozen
class Key:
    """One key that a range sets, and what it holds now."""

    path: str
    kind: Kind
    value: Any

    def raw(self, number: float) -> Any:
        """The value with this mean, in base units, as a file would hold it; a distribution keeps its shape."""
        if isinstance(self.kind, Whole):
            return round(number)
        if isinstance(self.kind, Share):
            return number
        if isinstance(self.value, Distribution):
            return self.kind.write(_with_mean(self.value, round(number)))
        return self.kind.write(number if isinstance(self.kind, RequestRate) else round(number))


@frozen
class Range:
    """A factor from *low* to *high*, in base units."""

    name: str
    keys: tuple[Key, ...]
    low: float
    high: float
    scale: Scale = "linear"

    @property
    def factor(self) -> Factor:
        """As a design names it."""
        return Factor(self.name, unit_of(self.keys[0].kind))

    @property
    def _per_unit(self) -> float:
        return SECOND if self.factor.unit == "s" else 1

    def at(self, share: float) -> tuple[float, tuple[tuple[str, Any], ...]]:
        """The level a *share* of the way from low to high, as tables show it, and the settings that make it."""
        if self.scale == "log":
            number = self.low * (self.high / self.low) ** share
        else:
            number = self.low + (self.high - self.low) * share
        whole = not isinstance(self.keys[0].kind, (Share, RequestRate))
        level = round(number) if whole else number
        return level / self._per_unit if self._per_unit > 1 else level, tuple((k.path, k.raw(level)) for k in self.keys)


def range_of(scenario: Scenario, path: str, low: Any, high: Any, scale: Scale | None = None) -> Range:
    """
    The range of one key, its ends as in a file or in base units.

    Args:
        scale: None: `log` where both ends are above zero and one is ten times the other, else `linear`.

    Raises:
        ScenarioError: There is no such key, it takes no number, or the ends are wrong.
    """
    key = _key(scenario, path)
    ends = [_end(key, raw_of(path, plain(each))) for each in (low, high)]
    problems = [each for each in ends if isinstance(each, Problem)]
    if problems:
        raise ScenarioError(tuple(problems))
    first, last = (each for each in ends if not isinstance(each, Problem))
    if not first < last:
        raise ScenarioError((Problem("ranges", path, f"low ({low}) is not below high ({high})", "low, then high"),))
    if scale == "log" and first <= 0:
        raise ScenarioError((Problem("ranges", path, "a log scale cannot begin at 0", "a low end above 0"),))
    return Range(path, (key,), first, last, scale or _scale(first, last))


def assumed_ranges(scenario: Scenario) -> tuple[Range, ...]:
    """
    The assumptions that a run of *scenario* uses and that it has not given itself, over their plausible ranges.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [each.name for each in assumed_ranges(contoso())][:2]
        ['cmg.workers', 'cmg.service_time']
    """
    used = {row["name"] for row in assumption_rows(scenario) if row["used"] and class_of(row) not in SETTLED}
    found = []
    for row in ASSUMPTIONS:
        if row.name not in used or row.name in CHOSEN or row.plausible is None:
            continue
        keys = tuple(_key(scenario, path) for path in _paths(scenario, row.name) if path not in scenario.given)
        if keys:
            per_unit = {"s": SECOND, "ms": MS}.get(row.unit, 1)
            low, high = (end * per_unit for end in row.plausible)
            found.append(Range(row.name, keys, low, high, _scale(low, high)))
    return tuple(found)


def _paths(scenario: Scenario, name: str) -> Iterator[str]:
    """The key paths of an assumption: one for each table of an array."""
    first, _, rest = name.partition(".")
    tables = getattr(scenario, first, None)
    if isinstance(tables, tuple):
        yield from (f"{joined(first, position)}.{rest}" for position in range(len(tables)))
    else:
        yield name


def _scale(low: float, high: float) -> Scale:
    return "log" if low > 0 and high / low >= WIDE else "linear"


def _key(scenario: Scenario, path: str) -> Key:
    try:
        found = find(Draft(ROOT, scenario), parse_path(path))
    except QuantityError as error:
        raise ScenarioError((Problem("ranges", path, error.message, error.expected),)) from None
    kind = found.key.kind
    if not isinstance(kind, (Whole, Share, Fixed, Random, RequestRate)):
        raise ScenarioError((Problem("ranges", path, "takes no number", "a grid, for words and flags"),))
    return Key(found.path, kind, found.draft.values.get(found.key.name, found.draft.default(found.key)))


def _end(key: Key, raw: Any) -> float | Problem:
    report = Report()
    value = key.kind.read(raw, Place(report, key.path))
    if report.problems:
        return Problem("ranges", *report.problems[0])
    number: float = value.mean if isinstance(value, Distribution) else value
    return number if math.isfinite(number) else Problem("ranges", key.path, "has no end", "a number")


def _with_mean(law: Distribution, mean: int) -> Distribution:
    """A distribution of the same shape with another mean; what was always zero becomes a constant."""
    if law.is_constant or not law.mean:
        return Distribution(Code.CONSTANT, (mean,))
    times = mean / law.mean
    if law.code is Code.EMPIRICAL:
        return evolve(law, values=tuple(round(value * times) for value in law.values))
    if law.code is Code.UNIFORM:
        return evolve(law, parameters=tuple(round(end * times) for end in law.parameters))
    return evolve(law, parameters=(mean, *law.parameters[1:]))
