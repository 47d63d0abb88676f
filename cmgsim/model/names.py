"""The names of a CMG: what clients ask for, what Azure answers to, and what its storage and vault are called."""

from __future__ import annotations

from attrs import frozen

from cmgsim.facts.endpoints import DERIVED_ENDPOINTS, ENDPOINTS, deployment_pattern, fill
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Cmg


@frozen
class Names:
    """
    The names of one CMG.

    Example:
        >>> names = names_of(Cmg(service_name="GraniteFalls.contoso.com"))
        >>> names.service, names.deployment, names.has_alias
        ('GraniteFalls.contoso.com', 'GraniteFalls.WestUS.cloudapp.azure.com', True)
    """

    service: str
    """Common name of the server certificate; clients and connection points ask for it."""
    deployment: str
    """Prefix and Azure domain; the cloud service manager asks for it."""
    blob: str
    table: str
    vault: str
    entra: str
    resource_manager: str
    graph: str

    @property
    def has_alias(self) -> bool:
        """Whether a CNAME must lead from the service name to the deployment name."""
        return self.service.lower() != self.deployment.lower()


def names_of(cmg: Cmg) -> Names:
    """The names that follow from prefix, region, cloud and way of deployment."""
    deployment = fill(deployment_pattern(cmg.cloud, cmg.deployment), cmg.prefix, cmg.region)
    return Names(
        service=cmg.service_name or deployment,
        deployment=deployment,
        blob=_endpoint(cmg, Role.CMG_CONNECTION_POINT, "storage-blob"),
        table=_endpoint(cmg, Role.CMG_CONNECTION_POINT, "storage-table"),
        vault=_endpoint(cmg, Role.CMG_CONNECTION_POINT, "key-vault"),
        entra=_endpoint(cmg, Role.SERVICE_CONNECTION_POINT, "entra"),
        resource_manager=_endpoint(cmg, Role.SERVICE_CONNECTION_POINT, "resource-manager"),
        graph=_endpoint(cmg, Role.SERVICE_CONNECTION_POINT, "graph"),
    )


def _endpoint(cmg: Cmg, role: Role, kind: str) -> str:
    rows = (*ENDPOINTS, *DERIVED_ENDPOINTS)
    pattern = next(row.pattern for row in rows if (row.role, row.kind, row.cloud) == (role, kind, cmg.cloud))
    return fill(pattern, cmg.prefix, cmg.region)
