"""The kinds of quantity that a key of a scenario file takes: fixed, random, a moment, a rate of requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from cmgsim.model import distribution_families as families
from cmgsim.model.distribution_text import parse_distribution
from cmgsim.model.distributions import Distribution
from cmgsim.model.scenario_kinds import Bad, Kind, Place
from cmgsim.model.units import (
    BANDWIDTH,
    DURATION,
    NUMBER,
    YEAR,
    Dimension,
    QuantityError,
    duration_ns,
    moment_ns,
    parse,
    rate_per_s,
    text_of,
)
from cmgsim.model.wording import describe

LOWEST_RATE: Final = 1e-9
"""Requests a second: one in thirty years; less cannot be told from none."""


@frozen
class Fixed(Kind):
    """A quantity that is part of the set-up, and therefore one value and no distribution."""

    dimension: Dimension
    low: int
    high: int
    example: str

    @property
    def takes(self) -> str:
        return f'a quantity with a unit, as "{self.example}"'

    def read(self, raw: Any, at: Place) -> int | Bad:
        if isinstance(raw, Mapping) or (isinstance(raw, str) and "(" in raw):
            return at.wrong("a distribution where one fixed value belongs", self.takes)
        if not isinstance(raw, str):
            return at.wrong(f"{describe(raw)} has no unit", self.takes)
        try:
            value = self._parsed(raw)
        except QuantityError as error:
            return at.wrong(error.message, error.expected.replace(self.dimension.example, self.example))
        if not self.low <= value <= self.high:
            return at.wrong(f"{describe(raw)} is too {'little' if value < self.low else 'much'}", self._bound(value))
        return value

    def _bound(self, value: int) -> str:
        if value > self.high:
            return f"at most {text_of(self.high, self.dimension)}"
        return "more than 0" if self.low == 1 else f"at least {text_of(self.low, self.dimension)}"

    def write(self, value: int) -> str:
        return f"{value} {self.dimension.base}"

    def show(self, value: int) -> str:
        return text_of(value, self.dimension)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": quantity_pattern(self.dimension), "examples": [self.example]}

    def _parsed(self, raw: str) -> int:
        return duration_ns(raw) if self.dimension is DURATION else parse(raw, self.dimension)


@frozen
class Moment(Fixed):
    """A time since the start: a duration, or by the clock."""

    dimension: Dimension = DURATION
    low: int = 0
    high: int = YEAR
    example: str = "2 h"

    @property
    def takes(self) -> str:
        return 'a time since the start, as "2 h" or "02:00:00.250"'

    def schema(self) -> dict[str, Any]:
        clock = r"[0-9]{1,4}:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
        quantity = quantity_pattern(DURATION)
        return {"type": "string", "pattern": f"{quantity}|^\\s*{clock}\\s*$", "examples": ["2 h", "02:00:00.250"]}

    def _parsed(self, raw: str) -> int:
        return moment_ns(raw)


@frozen
class Random(Kind):
    """A quantity of the model: a constant or any distribution."""

    dimension: Dimension
    high: int
    example: str
    above_0: bool = False

    @property
    def takes(self) -> str:
        return f'a quantity with a unit, as "{self.example}", or a distribution, as "exponential({self.example})"'

    def read(self, raw: Any, at: Place) -> Distribution | Bad:
        try:
            value = parse_distribution(raw, self.dimension, self.high)
        except QuantityError as error:
            return at.wrong(error.message, error.expected.replace(self.dimension.example, self.example))
        if self.above_0 and value.mean == 0:
            return at.wrong(f"{describe(raw)} is no time at all", self.takes)
        return value

    def write(self, value: Distribution | int) -> Any:
        if isinstance(value, Distribution):
            return families.write_distribution(value, self.dimension)
        return f"{value} {self.dimension.base}"

    def show(self, value: Distribution) -> str:
        return families.text_of_distribution(value, self.dimension)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.dimension.name}", "examples": [self.example, f"exponential({self.example})"]}


@frozen
class RequestRate(Kind):
    """Requests a second, written as a count in a unit of time."""

    highest: float
    takes = 'a rate, as "120/min" or "2/s"'

    def read(self, raw: Any, at: Place) -> float | Bad:
        if not isinstance(raw, str):
            return at.wrong(f"{describe(raw)} is no rate", self.takes)
        try:
            value = rate_per_s(raw)
        except QuantityError as error:
            return at.wrong(error.message, error.expected)
        if not LOWEST_RATE <= value <= self.highest:
            size = "no rate at all" if value < 1 else "too much"
            return at.wrong(f"{describe(raw)} is {size}", f"above 0, and at most {self.highest:,.0f}/s")
        return value

    def write(self, value: float) -> str:
        return f"{_plain(value)}/s"

    def schema(self) -> dict[str, Any]:
        units = "|".join(map(re.escape, (*DURATION.units, *DURATION.aliases)))
        return {"type": "string", "pattern": rf"^\s*{NUMBER}\s*/\s*({units})\s*$", "examples": ["120/min", "2/s"]}


def bandwidth(high: int) -> Fixed:
    """The kind of a bandwidth; above 0, because leaving it out is what no limit means."""
    return Fixed(BANDWIDTH, 1, high, BANDWIDTH.example)


def quantity_pattern(dimension: Dimension) -> str:
    """The regular expression of a constant quantity, for JSON Schema."""
    units = "|".join(map(re.escape, (*dimension.units, *dimension.aliases)))
    return rf"^\s*{NUMBER}\s*({units})\s*$"


def distribution_schema(dimension: Dimension) -> dict[str, Any]:
    """What `parse_distribution` takes, as JSON Schema."""
    names = "|".join(families.FAMILIES)
    amount = {"type": "string", "pattern": quantity_pattern(dimension)}
    takes: dict[families.Takes, dict[str, Any]] = {
        "quantity": amount,
        "variation": {"type": "number", "minimum": 0, "maximum": families.MAX_VARIATION},
        "spread": {"type": "number", "minimum": 1, "maximum": families.MAX_VARIATION},
        "stages": {"type": "integer", "minimum": 1, "maximum": families.MAX_STAGES},
        "quantities": {"type": "array", "items": amount, "minItems": 1, "maxItems": families.MAX_VALUES},
        "weights": {
            "type": "array",
            "items": {"type": "number", "minimum": 0},
            "minItems": 1,
            "maxItems": families.MAX_VALUES,
        },
    }
    tables = [
        {
            "type": "object",
            "properties": {"distribution": {"const": family.name}}
            | {p.name: takes[p.takes] for p in family.parameters},
            "required": ["distribution", *(p.name for p in family.parameters if p.required)],
            "additionalProperties": False,
        }
        for family in families.FAMILIES.values()
    ]
    expression = {"type": "string", "pattern": rf"^\s*({names})\s*\(.*\)\s*$"}
    return {"anyOf": [amount, expression, *tables]}


def _plain(value: float) -> str:
    """A float as a decimal number without an exponent, with every digit that it takes to get the same float back."""
    digits = repr(value)
    if "e" not in digits:
        return digits
    mantissa, _, exponent = digits.partition("e")
    return f"{value:.{max(0, len(mantissa) - 2 - int(exponent)) + 1}f}"
