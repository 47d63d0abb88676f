"""Replay a documented flow with one client: options in, a trace out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from cmgsim.engine.header import trace_header
from cmgsim.engine.replay import FLOWS, play
from cmgsim.engine.simulation import Simulation
from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.failures import parse_fault
from cmgsim.facts.rows import Authentication, Cloud, Deployment
from cmgsim.model.plan import lower
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import document, from_document
from cmgsim.model.wording import describe
from cmgsim.trace import Record, Trace

FLOW_NAMES: Final = tuple(FLOWS)
SERVICE_NAME: Final = "GraniteFalls.contoso.com"
"""The documentation's example prefix in its example company's domain, so that the alias (C2) can be seen."""


def replay(
    name: str,
    *,
    deployment: Deployment | str = Deployment.SCALE_SET,
    instances: int = 1,
    connection_points: int = 1,
    authentication: Authentication | str = Authentication.ENTRA,
    cloud: Cloud | str = Cloud.PUBLIC,
    faults: Sequence[str] = (),
    seed: int = 1,
) -> Trace:
    """
    Play a documented flow once; the last record of the trace says whether it reached its end, or where it stopped.

    Args:
        name: `deployment` (F1), `channel` (F2), `communication` (F3 to F5), `content` (C1 to C6),
            `content-distribution` (D1 to D4) or `all`.
        deployment: `scale-set` or `classic`.
        instances: Number of VM instances, 1 to 16.
        connection_points: Number of CMG connection points.
        authentication: How the client proves who it is: `entra`, `certificate` or `site-token`.
        cloud: `public` or `us-government`.
        faults: What is broken, each `KIND` or `KIND=VALUE`.
        seed: Of the draws; it decides service times and which instance the load balancer picks.

    Raises:
        ScenarioError: An argument is wrong; every problem at once.

    Example:
        >>> trace = replay("channel", deployment="classic", instances=3, faults=["ports-blocked=10140-10155"])
        >>> [(record.port, record.kind) for record in trace if record.kind in ("accepted", "refused")][:2]
        [(10140, 'refused'), (10124, 'accepted')]
    """
    scenario = _scenario(
        name,
        {"deployment": deployment, "instances": instances, "cloud": cloud},
        connection_points=connection_points,
        authentication=authentication,
        faults=faults,
    )
    return _played(scenario, name, seed)


def replay_in(
    scenario: Scenario, name: str, *, faults: Sequence[str] = (), passing: bool = False, seed: int | None = None
) -> Trace:
    """
    Play a documented flow once in the site and CMG that *scenario* describes, with one client of its first cohort.

    Args:
        scenario: Its own faults and changes are left out: a replay shows one state of things.
        name: A flow, as in `replay`.
        faults: What is broken, each `KIND` or `KIND=VALUE`.
        passing: Whether the faults are over when the connection points look after their channels again, a minute later.
        seed: Of the draws; None: the scenario's.

    Raises:
        ScenarioError: There is no such flow or no such fault; every problem at once.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [record.port for record in replay_in(contoso(), "channel") if record.kind == "accepted"]
        [10124, 10124, 10125, 10125]
    """
    parsed, problems = _faults(faults)
    whole = document(scenario)
    points = [{**table, "proxy": table["proxy"] or _through_proxy(parsed)} for table in whole["connection_points"]]
    single = {**whole["clients"][0], "count": 1}
    alone = {**whole, "connection_points": points, "clients": [single], "faults": parsed, "changes": []}
    seed = scenario.general.seed if seed is None else seed
    return _played(_checked(alone, [*_unknown_flow(name), *problems]), name, seed, passing=passing)


def _played(scenario: Scenario, name: str, seed: int, *, passing: bool = False) -> Trace:
    records: list[Record] = []
    simulation = Simulation(lower(scenario), seed=seed, replication=0, record=records.append)
    for fault in scenario.faults:
        simulation.begin(fault)
    play(simulation, name, scenario.faults if passing else ())
    # Roles write what they know at once, some of it about later instants; a stable sort keeps cause before effect.
    records.sort(key=lambda record: record.t_ns)
    return Trace(trace_header(scenario, seed, 0), tuple(records))


def stopped(trace: Trace) -> bool:
    """Whether a replayed flow did not reach its end."""
    return trace.records[-1].text.startswith("stopped at ")


def _scenario(
    name: str, cmg: dict[str, Any], *, connection_points: int, authentication: str, faults: Sequence[str]
) -> Scenario:
    parsed, problems = _faults(faults)
    written = {
        "scenario": {"name": name},
        "cmg": {"service_name": SERVICE_NAME, **{key: _plain(value) for key, value in cmg.items()}},
        "connection_points": [{"count": connection_points, "proxy": _through_proxy(parsed)}],
        "clients": [{"name": "client-1", "count": 1, "authentication": _plain(authentication)}],
        "faults": parsed,
    }
    return _checked(written, [*_unknown_flow(name), *problems])


def _faults(faults: Sequence[str]) -> tuple[list[dict[str, Any]], list[Problem]]:
    problems: list[Problem] = []
    parsed: list[dict[str, Any]] = []
    for text in faults:
        try:
            kind, value = parse_fault(text)
        except ValueError as error:
            problems.append(Problem("--fault", "", str(error)))
        else:
            parsed.append({"kind": kind} if value is None else {"kind": kind, "target": value})
    return parsed, problems


def _through_proxy(faults: Sequence[dict[str, Any]]) -> bool:
    return any(fault["kind"] == "proxy" for fault in faults)


def _checked(written: dict[str, Any], problems: list[Problem]) -> Scenario:
    try:
        scenario = from_document(written, "arguments")
    except ScenarioError as error:
        problems.extend(error.problems)
    if problems:
        raise ScenarioError(tuple(problems))
    return scenario


def _unknown_flow(name: str) -> Iterator[Problem]:
    if name not in FLOWS:
        near = get_close_matches(name, FLOW_NAMES, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(FLOW_NAMES)}"
        yield Problem("arguments", "", f"there is no flow {describe(name)}", hint)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, StrEnum) else value
