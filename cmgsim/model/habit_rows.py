"""The numbers of clients' habits: hours online, what a profile changes, and the factor of a traffic preset."""

from __future__ import annotations

from collections.abc import Iterator

from cmgsim.facts.limits import EGRESS_HIGH, EGRESS_LOW
from cmgsim.facts.profiles import PROFILES
from cmgsim.facts.rows import Confidence
from cmgsim.model.arrivals import scaling_of
from cmgsim.model.assumption_row import Row, given_row, stated_row
from cmgsim.model.scenario import Clients, Scenario
from cmgsim.model.units import HOUR
from cmgsim.model.week import text_of_moment, text_of_span

_MB = 1_000_000


def habit_rows(scenario: Scenario) -> Iterator[Row]:
    """The rows of every cohort; those of a profile once, however many cohorts have it."""
    if any(path == "scenario.start" for path in scenario.given):
        yield given_row("scenario.start", text_of_moment(scenario.general.start_ns), "weekday and time")
    shared: dict[str, Row] = {}
    own: list[Row] = []
    for position, cohort in enumerate(scenario.clients):
        shared.update((row.name, row) for row in _of_profile(cohort))
        own += _own(cohort, f"clients[{position}]")
    yield from shared.values()
    yield from own


def _of_profile(cohort: Clients) -> Iterator[Row]:
    profile = PROFILES[cohort.profile]
    hours = profile.online
    if cohort.online is None and cohort.weekdays is None:
        yield Row(
            f"profile.{profile.name}.online", str(hours), "local time", str(hours.source.confidence),
            str(hours.source), hours.note, None, used=True,
        )  # fmt: skip
    for habit in () if cohort.activities else profile.habits:
        for name, figure in habit.figures.items():
            yield stated_row(f"profile.{profile.name}.{habit.request}.{name}", figure, used=True)


def _own(cohort: Clients, path: str) -> Iterator[Row]:
    if cohort.online is not None:
        yield given_row(f"{path}.online", ", ".join(map(text_of_span, cohort.online)) or "all day", "local time")
    if cohort.weekdays is not None:
        yield given_row(f"{path}.weekdays", ", ".join(cohort.weekdays), "days")
    if cohort.time_zone_ns:
        yield given_row(f"{path}.time_zone", cohort.time_zone_ns / HOUR, "h")
    scaled = scaling_of(cohort)
    if scaled is not None:
        documented = scaled.target_bytes in {int(limit.value) * _MB for limit in (EGRESS_LOW, EGRESS_HIGH)}
        confidence = Confidence.DOCUMENTED if documented else Confidence.ASSUMED
        source = str(EGRESS_LOW.figure.source) if documented else given_row("", 0, "").source
        yield Row(
            f"{path}.traffic", scaled.target_bytes, "bytes", str(confidence), source,
            "egress of one client in a month, to which assumed sizes are scaled", None, used=True,
        )  # fmt: skip
        yield Row(
            f"{path}.traffic.factor", scaled.factor, "factor", str(Confidence.ASSUMED), "computed by cmgsim",
            f"assumed sizes times this make {scaled.target_bytes / _MB:g} MB a client and month; that all of them "
            "grow alike is the assumption", None, used=True,
        )  # fmt: skip
