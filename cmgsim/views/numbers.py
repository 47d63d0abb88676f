"""Numbers as people of each language write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from cmgsim.flows.nouns import Language

_NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
_SPACE: Final = "\N{NO-BREAK SPACE}"
_ENDS: Final = (0, 100)
_MOST_DECIMALS: Final = 4


def count(lang: Language, number: int) -> str:
    """
    A whole number, its thousands set apart.

    Example:
        >>> count("en", 12345)
        '12,345'
    """
    return _written(lang, f"{number:,}")


def significant(lang: Language, number: float, digits: int = 3) -> str:
    """
    A measured number with *digits* significant digits, and all digits before the decimal point.

    Example:
        >>> [significant("en", number) for number in (0.012345, 9.9, 9.999, 449.3, 12345.6, 0)]
        ['0.0123', '9.90', '10.0', '449', '12,346', '0']
    """
    if number == 0:
        return "0"
    exponent = int(f"{number:.{digits - 1}e}".partition("e")[2])  # that of the rounded number
    decimals = max(0, digits - 1 - exponent)
    return _written(lang, f"{number:,.{decimals}f}")


def given(lang: Language, number: float) -> str:
    """
    A number as somebody wrote it down, without zeros at its end.

    Example:
        >>> [given("fr", number) for number in (0.5, 20, 99.90)]
        ['0,5', '20', '99,9']
    """
    return _written(lang, f"{number:,.10f}".rstrip("0").rstrip("."))


def share(lang: Language, part: float) -> str:
    """
    A share in per cent; a decimal below ten, and as many as it takes to tell a little from nothing and all from nearly.

    Example:
        >>> [share("en", part).split()[0] for part in (0.744, 0.0351, 0.0002, 0.99996, 1, 0)]
        ['74', '3.5', '0.02', '99.996', '100', '0']
    """
    percent = 100 * part
    for decimals in range(0 if part >= 0.0995 or part == 0 else 1, _MOST_DECIMALS + 1):
        text = f"{percent:,.{decimals}f}"
        if (float(text.replace(",", "")) in _ENDS) == (percent in _ENDS):
            break
    return f"{_written(lang, text)}{_SPACE}%"


def _written(lang: Language, text: str) -> str:
    if lang == "en":
        return text
    return text.replace(",", _NARROW).replace(".", ",")


@frozen
class TimeUnit:
    """The unit in which all times of one table are written."""

    name: str
    per_second: float

    def write(self, lang: Language, seconds: float) -> str:
        """*seconds* in this unit, without its name."""
        return significant(lang, seconds * self.per_second)


SECONDS: Final = TimeUnit("s", 1)
MILLISECONDS: Final = TimeUnit("ms", 1_000)


def quantity(lang: Language, seconds: float) -> str:
    """
    A time by itself, with the unit that suits it.

    Example:
        >>> quantity("en", 0.5213).split(), quantity("en", 1.942).split()
        (['521', 'ms'], ['1.94', 's'])
    """
    unit = SECONDS if seconds >= 1 else MILLISECONDS
    return f"{unit.write(lang, seconds)}{_SPACE}{unit.name}"


_LONG_S: Final = 10
"""From ten seconds on nobody thinks in milliseconds."""


def unit_for(seconds: Iterable[float | None]) -> TimeUnit:
    """
    The unit for a table of times: milliseconds, unless one of them is long.

    Example:
        >>> unit_for([0.2, None, 6.5]).name, unit_for([0.2, 600]).name
        ('ms', 's')
    """
    return SECONDS if max((each for each in seconds if each is not None), default=0) >= _LONG_S else MILLISECONDS
