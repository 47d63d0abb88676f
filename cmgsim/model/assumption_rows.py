"""
Every number that a run of a scenario uses: value, source, how well it is founded, and whether this run needs it.

Three kinds come together: what the model assumes (`assumptions`), what the request catalogue and the limits state
(`facts`), and what the user wrote, which counts as measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final

from attrs import asdict, evolve, frozen

from cmgsim.facts import limits
from cmgsim.facts.activities import CATALOGUE, default_activities
from cmgsim.facts.rows import Confidence, Deployment, Figure, RequestKind, Role
from cmgsim.model.assumptions import ASSUMPTIONS, MS, SECOND, Assumption
from cmgsim.model.distributions import Distribution, constant
from cmgsim.model.key_path import joined
from cmgsim.model.scenario import Clients, Scenario
from cmgsim.model.scenario_schema import ROOT
from cmgsim.model.scenario_sections import Section, Table, Tables

BUILT_IN: Final = "the built-in scenario"
GIVEN: Final = "given by the scenario"
"""Source of a number that the user wrote."""

_UNIT: Final = {"s": SECOND, "ms": MS}


@frozen
class _Row:
    name: str
    value: Any
    unit: str
    confidence: str
    source: str
    why: str
    plausible: list[float] | None
    used: bool


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
    rows = [*_model_rows(subject), *_bandwidth_rows(subject), *_activity_rows(subject), *_limit_rows(subject)]
    return [asdict(_unmeasured(row, subject) if subject.built_in else row) for row in rows]


def _unmeasured(row: _Row, scenario: Scenario) -> _Row:
    """Nobody measured anything for the built-in scenario; only what a user sets in it counts as measured."""
    if row.source != GIVEN or row.name in scenario.given:
        return row
    return evolve(row, confidence=str(Confidence.ASSUMED), source=BUILT_IN, why="chosen for the built-in scenario")


def _model_rows(scenario: Scenario) -> Iterator[_Row]:
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


def _assumed(name: str, value: tuple[Distribution, ...], row: Assumption, *, used: bool, given: bool = False) -> _Row:
    numbers = [_number(each.mean / _UNIT.get(row.unit, 1)) for each in value]
    families = sorted({each.code.name.lower() for each in value if not each.is_constant})
    drawn = f"; drawn: {', '.join(families)}, with this mean" if families else ""
    return _Row(
        name=name,
        value=numbers[0] if len(row.distributions) == 1 else numbers,
        unit=row.unit,
        confidence=str(Confidence.MEASURED if given else row.confidence),
        source=GIVEN if given else row.source,
        why=f"{GIVEN if given else row.why}{drawn}",
        plausible=None if row.plausible is None else list(row.plausible),
        used=used,
    )


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _bandwidth_rows(scenario: Scenario) -> Iterator[_Row]:
    for leg in ("client_azure", "azure_connection_point", "on_premises"):
        bandwidth = getattr(scenario.network, leg).bandwidth_bps
        if bandwidth is not None:
            yield _given(f"network.{leg}.bandwidth", bandwidth, "bit/s")


def _given(name: str, value: Any, unit: str) -> _Row:
    return _Row(name, value, unit, str(Confidence.MEASURED), GIVEN, GIVEN, None, used=True)


def _activity_rows(scenario: Scenario) -> Iterator[_Row]:
    # A dictionary for its order: each number of the catalogue once, however many cohorts use it.
    catalogue: dict[str, _Row] = {}
    own: list[_Row] = []
    for position, cohort in enumerate(scenario.clients):
        for kind in () if cohort.activities else default_activities(cohort.authentication):
            catalogue.update(_catalogue_rows(kind, ("every", "jitter", "filled", "up", "down")))
        for place, activity in enumerate(cohort.activities):
            path = f"clients[{position}].activities[{place}]"
            own += [_given(f"{path}.{name}", *shown) for name, *shown in _own_numbers(activity)]
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
    for part in ("up", "down"):
        if (size := getattr(activity, part)) is not None:
            yield part, _number(size.mean), "bytes"


def _catalogue_rows(kind: RequestKind, parts: Iterable[str]) -> Iterator[tuple[str, _Row]]:
    for part in parts:
        figure: Figure | None = getattr(kind, part)
        if figure is not None:
            name = f"catalogue.{kind.name}.{'share' if part == 'filled' else part}"
            yield name, _stated(name, figure, used=True)


_NO_NOTE: Final = MappingProxyType(
    {
        Confidence.DOCUMENTED: "as the page states it",
        Confidence.PRACTITIONER: "as practitioners report it",
        Confidence.ASSUMED: "no page states it; a guess within the plausible range",
        Confidence.MEASURED: "as the scenario states it",
    }
)


def _stated(name: str, figure: Figure, *, used: bool) -> _Row:
    return _Row(
        name=name,
        value=figure.value,
        unit=figure.unit,
        confidence=str(figure.confidence),
        source=str(figure.source),
        why=figure.note or _NO_NOTE[figure.confidence],
        plausible=None if figure.plausible is None else list(figure.plausible),
        used=used,
    )


def _limit_rows(scenario: Scenario) -> Iterator[_Row]:
    size = limits.VM_SIZES[scenario.cmg.vm_size]
    disturbed = bool(scenario.faults or scenario.changes)
    yield _stated(f"limits.{size.name}.clients", Figure(size.clients, "connections", size.source), used=True)
    for row, used in (
        (limits.CHANNEL_CHECK, disturbed),
        (limits.LB_PROBE_INTERVAL, disturbed),
        (limits.SOFTWARE_CENTER_DELAY, _https_channel(scenario)),
    ):
        yield _stated(f"limits.{row.name}", row.figure, used=used)


def _needs(scenario: Scenario, name: str) -> bool:
    """Whether a run of *scenario* can come to use the assumption of that name."""
    match name.split("."):
        case ["management_points", *_]:
            return Role.MANAGEMENT_POINT in _targets(scenario)
        case ["software_update_points", *_]:
            return Role.SOFTWARE_UPDATE_POINT in _targets(scenario)
        case ["network", "dns_ttl_cname"]:
            return scenario.cmg.service_name is not None
        case ["network", "connect_timeout"]:
            return bool(scenario.faults or scenario.changes)
        case ["network", "https_channel_round_trips"]:
            return _https_channel(scenario)
        case _:
            return True


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
