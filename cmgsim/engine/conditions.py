"""
What is broken right now, and what a message meets because of it.

One table for each place where a fault is met: when a connection is opened, in its TLS handshake, when a name is looked
up, when a request passes a device on the way. The rows of `facts.failures` say what the faults mean; these tables only
say where. A kind that appears in no table here is met by a role: it does not start, or it answers with a status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal

from attrs import frozen

from cmgsim.facts.failures import Failure, failure, parse_ports
from cmgsim.facts.rows import Role, Zone
from cmgsim.model.scenario import Fault
from cmgsim.model.topology import Node


@frozen
class Opening:
    """A connection about to be opened."""

    opener: Node
    acceptor: Node
    port: int
    names: tuple[str, ...]
    """The names under which the acceptor is addressed, as an allow-list would have them."""
    behind: Node | None = None
    """The instance to which a load balancer hands the connection."""

    @property
    def leaves_the_site(self) -> bool:
        """Whether it passes the organisation's own edge, outwards."""
        return self.opener.zone is Zone.ON_PREMISES and self.acceptor.zone is not Zone.ON_PREMISES

    @property
    def under_an_alias(self) -> bool:
        """Whether the acceptor has more than one name, so that a CNAME has to lead from one to the other."""
        return len({name.lower() for name in self.names}) > 1

    @property
    def to_the_cmg(self) -> bool:
        """Whether the service itself is meant, by its load balancer or an instance."""
        return self.acceptor.role in (Role.LOAD_BALANCER, Role.INSTANCE)


@frozen
class Obstacle:
    """A fault in the way, and how it answers."""

    fault: Fault
    answer: Literal["refusal", "silence"]

    @property
    def row(self) -> Failure:
        """Its row in the catalogue."""
        return failure(self.fault.kind)


Meets = Callable[[Fault, Opening], bool]


def _port_is_hit(fault: Fault, opening: Opening) -> bool:
    ports = parse_ports(fault.value or "")
    return opening.leaves_the_site and any(first <= opening.port <= last for first, last in ports)


def _name_is_hit(fault: Fault, opening: Opening) -> bool:
    return (fault.value or "").lower() in {name.lower() for name in opening.names}


def _node_is_hit(fault: Fault, opening: Opening) -> bool:
    return fault.value in (opening.acceptor.name, opening.behind and opening.behind.name)


def _from_client_to_cmg(fault: Fault, opening: Opening) -> bool:
    return opening.opener.role is Role.CLIENT and opening.to_the_cmg


def _to_role(role: Role) -> Meets:
    return lambda fault, opening: opening.acceptor.role is role


_AT_THE_CONNECTION: Final[Mapping[str, Meets]] = MappingProxyType(
    {
        "ports-blocked": _port_is_hit,
        "ports-dropped": _port_is_hit,
        "endpoint-blocked": _name_is_hit,
        "blob-blocked": _to_role(Role.BLOB_STORAGE),
        "entra-unreachable": _to_role(Role.ENTRA_ID),
        "instance-down": _node_is_hit,
        "management-point-down": _node_is_hit,
        "cmg-stopped": lambda fault, opening: opening.to_the_cmg,
        "internet-down": lambda fault, opening: opening.leaves_the_site,
    }
)
_IN_THE_HANDSHAKE: Final[Mapping[str, Meets]] = MappingProxyType(
    {
        "tls-inspection": lambda fault, opening: opening.leaves_the_site and opening.to_the_cmg,
        "cname-wrong": lambda fault, opening: opening.to_the_cmg and opening.under_an_alias,
        "untrusted-certificate": _from_client_to_cmg,
        "certificate-name-mismatch": _from_client_to_cmg,
        "server-certificate-expired": _from_client_to_cmg,
        "crl-unreachable": _from_client_to_cmg,
    }
)


class Conditions:
    """
    The faults that are active.

    Example:
        >>> conditions = Conditions()
        >>> conditions.add(Fault(kind="cmg-stopped"))
        >>> str(conditions.find("cmg-stopped"))
        'cmg-stopped'
    """

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """The fault begins."""
        self.active.append(fault)

    def remove(self, fault: Fault) -> None:
        """The fault ends; another of the same kind may go on."""
        self.active.remove(fault)

    def find(self, kind: str, value: str | None = None) -> Fault | None:
        """The active fault of this kind (and about this thing), or None."""
        for fault in self.active:
            if fault.kind == kind and (value is None or _same(fault.value, value)):
                return fault
        return None

    def at_the_connection(self, opening: Opening) -> Obstacle | None:
        """What stops the first packet."""
        return self._met(_AT_THE_CONNECTION, opening)

    def in_the_handshake(self, opening: Opening) -> Obstacle | None:
        """What stops TLS, once TCP stands."""
        return self._met(_IN_THE_HANDSHAKE, opening)

    def _met(self, table: Mapping[str, Meets], opening: Opening) -> Obstacle | None:
        for fault in self.active:
            if fault.kind in table and table[fault.kind](fault, opening):
                silent = failure(fault.kind).answer == "silence"
                return Obstacle(fault, "silence" if silent else "refusal")
        return None


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.lower() == other.lower()
