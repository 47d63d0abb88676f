"""Every fault on every flow: where it stops, what the last record says, and what it leaves alone."""

from __future__ import annotations

from functools import cache
from itertools import product, takewhile

import pytest
from attrs import evolve, frozen

from cmgsim.api.replay import replay, stopped
from cmgsim.engine.replay import play
from cmgsim.engine.simulation import Simulation
from cmgsim.facts.failures import FAILURES, failure, parse_fault
from cmgsim.flows.conformance import departures
from cmgsim.model.plan import lower
from cmgsim.model.scenario import Clients, Fault, ManagementPoints, Scenario

DEPLOYMENTS, SIZES, AUTHENTICATIONS = ("scale-set", "classic"), (1, 2), ("entra", "certificate", "site-token")
FLOWS = ("deployment", "channel", "communication", "content", "content-distribution")
ORDER = ("F1", "F2", "F3", "F4", "F5", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2", "D3", "D4")
ENTRA, MANAGER = "login.microsoftonline.com", "management.azure.com"
SERVICE, BLOB = "GraniteFalls.contoso.com", "GraniteFalls.blob.core.windows.net"


@frozen
class End:
    """Where a flow stops, with which status, and what the last record says of it."""

    rule: str
    text: str
    status: int | None = None

    def told(self, instances):
        """The whole text; the last attempt to build a channel is HTTPS to the last instance."""
        last = {1: ("HTTPS 443", "load-balancer"), 2: ("HTTPS 10125", "instance-2")}[instances]
        return f"stopped at {self.rule}: {self.text.format(port=last[0], end=last[1])}"


def without_rules(told):
    """The last record's text without the rules that it says are broken."""
    return told.rsplit(" (breaks ", 1)[0]


def site_cannot_reach(name, why):
    return End("F1", f"service-connection-point cannot reach {name}: {why}")


def no_channel(why, status=None):
    """The three flows that need a channel."""
    end = End("F2", f"cmg-connection-point-1 holds no channel to the CMG: {why}", status)
    return {"channel": end, "communication": end, "content": end}


def cannot_upload(why):
    return {"content-distribution": End("D4", f"site-server cannot reach {BLOB}: {why}")}


def refusal(rule, status, text, *requests):
    """By flow (communication, content), what the client gets for which request."""
    return {
        flow: End(rule, f"client-1 gets {status} {text} for {request}", status)
        for flow, request in zip(("communication", "content"), requests, strict=True)
        if request
    }


REFUSED_443, SILENT_443 = "HTTPS 443 to {} is refused", "no answer from {} on HTTPS 443"
AT_THE_EDGE_REFUSED = {
    "deployment": site_cannot_reach(ENTRA, REFUSED_443.format("entra-id")),
    **no_channel("{port} to {end} is refused"),
    **cannot_upload(REFUSED_443.format("blob-storage")),
}
AT_THE_EDGE_SILENT = {
    "deployment": site_cannot_reach(ENTRA, SILENT_443.format("entra-id")),
    **no_channel("no answer from {end} on {port}"),
    **cannot_upload(SILENT_443.format("blob-storage")),
}
NOT_TRUSTED = {
    flow: End(
        "F3",
        "client-1 cannot connect to the CMG: the TLS handshake to load-balancer is refused "
        "(12175 ERROR_WINHTTP_SECURE_FAILURE)",
        12175,
    )
    for flow in ("communication", "content")
}
NOT_ALLOWED = (405, "Method Not Allowed")
UNSIGNED = refusal("F5", 403, "CMGConnector_Forbidden", "policy-body", None)
NOWHERE = {
    "deployment": site_cannot_reach(ENTRA, SILENT_443.format("entra-id")),
    "communication": End("F3", "client-1 cannot reach Entra ID: no answer from entra-id on HTTPS 443"),
}

STOPS = {
    "ports-blocked=443,10124-10155": AT_THE_EDGE_REFUSED,
    "ports-dropped=443,10124-10155": AT_THE_EDGE_SILENT,
    "ports-blocked=8531": {},
    "proxy": {},
    "tls-inspection": no_channel("the TLS handshake to {end} is refused"),
    "verb-blocked=HEAD": refusal("C6", *NOT_ALLOWED, None, "content-head"),
    "verb-blocked=CCM_POST": refusal("F3", *NOT_ALLOWED, "policy", "location"),
    "verb-blocked=BITS_POST": refusal("F3", *NOT_ALLOWED, "hardware-inventory", None),
    "verb-blocked=GET": {
        **refusal("F3", *NOT_ALLOWED, "token", None), **refusal("C6", *NOT_ALLOWED, None, "content-range"),
    },
    "verb-blocked=PROPFIND": refusal("C4", *NOT_ALLOWED, None, "content-manifest"),
    "header-blocked=Range": {
        "content": End("C6", "client-1 gets 0x80200013 BG_E_INSUFFICIENT_RANGE_SUPPORT for content-range"),
    },
    "header-blocked=CCMClientID": UNSIGNED,
    "header-blocked=CCMClientIDSignature": UNSIGNED,
    "header-blocked=CCMClientTimestamp": UNSIGNED,
    "header-blocked=CCMClientTimestampsSignature": UNSIGNED,
    "token-expired": refusal("F3", 401, "CMGService_Invalid_Token", "token", "location"),
    "content-token-expired": refusal("C5", 401, "Unauthorized", None, "content-manifest"),
    "untrusted-certificate": NOT_TRUSTED,
    "certificate-name-mismatch": NOT_TRUSTED,
    "server-certificate-expired": NOT_TRUSTED,
    "crl-unreachable": NOT_TRUSTED,
    "cname-missing": no_channel(f"there is no name {SERVICE} (3 NXDOMAIN)", 3),
    "cname-wrong": no_channel("the TLS handshake to {end} is refused"),
    "connection-point-certificate-missing":
        refusal("F5", 403, "CMGConnector_Clientcertificaterequired", "token", "location"),
    "management-point-binding-wrong": refusal("F5", 403, "CMGConnector_Forbidden", "token", "location"),
    "connection-point-down": no_channel("it is down"),
    "management-point-down": refusal("F5", 503, "CMGConnector_ServiceUnavailable", "token", "location"),
    "service-connection-point-offline": {
        "deployment": End("F1", "service-connection-point is offline and starts nothing"),
    },
    "entra-unreachable": NOWHERE,
    "app-secret-expired": {
        "deployment": End(
            "F1", "Entra ID answers with 401 AADSTS7000222: the secret of the site's application has expired", 401
        ),
    },
    "name-taken": {
        "deployment": End(
            "F1", "Azure answers with 409 StorageAccountAlreadyTaken: the name GraniteFalls is taken", 409
        ),
    },
    "cmg-stopped": no_channel("no answer from {end} on {port}"),
    "blob-blocked": {
        "content": End("C6", "client-1 cannot reach blob storage: HTTPS 443 to blob-storage is refused"),
        **cannot_upload(REFUSED_443.format("blob-storage")),
    },
    f"endpoint-blocked={SERVICE}": no_channel("{port} to {end} is refused"),
    f"endpoint-blocked={SERVICE.upper()}": no_channel("{port} to {end} is refused"),
    f"endpoint-blocked={ENTRA}": {
        "deployment": site_cannot_reach(ENTRA, REFUSED_443.format("entra-id")),
        "communication": End("F3", "client-1 cannot reach Entra ID: HTTPS 443 to entra-id is refused"),
    },
    f"endpoint-blocked={MANAGER}": {
        "deployment": site_cannot_reach(MANAGER, REFUSED_443.format("azure-resource-manager")),
    },
    f"endpoint-blocked={BLOB}": {
        "content": End("C6", "client-1 cannot reach blob storage: HTTPS 443 to blob-storage is refused"),
        **cannot_upload(REFUSED_443.format("blob-storage")),
    },
    "endpoint-blocked=graph.microsoft.com": {},
    "internet-down": AT_THE_EDGE_SILENT,
}  # fmt: skip
"""With Entra ID, one connection point, and one instance or two."""

ONLY = {
    ("ports-blocked=443", "scale-set", 1): AT_THE_EDGE_REFUSED,
    ("ports-dropped=443", "scale-set", 1): AT_THE_EDGE_SILENT,
    ("ports-blocked=10124-10139", "scale-set", 2): no_channel("{port} to {end} is refused"),
    ("ports-dropped=10124-10139", "scale-set", 2): no_channel("no answer from {end} on {port}"),
    ("instance-down=instance-1", "scale-set", 1): no_channel("no answer from {end} on {port}"),
    ("instance-down=instance-1", "classic", 1): no_channel("no answer from {end} on {port}"),
}
"""What stops one situation only; elsewhere these faults stop nothing but what 443 is needed for."""
WITHOUT_443 = {flow: AT_THE_EDGE_REFUSED[flow] for flow in ("deployment", "content-distribution")}
IN_SILENCE = {flow: AT_THE_EDGE_SILENT[flow] for flow in WITHOUT_443}
PARTLY = {
    "ports-blocked=443": WITHOUT_443,
    "ports-dropped=443": IN_SILENCE,
    "ports-blocked=10124-10139": {},
    "ports-dropped=10124-10139": {},
    "ports-blocked=10140-10155": {},
    "ports-dropped=10140-10155": {},
    "instance-down=instance-1": {},
}

CHANGED = {
    ("proxy", "scale-set"),
    ("proxy", "classic"),
    ("ports-blocked=10140-10155", "classic"),
    ("ports-dropped=10140-10155", "classic"),
    ("instance-down=instance-1", "scale-set"),
    ("instance-down=instance-1", "classic"),
}
"""Faults that the flows with a channel get round; any other that does not stop a flow leaves no trace in it."""


def situations():
    """Every fault with every deployment and both sizes, and how each flow ends."""
    for fault, deployment, instances in product((*STOPS, *PARTLY), DEPLOYMENTS, SIZES):
        ends = ONLY.get((fault, deployment, instances), STOPS.get(fault, PARTLY.get(fault)))
        yield pytest.param(fault, deployment, instances, ends, id=f"{fault}, {deployment}, {instances}")


SITUATIONS = list(situations())


@cache
def played(flow, deployment="scale-set", instances=1, faults=(), points=1, authentication="entra"):
    return replay(
        flow, deployment=deployment, instances=instances, connection_points=points, authentication=authentication,
        faults=faults,
    )  # fmt: skip


def end_of(trace):
    last = trace.records[-1]
    return last.kind, last.rule, without_rules(last.text), last.status


@pytest.mark.rule("F1", "F2", "F3", "F5", "C4", "C5", "C6", "D4", "H1", "H2", "H3", "H4", "H5")
@pytest.mark.rule("V1", "V2", "V3", "V4", "V5", "E1", "E2", "E3", "N1", "N2", "N3")
@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_a_fault_stops_what_it_should_and_nothing_else(fault, deployment, instances, ends):
    for flow in FLOWS:
        trace = played(flow, deployment, instances, (fault,))
        if flow in ends:
            end = ends[flow]
            assert ("state", end.rule, end.told(instances), end.status) == end_of(trace), flow
            assert stopped(trace)
        else:
            assert not stopped(trace), (flow, trace.records[-1].text)


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_a_fault_that_does_not_concern_a_flow_leaves_it_as_it_is(fault, deployment, instances, ends):
    for flow in FLOWS:
        whole = played(flow, deployment, instances)
        around = (fault, deployment) in CHANGED and flow in ("channel", "communication", "content")
        if flow not in ends:
            assert around == (whole.records != played(flow, deployment, instances, (fault,)).records), flow


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_whatever_breaks_what_happens_is_documented(fault, deployment, instances, ends):
    for flow in FLOWS:
        trace = played(flow, deployment, instances, (fault,))
        proxied = fault == "proxy"
        assert [] == departures(trace, flow, deployment=deployment, instances=instances, proxy=proxied), flow
        assert [] == departures(
            trace, flow, deployment=deployment, instances=instances, proxy=proxied, complete=flow not in ends or None
        )


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_nothing_happens_after_the_step_that_stopped(fault, deployment, instances, ends):
    for flow, end in ends.items():
        records = played(flow, deployment, instances, (fault,)).records
        # Requests go through F3 to F5 one after the other: only the last one has to end at the step that stopped.
        asked = [position for position, r in enumerate(records) if r.kind == "request" and r.src == "client-1"]
        last = records[asked[-1] :] if asked and records[-1].rule in ("F3", "F4", "F5") else records
        assert [] == [r.rule for r in last if ORDER.index(r.rule) > ORDER.index(end.rule)], flow


@pytest.mark.parametrize(("fault", "deployment", "instances", "ends"), SITUATIONS)
def test_until_it_meets_the_fault_a_flow_goes_as_ever(fault, deployment, instances, ends):
    """Times included; what is different is how the other side answers, and what follows from that."""
    for flow, end in ends.items():
        if end.rule == "F2" or fault == "internet-down":
            continue  # attempts at a channel go on; and without a line the site's own name server answers
        whole, trace = played(flow, deployment, instances), played(flow, deployment, instances, (fault,))
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(whole, trace, strict=False)))
        rest = {r.kind for r in trace.records[same:]}
        assert rest <= {"refused", "timed-out", "response", "state", "closed"}, flow
        assert trace.records[same:]


