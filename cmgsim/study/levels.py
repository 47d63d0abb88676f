"""The levels of a factor: what a scenario file would hold, and the number that a table or a plot shows for it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, Final

from attrs import frozen

from cmgsim.model.distributions import Distribution
from cmgsim.model.key_path import parse_path
from cmgsim.model.scenario_change import Setting
from cmgsim.model.scenario_keys import key_at
from cmgsim.model.scenario_kinds import Bad, Kind, Place, Report
from cmgsim.model.scenario_quantities import Fixed, Random, RequestRate
from cmgsim.model.units import DURATION, SECOND, QuantityError

Level = str | int | float | bool | None
"""What a table shows: a number in the factor's unit, or text."""


@frozen
class Factor:
    """Something that a study varies."""

    name: str
    """Its key path, or a name of its own where it sets several keys."""
    unit: str = ""
    """Of its levels: `s`, `B`, `bit/s`, `requests/s`; empty for counts, shares and words."""


def plain(value: Any) -> Any:
    """
    *value* as JSON holds it: numbers of NumPy become those of Python.

    Example:
        >>> import numpy as np
        >>> plain(np.int64(4)), plain(np.float64(0.5)), plain((1, "a"))
        (4, 0.5, [1, 'a'])
    """
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return {str(key): plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def kind_at(path: str) -> Kind | None:
    """What the key at *path* takes; None where there is no such key."""
    try:
        key = key_at(parse_path(path))
    except QuantityError:
        return None
    return key.kind if key is not None and isinstance(key.kind, Kind) else None


def raw_of(path: str, value: Any) -> Any:
    """*value*, from a file or from Python, as a file would hold it; what cannot be is left for the reader to refuse."""
    try:
        return Setting.of(path, plain(value)).value
    except (QuantityError, TypeError, ValueError, AttributeError):
        return plain(value)


def shown(path: str, raws: Sequence[Any]) -> tuple[str, tuple[Level, ...]]:
    """
    The unit and levels of a factor: numbers if every level is one, text otherwise.

    Example:
        >>> shown("cmg.service_time", ["20 ms", "1 s"])
        ('s', (0.02, 1))
        >>> shown("cmg.service_time", ["20 ms", "exponential(20 ms)"])
        ('', ('20 ms', 'exponential(20 ms)'))
    """
    kind = kind_at(path)
    numbers = [_number(kind, raw) for raw in raws]
    if None not in numbers:
        return unit_of(kind), tuple(numbers)
    return "", tuple(_text(raw) for raw in raws)


def unit_of(kind: Kind | None) -> str:
    """The unit in which people read what *kind* takes."""
    if isinstance(kind, RequestRate):
        return "requests/s"
    if not isinstance(kind, (Fixed, Random)):
        return ""
    return "s" if kind.dimension is DURATION else kind.dimension.base


def _number(kind: Kind | None, raw: Any) -> Level:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, (int, float)):
        return raw
    if not isinstance(kind, (Fixed, Random, RequestRate)):
        return None
    value = kind.read(raw, Place(Report()))
    if isinstance(value, Bad) or (isinstance(value, Distribution) and not value.is_constant):
        return None
    number = value.mean if isinstance(value, Distribution) else value
    return _short(number / SECOND if unit_of(kind) == "s" else number)


def _short(number: float) -> int | float:
    """A whole number without its `.0`."""
    return int(number) if math.isfinite(number) and number == int(number) else number


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else json.dumps(raw)


MAX_POINTS: Final = 100_000
"""Design points of one study; more are a slip of the keyboard."""
