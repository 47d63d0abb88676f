"""
Internet endpoints by role and cloud (E1 to E5).

E1 to E4 say what each role has to reach; E5 says how the names are built: service name, deployment name, prefix.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen
from attrs.validators import instance_of

from cmgsim.facts.rows import Cloud, Deployment, Role, Source
from cmgsim.facts.sources import CERTIFICATE, DERIVED, INTERNET_ENDPOINTS, INTERNET_ENDPOINTS_VARIANT

HTTPS_PORT: Final = 443
"""The port of every endpoint: the page names hosts, the port table names this port."""


@frozen
class Endpoint:
    """One name that a role has to reach, or, for E5, that a CMG bears."""

    rule: str
    role: Role
    """Who has to reach it; of E5, whose name it is."""
    kind: str
    cloud: Cloud
    pattern: str
    """The name, with `<prefix>`, `<region>` and `<domain>` where they go."""
    source: Source = field(validator=instance_of(Source))
    note: str = ""
    deployment: Deployment | None = None
    """The way of deployment that the name belongs to; None: any."""
    port: int = HTTPS_PORT


PUBLIC, US_GOV = Cloud.PUBLIC, Cloud.US_GOVERNMENT
_SCP, _CP, _CLIENT, _CONSOLE = (
    Role.SERVICE_CONNECTION_POINT,
    Role.CMG_CONNECTION_POINT,
    Role.CLIENT,
    Role.CONSOLE,
)

_DATABASE_NOTE = (
    "More addresses depend on the environment: the site keeps them in the AzureEnvironments table of its database."
)
_GRAPH_NOTE = "For the discovery of Entra users; the page gives one address without distinguishing clouds."
_SIGN_IN_NOTE = (
    "Not in the page's list for this role, yet F1 has it sign in to Entra ID; the address is the one given for clients."
)
_ONLY_NOTE = (
    "The page contradicts itself: it lists this row, then says that the connection point needs nothing but the "
    "service endpoints of the CMG. An allow-list is safe with all four rows."
)
_SERVICE_NOTE = (
    "Called service name, shown with the pattern of the deployment name; with a domain of one's own both are needed."
)
_DEPLOYMENT_NOTE = (
    "Called deployment name here and service name for the connection point; the client asks for the service name first."
)
_OWN_DOMAIN_NOTE = (
    "Common name of the server authentication certificate. In a domain of one's own a CNAME must lead from it to the "
    "deployment name; it may be the deployment name itself, but no public certificate authority issues for that."
)
_AZURE_NOTE = "Prefix and place in Azure; the cloud service manager builds it from the first label of the service name."
_PREFIX_NOTE = (
    "3 to 24 lower-case letters and digits; unique in the world as DNS label, as key vault and as storage account. "
    "The page's own example is written in mixed case, which DNS ignores."
)
_GOV_NOTE = (
    f"An older form without a region. {INTERNET_ENDPOINTS_VARIANT.edition.capitalize()} gave the connection point "
    "<prefix>.<region>.usgovcloudapi.net: check the name that the console shows before writing a firewall rule."
)

# fmt: off
ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint("E1", _SCP, "resource-manager", PUBLIC, "management.azure.com", INTERNET_ENDPOINTS, _DATABASE_NOTE),
    Endpoint("E1", _SCP, "resource-manager", US_GOV, "management.usgovcloudapi.net", INTERNET_ENDPOINTS,
             _DATABASE_NOTE),
    Endpoint("E1", _SCP, "graph", PUBLIC, "graph.microsoft.com", INTERNET_ENDPOINTS, _GRAPH_NOTE),
    Endpoint("E1", _SCP, "graph", US_GOV, "graph.microsoft.com", INTERNET_ENDPOINTS, _GRAPH_NOTE),

    Endpoint("E2", _CP, "service-name", PUBLIC, "<prefix>.<region>.cloudapp.azure.com", INTERNET_ENDPOINTS,
             _SERVICE_NOTE),
    Endpoint("E2", _CP, "service-name", US_GOV, "<prefix>.usgovcloudapp.net", INTERNET_ENDPOINTS, _GOV_NOTE),
    Endpoint("E2", _CP, "storage-blob", PUBLIC, "<prefix>.blob.core.windows.net", INTERNET_ENDPOINTS, _ONLY_NOTE),
    Endpoint("E2", _CP, "storage-blob", US_GOV, "<prefix>.blob.core.usgovcloudapi.net", INTERNET_ENDPOINTS, _ONLY_NOTE),
    Endpoint("E2", _CP, "storage-table", PUBLIC, "<prefix>.table.core.windows.net", INTERNET_ENDPOINTS, _ONLY_NOTE),
    Endpoint("E2", _CP, "storage-table", US_GOV, "<prefix>.table.core.usgovcloudapi.net", INTERNET_ENDPOINTS,
             _ONLY_NOTE),
    Endpoint("E2", _CP, "key-vault", PUBLIC, "<prefix>.vault.azure.net", INTERNET_ENDPOINTS, _ONLY_NOTE),
    Endpoint("E2", _CP, "key-vault", US_GOV, "<prefix>.vault.usgovcloudapi.net", INTERNET_ENDPOINTS, _ONLY_NOTE),

    Endpoint("E3", _CLIENT, "deployment-name", PUBLIC, "<prefix>.<region>.cloudapp.azure.com", INTERNET_ENDPOINTS,
             _DEPLOYMENT_NOTE),
    Endpoint("E3", _CLIENT, "deployment-name", US_GOV, "<prefix>.usgovcloudapp.net", INTERNET_ENDPOINTS, _GOV_NOTE),
    Endpoint("E3", _CLIENT, "storage-blob", PUBLIC, "<prefix>.blob.core.windows.net", INTERNET_ENDPOINTS),
    Endpoint("E3", _CLIENT, "storage-blob", US_GOV, "<prefix>.blob.core.usgovcloudapi.net", INTERNET_ENDPOINTS),
    Endpoint("E3", _CLIENT, "entra", PUBLIC, "login.microsoftonline.com", INTERNET_ENDPOINTS),
    Endpoint("E3", _CLIENT, "entra", US_GOV, "login.microsoftonline.us", INTERNET_ENDPOINTS),

    Endpoint("E4", _CONSOLE, "entra", PUBLIC, "login.microsoftonline.com", INTERNET_ENDPOINTS),
    Endpoint("E4", _CONSOLE, "entra", US_GOV, "login.microsoftonline.us", INTERNET_ENDPOINTS),
    Endpoint("E4", _CONSOLE, "cdn", PUBLIC, "aadcdn.msauth.net", INTERNET_ENDPOINTS),
    Endpoint("E4", _CONSOLE, "cdn", PUBLIC, "aadcdn.msftauth.net", INTERNET_ENDPOINTS),
)
# fmt: on
"""By role in the page's order, and the clouds side by side as in its tables."""