@pytest.mark.parametrize("fault", STOPS)
def test_the_flow_all_stops_where_the_first_of_its_flows_stops(fault):
    for deployment in DEPLOYMENTS:
        trace = played("all", deployment, 1, (fault,))
        first = next((flow for flow in FLOWS if flow in STOPS[fault]), None)
        if first is None:
            assert not stopped(trace)
        else:
            end = STOPS[fault][first]
            assert ("state", end.rule, end.told(1), end.status) == end_of(trace)
        assert [] == departures(trace, "all", deployment=deployment, proxy=fault == "proxy")


@pytest.mark.parametrize("fault", STOPS)
def test_the_catalogue_of_faults_says_the_same(fault):
    kind, value = parse_fault(fault)
    row = failure(kind, value)
    if kind != "endpoint-blocked":  # each flow that needs the name: STOPS says which
        assert dict(row.stops) == {flow: end.rule for flow, end in STOPS[fault].items()}
    for end in STOPS[fault].values():
        assert row.status == end.status
        assert (row.status_text or "") in end.text


def test_every_kind_of_fault_is_tried():
    assert {row.kind for row in FAILURES} == {parse_fault(fault)[0] for fault in (*STOPS, *PARTLY)}


@pytest.mark.parametrize("fault", [*STOPS, *PARTLY])
def test_silence_lasts_21_seconds_and_a_refusal_less_than_a_fifth_of_one(fault):
    for flow, deployment in product(FLOWS, DEPLOYMENTS):
        trace = played(flow, deployment, 2, (fault,))
        opened = {r.connection: r.t_ns for r in trace if r.kind == "connect"}
        for record in trace:
            if record.kind == "timed-out":
                assert 21 * 10**9 == record.t_ns - opened[record.connection]
            elif record.kind == "refused":
                assert 0 < record.t_ns - opened[record.connection] < 200_000_000


