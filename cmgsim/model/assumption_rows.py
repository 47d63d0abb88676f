"""
Every number that a run of a scenario uses: value, source, how well it is founded, and whether this run needs it.

Three kinds come together: what the model assumes (`assumptions`), what the request catalogue and the limits state
(`facts`), and what the user wrote. The source of that tells a number whose measurement `[measured]` names from one that
is just given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from attrs import asdict, evolve

from cmgsim.facts import limits
from cmgsim.facts.activities import CATALOGUE, default_activities
from cmgsim.facts.profiles import PROFILES
from cmgsim.facts.rows import Confidence, Deployment, Figure, RequestKind, Role
from cmgsim.model.assumption_row import GIVEN, UNPROVEN, Row, given_row, stated_row
from cmgsim.model.assumptions import ASSUMPTIONS, MS, SECOND, Assumption
from cmgsim.model.distributions import Distribution, constant
from cmgsim.model.evidence import evidence
from cmgsim.model.habit_rows import habit_rows
from cmgsim.model.key_path import joined
from cmgsim.model.scenario import Clients, Scenario
from cmgsim.model.scenario_schema import ROOT
from cmgsim.model.scenario_sections import Section, Table, Tables
from cmgsim.model.week import hours_of

BUILT_IN: Final = "the built-in scenario"
_UNIT: Final = {"s": SECOND, "ms": MS}


def assumption_rows(scenario: Scenario | None = None) -> list[dict[str, Any]]:
    """
    The numbers behind a run of *scenario*, as `cmgsim assumptions` prints them; None: one client, all by default.

    A random quantity shows its mean; a number that several tables share stands once, and once more for each table
    that has its own.

    Example:
        >>> rows = {row["name"]: row for row in assumption_rows()}
        >>> rows["cmg.service_time"]["value"], rows["cmg.service_time"]["unit"], rows["cmg.service_time"]["confidence"]
        (20, 'ms', 'assumed')
    """
    subject = scenario or Scenario(clients=(Clients(count=1),))
    rows = [
        *_model_rows(subject), *_bandwidth_rows(subject), *habit_rows(subject), *_activity_rows(subject),
        *_limit_rows(subject),
    ]  # fmt: skip
    known = (_with_evidence(row, subject) for row in rows)
    return [asdict(_unmeasured(row, subject) if subject.built_in else row) for row in known]


def _with_evidence(row: Row, scenario: Scenario) -> Row:
    """Of a given number, how the scenario says that it is known."""
    by = evidence(scenario, row.name) if row.source == GIVEN else None
    if by is None:
        return row
    return evolve(row, confidence=str(Confidence.MEASURED), source=by, why=row.why.replace(UNPROVEN, "measured"))


def _unmeasured(row: Row, scenario: Scenario) -> Row:
    """Nobody measured anything for the built-in scenario; only what a user sets in it counts as given."""
    if row.source != GIVEN or row.name in scenario.given:
        return row
    return evolve(row, confidence=str(Confidence.ASSUMED), source=BUILT_IN, why="chosen for the built-in scenario")


def _model_rows(scenario: Scenario) -> Iterator[Row]:
    for assumption in ASSUMPTIONS:
        used = _needs(scenario, assumption.name)
        settings = list(_settings(ROOT, scenario, assumption.name.split("."), ""))
        own = [(path, value) for path, value in settings if path in scenario.given or value != assumption.distributions]
        if len(own) < len(settings):
            yield _assumed(assumption.name, assumption.distributions, assumption, used=used)
        for path, value in own:
            yield _assumed(path, value, assumption, used=used, given=True)


def _settings(
    section: Section, owner: Any, steps: Sequence[str], path: str
) -> Iterator[tuple[str, tuple[Distribution, ...]]]:
    key = section.key(steps[0])
    here = joined(path, steps[0])
    value = getattr(owner, steps[0]) if key is None else key.value_in(owner)
    if key is not None and isinstance(key.kind, Table):
        yield from _settings(key.kind.section, value, steps[1:], here)
    elif key is not None and isinstance(key.kind, Tables):
        for position, each in enumerate(value):
            yield from _settings(key.kind.section, each, steps[1:], joined(here, position))
    else:
        yield here, _distributions(value)


def _distributions(value: Any) -> tuple[Distribution, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(each if isinstance(each, Distribution) else constant(each) for each in values)


def _assumed(name: str, value: tuple[Distribution, ...], row: Assumption, *, used: bool, given: bool = False) -> Row:
    numbers = [_number(each.mean / _UNIT.get(row.unit, 1)) for each in value]
    families = sorted({each.code.name.lower() for each in value if not each.is_constant})
    drawn = f"; drawn: {', '.join(families)}, with this mean" if families else ""
    return Row(
        name=name,
        value=numbers[0] if len(row.distributions) == 1 else numbers,
        unit=row.unit,
        confidence=str(Confidence.ASSUMED if given else row.confidence),
        source=GIVEN if given else row.source,
        why=f"{UNPROVEN if given else row.why}{drawn}",
        plausible=None if row.plausible is None else list(row.plausible),
        used=used,
    )


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _bandwidth_rows(scenario: Scenario) -> Iterator[Row]:
    for leg in ("client_azure", "azure_connection_point", "on_premises"):
        bandwidth = getattr(scenario.network, leg).bandwidth_bps
        if bandwidth is not None:
            yield given_row(f"network.{leg}.bandwidth", bandwidth, "bit/s")


def _activity_rows(scenario: Scenario) -> Iterator[Row]:
    # A dictionary for its order: each number of the catalogue once, however many cohorts use it.
    catalogue: dict[str, Row] = {}
    own: list[Row] = []
    for position, cohort in enumerate(scenario.clients):
        for kind in () if cohort.activities else default_activities(cohort.authentication):
            changed = [
                "filled" if name == "share" else name
                for habit in PROFILES[cohort.profile].habits
                for name in habit.figures
                if habit.request == kind.name
            ]
            parts = [part for part in ("every", "jitter", "filled", "up", "down") if part not in changed]
            catalogue.update(_catalogue_rows(kind, parts))
        for place, activity in enumerate(cohort.activities):
            path = f"clients[{position}].activities[{place}]"
            own += [given_row(f"{path}.{name}", *shown) for name, *shown in _own_numbers(activity)]
            sizes = [part for part in ("up", "down") if getattr(activity, part) is None]
            catalogue.update(_catalogue_rows(CATALOGUE[activity.request], sizes))
    yield from catalogue.values()
    yield from own


def _own_numbers(activity: Any) -> Iterator[tuple[str, Any, str]]:
    if activity.every_ns is not None:
        yield "every", _number(activity.every_ns / SECOND), "s"
        yield "share", activity.share, "share"
    if activity.jitter is not None:
        yield "jitter", _number(activity.jitter.mean / SECOND), "s"
    if activity.rate_per_s is not None:
        yield "rate", activity.rate_per_s, "requests/s"
    if activity.at_ns:
        yield "at", [_number(moment / SECOND) for moment in activity.at_ns], "s"
    if activity.observed is not None:
        yield "observed", activity.observed.count, "requests"
    for part in ("up", "down"):
        if (size := getattr(activity, part)) is not None:
            yield part, _number(size.mean), "bytes"


def _catalogue_rows(kind: RequestKind, parts: Iterable[str]) -> Iterator[tuple[str, Row]]:
    for part in parts:
        figure: Figure | None = getattr(kind, part)
        if figure is not None:
            name = f"catalogue.{kind.name}.{'share' if part == 'filled' else part}"
            yield name, stated_row(name, figure, used=True)


def _limit_rows(scenario: Scenario) -> Iterator[Row]:
    size = limits.VM_SIZES[scenario.cmg.vm_size]
    disturbed = bool(scenario.faults or scenario.changes)
    yield stated_row(f"limits.{size.name}.clients", Figure(size.clients, "connections", size.source), used=True)
    for row, used in (
        (limits.CHANNEL_CHECK, disturbed),
        (limits.LB_PROBE_INTERVAL, disturbed),
        (limits.SOFTWARE_CENTER_DELAY, _https_channel(scenario)),
    ):
        yield stated_row(f"limits.{row.name}", row.figure, used=used)


def _needs(scenario: Scenario, name: str) -> bool:
    """Whether a run of *scenario* can come to use the assumption of that name."""
    asks = {
        "management_points": lambda: Role.MANAGEMENT_POINT in _targets(scenario),
        "software_update_points": lambda: Role.SOFTWARE_UPDATE_POINT in _targets(scenario),
        "clients.spread": lambda: _has_hours(scenario),
        "clients.catch_up": lambda: _has_hours(scenario),
        "network.dns_ttl_cname": lambda: scenario.cmg.service_name is not None,
        "network.connect_timeout": lambda: bool(scenario.faults or scenario.changes),
        "network.https_channel_round_trips": lambda: _https_channel(scenario),
    }
    needed = asks.get(name) or asks.get(name.partition(".")[0])
    return needed is None or needed()


def _has_hours(scenario: Scenario) -> bool:
    return any(hours_of(cohort) is not None for cohort in scenario.clients)


def _https_channel(scenario: Scenario) -> bool:
    # A classic deployment comes to HTTPS when something keeps it from TCP-TLS: a proxy, or what goes wrong on the way.
    falls_back = bool(scenario.faults) or any(table.proxy for table in scenario.connection_points)
    return scenario.cmg.deployment is Deployment.SCALE_SET or falls_back


def _targets(scenario: Scenario) -> set[Role]:
    return {
        kind.target
        for cohort in scenario.clients
        for kind in (
            [CATALOGUE[activity.request] for activity in cohort.activities] or default_activities(cohort.authentication)
        )
    }
