"""Faults of a scenario that nothing in a run of it can meet: they change no number, and their author should know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from cmgsim.explain.demand import Demand
from cmgsim.facts.http import header_rule
from cmgsim.facts.rows import Authentication, Role
from cmgsim.model.scenario import Fault, Scenario

Needs = Callable[[Fault, Scenario, Sequence[Demand]], bool]
"""Whether something in the scenario can meet the fault."""


def unmet(scenario: Scenario, these: Sequence[Demand]) -> Iterator[dict[str, Any]]:
    """
    Caveats about faults that change nothing: the key of each sentence, and the faults that it speaks of.

    Only what can be told for certain is named; other faults may turn out to meet nothing as well.

    Args:
        these: What clients ask for.
    """
    reasons: dict[str, list[str]] = {}
    for fault in scenario.faults:
        reason, met = _NEEDS.get(fault.kind, ("", _always))
        if not met(fault, scenario, these):
            reasons.setdefault(reason, []).append(str(fault))
    yield from ({"key": f"unmet {reason}", "of": list(dict.fromkeys(of))} for reason, of in reasons.items())


def _always(_fault: Fault, _scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return True


def _never(_fault: Fault, _scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return False


def _administered(_fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    """The service connection point has something to do."""
    return bool(scenario.changes) or scenario.cmg.egress_threshold is not None


def _signed_in(fault: Fault, scenario: Scenario, these: Sequence[Demand]) -> bool:
    """It has, or a client exchanges a token of Entra ID."""
    entra = (each for each in these if each.planned.cohort.authentication is Authentication.ENTRA)
    return _administered(fault, scenario, these) or any(each.planned.kind.name == "token" for each in entra)


def _downloads(_fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    return any(each.target is Role.BLOB_STORAGE for each in these)


def _verb(fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    return any(each.planned.kind.verb == fault.value for each in these)


def _header(fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    rule = header_rule(fault.value or "")
    return any(rule in each.planned.kind.headers for each in these)


def _https(_fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return any(each.protocol == "https" for each in scenario.management_points)


_NEEDS: Final[Mapping[str, tuple[str, Needs]]] = MappingProxyType({
    "name-taken": ("deployment", _never),
    "service-connection-point-offline": ("administration", _administered),
    "app-secret-expired": ("administration", _administered),
    "entra-unreachable": ("request", _signed_in),
    "blob-blocked": ("request", _downloads),
    "content-token-expired": ("request", _downloads),
    "verb-blocked": ("request", _verb),
    "header-blocked": ("header", _header),
    "connection-point-certificate-missing": ("http", _https),
    "management-point-binding-wrong": ("http", _https),
})  # fmt: skip
"""By kind of fault: the sentence that says why nothing meets it, and what would."""
