"""
What a deployment creates in Azure (F1), in the order in which the parts depend on each other.

The pages name the scale set, the key vault, the storage account, the public IP address and the load balancer. Virtual
network and security follow from Azure's own rules, and no page gives the order or the durations.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen
from attrs.validators import instance_of

from cmgsim.facts import sources as src
from cmgsim.facts.rows import Deployment, Figure, Source


@frozen
class Resource:
    """One part of the service, as Azure Resource Manager is asked for it."""

    name: str
    """For people."""
    provider: str
    """Resource type, the last part of the request's path."""
    takes: Figure
    """How long it is being provisioned."""
    source: Source = field(validator=instance_of(Source))
    """Where it says that this part exists."""
    deployment: Deployment | None = None
    """The way of deployment that has it; None: both."""
    unique: bool = False
    """Whether its name has to be free in all of Azure, as the prefix has to be."""

    def belongs_to(self, deployment: Deployment) -> bool:
        """Whether a CMG deployed this way has this part."""
        return self.deployment in (None, deployment)


def _takes(value: float, unit: str, low: float, high: float) -> Figure:
    return Figure(value, unit, src.ASSUMED, (low, high), "a lab guide says 15 to 30 minutes for all of it")


_SET, _CLASSIC = Deployment.SCALE_SET, Deployment.CLASSIC

# fmt: off
RESOURCES: Final[tuple[Resource, ...]] = (
    Resource("resource group", "resourceGroups", _takes(5, "s", 1, 60), src.SETUP),
    Resource("storage account", "Microsoft.Storage/storageAccounts", _takes(45, "s", 10, 300), src.COST, unique=True),
    Resource("key vault", "Microsoft.KeyVault/vaults", _takes(30, "s", 10, 300), src.COST, _SET, unique=True),
    Resource("public IP address", "Microsoft.Network/publicIPAddresses", _takes(15, "s", 5, 300), src.COST,
             unique=True),
    Resource("load balancer", "Microsoft.Network/loadBalancers", _takes(30, "s", 5, 300), src.SECURITY, _SET),
    Resource("virtual network", "Microsoft.Network/virtualNetworks", _takes(15, "s", 5, 300), src.ASSUMED, _SET),
    Resource("virtual machine scale set", "Microsoft.Compute/virtualMachineScaleSets", _takes(6, "min", 3, 20),
             src.COST, _SET),
    Resource("cloud service (classic)", "Microsoft.ClassicCompute/domainNames", _takes(10, "min", 5, 30), src.DATA_FLOW,
             _CLASSIC),
)
# fmt: on

SETUP_IN_VM: Final = _takes(8, "min", 3, 20)
"""Setup inside the virtual machines, which CMGSetup.log describes."""
REQUEST_BYTES: Final = Figure(2_000, "bytes", src.ASSUMED, (500, 20_000), "a template of one resource")
"""Size of a request to Azure Resource Manager, and of its answer."""
