"""What a fault is about: ports, a verb, a header, a node or a host name, checked against its row of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cmgsim.facts.failure_rows import Failure, Parameter
from cmgsim.facts.failures import parse_ports
from cmgsim.facts.rows import Role
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


def checked_target(row: Failure, target: str | None, nodes: Nodes | None) -> str | None:
    """
    The target of a fault as it is kept: given, or the row's own when none is given.

    Args:
        row: The fault.
        target: As written; None when nothing is.
        nodes: The nodes that a target may name; None: any name.

    Example:
        >>> from cmgsim.facts.failures import failure
        >>> checked_target(failure("instance-down"), None, None)
        'instance-1'
        >>> checked_target(failure("ports-blocked"), "443, 10124-10139", None)
        '443,10124-10139'

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
