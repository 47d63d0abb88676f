"""The words of the documentation as types: roles, zones, protocols, and the shapes of the rows."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from attrs import field, frozen
from attrs.validators import instance_of


class Zone(StrEnum):
    """Where a node stands. No connection is ever opened from the other two towards on-premises."""

    ON_PREMISES = "on-premises"
    INTERNET = "internet"
    AZURE = "azure"


class Role(StrEnum):
    """What a node is; the identifiers used in traces, scenario files and exports."""

    SERVICE_CONNECTION_POINT = "service-connection-point"
    CMG_CONNECTION_POINT = "cmg-connection-point"
    CMG = "cmg"
    LOAD_BALANCER = "load-balancer"
    INSTANCE = "instance"
    CLIENT = "client"
    MANAGEMENT_POINT = "management-point"
    SOFTWARE_UPDATE_POINT = "software-update-point"
    BLOB_STORAGE = "blob-storage"
    TABLE_STORAGE = "table-storage"
    KEY_VAULT = "key-vault"
    ENTRA_ID = "entra-id"
    AZURE_RESOURCE_MANAGER = "azure-resource-manager"
    MICROSOFT_GRAPH = "microsoft-graph"
    PUBLIC_DNS = "public-dns"
    AZURE_DNS = "azure-dns"
    SITE_SERVER = "site-server"
    CONSOLE = "console"
    PROXY = "proxy"
    FIREWALL = "firewall"


class Protocol(StrEnum):
    """What a connection speaks."""

    HTTPS = "HTTPS"
    HTTP = "HTTP"
    TCP_TLS = "TCP-TLS"
    DNS = "DNS"


class Deployment(StrEnum):
    """How the CMG stands in Azure."""

    SCALE_SET = "scale-set"
    CLASSIC = "classic"


class Cloud(StrEnum):
    """Which Azure."""

    PUBLIC = "public"
    US_GOVERNMENT = "us-government"


class Authentication(StrEnum):
    """The three documented ways for a client to prove who it is."""

    ENTRA = "entra"
    CERTIFICATE = "certificate"
    SITE_TOKEN = "site-token"


class Confidence(StrEnum):
    """How well a number or a wording is founded."""

    DOCUMENTED = "documented"
    PRACTITIONER = "practitioner"
    ASSUMED = "assumed"
    MEASURED = "measured"


@frozen
class Source:
    """Where a row comes from: the title of a public page and its edition."""

    key: str
    title: str
    edition: str
    confidence: Confidence = Confidence.DOCUMENTED

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"


@frozen
class PortRule:
    """
    One row of the port table: who opens, how, to which ports, on whom.

    Row order is the documentation's, and it is the order of preference: nothing else in the code knows that a
    classic deployment tries TCP-TLS first.
    """

    rule: str
    client: Role
    protocols: tuple[Protocol, ...]
    ports: tuple[tuple[int, int], ...]
    """Ranges, first and last port inclusive."""
    server: Role | Literal["azure"]
    purpose: str
    source: Source = field(validator=instance_of(Source))
    deployment: Deployment | None = None
    instances: Literal["1", "2-16"] | None = None
    preference: Literal["preferred", "fallback"] | None = None
    note: str = ""

    def applies(self, deployment: Deployment, instances: int) -> bool:
        """Whether the row speaks of a CMG deployed this way with this many instances."""
        count = "1" if instances == 1 else "2-16"
        return self.deployment in (None, deployment) and self.instances in (None, count)

    def port_of(self, number: int) -> int:
        """
        The port of instance *number*, counted from 1: a range gives each instance its own port.

        Example:
            >>> from cmgsim.facts.ports import PORTS
            >>> [row.port_of(16) for row in PORTS if row.rule in ("P3", "P4")]
            [10139, 10155]
        """
        first, last = self.ports[0]
        return first if first == last else first + number - 1


UNIT_NS: Final = MappingProxyType(
    {"s": 10**9, "min": 60 * 10**9, "h": 3_600 * 10**9, "d": 86_400 * 10**9, "y": 365 * 86_400 * 10**9}
)
"""Nanoseconds in each unit of time that the pages use; a year is 365 days."""


@frozen
class Figure:
    """
    A number that some page states, or that cmgsim assumes where none does.

    The unit is the one that people read; `ns` converts a duration.
    """

    value: int | float
    unit: str
    source: Source = field(validator=instance_of(Source))
    plausible: tuple[float, float] | None = None
    """Lowest and highest value that the sources or common sense allow, in *unit*."""
    note: str = ""

    @property
    def confidence(self) -> Confidence:
        """How well the number is founded: as well as its source."""
        return self.source.confidence

    @property
    def ns(self) -> int:
        """
        The duration in nanoseconds.

        Example:
            >>> Figure(4, "min", Source("X", "a page", "an edition")).ns
            240000000000
        """
        return round(self.value * UNIT_NS[self.unit])


@frozen
class Limit:
    """A number with a name: a limit, a lifetime or a period of the documentation."""

    name: str
    figure: Figure

    @property
    def value(self) -> int | float:
        """The number, in its figure's unit."""
        return self.figure.value

    @property
    def ns(self) -> int:
        """The duration in nanoseconds."""
        return self.figure.ns


@frozen
class VmSize:
    """A size of virtual machine that a CMG may run on, and what one instance of it carries."""

    name: str
    clients: int
    """Simultaneous client connections of one instance; beyond it answers come later, none is refused."""
    vcpus: int
    network_mbps: int | None
    """Expected network bandwidth in Mbit/s; None where no page states it."""
    source: Source = field(validator=instance_of(Source))
    note: str = ""


@frozen
class RequestKind:
    """
    One row of the request catalogue: what a client asks, of whom, how large it is and how often it comes.

    Example:
        >>> from cmgsim.facts.activities import CATALOGUE
        >>> CATALOGUE["policy"].every_ns == 60 * 60 * 10**9
        True
    """

    name: str
    verb: str
    path: str
    """What follows the role id in the address; `<…>` stands for a value of the moment."""
    target: Role
    """The role that answers."""
    up: Figure
    """Size of the request in bytes, without TLS."""
    down: Figure
    """Size of the answer in bytes, without TLS."""
    source: Source = field(validator=instance_of(Source))
    """Where verb and path come from."""
    every: Figure | None = None
    """Default period; None: it comes on demand."""
    jitter: Figure | None = None
    """Each request comes later than its slot by a delay uniform from nothing to this."""
    filled: Figure | None = None
    """Share of the slots in which there is something to send; None: all."""
    headers: tuple[str, ...] = ()
    """Documented headers that the request carries: H ids."""
    only_with: Authentication | None = None
    """Only clients that authenticate this way make it."""
    note: str = ""

    @property
    def confidence(self) -> Confidence:
        """How well verb and path are founded; the figures say it for themselves."""
        return self.source.confidence

    @property
    def up_bytes(self) -> int:
        """Size of the request in bytes."""
        return int(self.up.value)

    @property
    def down_bytes(self) -> int:
        """Size of the answer in bytes."""
        return int(self.down.value)

    @property
    def every_ns(self) -> int | None:
        """Default period in nanoseconds; None: it comes on demand."""
        return None if self.every is None else self.every.ns

    @property
    def jitter_ns(self) -> int:
        """Highest extra delay of a periodic request in nanoseconds; 0 where none is known."""
        return 0 if self.jitter is None else self.jitter.ns

    @property
    def share(self) -> float:
        """Share of the slots in which there is something to send."""
        return 1.0 if self.filled is None else float(self.filled.value)