def told(flow, *faults, **changes):
    """The records of *flow* in a world that `replay` has no arguments for."""
    records = []
    scenario = evolve(Scenario(clients=(Clients(count=1, name="client-1"),)), **changes)
    simulation = Simulation(lower(scenario), seed=1, replication=0, record=records.append)
    for fault in faults:
        simulation.begin(fault)
    play(simulation, flow)
    return sorted(records, key=lambda record: record.t_ns)


# What the last record says is broken


@pytest.mark.rule("N2", "N3", "P1", "P2", "P3", "P5", "P6", "P8", "P9", "P11", "E1", "E2", "E3", "F1", "D4", "C2")
@pytest.mark.parametrize(
    ("flow", "deployment", "instances", "fault", "rules", "port_rule"),
    [
        ("deployment", "scale-set", 1, "ports-blocked=443", "F1, P1", "P1"),
        ("channel", "scale-set", 1, "ports-blocked=443", "N2, P2", "P2"),
        ("channel", "scale-set", 2, "ports-dropped=10124-10139", "N3, P3", "P3"),
        ("channel", "classic", 1, "ports-blocked=443,10140", "N1, N2, P4, P5", "P5"),
        ("channel", "classic", 2, "ports-blocked=10124-10155", "N1, N3, P4, P6", "P6"),
        ("content-distribution", "scale-set", 1, "ports-blocked=443", "D4, P11", "P11"),
        ("deployment", "scale-set", 1, "internet-down", "F1, E1", "P1"),
        ("channel", "scale-set", 1, "internet-down", "F2, E2", "P2"),
        ("content-distribution", "scale-set", 1, "internet-down", "D4, P11", "P11"),
        ("deployment", "scale-set", 1, f"endpoint-blocked={MANAGER}", "E1", "P1"),
        ("channel", "scale-set", 1, f"endpoint-blocked={SERVICE}", "E2", "P2"),
        ("communication", "scale-set", 1, f"endpoint-blocked={ENTRA}", "E3", None),
        ("content", "scale-set", 1, f"endpoint-blocked={BLOB}", "E3", "P8"),
        ("content-distribution", "scale-set", 1, f"endpoint-blocked={BLOB}", "D4, P11", "P11"),
        ("content", "scale-set", 1, "blob-blocked", "C6", "P8"),
        ("communication", "scale-set", 1, "management-point-down", "F5", "P9"),
        ("communication", "scale-set", 1, "cname-missing", "C2", None),
    ],
)
def test_the_last_record_says_which_rules_are_broken_and_which_port(
    flow, deployment, instances, fault, rules, port_rule
):
    last = played(flow, deployment, instances, (fault,)).records[-1]

    assert (f"{without_rules(last.text)} (breaks {rules})", port_rule) == (last.text, last.port_rule)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_that_reaches_its_end_breaks_nothing(flow):
    last = played(flow).records[-1]

    assert ("state", None) == (last.kind, last.port_rule)
    assert "breaks" not in last.text


