"""The base case of every documented flow, message by message, against tables written by hand."""

from __future__ import annotations

from itertools import chain, product

import pytest
from attrs import evolve

from cmgsim.api.replay import replay, stopped
from cmgsim.engine.replay import play
from cmgsim.engine.simulation import Simulation
from cmgsim.errors import ScenarioError
from cmgsim.facts.rows import Authentication, Deployment
from cmgsim.flows.conformance import departures
from cmgsim.model.distributions import constant
from cmgsim.model.plan import lower
from cmgsim.model.scenario import (
    Clients,
    Cmg,
    ConnectionPoints,
    Fault,
    ManagementPoints,
    Scenario,
    SoftwareUpdatePoints,
)
from cmgsim.trace import Trace

DEPLOYMENTS, CLOUDS = ("scale-set", "classic"), ("public", "us-government")
AUTHENTICATIONS = ("entra", "certificate", "site-token")
FLOWS = ("deployment", "channel", "communication", "content", "content-distribution", "all")

SHORT = {
    "cp": "cmg-connection-point-1",
    "scp": "service-connection-point",
    "arm": "azure-resource-manager",
    "client": "client-1",
    "mp": "management-point-1",
    "sup": "software-update-point-1",
    "lb": "load-balancer",
    "vm": "instance-1",
    "blob": "blob-storage",
    "site": "site-server",
    "-": None,
}
CHANNEL_COLUMNS = {"scale-set": ("lb", "P2", "HTTPS", 443), "classic": ("vm", "P4", "TCP-TLS", 10140)}
"""Far end, row, protocol and port of the channel to a single VM instance."""

