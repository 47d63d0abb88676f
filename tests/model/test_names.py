"""The names of a CMG, as the examples of the documentation have them (E5), in both clouds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.facts.rows import Cloud, Deployment
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Cmg

SCALE_SET, CLASSIC = Deployment.SCALE_SET, Deployment.CLASSIC
PUBLIC, GOVERNMENT = Cloud.PUBLIC, Cloud.US_GOVERNMENT
PREFIXES = st.from_regex(r"[A-Za-z0-9]{3,24}", fullmatch=True)


def names(**cmg):
    return names_of(Cmg(**cmg))


@pytest.mark.rule("E5")
@pytest.mark.parametrize(
    ("cloud", "deployment", "expected"),
    [
        (PUBLIC, SCALE_SET, "GraniteFalls.WestUS.cloudapp.azure.com"),
        (PUBLIC, CLASSIC, "GraniteFalls.cloudapp.net"),
        (GOVERNMENT, SCALE_SET, "GraniteFalls.usgovcloudapp.net"),
        (GOVERNMENT, CLASSIC, "GraniteFalls.usgovcloudapp.net"),
    ],
)
def test_the_deployment_name_depends_on_cloud_and_way_of_deployment(cloud, deployment, expected):
    assert expected == names(cloud=cloud, deployment=deployment).deployment


@pytest.mark.rule("E1", "E2", "E3")
@pytest.mark.parametrize(
    ("cloud", "expected"),
    [
        (PUBLIC, {
            "blob": "GraniteFalls.blob.core.windows.net",
            "table": "GraniteFalls.table.core.windows.net",
            "vault": "GraniteFalls.vault.azure.net",
            "entra": "login.microsoftonline.com",
            "resource_manager": "management.azure.com",
            "graph": "graph.microsoft.com",
        }),
        (GOVERNMENT, {
            "blob": "GraniteFalls.blob.core.usgovcloudapi.net",
            "table": "GraniteFalls.table.core.usgovcloudapi.net",
            "vault": "GraniteFalls.vault.usgovcloudapi.net",
            "entra": "login.microsoftonline.us",
            "resource_manager": "management.usgovcloudapi.net",
            "graph": "graph.microsoft.com",
        }),
    ],
)  # fmt: skip
@pytest.mark.parametrize("deployment", Deployment)
def test_the_other_names_depend_on_the_cloud_only(cloud, expected, deployment):
    found = names(cloud=cloud, deployment=deployment)

    assert expected == {name: getattr(found, name) for name in expected}


@pytest.mark.slow
@pytest.mark.rule("E5")
@given(PREFIXES)
def test_a_prefix_keeps_the_case_it_was_written_in(prefix):
    found = names(prefix=prefix)

    assert [prefix] * 5 == [
        name.split(".")[0] for name in (found.service, found.deployment, found.blob, found.table, found.vault)
    ]


@pytest.mark.slow
@pytest.mark.rule("E5")
@given(PREFIXES, st.sampled_from(["WestUS", "francecentral", "usgovvirginia"]), st.sampled_from(Cloud))
def test_the_region_stands_in_the_deployment_name_of_a_public_scale_set_and_nowhere_else(prefix, region, cloud):
    one, other = (names(prefix=prefix, region=where, cloud=cloud) for where in (region, "elsewhere"))

    assert (cloud is PUBLIC) == (one != other)
    assert names(prefix=prefix, region=region, deployment=CLASSIC) == names(prefix=prefix, deployment=CLASSIC)


@pytest.mark.rule("E5")
@pytest.mark.parametrize("cloud", Cloud)
@pytest.mark.parametrize("deployment", Deployment)
def test_without_a_service_name_of_its_own_a_cmg_is_called_as_it_was_deployed(cloud, deployment):
    found = names(cloud=cloud, deployment=deployment)

    assert found.deployment == found.service
    assert not found.has_alias


@pytest.mark.rule("E5", "C2")
@pytest.mark.parametrize(
    ("service", "needs_alias"),
    [
        ("GraniteFalls.contoso.com", True),
        ("GraniteFalls.cloudapp.net", True),
        ("GraniteFalls.EastUS.cloudapp.azure.com", True),
        ("GraniteFalls.WestUS.cloudapp.azure.com", False),
        ("granitefalls.WestUS.CloudApp.Azure.Com", False),
    ],
)
def test_a_cname_is_needed_where_service_and_deployment_name_differ_in_more_than_case(service, needs_alias):
    found = names(service_name=service)

    assert service == found.service
    assert needs_alias == found.has_alias