# Ways of authentication


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


# What is got round


def story(trace, *, without=("F2",)):
    """What happens after the channel, but for instants, numbers of connections, and the columns of the channel."""
    return [
        (r.kind, r.src, r.dst, r.rule, r.verb, r.path, r.status, r.request, r.bytes, r.text)
        for r in trace
        if r.rule not in without
    ]


@pytest.mark.rule("N1")
@pytest.mark.parametrize("flow", ["communication", "content"])
@pytest.mark.parametrize("fault", ["proxy", "ports-blocked=10140-10155", "ports-dropped=10140-10155"])
@pytest.mark.parametrize("instances", SIZES)
def test_once_a_classic_channel_has_fallen_back_all_goes_as_ever(flow, fault, instances):
    whole, around = (played(flow, "classic", instances, faults) for faults in ((), (fault,)))

    assert story(whole) == story(around)
    assert {"P4"} == {r.port_rule for r in whole if r.rule == "F4"}
    assert {"P5" if instances == 1 else "P6"} == {r.port_rule for r in around if r.rule == "F4"}


@pytest.mark.rule("N1")
@pytest.mark.parametrize("flow", ["communication", "content"])
def test_a_request_on_a_proxied_channel_names_the_proxy(flow):
    trace = played(flow, "classic", 2, ("proxy",))

    assert {"proxy"} == {r.via for r in trace if r.rule == "F4"}
    assert {None} == {r.via for r in trace if r.rule in ("F3", "F5")}


