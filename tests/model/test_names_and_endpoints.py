"""The names that a run uses are the documented ones."""

from __future__ import annotations

import pytest

from cmgsim.facts.endpoints import DERIVED_ENDPOINTS, ENDPOINTS, NAMES, fill
from cmgsim.facts.rows import Cloud, Deployment
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Cmg


@pytest.mark.rule("E1", "E2", "E3", "E5")
@pytest.mark.parametrize("cloud", Cloud)
@pytest.mark.parametrize("deployment", Deployment)
def test_names_are_filled_patterns_of_the_endpoint_table(cloud, deployment):
    documented = {
        row.kind.removeprefix("classic-"): fill(row.pattern, "GraniteFalls", "WestUS")
        for row in (*ENDPOINTS, *DERIVED_ENDPOINTS, *NAMES)
        if row.cloud is cloud and row.deployment in {None, deployment}
    }
    names = names_of(Cmg(cloud=cloud, deployment=deployment))

    expected = {
        "deployment-name": names.deployment,
        "storage-blob": names.blob,
        "storage-table": names.table,
        "key-vault": names.vault,
        "entra": names.entra,
        "resource-manager": names.resource_manager,
        "graph": names.graph,
    }
    assert expected == {kind: documented[kind] for kind in expected}
