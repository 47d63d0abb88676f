"""The base case of every documented flow is a table written by hand, and departs from nothing documented."""

from __future__ import annotations

from itertools import product

import pytest
from engine.replay_tables import AUTHENTICATIONS, CLOUDS, DEPLOYMENTS, FLOWS, columns, expected

from cmgsim.api.replay import replay
from cmgsim.flows.conformance import departures


@pytest.mark.rule("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4")
@pytest.mark.rule("P1", "P2", "P4", "P7", "P8", "P9", "P10", "P11", "V1", "V2", "V3", "V4", "V5")
@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("authentication", AUTHENTICATIONS)
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_flow_is_the_table(flow, deployment, authentication, cloud):
    trace = replay(flow, deployment=deployment, authentication=authentication, cloud=cloud)

    assert expected(flow, deployment, authentication) == columns(trace)


@pytest.mark.slow
@pytest.mark.parametrize("authentication", AUTHENTICATIONS)
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_complete_flow_departs_from_nothing_documented(flow, deployment, authentication):
    for cloud, instances, points in product(CLOUDS, (1, 2, 5, 16), (1, 2, 3)):
        size = {"deployment": deployment, "instances": instances, "connection_points": points}
        trace = replay(flow, authentication=authentication, cloud=cloud, **size)

        assert [] == departures(trace, flow, **size, complete=True)
