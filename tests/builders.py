"""Scenarios for tests, with defaults, so that a test shows only what matters to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cmgsim.model import scenario_file
from cmgsim.model.scenario import Scenario


def one_client(
    asks: str = "policy",
    *,
    at: Sequence[str] = ("1 s",),
    authentication: str = "entra",
    settings: Mapping[str, Any] | None = None,
    **cmg: Any,
) -> Scenario:
    """
    One client that asks once and never again; *cmg* and *settings* (by key path) say what differs.

    `one_client("scan", instances=2, settings={"network.tls": "1.3"})`
    """
    activity = {"request": asks, "at": list(at)}
    cohort = {"name": "device", "count": 1, "authentication": authentication, "retry": [], "activities": [activity]}
    document = {
        "scenario": {"name": "one-client", "duration": "1 h"},
        "cmg": {"service_name": "GraniteFalls.contoso.com", **cmg},
        "clients": [cohort],
    }
    return scenario_file.with_settings(scenario_file.from_document(document), settings or {})


def contoso(*, clients: int = 100, settings: Mapping[str, Any] | None = None, **cmg: Any) -> Scenario:
    """
    The built-in scenario with fewer clients, in one cohort, all asking for policy every ten minutes.

    `contoso(deployment="classic", instances=3)`
    """
    activity = {"request": "policy", "every": "10 min"}
    changes = {
        "clients": [{"name": "laptops", "count": clients, "activities": [activity]}],
        **{f"cmg.{key}": value for key, value in cmg.items()},
        **(settings or {}),
    }
    return scenario_file.with_settings(scenario_file.contoso(), changes)


def toml_text(document: Mapping[str, Any]) -> str:
    """A document as TOML, a line for each key of the top level; `tomllib` reads it back as it was."""
    return "".join(f"{_toml(key)} = {_toml(value)}\n" for key, value in document.items())


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(_escaped(character) for character in value) + '"'
        case Mapping():
            return "{" + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return repr(value)


def _escaped(character: str) -> str:
    return character if character.isprintable() and character not in '"\\' else f"\\U{ord(character):08x}"
