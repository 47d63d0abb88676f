"""The kinds of value that speak of the clock: a moment of the week, hours of the day, an offset between clocks."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from attrs import frozen

from cmgsim.model.scenario_kinds import Bad, Kind, Place
from cmgsim.model.units import HOUR, MINUTE
from cmgsim.model.week import moment_of_week_ns, span_ns, text_of_moment, text_of_span
from cmgsim.model.wording import describe

_CLOCK: Final = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_END: Final = f"({_CLOCK}|24:00(:00)?)"
_DAYS: Final = "([Mm]on(day)?|[Tt]ue(sday)?|[Ww]ed(nesday)?|[Tt]hu(rsday)?|[Ff]ri(day)?|[Ss]at(urday)?|[Ss]un(day)?)"
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])([0-9]{1,2})(?::([0-5][0-9]))?")
MAX_OFFSET: Final = 14 * HOUR
"""The easternmost clock of the world."""


@frozen
class MomentOfWeek(Kind):
    """A weekday and a time of the day, as nanoseconds since Monday's midnight."""

    textual: ClassVar[bool] = True
    takes = 'a weekday and a time of the day, as "mon 07:30"'

    def read(self, raw: Any, at: Place) -> int | Bad:
        try:
            return moment_of_week_ns(raw)
        except (ValueError, AttributeError):
            return at.wrong(f"{describe(raw)} is no moment of the week", self.takes)

    def write(self, value: int) -> str:
        return text_of_moment(value)

    def show(self, value: int) -> str:
        return text_of_moment(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^\s*{_DAYS} +{_CLOCK}\s*$", "examples": ["mon 07:30"]}


@frozen
class HoursOfDay(Kind):
    """A span of the day, as nanoseconds since midnight; one that ends before it begins ends on the next day."""

    textual: ClassVar[bool] = True
    takes = 'a span of the day, as "08:00-18:00"'

    def read(self, raw: Any, at: Place) -> tuple[int, int] | Bad:
        try:
            return span_ns(raw)
        except (ValueError, AttributeError):
            return at.wrong(f"{describe(raw)} is no span of the day", self.takes)

    def write(self, value: tuple[int, int]) -> str:
        return text_of_span(value)

    def show(self, value: tuple[int, int]) -> str:
        return text_of_span(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^\s*{_CLOCK}\s*[-–]\s*{_END}\s*$", "examples": ["08:00-18:00"]}


@frozen
class ClockOffset(Kind):
    """How far a clock is ahead of another."""

    textual: ClassVar[bool] = True
    takes = 'an offset from -14:00 to +14:00, as "+01:00" or "UTC-5"'

    def read(self, raw: Any, at: Place) -> int | Bad:
        match = _OFFSET.fullmatch(raw.strip()) if isinstance(raw, str) else None
        if isinstance(raw, str) and raw.strip() in {"UTC", "GMT"}:
            return 0
        value = 0 if match is None else int(match[2]) * HOUR + int(match[3] or 0) * MINUTE
        if match is None or value > MAX_OFFSET:
            return at.wrong(f"{describe(raw)} is no offset between clocks", self.takes)
        return -value if match[1] == "-" else value

    def write(self, value: int) -> str:
        hours, minutes = divmod(abs(value) // MINUTE, HOUR // MINUTE)
        return f"{'-' if value < 0 else '+'}{hours:02}:{minutes:02}"

    def show(self, value: int) -> str:
        return self.write(value)

    def schema(self) -> dict[str, Any]:
        offset = r"(UTC|GMT)?\s*[+-][0-9]{1,2}(:[0-5][0-9])?"
        return {"type": "string", "pattern": rf"^\s*(UTC|GMT|{offset})\s*$", "examples": ["+01:00"]}
