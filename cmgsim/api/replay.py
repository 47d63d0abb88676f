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
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import from_document
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
    records: list[Record] = []
    simulation = Simulation(scenario, seed=seed, replication=0, record=records.append)
    for fault in scenario.faults:
        simulation.begin(fault)
    play(simulation, name)
    # Roles write what they know at once, some of it about later instants; a stable sort keeps cause before effect.
    records.sort(key=lambda record: record.t_ns)
    return Trace(trace_header(scenario, seed, 0), tuple(records))


def stopped(trace: Trace) -> bool:
    """Whether a replayed flow did not reach its end."""
    return trace.records[-1].text.startswith("stopped at ")


def _scenario(
    name: str, cmg: dict[str, Any], *, connection_points: int, authentication: str, faults: Sequence[str]
) -> Scenario:
    problems = list(_unknown_flow(name))
    parsed: list[dict[str, Any]] = []
    for text in faults:
        try:
            kind, value = parse_fault(text)
        except ValueError as error:
            problems.append(Problem("--fault", "", str(error)))
        else:
            parsed.append({"kind": kind} if value is None else {"kind": kind, "target": value})
    proxied = any(fault["kind"] == "proxy" for fault in parsed)
    document = {
        "scenario": {"name": name},
        "cmg": {"service_name": SERVICE_NAME, **{key: _plain(value) for key, value in cmg.items()}},
        "connection_points": [{"count": connection_points, "proxy": proxied}],
        "clients": [{"name": "client-1", "count": 1, "authentication": _plain(authentication)}],
        "faults": parsed,
    }
    try:
        scenario = from_document(document, "arguments")
    except ScenarioError as error:
        problems.extend(error.problems)
    if problems:
        raise ScenarioError(tuple(problems))
    return scenario


def _unknown_flow(name: str) -> Iterator[Problem]:
    if name not in FLOWS:
        near = get_close_matches(name, FLOW_NAMES, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"one of {', '.join(FLOW_NAMES)}"
        yield Problem("arguments", "", f"there is no flow {name!r}", hint)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, StrEnum) else value
