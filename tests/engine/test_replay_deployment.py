"""F1: what the site signs in to and creates one after the other, until the CMG is ready, and how long it takes."""

from __future__ import annotations

from itertools import chain

import pytest
from engine.replay_tables import DEPLOYMENTS, RESOURCES

from cmgsim.api.replay import replay

PATHS = {
    "resource group": "resourceGroups",
    "storage account": "resourceGroups/GraniteFalls/providers/Microsoft.Storage/storageAccounts",
    "key vault": "resourceGroups/GraniteFalls/providers/Microsoft.KeyVault/vaults",
    "public IP address": "resourceGroups/GraniteFalls/providers/Microsoft.Network/publicIPAddresses",
    "load balancer": "resourceGroups/GraniteFalls/providers/Microsoft.Network/loadBalancers",
    "virtual network": "resourceGroups/GraniteFalls/providers/Microsoft.Network/virtualNetworks",
    "virtual machine scale set": "resourceGroups/GraniteFalls/providers/Microsoft.Compute/virtualMachineScaleSets",
    "cloud service (classic)": "resourceGroups/GraniteFalls/providers/Microsoft.ClassicCompute/domainNames",
}


@pytest.mark.rule("F1")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_deployment_creates_its_resources_one_after_the_other(deployment):
    trace = replay("deployment", deployment=deployment)
    manager = [r for r in trace if "azure-resource-manager" in (r.src, r.dst) and r.kind in ("request", "state")]

    scp, subscription = "service-connection-point", "/subscriptions/<subscription>"
    asked_and_made = [
        [(f"{scp} asks Azure for the {name}", f"{subscription}/{PATHS[name]}"), (f"the {name} is provisioned", None)]
        for name in RESOURCES[deployment]
    ]
    assert list(chain.from_iterable(asked_and_made)) == [(r.text, r.path) for r in manager]


@pytest.mark.rule("F1", "E5")
@pytest.mark.parametrize(("instances", "setup"), [(1, "1 VM instance"), (2, "2 VM instances"), (16, "16 VM instances")])
def test_the_cmg_goes_from_provisioning_to_ready(instances, setup):
    trace = replay("deployment", instances=instances)

    assert [
        "the service is provisioning",
        f"setup has finished in {setup}",
        "the server authentication certificate makes GraniteFalls.contoso.com an HTTPS service",
        "the service is ready",
    ] == [r.text for r in trace if r.src == "cmg"]


@pytest.mark.rule("F1")
def test_a_deployment_signs_in_to_entra_id_before_it_asks_azure_for_anything():
    asked = [(r.dst, r.text) for r in replay("deployment") if r.kind == "request"]

    assert ("entra-id", "service-connection-point asks Entra ID for a token") == asked[0]
    assert {"azure-resource-manager"} == {dst for dst, _ in asked[1:]}


@pytest.mark.rule("F1")
@pytest.mark.parametrize(("deployment", "minutes"), [("scale-set", 16.35), ("classic", 19.1)])
def test_a_deployment_takes_as_long_as_its_parts(deployment, minutes):
    parts_s = {"scale-set": 5 + 45 + 30 + 15 + 30 + 15 + 360, "classic": 5 + 45 + 15 + 600}[deployment] + 480
    calls = len(RESOURCES[deployment])
    # 25 ms one way: 2 look-ups, 2 handshakes of three round trips, a sign-in, and a round trip for each resource.
    on_the_way_ms = 2 * 25 * (2 + 2 * 3 + 1 + calls)

    end_ns = replay("deployment", deployment=deployment).records[-1].t_ns

    assert parts_s * 10**9 + on_the_way_ms * 10**6 == end_ns
    assert abs(minutes - end_ns / 60e9) < 0.1
