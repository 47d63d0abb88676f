"""Guessed inputs: a scenario with one of them set to another value of its plausible range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, frozen

from cmgsim.facts.rows import UNIT_NS
from cmgsim.model.arrivals import schedule_of
from cmgsim.model.assumption_row import class_of
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.distributions import Code, Distribution, constant
from cmgsim.model.scenario import Activity, Scenario

GUESSED: Final = ("assumed", "practitioner")
"""What a plausible range is known of; what the scenario gives stays as it is."""
_TABLES: Final = ("connection_points", "management_points", "software_update_points", "clients")
_HEADS: Final = ("catalogue", "profile", "cmg", "network", *_TABLES)
"""What the name of an input begins with that can be set for all that it concerns."""
_SCHEDULES: Final = ("catalogue", "profile")
"""Inputs that `traffic` scales together, so that none of them can be moved alone."""
_BASE: Final[Mapping[str, int]] = MappingProxyType({**UNIT_NS, "ms": 1_000_000, "bytes": 1, "count": 1, "share": 1})
_NOT_SET: Final = ("scenario.duration", "clients.retry")
"""What a window has a length of its own for, and a list whose range is that of its parts."""


@frozen
class Guess:
    """One input that nobody has measured and no page states."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    why: str

    def in_scenario(self, scenario: Scenario, value: float) -> Scenario:
        """*scenario* with this input at *value*, in its own unit; a random quantity keeps its law."""
        number = value * _BASE[self.unit]
        head, *rest = self.name.split(".")
        if head == "catalogue":
            return _in_schedules(scenario, None, rest[0], rest[1], number)
        if head == "profile":
            return _in_schedules(scenario, rest[0], rest[1], rest[2], number)
        if head in _TABLES:
            tables = tuple(_set(table, rest, number) for table in getattr(scenario, head))
            changed: Scenario = _with(scenario, head, tables)
        else:
            changed = _with(scenario, head, _set(getattr(scenario, head), rest, number))
        return changed


def guesses(scenario: Scenario) -> Iterator[Guess]:
    """
    The guessed inputs that a run of *scenario* uses and whose plausible range is known.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> next(guess.name for guess in guesses(contoso()))
        'cmg.workers'
    """
    calibrated = any(cohort.traffic_bytes is not None for cohort in scenario.clients)
    for row in assumption_rows(scenario):
        head = row["name"].partition(".")[0]
        settable = (
            head in _HEADS
            and not (calibrated and head in _SCHEDULES)
            and row["unit"] in _BASE
            and row["name"] not in _NOT_SET
        )
        settable = settable and isinstance(row["value"], int | float)
        if row["used"] and class_of(row) in GUESSED and row["plausible"] and settable:
            low, high = row["plausible"]
            yield Guess(row["name"], row["value"], row["unit"], low, high, row["why"])


def with_mean(law: Distribution, mean: float) -> Distribution:
    """
    The same law with another mean.

    Example:
        >>> from cmgsim.model.distributions import uniform
        >>> with_mean(uniform(2, 4), 6.0).parameters
        (4.0, 8.0)
    """
    factor = mean / law.mean if law.mean else 0.0
    if not law.mean or law.code is Code.CONSTANT:
        return constant(round(mean))
    if law.code is Code.EMPIRICAL:
        return evolve(law, values=tuple(round(value * factor) for value in law.values))
    scaled = 2 if law.code is Code.UNIFORM else 1
    parameters = (*(each * factor for each in law.parameters[:scaled]), *law.parameters[scaled:])
    return evolve(law, parameters=parameters)


def _with(owner: Any, name: str, value: Any) -> Any:
    return evolve(owner, **{name: value})


def _set(owner: Any, path: list[str], number: float) -> Any:
    name, *rest = path
    if rest:
        return _with(owner, name, _set(getattr(owner, name), rest, number))
    target = name if hasattr(owner, name) else f"{name}_ns"
    old = getattr(owner, target)
    return _with(owner, target, with_mean(old, number) if isinstance(old, Distribution) else round(number))


def _in_schedules(scenario: Scenario, profile: str | None, request: str, part: str, number: float) -> Scenario:
    """With one number of one request changed, in all cohorts or in those of a *profile*."""
    cohorts = []
    for cohort in scenario.clients:
        if profile not in (None, cohort.profile):
            cohorts.append(cohort)
            continue
        activities = schedule_of(cohort)
        changed = tuple(_of_kind(each, part, number) if each.request == request else each for each in activities)
        cohorts.append(evolve(cohort, activities=changed))
    return evolve(scenario, clients=tuple(cohorts))


def _of_kind(activity: Activity, part: str, number: float) -> Activity:
    if part in ("up", "down"):
        size = getattr(activity, part) or constant(round(number))
        return evolve(activity, up=size) if part == "up" else evolve(activity, down=size)
    if part == "share":
        return evolve(activity, share=number)
    return evolve(activity, every_ns=round(number)) if part == "every" and activity.every_ns else activity