@pytest.mark.rule("F3", "F4")
@pytest.mark.parametrize("broken", [1, 2])
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_clients_are_handed_to_the_instance_that_is_up(deployment, broken):
    healthy = f"instance-{3 - broken}"
    for seed in range(6):
        trace = replay("communication", deployment=deployment, instances=2, faults=[f"instance-down=instance-{broken}"],
                       seed=seed)  # fmt: skip
        assert not stopped(trace)
        assert {healthy} == {r.src for r in trace if r.kind == "request" and r.rule == "F4"}
        assert [f"the load balancer hands the connection to {healthy}"] == [
            r.text for r in trace if r.src == "load-balancer"
        ]


@pytest.mark.rule("F4")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_client_on_an_instance_without_a_channel_is_told_503(deployment):
    faults = ["ports-blocked=10125,10141"]
    met = set()
    for seed in range(8):
        trace = replay("communication", deployment=deployment, instances=2, faults=faults, seed=seed)
        (picked,) = [r.text.rsplit(" ", 1)[-1] for r in trace if r.src == "load-balancer"]
        met.add(picked)
        assert (picked == "instance-2") == stopped(trace)
        if stopped(trace):
            text = "stopped at F4: client-1 gets 503 CMGService_NoConnector for token"
            assert ("state", "F4", text, 503) == end_of(trace)
            assert [] == [r for r in trace if r.rule == "F4" and r.kind == "request"]
        assert [] == departures(trace, "communication", deployment=deployment, instances=2)
    assert {"instance-1", "instance-2"} == met