# Columns: kind, from, to, step, row of the port table, protocol, port, verb, status.
CHANNEL = """
    dns-query   cp          public-dns  F2  -      DNS         53      -  -
    dns-answer  public-dns  cp          F2  -      DNS         53      -  -
    dns-query   cp          azure-dns   F2  -      DNS         53      -  -
    dns-answer  azure-dns   cp          F2  -      DNS         53      -  -
    connect     cp          {end}       F2  {row}  {protocol}  {port}  -  -
    accepted    cp          {end}       F2  {row}  {protocol}  {port}  -  -
    state       cp          cp          F2  -      -           -       -  -
"""
CHANNEL_END = """
    state       cp          cp          F2  -      -           -       -  -
"""
SIGN_IN_OF_THE_SITE = """
    dns-query   scp         public-dns  F1  -      DNS         53      -     -
    dns-answer  public-dns  scp         F1  -      DNS         53      -     -
    connect     scp         entra-id    F1  P1     HTTPS       443     -     -
    accepted    scp         entra-id    F1  P1     HTTPS       443     -     -
    request     scp         entra-id    F1  P1     HTTPS       443     POST  -
    response    entra-id    scp         F1  P1     HTTPS       443     -     200
    closed      scp         entra-id    F1  P1     HTTPS       443     -     -
"""
PROVISIONING = """
    dns-query   scp         public-dns  F1  -      DNS         53      -  -
    dns-answer  public-dns  scp         F1  -      DNS         53      -  -
    connect     scp         arm         F1  P1     HTTPS       443     -  -
    accepted    scp         arm         F1  P1     HTTPS       443     -  -
    state       cmg         cmg         F1  -      -           -       -  -
"""
ONE_RESOURCE = """
    request     scp         arm         F1  P1     HTTPS       443     PUT  -
    response    arm         scp         F1  P1     HTTPS       443     -    201
    state       arm         arm         F1  -      -           -       -    -
"""
SETUP_CERTIFICATE_READY = """
    state       cmg         cmg         F1  -      -           -       -  -
    state       cmg         cmg         F1  -      -           -       -  -
    state       cmg         cmg         F1  -      -           -       -  -
    closed      scp         arm         F1  P1     HTTPS       443     -  -
    state       scp         scp         F1  -      -           -       -  -
"""
SIGN_IN_OF_THE_CLIENT = """
    dns-query   client      public-dns  F3  -      DNS         53      -     -
    dns-answer  public-dns  client      F3  -      DNS         53      -     -
    connect     client      entra-id    F3  -      HTTPS       443     -     -
    accepted    client      entra-id    F3  -      HTTPS       443     -     -
    request     client      entra-id    F3  -      HTTPS       443     POST  -
    response    entra-id    client      F3  -      HTTPS       443     -     200
    closed      client      entra-id    F3  -      HTTPS       443     -     -
"""
TO_THE_CMG = """
    dns-query   client      public-dns  F3  -      DNS         53      -  -
    dns-answer  public-dns  client      F3  -      DNS         53      -  -
    dns-query   client      azure-dns   F3  -      DNS         53      -  -
    dns-answer  azure-dns   client      F3  -      DNS         53      -  -
    connect     client      lb          F3  P7     HTTPS       443     -  -
    accepted    client      lb          F3  P7     HTTPS       443     -  -
    state       lb          lb          F3  -      -           -       -  -
"""
DOWN_THE_CHANNEL = """
    request     client      vm          F3  P7     HTTPS       443     {verb}  -
    request     vm          cp          F4  {row}  {protocol}  {port}  {verb}  -
"""
TO_THE_MANAGEMENT_POINT = """
    connect     cp          mp          F5  P9     HTTPS       443     -  -
    accepted    cp          mp          F5  P9     HTTPS       443     -  -
"""
TO_THE_UPDATE_POINT = """
    connect     cp          sup         F5  P10    HTTPS       8531    -  -
    accepted    cp          sup         F5  P10    HTTPS       8531    -  -
"""
SERVED_BY_THE_MANAGEMENT_POINT = """
    request     cp          mp          F5  P9     HTTPS       443     {verb}  -
    response    mp          cp          F5  P9     HTTPS       443     -       200
"""
SERVED_BY_THE_UPDATE_POINT = """
    request     cp          sup         F5  P10    HTTPS       8531    {verb}  -
    response    sup         cp          F5  P10    HTTPS       8531    -       200
"""
BACK_TO_THE_CLIENT = """
    response    cp          vm          F4  {row}  {protocol}  {port}  -  200
    response    vm          client      F3  P7     HTTPS       443     -  200
"""
COMMUNICATION_END = """
    closed      client      lb          F3  P7     HTTPS       443     -  -
    state       client      client      F5  -      -           -       -  -
"""
LOCATED = """
    request     cp          mp          F5  P9     HTTPS       443     CCM_POST  -
    state       mp          mp          C1  -      -           -       -         -
    response    mp          cp          C1  P9     HTTPS       443     -         200
    response    cp          vm          C1  {row}  {protocol}  {port}  -         200
    response    vm          client      C2  P7     HTTPS       443     -         200
    closed      client      lb          C2  P7     HTTPS       443     -         -
"""
FETCHED = """
    dns-query   client      public-dns  C2  -      DNS         53      -         -
    dns-answer  public-dns  client      C2  -      DNS         53      -         -
    dns-query   client      azure-dns   C3  -      DNS         53      -         -
    dns-answer  azure-dns   client      C3  -      DNS         53      -         -
    connect     client      lb          C4  P7     HTTPS       443     -         -
    accepted    client      lb          C4  P7     HTTPS       443     -         -
    state       lb          lb          C4  -      -           -       -         -
    request     client      vm          C4  P7     HTTPS       443     PROPFIND  -
    state       vm          vm          C5  -      -           -       -         -
    response    vm          client      C5  P7     HTTPS       443     -         207
    closed      client      lb          C5  P7     HTTPS       443     -         -
    state       client      client      C6  -      -           -       -         -
    dns-query   client      azure-dns   C6  -      DNS         53      -         -
    dns-answer  azure-dns   client      C6  -      DNS         53      -         -
    connect     client      blob        C6  P8     HTTPS       443     -         -
    accepted    client      blob        C6  P8     HTTPS       443     -         -
    request     client      blob        C6  P8     HTTPS       443     HEAD      -
    response    blob        client      C6  P8     HTTPS       443     -         200
    request     client      blob        C6  P8     HTTPS       443     GET       -
    response    blob        client      C6  P8     HTTPS       443     -         206
    closed      client      blob        C6  P8     HTTPS       443     -         -
    state       client      client      C6  -      -           -       -         -
"""
DISTRIBUTED = """
    state       site        site        D1  -      -           -       -    -
    state       site        site        D2  -      -           -       -    -
    state       site        site        D3  -      -           -       -    -
    dns-query   site        azure-dns   D4  -      DNS         53      -    -
    dns-answer  azure-dns   site        D4  -      DNS         53      -    -
    connect     site        blob        D4  P11    HTTPS       443     -    -
    accepted    site        blob        D4  P11    HTTPS       443     -    -
    request     site        blob        D4  P11    HTTPS       443     PUT  -
    response    blob        site        D4  P11    HTTPS       443     -    201
    closed      site        blob        D4  P11    HTTPS       443     -    -
    state       site        site        D4  -      -           -       -    -
"""
RESOURCES = {
    "scale-set": [
        "resource group", "storage account", "key vault", "public IP address", "load balancer", "virtual network",
        "virtual machine scale set",
    ],
    "classic": ["resource group", "storage account", "public IP address", "cloud service (classic)"],
}  # fmt: skip
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


