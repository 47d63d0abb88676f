"""Faults as people name them: `kind`, or `kind=target` with ports, a verb, a header, a node or a host name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.failure_rows import Failure, Parameter
from cmgsim.facts.failures import FAILURES, failure, parse_fault, parse_ports
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Fault
from cmgsim.model.units import QuantityError
from cmgsim.model.wording import cure, describe, shown

LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
HOST_NAME: Final = rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})+"
"""A full host name: labels of letters, digits and hyphens, at least two of them."""

Nodes = Mapping[Role, Sequence[str]]
"""Names of the nodes that a scenario has, by role."""

WANTED: Final[Mapping[Parameter, str]] = {
    "ports": 'ports, as "443", "10124-10139" or "443,10124"',
    "verb": "a verb, as CCM_POST",
    "header": "a header, as Range",
    "node": "the name of a node",
    "fqdn": "a host name, as login.microsoftonline.com",
}
"""What a target is, in words."""


def read_fault(text: str, source: str = "--fault", nodes: Nodes | None = None) -> Fault:
    """
    The fault that `--fault KIND[=TARGET]` asks for, from the start to the end.

    Args:
        text: As typed.
        source: What errors name as their source.
        nodes: The nodes that a target may name; None: any name.

    Example:
        >>> read_fault("instance-down"), read_fault("verb-blocked=GET").value
        (Fault(kind='instance-down', value='instance-1', at_ns=0, lasts_ns=None), 'GET')

    Raises:
        ScenarioError: There is no such fault, or the target is not one for it.
    """
    try:
        kind, target = parse_fault(text)
        return Fault(kind=kind, value=checked_target(_row(kind), target, nodes))
    except QuantityError as error:
        problem = Problem(source, shown(text), error.message, error.expected)
    except ValueError as error:
        problem = Problem(source, shown(text), str(error))
    raise ScenarioError((problem,))


def _row(kind: str) -> Failure:
    kinds = [row.kind for row in FAILURES]
    if kind not in kinds:
        raise QuantityError(f"there is no fault {describe(kind)}", cure(kind, kinds))
    return failure(kind)


def checked_target(row: Failure, target: str | None, nodes: Nodes | None) -> str | None:
    """
    The target of a fault as it is kept: given, or the row's own when none is given.

    Raises:
        QuantityError: The fault takes none, needs one, or needs another.
    """
    if row.parameter is None:
        if target is not None:
            raise QuantityError(f"`{row.kind}` takes no target", "leave it out")
        return None
    chosen = row.default if target is None else target
    if chosen is None:
        raise QuantityError(f"`{row.kind}` needs a target", WANTED[row.parameter])
    return _CHECKS[row.parameter](row, chosen, nodes)


def _ports(row: Failure, target: str, nodes: Nodes | None) -> str:
    try:
        ranges = parse_ports(target)
    except ValueError as error:
        raise QuantityError(shown(str(error), 120), WANTED["ports"]) from None
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def _listed(row: Failure, target: str, nodes: Nodes | None) -> str:
    if target not in row.values:
        raise QuantityError(f"{describe(target)} is no documented {row.parameter}", cure(target, row.values))
    return target


def _node(row: Failure, target: str, nodes: Nodes | None) -> str:
    assert row.role is not None, row.kind
    names = None if nodes is None else nodes[row.role]
    if names is not None and target not in names:
        few = [*names[:8], "…"] if len(names) > 8 else names
        raise QuantityError(f"there is no {row.role} called {describe(target)}", f"one of {', '.join(few)}")
    return target


def _host(row: Failure, target: str, nodes: Nodes | None) -> str:
    if not re.fullmatch(HOST_NAME, target):
        raise QuantityError(f"{describe(target)} is no host name", WANTED["fqdn"])
    return target


_CHECKS: Final[Mapping[Parameter, Callable[[Failure, str, Nodes | None], str]]] = {
    "ports": _ports,
    "verb": _listed,
    "header": _listed,
    "node": _node,
    "fqdn": _host,
}
