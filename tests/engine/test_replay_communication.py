"""F3 to F5: who serves a client's requests, over which connections, at which addresses, ports and instants."""

from __future__ import annotations

import pytest
from engine.replay_tables import DEPLOYMENTS
from engine.replayed_site import site, told

from cmgsim.api.replay import replay
from cmgsim.facts.rows import Authentication, Deployment
from cmgsim.model.distributions import constant
from cmgsim.model.scenario import Clients, Cmg, ConnectionPoints, ManagementPoints, SoftwareUpdatePoints


@pytest.mark.rule("F3", "V2", "V3", "V4")
@pytest.mark.parametrize(
    ("authentication", "paths"),
    [
        ("entra", [
            ("GET", "37", "/CCM_STS"),
            ("CCM_POST", "37", "/ccm_system_tokenauth/request"),
            ("GET", "37", "/SMS_MP_TokenAuth/.sms_pol?<policy>"),
            ("BITS_POST", "37", "/CCM_Incoming/<message>"),
            ("POST", "38", "/ClientWebService/client.asmx"),
        ]),
        ("certificate", [
            ("CCM_POST", "37", "/ccm_system/request"),
            ("GET", "37", "/SMS_MP/.sms_pol?<policy>"),
            ("BITS_POST", "37", "/CCM_Incoming/<message>"),
            ("POST", "38", "/ClientWebService/client.asmx"),
        ]),
    ],
)  # fmt: skip
def test_addresses_outside_and_inside(authentication, paths):
    family = {"entra": "/CCM_Proxy_ServerAuth", "certificate": "/CCM_Proxy_MutualAuth"}[authentication]
    trace = replay("communication", authentication=authentication)

    for number, (verb, last_digits_of_role_id, inside) in enumerate(paths, start=1):
        outside = f"{family}/720575940379279{last_digits_of_role_id}{inside}"
        assert [("F3", verb, outside), ("F4", verb, outside), ("F5", verb, inside)] == [
            (r.rule, r.verb, r.path) for r in trace if r.kind == "request" and r.request == f"r{number}"
        ]


@pytest.mark.rule("F3")
@pytest.mark.parametrize(
    ("authentication", "proof"),
    [
        ("entra", "a token based on Entra ID"),
        ("certificate", "its client authentication certificate"),
        ("site-token", "the token that the site issued"),
    ],
)
def test_a_client_shows_who_it_is_with_every_request(authentication, proof):
    trace = replay("communication", authentication=authentication)
    names = ["policy", "policy-body", "hardware-inventory", "scan"]

    assert [*["token"] * (authentication == "entra"), *names] == [
        r.text.split()[3] for r in trace if r.request and r.kind == "request" and r.src == "client-1"
    ]
    assert {f"to instance-1 with {proof}"} == {
        " ".join(r.text.split()[4:]) for r in trace if r.request and r.kind == "request" and r.src == "client-1"
    }


@pytest.mark.rule("F4", "F5")
def test_a_request_and_its_answer_keep_their_sizes_on_every_hop():
    trace = replay("communication", authentication="certificate")

    assert {
        "r1": [3_000] * 3 + [30_000] * 3,
        "r2": [2_000] * 3 + [20_000] * 3,
        "r3": [80_000] * 3 + [500] * 3,
        "r4": [50_000] * 3 + [15_000_000] * 3,
    } == {id_: [r.bytes for r in trace if r.request == id_] for id_ in ("r1", "r2", "r3", "r4")}


@pytest.mark.rule("F2", "F4")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("instances", [1, 2])
def test_a_forwarded_request_travels_against_the_opening_of_its_channel(deployment, instances):
    trace = replay("communication", deployment=deployment, instances=instances, connection_points=2)
    channels = {r.connection: r.src for r in trace if r.kind == "connect" and r.rule == "F2"}
    pushed = [r for r in trace if r.kind == "request" and r.rule == "F4"]

    assert 5 == len(pushed)
    for record in pushed:
        assert ("instance", "azure", "on-premises") == (record.src_role, record.src_zone, record.dst_zone)
        assert record.dst == record.opened_by == channels[record.connection]


