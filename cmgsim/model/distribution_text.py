"""
Distributions as people write them: `"20 ms"`, `"lognormal(30 ms, 0.3)"`, `{ distribution = "exponential", mean = … }`.

Expressions are read by the small hand-written reader below: nothing of a file is ever evaluated.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Final

from attrs import frozen

from cmgsim.model.distribution_families import (
    FAMILIES,
    MAX_STAGES,
    MAX_VALUES,
    MAX_VARIATION,
    MAX_WEIGHT,
    Family,
    Parameter,
)
from cmgsim.model.distributions import Code, Distribution, constant
from cmgsim.model.units import Dimension, QuantityError, parse, text_of
from cmgsim.model.wording import cure, describe, shown

MAX_EXPRESSION: Final = 10_000
"""Characters of an expression; long lists of values belong in a table."""
MAX_DIGITS: Final = 30
"""Digits of a plain number."""
_CALL: Final = re.compile(r"\s*([A-Za-z]+)\s*\((.*)\)\s*", re.DOTALL)
_NAMED: Final = re.compile(r"\s*([A-Za-z]+)\s*=(.*)", re.DOTALL)
_PLAIN: Final = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?")
_PARTS: Final = re.compile(r"\[[^\[\]]*\]|[^,\[\]]+|,|[\[\]]")


def parse_distribution(raw: object, dimension: Dimension, highest: int) -> Distribution:
    """
    The distribution that *raw* (text or table) stands for, in base units of *dimension*.

    Example:
        >>> from cmgsim.model.units import DURATION
        >>> parse_distribution("exponential(20 ms)", DURATION, 10**18)
        Distribution(code=<Code.EXPONENTIAL: 1>, parameters=(20000000,), values=(), cumulative=())

    Raises:
        QuantityError: It is neither a quantity nor a distribution; the error says what would be right.
    """
    reader = _Reader(dimension, highest)
    if isinstance(raw, Mapping):
        return reader.table(raw)
    if isinstance(raw, str):
        call = _CALL.fullmatch(raw)
        if call and len(raw) > MAX_EXPRESSION:
            raise QuantityError(f"an expression of {len(raw):,} characters", f"at most {MAX_EXPRESSION:,}, or a table")
        return reader.expression(call[1], call[2]) if call else constant(reader.quantity(raw))
    raise QuantityError(*no_text(raw, dimension))


def no_text(raw: object, dimension: Dimension) -> tuple[str, str]:
    """What is wrong with a quantity that is not even text, and what would be right."""
    return f"{describe(raw)} where a quantity belongs", f'a quantity with a unit, as "{dimension.example}"'


@frozen
class _Reader:
    """Reads the values of one key: quantities of one dimension, none above *highest*."""

    dimension: Dimension
    highest: int

    def table(self, raw: Mapping[Any, Any]) -> Distribution:
        name = raw.get("distribution")
        if not isinstance(name, str):
            raise QuantityError("a table without its `distribution`", f"one of {', '.join(FAMILIES)}")
        return self.built(_family(name), {key: value for key, value in raw.items() if key != "distribution"})

    def expression(self, name: str, text: str) -> Distribution:
        family = _family(name)
        given: dict[Any, Any] = {}
        parts = _split(text)
        if family.code is Code.EMPIRICAL and parts and not any("[" in part or "=" in part for part in parts):
            return self.built(family, {"values": [_literal(part) for part in parts]})
        for number, part in enumerate(parts):
            named = _NAMED.fullmatch(part)
            if not named and number >= len(family.parameters):
                raise QuantityError(
                    f"{family.name} takes {len(family.parameters)} parameters, not {len(parts)}", family.signature
                )
            key = named[1] if named else family.parameters[number].name
            if key in given:
                raise QuantityError(f"`{shown(key)}` is given twice", family.signature)
            given[key] = _literal(named[2] if named else part)
        return self.built(family, given)

    def built(self, family: Family, given: Mapping[Any, Any]) -> Distribution:
        known = {parameter.name: parameter for parameter in family.parameters}
        for key in given:
            if key not in known:
                raise QuantityError(f"{family.name} has no parameter `{shown(str(key))}`", family.signature)
        for parameter in family.parameters:
            if parameter.required and parameter.name not in given:
                raise QuantityError(f"{family.name} lacks its `{parameter.name}`", family.signature)
        values = {key: self.value(known[key], value) for key, value in given.items()}
        if family.code is Code.UNIFORM and values["low"] > values["high"]:
            raise QuantityError("`low` is above `high`", family.signature)
        if "weights" in values and len(values["weights"]) != len(values["values"]):
            raise QuantityError(
                f"{len(values['weights'])} weights for {len(values['values'])} values", "one weight for each value"
            )
        return family.build(**values)

    def value(self, parameter: Parameter, raw: object) -> Any:
        match parameter.takes:
            case "quantity":
                return self.quantity(raw)
            case "stages":
                return int(_number(raw, parameter.name, 1, MAX_STAGES, whole=True))
            case "variation":
                return _number(raw, parameter.name, 0, MAX_VARIATION)
            case "spread":
                return _number(raw, parameter.name, 1, MAX_VARIATION)
            case "quantities":
                return [self.quantity(each) for each in _items(raw, parameter.name)]
            case "weights":
                return _checked_weights(raw)

    def quantity(self, raw: object) -> int:
        if not isinstance(raw, str):
            raise QuantityError(*no_text(raw, self.dimension))
        if "(" in raw:
            raise QuantityError(f'"{shown(raw)}" is neither a quantity nor a distribution', _expressions())
        value = parse(raw, self.dimension)
        if value > self.highest:
            raise QuantityError(f'"{shown(raw)}" is too much', f"at most {text_of(self.highest, self.dimension)}")
        return value


def _expressions() -> str:
    return ", ".join(family.signature for family in FAMILIES.values())


def _family(name: str) -> Family:
    if name in FAMILIES:
        return FAMILIES[name]
    raise QuantityError(f"there is no distribution `{shown(name)}`", cure(name, tuple(FAMILIES)))


def _split(text: str) -> list[str]:
    """The parts between commas, where commas in brackets do not count."""
    parts = [""]
    for token in _PARTS.findall(text):
        if token == ",":
            parts.append("")
        else:
            parts[-1] += token
    return [] if parts == [""] and not text.strip() else parts


def _literal(part: str) -> Any:
    """A part of an expression as the table would hold it: a list, a number or text."""
    inner = part.strip()
    if inner.startswith("[") and inner.endswith("]"):
        return [_literal(each) for each in _split(inner[1:-1])]
    if inner.isascii() and inner.isdigit() and len(inner) <= MAX_DIGITS:
        return int(inner)
    return float(inner) if _PLAIN.fullmatch(inner) else inner


def _items(raw: object, name: str) -> Sequence[object]:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        raise QuantityError(f"`{name}` is {describe(raw)}", "a list")
    if not 1 <= len(raw) <= MAX_VALUES:
        raise QuantityError(f"`{name}` has {len(raw):,} items", f"1 to {MAX_VALUES:,}")
    return raw


def _checked_weights(raw: object) -> list[float]:
    weights = [_number(each, "weights", 0, MAX_WEIGHT) for each in _items(raw, "weights")]
    if not any(weights):
        raise QuantityError("every weight is 0", "at least one above 0")
    return weights


def _number(raw: object, name: str, low: float, high: float, *, whole: bool = False) -> float:
    value = _finite(raw)
    fits = value is not None and low <= value <= high and not 0 < value < sys.float_info.min
    if value is None or not fits or (whole and value != int(value)):
        bounds = f"from {low} up" if high == MAX_WEIGHT else f"from {low} to {high:g}"
        raise QuantityError(f"`{name}` is {describe(raw)}", f"a {'whole ' if whole else ''}number {bounds}")
    return value


def _finite(raw: object) -> float | None:
    """The number that *raw* is; None when it is none, or not finite."""
    if isinstance(raw, bool) or not isinstance(raw, Real):
        return None
    if isinstance(raw, Integral):
        return int(raw)
    return float(raw) if math.isfinite(raw) else None
