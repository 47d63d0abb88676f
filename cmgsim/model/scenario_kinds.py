"""
The kinds of value that a key of a scenario file takes.

A kind reads what TOML gave into base units and reports what is wrong with it, writes it back in canonical form, says
in words what it takes, and says the same in JSON Schema. What it takes is stated once, here or where it is used.
"""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ClassVar, Final

from attrs import define, field, frozen

from cmgsim.model.key_path import joined
from cmgsim.model.wording import cure, describe

LONGEST_TEXT: Final = 256
"""Characters of any text of a scenario that is not a name."""


class Bad(Enum):
    """What stands for a value that could not be read; its problem is in the report."""

    BAD = "bad"


BAD: Final = Bad.BAD


@define(eq=False)
class Report:
    """What a reading finds: the problems and the key paths that the user wrote."""

    problems: list[tuple[str, str, str]] = field(factory=list)
    """Key path, what is wrong, what would be right."""
    given: list[str] = field(factory=list)
    homes: Mapping[str, str] = field(factory=dict)
    """Where keys belong, for those that stand in a wrong table."""
    folder: Path = Path()
    """Where the names of other files begin."""


@frozen
class Place:
    """Where in the document a reader stands."""

    report: Report
    path: str = ""

    def to(self, step: str | int) -> Place:
        """The place of a key or of a position in a list."""
        return Place(self.report, joined(self.path, step))

    def wrong(self, message: str, expected: str = "") -> Bad:
        """Report a problem here."""
        self.report.problems.append((self.path, message, expected))
        return BAD


class Kind(ABC):
    """What a key takes."""

    textual: ClassVar[bool] = False
    """Whether it takes free text, so that `--set` must not read a number or a flag out of it."""

    @property
    @abstractmethod
    def takes(self) -> str:
        """What would be right, in words."""

    @abstractmethod
    def read(self, raw: Any, at: Place) -> Any:
        """The value in base units, or BAD with its problems reported."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of what `read` takes, as far as a schema can tell."""

    def write(self, value: Any) -> Any:
        """The canonical form, which `read` takes again."""
        return value

    def show(self, value: Any) -> str:
        """The value as people read it."""
        return str(value)

    def raw(self, value: Any) -> Any:
        """*value* as a file would hold it: what is already written so, or a value in base units."""
        return value if isinstance(value, (str, Mapping)) else self.write(value)


@frozen
class Whole(Kind):
    """A count."""

    low: int
    high: int

    @property
    def takes(self) -> str:
        return f"a whole number from {self.low:,} to {self.high:,}"

    def read(self, raw: Any, at: Place) -> int | Bad:
        if isinstance(raw, bool) or not isinstance(raw, Integral):
            quotes = ", without quotes" if isinstance(raw, str) else ""
            return at.wrong(f"{describe(raw)} is no count", self.takes + quotes)
        value = int(raw)
        if not self.low <= value <= self.high:
            size = "too few" if value < self.low else "too many"
            return at.wrong(f"{describe(raw).removeprefix('the bare number ')} is {size}", self.takes)
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@frozen
class Share(Kind):
    """A probability, a share or a utilisation; the ends may be left out."""

    above_0: bool = False
    below_1: bool = False

    @property
    def takes(self) -> str:
        ends = [words for words, out in (("0", self.above_0), ("1", self.below_1)) if out]
        return "a number from 0 to 1" + (f", {' and '.join(ends)} left out" if ends else "")

    def read(self, raw: Any, at: Place) -> float | Bad:
        if isinstance(raw, bool) or not isinstance(raw, Real):
            return at.wrong(f"{describe(raw)} is no number", self.takes)
        value = _as_float(raw)
        if not 0 <= value <= 1 or (self.above_0 and value == 0) or (self.below_1 and value == 1):
            return at.wrong(f"{describe(raw).removeprefix('the bare number ')} is out of range", self.takes)
        if 0 < value < sys.float_info.min:
            return at.wrong(f"{value!r} is too small to tell from 0", self.takes)
        return value + 0.0  # adding 0.0 turns -0.0 into 0.0

    def schema(self) -> dict[str, Any]:
        low = "exclusiveMinimum" if self.above_0 else "minimum"
        high = "exclusiveMaximum" if self.below_1 else "maximum"
        return {"type": "number", low: 0, high: 1}