# fmt: off
NAMES: Final[tuple[Endpoint, ...]] = (
    Endpoint("E5", Role.CMG, "service-name", PUBLIC, "<prefix>.<domain>", INTERNET_ENDPOINTS, _OWN_DOMAIN_NOTE),
    Endpoint("E5", Role.CMG, "service-name", US_GOV, "<prefix>.<domain>", INTERNET_ENDPOINTS, _OWN_DOMAIN_NOTE),
    Endpoint("E5", Role.CMG, "deployment-name", PUBLIC, "<prefix>.<region>.cloudapp.azure.com", INTERNET_ENDPOINTS,
             _AZURE_NOTE, Deployment.SCALE_SET),
    Endpoint("E5", Role.CMG, "deployment-name", US_GOV, "<prefix>.usgovcloudapp.net", INTERNET_ENDPOINTS,
             _GOV_NOTE, Deployment.SCALE_SET),
    Endpoint("E5", Role.CMG, "classic-deployment-name", PUBLIC, "<prefix>.cloudapp.net", INTERNET_ENDPOINTS,
             _AZURE_NOTE, Deployment.CLASSIC),
    Endpoint("E5", Role.CMG, "classic-deployment-name", US_GOV, "<prefix>.usgovcloudapp.net", INTERNET_ENDPOINTS,
             _GOV_NOTE, Deployment.CLASSIC),
    Endpoint("E5", Role.CMG, "prefix", PUBLIC, "<prefix>", CERTIFICATE, _PREFIX_NOTE),
    Endpoint("E5", Role.CMG, "prefix", US_GOV, "<prefix>", CERTIFICATE, _PREFIX_NOTE),
)
# fmt: on
"""How the names of a CMG are built."""

DERIVED_ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint("F1", _SCP, "entra", PUBLIC, "login.microsoftonline.com", DERIVED, _SIGN_IN_NOTE),
    Endpoint("F1", _SCP, "entra", US_GOV, "login.microsoftonline.us", DERIVED, _SIGN_IN_NOTE),
)
"""What the steps need and the page's lists leave out."""

PREFIX_LENGTH: Final = (3, 24)
"""Fewest and most characters of a prefix."""


def endpoints_for(role: Role | str | None = None, cloud: Cloud | str = Cloud.PUBLIC) -> tuple[Endpoint, ...]:
    """
    What *role* (None: any role) has to reach in *cloud*, as documented.

    Example:
        >>> [row.pattern for row in endpoints_for("client", "us-government")][-1]
        'login.microsoftonline.us'
    """
    return tuple(row for row in ENDPOINTS if row.cloud == cloud and role in (None, row.role))


def fill(pattern: str, prefix: str, region: str, domain: str = "") -> str:
    """
    The host name that *pattern* stands for.

    Example:
        >>> fill("<prefix>.<region>.cloudapp.azure.com", "GraniteFalls", "WestUS")
        'GraniteFalls.WestUS.cloudapp.azure.com'
    """
    return pattern.replace("<prefix>", prefix).replace("<region>", region).replace("<domain>", domain)


def deployment_pattern(cloud: Cloud, deployment: Deployment) -> str:
    """
    The pattern of the deployment name (E5).

    Example:
        >>> deployment_pattern(Cloud.PUBLIC, Deployment.CLASSIC)
        '<prefix>.cloudapp.net'
    """
    return next(row.pattern for row in NAMES if row.cloud is cloud and row.deployment is deployment)
