"""
Quantities as people write them, and as whole numbers of base units: nanoseconds, bytes, bits a second.

All arithmetic is on integers, so that `"0.1 s"` is exactly 100,000,000 ns; what is finer than the base unit is
rounded half up. Units exist only at the edge: inside, the unit is in the name (`latency_ns`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from cmgsim.model.wording import cure, shown

NS: Final = 1
US: Final = 1_000 * NS
MS: Final = 1_000 * US
SECOND: Final = 1_000 * MS
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
YEAR: Final = 365 * DAY
"""The longest time that a scenario may speak of."""


class QuantityError(ValueError):
    """A text is not the quantity that it should be; the readers of files and options turn it into a `Problem`."""

    def __init__(self, message: str, expected: str = "") -> None:
        super().__init__(message, expected)
        self.message = message
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.message} ({self.expected})" if self.expected else self.message


@frozen
class Dimension:
    """A kind of quantity: its name, its units in base units."""

    name: str
    base: str
    """The unit that a whole number of this quantity counts."""
    units: Mapping[str, int]
    example: str
    aliases: Mapping[str, str] = MappingProxyType({})
    """Other spellings that are read, and the unit that they mean."""
    mistakes: Mapping[str, str] = MappingProxyType({})
    """Units that people write and that mean something else, with what would be right."""

    def factor(self, unit: str) -> int:
        """Base units in one *unit*; QuantityError when there is no such unit."""
        known = self.units.get(self.aliases.get(unit, unit))
        if known is not None:
            return known
        right = self.mistakes.get(unit) or cure(unit, tuple(self.units))
        raise QuantityError(f"`{shown(unit)}` is not a unit of {self.name}", right)


# fmt: off
DURATION: Final = Dimension(
    "time", "ns",
    MappingProxyType({"ns": NS, "us": US, "ms": MS, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY, "week": WEEK}),
    "60 min",
    MappingProxyType({
        "µs": "us", "μs": "us", "sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min",
        "hour": "h", "hours": "h", "day": "d", "days": "d", "weeks": "week",
    }),
    MappingProxyType({"m": "`min` for minutes, `ms` for milliseconds", "M": "`min` for minutes"}),
)
SIZE: Final = Dimension(
    "size", "B",
    MappingProxyType({
        "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
        "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40,
    }),
    "2 MB",
    MappingProxyType({"kB": "KB", "byte": "B", "bytes": "B"}),
    MappingProxyType({"b": "`B` for bytes", "Mbit": "bytes, as `MB`", "kbit": "bytes, as `KB`"}),
)
BANDWIDTH: Final = Dimension(
    "bandwidth", "bit/s",
    MappingProxyType({"bit/s": 1, "kbit/s": 10**3, "Mbit/s": 10**6, "Gbit/s": 10**9}),
    "20 Mbit/s",
    MappingProxyType({"Kbit/s": "kbit/s"}),
    MappingProxyType({
        "bps": "did you mean `bit/s`?", "kbps": "did you mean `kbit/s`?",
        "Mbps": "did you mean `Mbit/s`?", "Gbps": "did you mean `Gbit/s`?",
        "kB/s": "bits a second: 8 `kbit/s` each", "MB/s": "bits a second: 8 `Mbit/s` each",
        "GB/s": "bits a second: 8 `Gbit/s` each",
    }),
)
# fmt: on

NUMBER: Final = r"[0-9](?:[0-9_]*[0-9])?(?:\.[0-9]+)?"
"""A decimal number as quantities have it: no sign, no exponent; `_` may group digits."""
_QUANTITY: Final = re.compile(rf"\s*({NUMBER})\s*([^\W\d_][^\s\d]*)\s*")
_BARE: Final = re.compile(rf"\s*{NUMBER}\s*")
_NOT_FINITE: Final = re.compile(r"\s*[-+]?(nan|inf|infinity)\b", re.IGNORECASE)
_CLOCK: Final = re.compile(r"\s*([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?\s*")
_RATE: Final = re.compile(rf"\s*({NUMBER})\s*/\s*([^\W\d_]+)\s*")
_LONGEST: Final = 60
"""Characters of a quantity: enough for any of a simulated year, too few to make the arithmetic slow."""


def parse(text: str, dimension: Dimension) -> int:
    """
    The whole number of base units that *text* stands for.

    Example:
        >>> parse("1.5 ms", DURATION), parse("400 KB", SIZE), parse("20 Mbit/s", BANDWIDTH)
        (1500000, 400000, 20000000)

    Raises:
        QuantityError: It is no such quantity; the error says what would be right.
    """
    match = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _no_quantity(text, dimension)
    return _scaled(match[1], dimension.factor(match[2]))


def duration_ns(text: str) -> int:
    """
    A duration in nanoseconds, at most a year.

    Example:
        >>> duration_ns("20 ms"), duration_ns("1 week")
        (20000000, 604800000000000)
    """
    return _within_a_year(parse(text, DURATION), text)


def moment_ns(text: str) -> int:
    """
    A time since the start, as a duration or by the clock.

    Example:
        >>> moment_ns("2 h"), moment_ns("02:00:00.250")
        (7200000000000, 7200250000000)
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        if ":" in text:
            raise QuantityError(f'"{shown(text)}" is not a time of the clock', 'as "09:30" or "02:00:00.250"')
        return duration_ns(text)
    hours, minutes, seconds, fraction = match.groups(default="0")
    whole = int(hours) * HOUR + int(minutes) * MINUTE + int(seconds) * SECOND
    return _within_a_year(whole + int(fraction.ljust(9, "0")), text)


