"""
The week by the clock: what time zero means, and when the devices of a cohort are online.

Everything repeats weekly, at fixed offsets from the clock of the scenario: there is no daylight saving time and no
holiday. A stint is one uninterrupted time online.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from cmgsim.facts.profiles import PROFILES, WEEKDAYS
from cmgsim.model.distributions import Distribution
from cmgsim.model.scenario import Clients
from cmgsim.model.units import DAY, WEEK

Span = tuple[int, int]
"""From when to when, in nanoseconds: of a day since midnight, of a week since Monday's."""
WHOLE_DAY: Final[Span] = (0, DAY)


@frozen
class Hours:
    """The weekly stints of a cohort, by the clock of the scenario, before each device's own delay."""

    stints: tuple[Span, ...]
    """In order, apart from each other; the last may reach into the next week."""
    spread: Distribution
    """How much later a device comes and goes, drawn anew for each stint."""
    catch_up: Distribution
    """How long after it has come online it makes up for what was due meanwhile."""

    @property
    def online_ns(self) -> int:
        """Time online in a week."""
        return sum(end - start for start, end in self.stints)

    @property
    def gaps_ns(self) -> tuple[int, ...]:
        """Time offline before each stint."""
        ends = (self.stints[-1][1] - WEEK, *(end for _, end in self.stints[:-1]))
        return tuple(start - end for (start, _), end in zip(self.stints, ends, strict=True))


def hours_of(cohort: Clients) -> Hours | None:
    """
    When the devices of *cohort* are online; None: always.

    Example:
        >>> hours_of(Clients(count=1)) is None
        True
        >>> office = hours_of(Clients(count=1, profile="monday-morning"))
        >>> len(office.stints), office.online_ns // (3_600 * 10**9)
        (5, 50)
    """
    usual = PROFILES[cohort.profile].online
    spans = tuple(map(span_ns, usual.spans)) if cohort.online is None else cohort.online
    weekdays = usual.weekdays if cohort.weekdays is None else cohort.weekdays
    if not spans and set(weekdays) == set(WEEKDAYS):
        return None
    stints = _merged(
        ((WEEKDAYS.index(day) * DAY + start - cohort.time_zone_ns) % WEEK, end - start)
        for day in weekdays
        for start, end in spans or (WHOLE_DAY,)
    )
    return Hours(stints, cohort.spread, cohort.catch_up) if stints else None


def _merged(lengths: object) -> tuple[Span, ...]:
    """Stints as start and length, put together where they touch, around the end of the week too; none: no gap."""
    found: list[Span] = []
    for start, length in sorted(lengths):  # type: ignore[call-overload]
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], start + length)
        else:
            found.append((start, start + length))
    while len(found) > 1 and found[0][0] + WEEK <= found[-1][1]:
        first = found.pop(0)
        found[-1] = found[-1][0], max(found[-1][1], first[1] + WEEK)
    return () if found[-1][1] - found[-1][0] >= WEEK else tuple(found)


def span_ns(text: str) -> Span:
    """
    A span of the day as a scenario file writes it; one that ends before it begins ends on the next day.

    Example:
        >>> [each // (3_600 * 10**9) for each in span_ns("22:00-06:00")]
        [22, 30]

    Raises:
        ValueError: It is no span.
    """
    start, end = (_clock_ns(part) for part in _halves(text))
    if start == DAY:
        raise ValueError(text)
    return start, end if end > start else end + DAY


def moment_of_week_ns(text: str) -> int:
    """
    A weekday and a time of the day, in nanoseconds since Monday's midnight.

    Example:
        >>> moment_of_week_ns("tue 09:30") == (24 + 9.5) * 3_600 * 10**9
        True

    Raises:
        ValueError: It is no such moment.
    """
    day, _, clock = text.strip().lower().partition(" ")
    time_ns = _clock_ns(clock.strip())
    if time_ns == DAY:
        raise ValueError(text)
    return WEEKDAYS.index(day[:3]) * DAY + time_ns if day in _DAY_WORDS else _wrong(text)


def text_of_moment(since_monday_ns: int) -> str:
    """
    A moment of the week as a scenario file writes it.

    Example:
        >>> text_of_moment(moment_of_week_ns("Sunday 23:59"))
        'sun 23:59'
    """
    day, time_ns = divmod(since_monday_ns, DAY)
    return f"{WEEKDAYS[day]} {text_of_clock(time_ns)}"


def text_of_span(span: Span) -> str:
    """A span of the day as a scenario file writes it."""
    start, end = span
    return f"{text_of_clock(start)}-{text_of_clock(end if end <= DAY else end - DAY)}"


def text_of_clock(time_ns: int) -> str:
    """A time of the day, to the second where it has seconds."""
    seconds = time_ns // _SECOND
    minutes = f"{seconds // 3_600:02}:{seconds // 60 % 60:02}"
    return minutes if seconds % 60 == 0 else f"{minutes}:{seconds % 60:02}"


_SECOND: Final = DAY // 86_400
_LONG_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_WORDS: Final = (*WEEKDAYS, *_LONG_DAYS)


def _halves(text: str) -> tuple[str, str]:
    first, dash, second = text.replace("–", "-").partition("-")
    return (first.strip(), second.strip()) if dash else _wrong(text)


def _clock_ns(text: str) -> int:
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(len(part) == 2 and part.isascii() and part.isdigit() for part in parts):
        raise ValueError(text)
    hours, minutes, seconds = (*map(int, parts), 0)[:3]
    total = (hours * 3_600 + minutes * 60 + seconds) * _SECOND
    return total if minutes < 60 and seconds < 60 and total <= DAY else _wrong(text)


def _wrong(text: str) -> Any:
    raise ValueError(text)
