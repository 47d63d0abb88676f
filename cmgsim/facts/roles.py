"""
Roles: where each stands and what people call it, in English and in French.

The names are Microsoft's own terms, so that a reader finds them in the documentation; zones decide which way a
connection may be opened.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from attrs import frozen

from cmgsim.facts.rows import Role, Zone


@frozen
class RoleRow:
    """One role of the model: its zone and its display names."""

    role: Role
    zone: Zone
    english: str
    french: str


# fmt: off
ROLES: Final[tuple[RoleRow, ...]] = (
    RoleRow(Role.SERVICE_CONNECTION_POINT, Zone.ON_PREMISES, "service connection point",
            "point de connexion de service"),
    RoleRow(Role.CMG_CONNECTION_POINT, Zone.ON_PREMISES, "CMG connection point",
            "point de connexion de passerelle de gestion cloud"),
    RoleRow(Role.CMG, Zone.AZURE, "cloud management gateway", "passerelle de gestion cloud"),
    RoleRow(Role.LOAD_BALANCER, Zone.AZURE, "Azure load balancer", "équilibreur de charge Azure"),
    RoleRow(Role.INSTANCE, Zone.AZURE, "VM instance", "instance de machine virtuelle"),
    RoleRow(Role.CLIENT, Zone.INTERNET, "Configuration Manager client", "client Configuration Manager"),
    RoleRow(Role.MANAGEMENT_POINT, Zone.ON_PREMISES, "management point", "point de gestion"),
    RoleRow(Role.SOFTWARE_UPDATE_POINT, Zone.ON_PREMISES, "software update point", "point de mise à jour logicielle"),
    RoleRow(Role.BLOB_STORAGE, Zone.AZURE, "Azure blob storage", "stockage Blob Azure"),
    RoleRow(Role.TABLE_STORAGE, Zone.AZURE, "Azure table storage", "stockage Table Azure"),
    RoleRow(Role.KEY_VAULT, Zone.AZURE, "key vault", "coffre de clés"),
    RoleRow(Role.ENTRA_ID, Zone.AZURE, "Microsoft Entra ID", "Microsoft Entra ID"),
    RoleRow(Role.AZURE_RESOURCE_MANAGER, Zone.AZURE, "Azure Resource Manager", "Azure Resource Manager"),
    RoleRow(Role.MICROSOFT_GRAPH, Zone.AZURE, "Microsoft Graph", "Microsoft Graph"),
    RoleRow(Role.PUBLIC_DNS, Zone.INTERNET, "public DNS", "DNS public"),
    RoleRow(Role.AZURE_DNS, Zone.AZURE, "Azure DNS", "DNS d'Azure"),
    RoleRow(Role.SITE_SERVER, Zone.ON_PREMISES, "site server", "serveur de site"),
    RoleRow(Role.CONSOLE, Zone.ON_PREMISES, "Configuration Manager console", "console Configuration Manager"),
    RoleRow(Role.PROXY, Zone.ON_PREMISES, "internet proxy", "proxy Internet"),
    RoleRow(Role.FIREWALL, Zone.ON_PREMISES, "firewall", "pare-feu"),
)
# fmt: on

_BY_ROLE: Final = MappingProxyType({row.role: row for row in ROLES})


def role_row(role: Role | str) -> RoleRow:
    """
    The row of *role*, given as a member or by its identifier.

    Example:
        >>> role_row("management-point").french
        'point de gestion'
    """
    return _BY_ROLE[Role(role)]


def zone_of(role: Role | str) -> Zone:
    """
    Where *role* stands.

    Example:
        >>> zone_of("client"), zone_of(Role.PROXY)
        (<Zone.INTERNET: 'internet'>, <Zone.ON_PREMISES: 'on-premises'>)
    """
    return role_row(role).zone