def table(*texts, deployment="scale-set", **slots):
    """The rows of *texts*, slots filled and names in full."""
    end, row, protocol, port = CHANNEL_COLUMNS[deployment]
    filled = "".join(texts).format(end=end, row=row, protocol=protocol, port=port, **slots)
    return [tuple(_cell(cell) for cell in line.split()) for line in filled.splitlines() if line.strip()]


def _cell(cell):
    return int(cell) if cell.isdigit() else SHORT.get(cell, cell)


def columns(trace):
    """The same columns of a trace."""
    return [(r.kind, r.src, r.dst, r.rule, r.port_rule, r.protocol, r.port, r.verb, r.status) for r in trace]


def journey(verb, *texts, deployment):
    return table(DOWN_THE_CHANNEL, *texts, BACK_TO_THE_CLIENT, deployment=deployment, verb=verb)


def client_asks(deployment, authentication):
    """F3 to F5, from the sign-in on."""
    open_, served = TO_THE_MANAGEMENT_POINT, SERVED_BY_THE_MANAGEMENT_POINT
    rows = table(SIGN_IN_OF_THE_CLIENT) if authentication == "entra" else []
    rows += table(TO_THE_CMG)
    if authentication == "entra":
        rows += journey("GET", open_, served, deployment=deployment)
        open_ = ""
    rows += journey("CCM_POST", open_, served, deployment=deployment)
    rows += journey("GET", served, deployment=deployment)
    rows += journey("BITS_POST", served, deployment=deployment)
    rows += journey("POST", TO_THE_UPDATE_POINT, SERVED_BY_THE_UPDATE_POINT, deployment=deployment)
    return rows + table(COMMUNICATION_END)


def client_downloads(deployment):
    """C1 to C6, from the location request on."""
    return table(
        TO_THE_CMG, DOWN_THE_CHANNEL, TO_THE_MANAGEMENT_POINT, LOCATED, FETCHED, deployment=deployment, verb="CCM_POST"
    )


def site_deploys(deployment):
    resources = [ONE_RESOURCE] * len(RESOURCES[deployment])
    return table(SIGN_IN_OF_THE_SITE, PROVISIONING, *resources, SETUP_CERTIFICATE_READY)


def expected(flow, deployment, authentication):
    channel = table(CHANNEL, deployment=deployment)
    match flow:
        case "deployment":
            return site_deploys(deployment)
        case "channel":
            return channel + table(CHANNEL_END)
        case "communication":
            return channel + client_asks(deployment, authentication)
        case "content":
            return channel + client_downloads(deployment)
        case "content-distribution":
            return table(DISTRIBUTED)
        case _:  # the five one after the other; what ends each of the first four is not the end of the trace
            client = client_asks(deployment, authentication)[:-1] + client_downloads(deployment)[:-1]
            return site_deploys(deployment)[:-1] + channel + client + table(DISTRIBUTED)


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