def rate_per_s(text: str) -> float:
    """
    A rate of requests, in requests a second.

    Example:
        >>> rate_per_s("120/min"), rate_per_s("2/s"), rate_per_s("30/h")
        (2.0, 2.0, 0.008333333333333333)
    """
    match = _RATE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _no_number(text) or QuantityError(f'"{shown(text)}" is not a rate', 'as "120/min" or "2/s"')
    numerator, denominator = _fraction(match[1])
    return numerator * SECOND / (denominator * DURATION.factor(match[2]))


def text_of(value: int, dimension: Dimension) -> str:
    """
    The shortest exact text: in the largest unit that divides *value*.

    Example:
        >>> text_of(5_400_000_000_000, DURATION), text_of(0, DURATION), text_of(1_974, SIZE)
        ('90 min', '0 s', '1974 B')
    """
    if value == 0:
        return "0 s" if dimension is DURATION else f"0 {dimension.base}"
    fitting = [(factor, unit) for unit, factor in dimension.units.items() if value % factor == 0]
    factor, unit = max(fitting)
    return f"{value // factor} {unit}"


def _scaled(number: str, factor: int) -> int:
    numerator, denominator = _fraction(number)
    return (2 * numerator * factor + denominator) // (2 * denominator)


def _fraction(number: str) -> tuple[int, int]:
    whole, _, decimals = number.replace("_", "").partition(".")
    return int(whole + decimals), 10 ** len(decimals)


def _within_a_year(value: int, text: str) -> int:
    if value > YEAR:
        raise QuantityError(f'"{shown(text)}" is too long', "at most a year, 365 d")
    return value


def _no_quantity(text: str, dimension: Dimension) -> QuantityError:
    missing = QuantityError(f'"{shown(text)}" has no unit', f'a quantity with a unit, as "{dimension.example}"')
    if _BARE.fullmatch(text):
        return missing
    return _no_number(text) or QuantityError(
        f'"{shown(text)}" is not a {dimension.name}', f'a quantity with a unit, as "{dimension.example}"'
    )


def _no_number(text: str) -> QuantityError | None:
    if _NOT_FINITE.match(text):
        return QuantityError(f'"{shown(text)}" is not a finite number', "a plain decimal number before the unit")
    if text.lstrip().startswith(("-", "−")):
        return QuantityError(f'"{shown(text)}" is negative', "0 or more")
    if re.match(rf"\s*{NUMBER}[eE][-+]?[0-9]", text):
        return QuantityError(f'"{shown(text)}" has an exponent', "a plain decimal number before the unit")
    return None
