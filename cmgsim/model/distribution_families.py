"""
The families of distributions: what each takes and how it is written.

One table; reading (`distribution_text`), writing and the JSON Schema follow from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import frozen

from cmgsim.model.distributions import (
    Code,
    Distribution,
    constant,
    empirical,
    erlang,
    exponential,
    hyperexponential,
    lognormal,
    uniform,
)
from cmgsim.model.units import Dimension, text_of

MAX_VARIATION: Final = 100.0
"""Coefficient of variation beyond which a sample says nothing of the distribution it came from."""
MAX_STAGES: Final = 100
"""Stages of an Erlang distribution: each costs a uniform number a draw, and this many are a constant to the eye."""
MAX_VALUES: Final = 10_000
"""Values of an empirical distribution: more belong in a histogram."""
MAX_WEIGHT: Final = 10**100

Takes = Literal["quantity", "variation", "spread", "stages", "quantities", "weights"]
"""What a parameter is; `spread` is a variation of at least 1."""


@frozen
class Parameter:
    """One parameter of a family."""

    name: str
    takes: Takes
    required: bool = True


@frozen
class Family:
    """One kind of distribution: its name, what it takes in order, and the function that builds it."""

    name: str
    code: Code
    parameters: tuple[Parameter, ...]
    build: Callable[..., Distribution]

    @property
    def signature(self) -> str:
        """How an expression of this family looks."""
        return f"{self.name}({', '.join(parameter.name for parameter in self.parameters)})"


# fmt: off
_MEAN: Final = Parameter("mean", "quantity")
FAMILIES: Final[Mapping[str, Family]] = MappingProxyType({family.name: family for family in (
    Family("constant", Code.CONSTANT, (Parameter("value", "quantity"),), constant),
    Family("exponential", Code.EXPONENTIAL, (_MEAN,), exponential),
    Family("uniform", Code.UNIFORM, (Parameter("low", "quantity"), Parameter("high", "quantity")), uniform),
    Family("lognormal", Code.LOGNORMAL, (_MEAN, Parameter("cv", "variation")), lognormal),
    Family("erlang", Code.ERLANG, (_MEAN, Parameter("k", "stages")), erlang),
    Family("hyperexponential", Code.HYPEREXPONENTIAL, (_MEAN, Parameter("cv", "spread")), hyperexponential),
    Family("empirical", Code.EMPIRICAL,
           (Parameter("values", "quantities"), Parameter("weights", "weights", required=False)), empirical),
)})
# fmt: on
_BY_CODE: Final = {family.code: family for family in FAMILIES.values()}


def write_distribution(value: Distribution, dimension: Dimension) -> Any:
    """
    The canonical form: the quantity itself for a constant, else a table, in base units.

    Example:
        >>> from cmgsim.model.units import DURATION
        >>> write_distribution(exponential(20), DURATION)
        {'distribution': 'exponential', 'mean': '20 ns'}
    """
    family = _BY_CODE[value.code]
    if value.code is Code.CONSTANT:
        return _amount(value.parameters[0], dimension)
    table: dict[str, Any] = {"distribution": family.name}
    if value.code is Code.EMPIRICAL:
        table["values"] = [_amount(each, dimension) for each in value.values]
        if empirical(value.values) != value:
            table["weights"] = _weights(value.cumulative)
        return table
    for parameter, number in zip(family.parameters, value.parameters, strict=True):
        table[parameter.name] = (
            _amount(number, dimension) if parameter.takes == "quantity" else _plain(number, parameter)
        )
    return table


def text_of_distribution(value: Distribution, dimension: Dimension) -> str:
    """
    The expression that people read: in the largest units that fit.

    Example:
        >>> from cmgsim.model.units import DURATION
        >>> text_of_distribution(exponential(20_000_000), DURATION)
        'exponential(20 ms)'
    """
    if value.code is Code.CONSTANT:
        return _words(value.parameters[0], dimension)
    family = _BY_CODE[value.code]
    if value.code is Code.EMPIRICAL:
        return f"{family.name}({', '.join(_words(each, dimension) for each in value.values)})"
    given = zip(family.parameters, value.parameters, strict=True)
    parts = (_words(number, dimension) if each.takes == "quantity" else f"{number:g}" for each, number in given)
    return f"{family.name}({', '.join(parts)})"


def _words(number: float, dimension: Dimension) -> str:
    return text_of(int(number), dimension) if number == int(number) else f"{number:g} {dimension.base}"


def _amount(number: float, dimension: Dimension) -> str:
    return f"{int(number) if number == int(number) else number} {dimension.base}"


def _plain(number: float, parameter: Parameter) -> float:
    return int(number) if parameter.takes == "stages" else float(number)


def _weights(cumulative: Sequence[float]) -> list[int]:
    """The smallest whole weights that give exactly these cumulative shares again."""
    shares = [Fraction(high) - Fraction(low) for low, high in zip((0.0, *cumulative[:-1]), cumulative, strict=True)]
    common = math.lcm(*(share.denominator for share in shares))
    whole = [int(share * common) for share in shares]
    divisor = math.gcd(*whole)
    return [weight // divisor for weight in whole]