# Names


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


# F1


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


# F3 to F5


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


def told(scenario, flow):
    """The records of *flow* in a world that `replay` has no arguments for."""
    records = []
    play(Simulation(lower(scenario), seed=1, replication=0, record=records.append), flow)
    return sorted(records, key=lambda record: record.t_ns)


def site(**changes):
    return evolve(Scenario(clients=(Clients(count=1, name="client-1"),)), **changes)


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


# C1 to C6


@pytest.mark.rule("C1", "C2", "C4", "C5", "C6")
def test_what_the_content_flow_hands_over():
    trace = replay("content")

    assert [
        ("C1", "management-point-1 issues an access token for 24 hours and lists the content sources"),
        ("C1", "management-point-1 answers r1 with 200, the content token and the list of sources"),
        ("C1", "cmg-connection-point-1 answers r1 with 200, the content token and the list of sources"),
        ("C2", "instance-1 answers r1 with 200, which names GraniteFalls.contoso.com as the place of the content"),
        ("C4", "the load balancer hands the connection to instance-1"),
        ("C4", "client-1 sends PROPFIND content-manifest to instance-1 with its access token"),
        ("C5", "instance-1 checks the content token: it is valid"),
        ("C5", "instance-1 answers r2 with 207, the exact location of the content"),
        ("C6", "client-1 trusts the server authentication certificate"),
        ("C6", "client-1 sends HEAD content-head to blob-storage"),
        ("C6", "blob-storage answers r3 with 200"),
        ("C6", "client-1 sends GET content-range to blob-storage"),
        ("C6", "blob-storage answers r4 with 206"),
        ("C6", "client-1 has downloaded the content from blob storage"),
    ] == [(r.rule, r.text) for r in trace if r.rule[0] == "C" and r.kind in ("request", "response", "state")]


@pytest.mark.rule("C6")
def test_content_does_not_pass_the_instances():
    trace = replay("content")

    assert [100_000_000] == [r.bytes for r in trace if (r.src, r.verb, r.status) == ("blob-storage", None, 206)]
    assert max(r.bytes or 0 for r in trace if "instance-1" in (r.src, r.dst)) < 100_000


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
    records = []
    simulation = Simulation(lower(scenario), seed=1, replication=0, record=records.append)
    simulation.begin(Fault(kind=kind))
    play(simulation, "content")

    assert told(scenario, "content") == sorted(records, key=lambda record: record.t_ns)


# D1 to D4


@pytest.mark.rule("D1", "D2", "D3", "D4")
def test_content_is_distributed_in_four_steps():
    trace = replay("content-distribution")

    assert [
        ("D1", "the distribution manager asks for the package to be sent to the CMG"),
        ("D2", "the package transfer manager copies the package to a temporary share"),
        ("D3", "the package transfer manager gets an access token for the CMG's storage"),
        ("D4", "site-server uploads the package to blob storage"),
        ("D4", "blob storage holds the package"),
        ("D4", "the content is in the storage of the CMG"),
    ] == [(r.rule, r.text) for r in trace if r.kind in ("request", "response", "state")]


# Whatever the flow


@pytest.mark.parametrize("flow", FLOWS)
def test_no_flow_opens_a_connection_towards_the_site(flow):
    for deployment in DEPLOYMENTS:
        opened = [r for r in replay(flow, deployment=deployment, instances=2) if r.kind == "connect"]
        assert [] == [r for r in opened if r.dst_zone == "on-premises" and r.src_zone != "on-premises"]


@pytest.mark.parametrize("flow", FLOWS)
def test_records_are_in_the_order_of_time_and_numbered_in_the_order_of_opening(flow):
    trace = replay(flow, deployment="classic", instances=3, connection_points=2, faults=["ports-blocked=10141"])
    times = [r.t_ns for r in trace]
    opened = [r.connection for r in trace if r.kind == "connect"]
    asked = list(dict.fromkeys(r.request for r in trace if r.request))

    assert 0 == times[0]
    assert sorted(times) == times
    assert [f"c{n + 1}" for n in range(len(opened))] == opened
    assert [f"r{n + 1}" for n in range(len(asked))] == asked


