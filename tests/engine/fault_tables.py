"""Which fault stops which flow, where, and with which words: a table written by hand, and the replays to hold to it."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from attrs import frozen

from cmgsim.api.replay import replay

DEPLOYMENTS, SIZES = ("scale-set", "classic"), (1, 2)
FLOWS = ("deployment", "channel", "communication", "content", "content-distribution")
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
