"""The names that flows look up: by cloud and deployment, and where Azure's own name needs no alias."""

from __future__ import annotations

import pytest
from engine.replayed_site import site, told

from cmgsim.api.replay import replay
from cmgsim.model.scenario import Cmg, Fault


@pytest.mark.rule("E1", "E2", "E3", "E5", "C2", "C3")
@pytest.mark.parametrize(
    ("deployment", "cloud", "deployment_name", "entra", "manager", "blob"),
    [
        ("scale-set", "public", "GraniteFalls.WestUS.cloudapp.azure.com", "login.microsoftonline.com",
         "management.azure.com", "GraniteFalls.blob.core.windows.net"),
        ("classic", "public", "GraniteFalls.cloudapp.net", "login.microsoftonline.com",
         "management.azure.com", "GraniteFalls.blob.core.windows.net"),
        ("scale-set", "us-government", "GraniteFalls.usgovcloudapp.net", "login.microsoftonline.us",
         "management.usgovcloudapi.net", "GraniteFalls.blob.core.usgovcloudapi.net"),
        ("classic", "us-government", "GraniteFalls.usgovcloudapp.net", "login.microsoftonline.us",
         "management.usgovcloudapi.net", "GraniteFalls.blob.core.usgovcloudapi.net"),
    ],
)  # fmt: skip
def test_the_names_that_are_asked_for(deployment, cloud, deployment_name, entra, manager, blob):
    trace = replay("all", deployment=deployment, cloud=cloud)
    service = "GraniteFalls.contoso.com"

    assert [
        ("F1", "public-dns", f"service-connection-point asks for {entra}"),
        ("F1", "public-dns", f"service-connection-point asks for {manager}"),
        ("F2", "public-dns", f"cmg-connection-point-1 asks for {service}"),
        ("F2", "azure-dns", f"cmg-connection-point-1 asks for {deployment_name}"),
        ("F3", "public-dns", f"client-1 asks for {entra}"),
        ("F3", "public-dns", f"client-1 asks for {service}"),
        ("F3", "azure-dns", f"client-1 asks for {deployment_name}"),
        ("F3", "public-dns", f"client-1 asks for {service}"),
        ("F3", "azure-dns", f"client-1 asks for {deployment_name}"),
        ("C2", "public-dns", f"client-1 asks for {service}"),
        ("C3", "azure-dns", f"client-1 asks for {deployment_name}"),
        ("C6", "azure-dns", f"client-1 asks for {blob}"),
        ("D4", "azure-dns", f"site-server asks for {blob}"),
    ] == [(r.rule, r.dst, r.text) for r in trace if r.kind == "dns-query"]
    answers = {r.text for r in trace if r.kind == "dns-answer"}
    assert answers == {
        f"{service} leads to {deployment_name}",
        *(f"{name} has an address" for name in (deployment_name, entra, manager, blob)),
    }


@pytest.mark.rule("C2", "C3", "E5")
@pytest.mark.parametrize("service", [None, "granitefalls.WESTUS.cloudapp.azure.com"])
def test_a_service_name_in_azure_needs_no_alias(service):
    records = told(site(cmg=Cmg(service_name=service)), "content")
    name = service or "GraniteFalls.WestUS.cloudapp.azure.com"

    assert [("C2", "state", f"{name} is Azure's own name: no alias is needed"), ("C3", "dns-query", None)] == [
        (r.rule, r.kind, r.text if r.kind == "state" else None)
        for r in records
        if r.rule in ("C2", "C3") and r.kind in ("state", "dns-query")
    ]
    assert [] == [r for r in records if r.dst == "public-dns"]


@pytest.mark.rule("C2")
@pytest.mark.parametrize("kind", ["cname-missing", "cname-wrong"])
def test_where_no_alias_is_needed_none_can_be_missing_or_wrong(kind):
    scenario = site(cmg=Cmg(service_name=None))

    assert told(scenario, "content") == told(scenario, "content", Fault(kind=kind))