@pytest.mark.parametrize("flow", FLOWS)
def test_what_the_client_the_site_server_and_the_service_connection_point_open_they_close(flow):
    trace = replay(flow)
    openers = ("client-1", "service-connection-point", "site-server")

    assert [r.connection for r in trace if r.kind == "connect" and r.src in openers] == [
        r.connection for r in trace if r.kind == "closed"
    ]


@pytest.mark.parametrize("flow", FLOWS)
def test_a_record_names_opener_only_where_it_names_a_connection(flow):
    trace = replay(flow, instances=2)
    openers = {r.connection: r.src for r in trace if r.kind == "connect"}

    assert [openers.get(r.connection) for r in trace] == [r.opened_by for r in trace]


@pytest.mark.parametrize("flow", FLOWS)
def test_texts_are_sentences_of_one_line_without_times(flow):
    for record in replay(flow, instances=2, connection_points=2):
        assert record.text
        assert record.text == record.text.strip()
        assert "\n" not in record.text
        assert not record.text.endswith(".")


@pytest.mark.parametrize(
    ("flow", "rule", "who", "text"),
    [
        ("deployment", "F1", "service-connection-point", "the service connection point has deployed the CMG"),
        ("channel", "F2", "cmg-connection-point-1", "each connection point holds a channel"),
        ("communication", "F5", "client-1",
         "client-1 has its answers from the management point and the software update point"),
        ("content", "C6", "client-1", "client-1 has downloaded the content from blob storage"),
        ("content-distribution", "D4", "site-server", "the content is in the storage of the CMG"),
        ("all", "D4", "site-server", "the content is in the storage of the CMG"),
    ],
)  # fmt: skip
def test_a_complete_flow_ends_with_a_state_that_says_so(flow, rule, who, text):
    trace = replay(flow)
    last = trace.records[-1]

    assert ("state", rule, who, text, None) == (last.kind, last.rule, last.src, last.text, last.status)
    assert not stopped(trace)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_same_arguments_give_the_same_bytes(flow):
    first = replay(flow, instances=2, seed=7).to_jsonl()

    assert first == replay(flow, instances=2, seed=7).to_jsonl()
    assert first == Trace.from_jsonl(first).to_jsonl()


def test_the_seed_decides_service_times_and_nothing_else():
    one, other = (replay("communication", seed=seed) for seed in (1, 2))

    assert columns(one) == columns(other)
    assert [r.t_ns for r in one] != [r.t_ns for r in other]


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


def test_the_header_says_what_was_replayed():
    header = replay("content", seed=9).header

    assert ("cmgsim.trace/1", "content", 9, 0, "simpy") == tuple(
        header[key] for key in ("schema", "scenario", "seed", "replication", "engine")
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"name": "chanel"}, "did you mean `channel`?"),
        ({"name": "channel", "instances": 0}, "cmg.instances"),
        ({"name": "channel", "instances": 17}, "cmg.instances"),
        ({"name": "channel", "connection_points": 0}, "connection_points"),
        ({"name": "channel", "deployment": "scale_set"}, "cmg.deployment"),
        ({"name": "channel", "cloud": "china"}, "cmg.cloud"),
        ({"name": "channel", "authentication": "password"}, "authentication"),
        ({"name": "channel", "faults": ["ports-blocked"]}, "ports"),
        ({"name": "channel", "faults": ["ports-blocked=99999"]}, "99999"),
        ({"name": "channel", "faults": ["instance-down=instance-2"]}, "instance-2"),
        ({"name": "channel", "faults": ["proxxy"]}, "proxy"),
        ({"name": "channel", "faults": ["=443"]}, "KIND"),
    ],
)
def test_a_wrong_argument_is_told(arguments, complaint):
    name = arguments.pop("name")
    with pytest.raises(ScenarioError) as caught:
        replay(name, **arguments)

    assert complaint in str(caught.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        replay("chanel", instances=17, faults=["proxxy", "=443"])

    assert 4 == len(caught.value.problems)