@pytest.mark.rule("F2", "F4")
@pytest.mark.parametrize("deployment", DEPLOYMENTS)
@pytest.mark.parametrize("flow", ["communication", "content"])
def test_with_one_connection_point_down_the_other_does_all_the_work(deployment, flow):
    faults = ("connection-point-down=cmg-connection-point-1",)
    trace = played(flow, deployment, 2, faults, points=2)

    assert not stopped(trace)
    assert {"cmg-connection-point-2"} == {r.dst for r in trace if r.rule == "F4" and r.kind == "request"}
    assert [] == departures(trace, flow, deployment=deployment, instances=2, connection_points=2)
    assert "stopped at F2: cmg-connection-point-1 holds no channel to the CMG: it is down (breaks F2)" == (
        played("channel", deployment, 2, faults, points=2).records[-1].text
    )


@pytest.mark.rule("F2")
@pytest.mark.parametrize("flow", ["channel", "communication", "content"])
def test_with_all_connection_points_down_nothing_is_opened(flow):
    faults = tuple(f"connection-point-down=cmg-connection-point-{n}" for n in (1, 2))
    trace = played(flow, faults=faults, points=2)

    who = "cmg-connection-point-1 and cmg-connection-point-2 hold no channel to the CMG"
    assert f"stopped at F2: {who}: cmg-connection-point-1 is down (breaks F2)" == trace.records[-1].text
    assert {"state"} == {r.kind for r in trace}


# Who answers, and how


@pytest.mark.rule("V2", "V5")
@pytest.mark.parametrize(
    ("flow", "verb", "asks"),
    [("communication", "CCM_POST", "r2"), ("content", "CCM_POST", "r1"), ("content", "PROPFIND", "r2"),
     ("content", "HEAD", "r3"), ("content", "GET", "r4")],
)  # fmt: skip
def test_a_device_that_blocks_a_verb_answers_itself_and_passes_nothing_on(flow, verb, asks):
    trace = played(flow, faults=(f"verb-blocked={verb}",))
    *_, asked, answered, _ = trace.records

    assert ("request", verb, asks) == (asked.kind, asked.verb, asked.request)
    assert ("response", 405, f"a device on the way answers {asks} with 405 Method Not Allowed") == (
        answered.kind, answered.status, answered.text,
    )  # fmt: skip
    assert 30_000_000 == answered.t_ns - asked.t_ns
    assert 30_000_000 == trace.records[-1].t_ns - answered.t_ns


