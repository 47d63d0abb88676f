"""Scenarios that are queues with a known answer: every delay is zero, and one station (or two) takes time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import from_document

FOREVER: Final = "365 d"
_LEGS: Final = ("client_azure", "azure_connection_point", "on_premises")


def quiet(
    *, seconds: float, cohort: Mapping[str, Any], warm_up: float = 0, name: str = "theory", **tables: Any
) -> Scenario:
    """
    A scenario in which nothing takes any time but what *tables* say; clients wait for ever and never try again.

    Args:
        seconds: How long it is observed, the warm-up included.
        cohort: What the clients do, and how many they are.
        warm_up: Seconds that are left out of statistics.
        tables: Keys of the scenario file by table, as `cmg={"workers": 4}`.

    Raises:
        ScenarioError: A table is not as a scenario file may have it.
    """
    idle: dict[str, Any] = {"workers": 1, "service_time": "0 s"}
    document = {
        "scenario": {"name": name, "duration": f"{seconds} s", "warm_up": f"{warm_up} s"},
        "cmg": idle | {"scale_out_time": "0 s", "start_time": "0 s"} | tables.get("cmg", {}),
        "connection_points": [idle | tables.get("connection_points", {})],
        "management_points": [idle | tables.get("management_points", {})],
        "clients": [{"name": "laptops", "count": 1, "timeout": FOREVER, "retry": []} | dict(cohort)],
        "network": {**{leg: {"latency": "0 s"} for leg in _LEGS}, **tables.get("network", {})},
        **{key: value for key, value in tables.items() if key in ("faults", "changes")},
    }
    return from_document(document)


def asking(count: int = 1_000, **when: Any) -> dict[str, Any]:
    """
    A cohort of clients that ask for policy, a request that one worker of each station serves once.

    Example:
        >>> asking(2, rate="6/s")
        {'count': 2, 'activities': [{'request': 'policy', 'rate': '6/s'}]}
    """
    return {"count": count, "activities": [{"request": "policy", **when}]}


def queue(
    station: str,
    *,
    service: str,
    seconds: float,
    workers: int = 1,
    warm_up: float = 0,
    count: int = 1_000,
    **when: Any,
) -> Scenario:
    """
    A single station of *workers* with this service time.

    Args:
        station: Key of the scenario file: `cmg`, `connection_points` or `management_points`.
        service: As in a scenario file.
        when: How requests arrive: `rate`, `every` or `at`.

    Example:
        >>> mm4 = queue("cmg", workers=4, service="exponential(500 ms)", rate="6/s", seconds=1_000)
        >>> mm4.cmg.workers, mm4.management_points[0].workers
        (4, 1)
    """
    tables: dict[str, Any] = {station: {"workers": workers, "service_time": service}}
    return quiet(seconds=seconds, warm_up=warm_up, cohort=asking(count, **when), **tables)
