"""The endpoints, against a table written independently of it."""

from __future__ import annotations

import pytest

from cmgsim.facts.endpoints import (
    DERIVED_ENDPOINTS,
    ENDPOINTS,
    NAMES,
    PREFIX_LENGTH,
    deployment_pattern,
    endpoints_for,
    fill,
)
from cmgsim.facts.rows import Cloud, Confidence, Deployment

DOCUMENTED = """
E1 | service-connection-point | resource-manager | public        | management.azure.com
E1 | service-connection-point | resource-manager | us-government | management.usgovcloudapi.net
E1 | service-connection-point | graph            | public        | graph.microsoft.com
E1 | service-connection-point | graph            | us-government | graph.microsoft.com
E2 | cmg-connection-point     | service-name     | public        | <prefix>.<region>.cloudapp.azure.com
E2 | cmg-connection-point     | service-name     | us-government | <prefix>.usgovcloudapp.net
E2 | cmg-connection-point     | storage-blob     | public        | <prefix>.blob.core.windows.net
E2 | cmg-connection-point     | storage-blob     | us-government | <prefix>.blob.core.usgovcloudapi.net
E2 | cmg-connection-point     | storage-table    | public        | <prefix>.table.core.windows.net
E2 | cmg-connection-point     | storage-table    | us-government | <prefix>.table.core.usgovcloudapi.net
E2 | cmg-connection-point     | key-vault        | public        | <prefix>.vault.azure.net
E2 | cmg-connection-point     | key-vault        | us-government | <prefix>.vault.usgovcloudapi.net
E3 | client                   | deployment-name  | public        | <prefix>.<region>.cloudapp.azure.com
E3 | client                   | deployment-name  | us-government | <prefix>.usgovcloudapp.net
E3 | client                   | storage-blob     | public        | <prefix>.blob.core.windows.net
E3 | client                   | storage-blob     | us-government | <prefix>.blob.core.usgovcloudapi.net
E3 | client                   | entra            | public        | login.microsoftonline.com
E3 | client                   | entra            | us-government | login.microsoftonline.us
E4 | console                  | entra            | public        | login.microsoftonline.com
E4 | console                  | entra            | us-government | login.microsoftonline.us
E4 | console                  | cdn              | public        | aadcdn.msauth.net
E4 | console                  | cdn              | public        | aadcdn.msftauth.net
"""
EXPECTED = [tuple(cell.strip() for cell in line.split("|")) for line in DOCUMENTED.strip().splitlines()]


@pytest.mark.rule("E1", "E2", "E3", "E4")
def test_the_table_has_the_documented_rows_by_role():
    rows = [(row.rule, str(row.role), row.kind, str(row.cloud), row.pattern) for row in ENDPOINTS]

    assert EXPECTED == rows


@pytest.mark.rule("E1", "E2", "E3", "E4")
@pytest.mark.parametrize("role", ["service-connection-point", "cmg-connection-point", "client"])
def test_every_kind_of_endpoint_exists_in_both_clouds(role):
    public, government = endpoints_for(role, "public"), endpoints_for(role, "us-government")

    assert [row.kind for row in public] == [row.kind for row in government]


@pytest.mark.rule("E4")
def test_the_console_needs_the_content_delivery_names_in_the_public_cloud_alone():
    assert ["login.microsoftonline.us"] == [row.pattern for row in endpoints_for("console", Cloud.US_GOVERNMENT)]


@pytest.mark.rule("E3")
def test_a_client_needs_neither_table_storage_nor_key_vault():
    assert {"deployment-name", "storage-blob", "entra"} == {row.kind for row in endpoints_for("client")}


@pytest.mark.rule("E2")
def test_the_contradiction_about_the_connection_point_is_noted_where_it_matters():
    noted = {row.kind for row in ENDPOINTS if "contradicts" in row.note}

    assert {"storage-blob", "storage-table", "key-vault"} == noted


@pytest.mark.rule("E2", "E3")
def test_the_us_government_names_of_the_service_are_noted_as_doubtful():
    doubtful = {row.pattern for row in ENDPOINTS if "usgovcloudapi.net: check" in row.note}

    assert {"<prefix>.usgovcloudapp.net"} == doubtful


@pytest.mark.rule("E5")
@pytest.mark.parametrize(
    ("cloud", "deployment", "expected"),
    [
        ("public", "scale-set", "GraniteFalls.WestUS.cloudapp.azure.com"),
        ("public", "classic", "GraniteFalls.cloudapp.net"),
        ("us-government", "scale-set", "GraniteFalls.usgovcloudapp.net"),
        ("us-government", "classic", "GraniteFalls.usgovcloudapp.net"),
    ],
)
def test_the_deployment_name_is_prefix_and_place_in_azure(cloud, deployment, expected):
    pattern = deployment_pattern(Cloud(cloud), Deployment(deployment))

    assert expected == fill(pattern, "GraniteFalls", "WestUS")


@pytest.mark.rule("E5")
def test_the_service_name_may_lie_in_a_domain_of_ones_own():
    pattern = next(row.pattern for row in NAMES if row.kind == "service-name")

    assert fill(pattern, "GraniteFalls", "WestUS", "contoso.com") == "GraniteFalls.contoso.com"


@pytest.mark.rule("E5")
def test_the_prefix_has_3_to_24_characters():
    assert (3, 24) == PREFIX_LENGTH


@pytest.mark.rule("E1", "E2", "E3", "E4")
def test_filled_names_keep_no_placeholder():
    names = [fill(row.pattern, "granitefalls", "westus") for row in (*ENDPOINTS, *DERIVED_ENDPOINTS)]

    assert [] == [name for name in names if "<" in name]


def test_what_the_page_leaves_out_is_not_passed_off_as_documented():
    assert {Confidence.ASSUMED} == {row.source.confidence for row in DERIVED_ENDPOINTS}


def test_every_endpoint_is_reached_on_443():
    assert {443} == {row.port for row in (*ENDPOINTS, *NAMES, *DERIVED_ENDPOINTS)}