@pytest.mark.rule("H1")
def test_without_range_the_storage_sends_the_whole_file_which_the_client_cannot_use():
    trace = played("content", faults=("header-blocked=Range",))

    assert ("response", "blob-storage", 200, "blob-storage answers r4 with 200 and the whole file") == (
        trace.records[-2].kind, trace.records[-2].src, trace.records[-2].status, trace.records[-2].text,
    )  # fmt: skip


@pytest.mark.rule("H5")
def test_a_header_is_known_by_its_name_on_the_wire_too():
    documented, wire = (
        told("communication", Fault(kind="header-blocked", value=f"CCMClientTimestamp{name}"))
        for name in ("sSignature", "Signature")
    )

    assert "stopped at F5: client-1 gets 403 CMGConnector_Forbidden for policy-body (breaks H5)" == documented[-1].text
    assert documented == wire


@pytest.mark.rule("F5")
def test_a_refusal_of_the_management_point_comes_back_the_whole_way():
    trace = played("communication", faults=("management-point-binding-wrong",))

    assert [
        ("F5", "management-point-1", "cmg-connection-point-1"),
        ("F4", "cmg-connection-point-1", "instance-1"),
        ("F3", "instance-1", "client-1"),
    ] == [(r.rule, r.src, r.dst) for r in trace if r.status == 403 and r.kind == "response"]


@pytest.mark.rule("F5")
def test_a_management_point_that_is_down_is_answered_for_by_the_connection_point():
    trace = played("communication", faults=("management-point-down",))

    assert [
        ("timed-out", "cmg-connection-point-1", None),
        ("response", "cmg-connection-point-1", 503),
        ("response", "instance-1", 503),
        ("state", "client-1", 503),
    ] == [(r.kind, r.src, r.status) for r in trace][-4:]


@pytest.mark.rule("F5", "P9")
@pytest.mark.parametrize("kind", ["connection-point-certificate-missing", "management-point-binding-wrong"])
def test_a_management_point_that_speaks_http_asks_for_no_certificate(kind):
    http = (ManagementPoints(protocol="http"),)

    assert told("communication", management_points=http) == told(
        "communication", Fault(kind=kind), management_points=http
    )


@pytest.mark.rule("F1")
def test_a_deployment_that_fails_leaves_the_cmg_in_error():
    trace = played("deployment", faults=("name-taken",))

    assert ["the service is provisioning", "the service is in error: it could not be created"] == [
        r.text for r in trace if r.src == "cmg"
    ]


# Several at once


@pytest.mark.parametrize(
    ("flow", "faults", "rule", "part"),
    [
        ("channel", ("proxy", "ports-blocked=443"), "F2", "HTTPS 443 to load-balancer is refused"),
        ("channel", ("ports-blocked=10140-10155", "ports-dropped=443"), "F2", "no answer from load-balancer"),
        ("channel", ("internet-down", "cname-missing"), "F2", "NXDOMAIN"),
        ("deployment", ("app-secret-expired", f"endpoint-blocked={MANAGER}"), "F1", "AADSTS7000222"),
        ("deployment", ("service-connection-point-offline", "internet-down"), "F1", "offline"),
        ("communication", ("token-expired", "untrusted-certificate"), "F3", "12175"),
        ("communication", ("token-expired", "management-point-down"), "F3", "401"),
        ("content", ("blob-blocked", "content-token-expired"), "C5", "401"),
        ("content", ("header-blocked=Range", "verb-blocked=GET"), "C6", "405"),
        ("all", ("blob-blocked", "management-point-binding-wrong"), "F5", "403"),
    ],
)
def test_of_several_faults_the_first_that_is_met_stops(flow, faults, rule, part):
    last = played(flow, "classic", faults=faults).records[-1]

    assert rule == last.rule
    assert part in last.text
