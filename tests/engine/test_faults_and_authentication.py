"""Which faults concern a client, by its way of authentication."""

from __future__ import annotations

import pytest
from engine.fault_tables import ENTRA, end_of, played
from engine.replayed_site import site, told

from cmgsim.model.scenario import Fault, ManagementPoints


@pytest.mark.rule("F3")
@pytest.mark.parametrize("flow", ["communication", "content"])
def test_a_client_with_a_certificate_does_not_mind_an_expired_token(flow):
    whole = played(flow, authentication="certificate")

    assert whole.records == played(flow, authentication="certificate", faults=("token-expired",)).records


@pytest.mark.rule("F3")
@pytest.mark.parametrize(("flow", "asked"), [("communication", "policy"), ("content", "location")])
def test_an_expired_token_of_the_site_is_refused_by_the_instance_without_asking_the_site(flow, asked):
    trace = played(flow, authentication="site-token", faults=("token-expired",))

    assert ("state", "F3", f"stopped at F3: client-1 gets 401 CMGService_Invalid_Token for {asked}", 401) == end_of(
        trace
    )
    assert [] == [r for r in trace if r.rule in ("F4", "F5")]


@pytest.mark.rule("F3")
@pytest.mark.parametrize("authentication", ["certificate", "site-token"])
@pytest.mark.parametrize("fault", ["entra-unreachable", f"endpoint-blocked={ENTRA}"])
def test_only_clients_of_entra_id_need_it(authentication, fault):
    whole = played("communication", authentication=authentication)

    assert whole.records == played("communication", authentication=authentication, faults=(fault,)).records


@pytest.mark.rule("V4")
def test_a_client_with_a_certificate_asks_by_get_for_policy_bodies_first():
    trace = played("communication", authentication="certificate", faults=("verb-blocked=GET",))

    assert "stopped at F3: client-1 gets 405 Method Not Allowed for policy-body (breaks V4)" == trace.records[-1].text


@pytest.mark.rule("F5", "P9")
@pytest.mark.parametrize("kind", ["connection-point-certificate-missing", "management-point-binding-wrong"])
def test_a_management_point_that_speaks_http_asks_for_no_certificate(kind):
    http = site(management_points=(ManagementPoints(protocol="http"),))

    assert told(http, "communication") == told(http, "communication", Fault(kind=kind))