@frozen
class Flag(Kind):
    """True or false."""

    takes = "true or false"

    def read(self, raw: Any, at: Place) -> bool | Bad:
        return raw if isinstance(raw, bool) else at.wrong(f"{describe(raw)} is neither true nor false", self.takes)

    def show(self, value: Any) -> str:
        return str(value).lower()

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@frozen
class Choice(Kind):
    """One of a few words or numbers."""

    options: tuple[str | int, ...]
    build: Callable[[Any], Any] = field(default=lambda option: option, eq=False)
    short: str = ""
    """For the schema: the form of a short form that is taken apart before it comes here."""

    @property
    def textual(self) -> bool:  # type: ignore[override]
        return isinstance(self.options[0], str)

    @property
    def takes(self) -> str:
        return "one of " + ", ".join(f'"{option}"' if self.textual else str(option) for option in self.options)

    def read(self, raw: Any, at: Place) -> Any:
        if isinstance(raw, bool) or type(raw) not in (str, int) or raw not in self.options:
            guessed = cure(raw, self.options) if isinstance(raw, str) and self.textual else ""  # type: ignore[arg-type]
            return at.wrong(f"{describe(raw)} is not known here", guessed if "did you" in guessed else self.takes)
        return self.build(raw)

    def write(self, value: Any) -> Any:
        return value if isinstance(value, int) else str(value)

    def schema(self) -> dict[str, Any]:
        options: dict[str, Any] = {"enum": list(self.options)}
        return {"anyOf": [options, {"type": "string", "pattern": self.short}]} if self.short else options


@frozen
class Text(Kind):
    """Printable text of a bounded length, in a given form if need be."""

    longest: int = LONGEST_TEXT
    form: str = ""
    """A regular expression for the whole text; empty: any."""
    words: str = ""
    """What *form* takes, in words."""

    textual: ClassVar[bool] = True

    @property
    def takes(self) -> str:
        return self.words or f"1 to {self.longest} printable characters"

    def read(self, raw: Any, at: Place) -> str | Bad:
        if not isinstance(raw, str):
            return at.wrong(f"{describe(raw)} is no text", f"{self.takes}, in quotes")
        wrong = self._wrong(raw)
        return at.wrong(wrong, self.takes) if wrong else raw

    def _wrong(self, raw: str) -> str:
        checks = (
            (not raw.strip(), "is empty"),
            (len(raw) > self.longest, f"has {len(raw):,} characters"),
            (not raw.isprintable(), f"{describe(raw)} has a character that cannot be printed"),
            (raw != raw.strip(), f"{describe(raw)} begins or ends with a space"),
            (
                bool(self.form) and not re.fullmatch(self.form, raw[: self.longest]),
                f"{describe(raw)} has the wrong form",
            ),
        )
        return next((message for fails, message in checks if fails), "")

    def schema(self) -> dict[str, Any]:
        form = {"pattern": f"^(?:{self.form})$"} if self.form else {}
        return {"type": "string", "minLength": 1, "maxLength": self.longest, **form}


@frozen
class ListOf(Kind):
    """A list of values of one kind."""

    item: Kind
    most: int
    least: int = 0
    unique: bool = False

    @property
    def takes(self) -> str:
        return f"a list of {self.least} to {self.most:,}, each {self.item.takes}"

    def read(self, raw: Any, at: Place) -> tuple[Any, ...] | Bad:
        if isinstance(raw, (str, bytes)) or not isinstance(raw, Sequence):
            return at.wrong(f"{describe(raw)} is no list", self.takes)
        if not self.least <= len(raw) <= self.most:
            return at.wrong(f"has {len(raw):,} items", self.takes)
        values = tuple(self.item.read(each, at.to(position)) for position, each in enumerate(raw))
        if self.unique and BAD not in values and len(dict.fromkeys(values)) < len(values):
            return at.wrong("says the same twice", "each once")
        return BAD if BAD in values else values

    def write(self, value: Sequence[Any]) -> list[Any]:
        return [self.item.write(each) for each in value]

    def show(self, value: Sequence[Any]) -> str:
        return ", ".join(self.item.show(each) for each in value) or "none"

    def raw(self, value: Any) -> Any:
        return [self.item.raw(each) for each in value] if isinstance(value, (list, tuple)) else value

    def schema(self) -> dict[str, Any]:
        unique = {"uniqueItems": True} if self.unique else {}
        return {"type": "array", "items": self.item.schema(), "minItems": self.least, "maxItems": self.most, **unique}


def _as_float(raw: Real) -> float:
    """A number as a float; infinite where it is too large for one."""
    try:
        return float(raw)
    except OverflowError:
        return float("inf")
