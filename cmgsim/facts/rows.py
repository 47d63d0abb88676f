"""The words of the documentation as types: roles, zones, protocols, and the shapes of the rows."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

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