@pytest.mark.rule("F4")
def test_connection_points_take_turns_request_by_request():
    trace = replay("communication", connection_points=3)

    assert [f"cmg-connection-point-{n}" for n in (1, 2, 3, 1, 2)] == [
        r.dst for r in trace if r.kind == "request" and r.rule == "F4"
    ]


@pytest.mark.rule("F3")
def test_all_requests_of_one_connection_are_answered_by_the_instance_that_the_load_balancer_picked():
    seen = set()
    for seed in range(12):
        trace = replay("communication", instances=4, seed=seed)
        (picked,) = [r.text.rsplit(" ", 1)[-1] for r in trace if r.src == "load-balancer"]
        assert {picked} == {r.dst for r in trace if r.kind == "request" and r.src == "client-1"} - {"entra-id"}
        seen.add(picked)
    assert {"instance-1", "instance-2", "instance-3", "instance-4"} == seen


@pytest.mark.rule("F5")
def test_a_connection_point_keeps_its_connection_to_a_server_for_the_next_request():
    trace = replay("communication")

    assert ["management-point-1", "software-update-point-1"] == [
        r.dst for r in trace if r.kind == "connect" and r.rule == "F5"
    ]


@pytest.mark.rule("F5", "P9")
@pytest.mark.parametrize(("spoken", "protocol", "port"), [("https", "HTTPS", 443), ("http", "HTTP", 80)])
def test_the_port_of_a_management_point_follows_its_configuration(spoken, protocol, port):
    records = told(site(management_points=(ManagementPoints(protocol=spoken),)), "communication")

    assert [(protocol, port)] == [(r.protocol, r.port) for r in records if r.kind == "connect" and r.port_rule == "P9"]


@pytest.mark.rule("F5", "P10")
@pytest.mark.parametrize(("port", "protocol"), [(443, "HTTPS"), (80, "HTTP"), (8530, "HTTP"), (8531, "HTTPS")])
def test_the_port_of_a_software_update_point_follows_its_configuration(port, protocol):
    records = told(site(software_update_points=(SoftwareUpdatePoints(port=port),)), "communication")

    assert [(protocol, port)] == [(r.protocol, r.port) for r in records if r.kind == "connect" and r.port_rule == "P10"]


@pytest.mark.rule("F5")
def test_each_published_server_has_a_role_id_of_its_own():
    servers = {
        "management_points": (ManagementPoints(count=3),),
        "software_update_points": (SoftwareUpdatePoints(count=2),),
    }
    records = told(site(**servers), "communication")
    ids = [r.path.split("/")[2] for r in records if r.rule == "F4" and r.kind == "request"]

    assert ["72057594037927937"] * 4 + ["72057594037927940"] == ids  # management points have 1 to 3


# From 0: a connection point's look-ups and handshake, the client's, its first request, its second.
TIMES_MS = {
    "scale-set": [
        *(0, 25, 50, 75, 100, 250, 250), *(250, 280, 310, 340, 370, 550, 550),
        *(550, 580, 655, 667, 667, 669, 671, 696), *(726, 756, 831, 833, 835, 860),
    ],
    "classic": [
        *(0, 25, 50, 75, 100, 250, 250), *(250, 280, 310, 340, 370, 550, 550),
        *(550, 580, 605, 617, 617, 619, 621, 646), *(676, 706, 731, 733, 735, 760),
    ],
}  # fmt: skip


@pytest.mark.rule("F2", "F3", "F4", "F5")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_when_each_message_leaves_where_nobody_needs_time_to_serve(deployment):
    """30 ms one way from client to Azure, 25 ms from there to the site, 2 ms within; HTTPS adds a round trip at F4."""
    at_once = {"service_time": constant(0)}
    scenario = site(
        clients=(Clients(count=1, name="client-1", authentication=Authentication.CERTIFICATE),),
        cmg=Cmg(deployment=Deployment(deployment), service_name="GraniteFalls.contoso.com", **at_once),
        connection_points=(ConnectionPoints(**at_once),),
        management_points=(ManagementPoints(**at_once),),
    )
    times = [record.t_ns for record in told(scenario, "communication")]

    assert [ms * 1_000_000 for ms in TIMES_MS[deployment]] == times[: len(TIMES_MS[deployment])]
