"""The names of a CMG: what clients ask for, what Azure answers to, and what its storage and vault are called."""

from __future__ import annotations

from attrs import frozen

from cmgsim.facts.rows import Cloud, Deployment
from cmgsim.model.scenario import Cmg

_DEPLOYMENT = {
    (Cloud.PUBLIC, Deployment.SCALE_SET): "<prefix>.<region>.cloudapp.azure.com",
    (Cloud.PUBLIC, Deployment.CLASSIC): "<prefix>.cloudapp.net",
    (Cloud.US_GOVERNMENT, Deployment.SCALE_SET): "<prefix>.usgovcloudapp.net",
    (Cloud.US_GOVERNMENT, Deployment.CLASSIC): "<prefix>.usgovcloudapp.net",
}


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
    gov = cmg.cloud is Cloud.US_GOVERNMENT
    deployment = _DEPLOYMENT[cmg.cloud, cmg.deployment].replace("<prefix>", cmg.prefix).replace("<region>", cmg.region)
    return Names(
        service=cmg.service_name or deployment,
        deployment=deployment,
        blob=f"{cmg.prefix}.blob.core.{'usgovcloudapi.net' if gov else 'windows.net'}",
        table=f"{cmg.prefix}.table.core.{'usgovcloudapi.net' if gov else 'windows.net'}",
        vault=f"{cmg.prefix}.vault.{'usgovcloudapi.net' if gov else 'azure.net'}",
        entra=f"login.microsoftonline.{'us' if gov else 'com'}",
        resource_manager="management.usgovcloudapi.net" if gov else "management.azure.com",
        graph="graph.microsoft.com",
    )
