"""Traces written by hand, readable as stories: what the documentation describes, message by message."""

from __future__ import annotations

import re

from attrs import define, field, frozen

from cmgsim.facts.roles import zone_of
from cmgsim.trace import SCHEMA, Record, Trace

HEADER = {"schema": SCHEMA, "version": "0", "scenario": "sample", "seed": 1, "replication": 0, "engine": "none"}
SERVICE, DEPLOYMENT, BLOB = (
    "GraniteFalls.contoso.com",
    "GraniteFalls.WestUS.cloudapp.azure.com",
    "GraniteFalls.blob.core.windows.net",
)
ENTRA, MANAGER = "login.microsoftonline.com", "management.azure.com"


@frozen
class Link:
    """A connection that a story has opened."""

    id: str
    opener: str
    acceptor: str
    protocol: str
    port: int
    row: str | None
    via: str | None


@define
class Story:
    """Writes records one after the other, a few milliseconds apart."""

    records: list[Record] = field(factory=list)
    ms: int = 0
    links: int = 0
    roles: dict[str, str] = field(factory=dict)
    """Roles of nodes that are not called after their role."""

    def role(self, node: str) -> str:
        return self.roles.get(node, re.sub(r"-\d+$", "", node))

    def write(self, kind: str, src: str, dst: str, rule: str, text: str, **columns: object) -> None:
        self.ms += 10
        roles = self.role(src), self.role(dst)
        zones = (str(zone_of(role)) for role in roles)
        self.records.append(
            Record(self.ms * 1_000_000, kind, src, dst, *roles, *zones, rule=rule, text=text, **columns)
        )

    def state(self, node: str, rule: str, text: str) -> None:
        self.write("state", node, node, rule, text)

    def look_up(self, asker: str, server: str, name: str, rule: str, answer: str = "has an address") -> None:
        dns = {"protocol": "DNS", "port": 53}
        self.write("dns-query", asker, server, rule, f"{asker} asks for {name}", **dns)
        self.write("dns-answer", server, asker, rule, f"{name} {answer}", status=None, **dns)

    def look_up_cmg(self, asker: str, alias_rule: str, address_rule: str) -> None:
        self.look_up(asker, "public-dns", SERVICE, alias_rule, f"leads to {DEPLOYMENT}")
        self.look_up(asker, "azure-dns", DEPLOYMENT, address_rule)

    def connect(
        self, opener, acceptor, port, rule, row=None, *, protocol="HTTPS", via=None, outcome="accepted"
    ) -> Link:
        self.links += 1
        link = Link(f"c{self.links}", opener, acceptor, protocol, port, row, via)
        self.on(link, "connect", opener, acceptor, rule, f"{opener} opens {protocol} {port} to {acceptor}")
        self.on(link, outcome, opener, acceptor, rule, f"{protocol} {port} is {outcome}")
        return link

    def on(self, link: Link, kind: str, src: str, dst: str, rule: str, text: str = "", **columns: object) -> None:
        self.write(
            kind, src, dst, rule, text or f"{kind} from {src} to {dst}", port_rule=link.row, protocol=link.protocol,
            port=link.port, connection=link.id, opened_by=link.opener, via=link.via, **columns,
        )  # fmt: skip

    def ask(
        self, link: Link, src: str, dst: str, rule: str, verb: str, request: str | None = None, path: str = "/"
    ) -> None:
        self.on(link, "request", src, dst, rule, verb=verb, path=path, request=request, bytes=2_000)

    def answer(self, link: Link, src: str, dst: str, rule: str, status: int = 200, request: str | None = None) -> None:
        self.on(link, "response", src, dst, rule, status=status, request=request, bytes=4_000)

    def close(self, link: Link, rule: str) -> None:
        self.on(link, "closed", link.opener, link.acceptor, rule)

    def trace(self) -> Trace:
        return Trace(HEADER, tuple(self.records))


def deployment() -> Trace:
    story, scp = Story(), "service-connection-point"
    story.look_up(scp, "public-dns", ENTRA, "F1")
    entra = story.connect(scp, "entra-id", 443, "F1", "P1")
    story.ask(entra, scp, "entra-id", "F1", "POST", path="/oauth2/v2.0/token")
    story.answer(entra, "entra-id", scp, "F1")
    story.close(entra, "F1")
    story.look_up(scp, "public-dns", MANAGER, "F1")
    manager = story.connect(scp, "azure-resource-manager", 443, "F1", "P1")
    story.state("cmg", "F1", "the service is provisioning")
    for part in ("Microsoft.Storage/storageAccounts", "Microsoft.Compute/virtualMachineScaleSets"):
        story.ask(
            manager, scp, "azure-resource-manager", "F1", "PUT", path=f"/subscriptions/<subscription>/providers/{part}"
        )
        story.answer(manager, "azure-resource-manager", scp, "F1", 201)
    story.state("cmg", "F1", f"the server authentication certificate makes {SERVICE} an HTTPS service")
    story.state("cmg", "F1", "the service is ready")
    story.close(manager, "F1")
    story.state(scp, "F1", "the service connection point has deployed the CMG")
    return story.trace()


def channel_row(deployment: str, instances: int, protocol: str) -> str:
    return {
        ("scale-set", "HTTPS", True): "P2", ("scale-set", "HTTPS", False): "P3", ("classic", "TCP-TLS", True): "P4",
        ("classic", "TCP-TLS", False): "P4", ("classic", "HTTPS", True): "P5", ("classic", "HTTPS", False): "P6",
    }[deployment, protocol, instances == 1]  # fmt: skip


def build_channels(
    story: Story,
    deployment: str = "scale-set",
    instances: int = 1,
    points: tuple[str, ...] = ("cmg-connection-point-1",),
    *,
    tcp_tls: str = "accepted",
    https: str = "accepted",
    proxy: bool = False,
) -> dict[tuple[str, int], Link]:
    """F2, as the port notes say; *tcp_tls* and *https* are what becomes of such attempts."""
    channels = {}
    for point in points:
        for k in range(1, instances + 1):
            attempts = [("TCP-TLS", 10139 + k, tcp_tls)] if deployment == "classic" and not proxy else []
            attempts.append(("HTTPS", 443 if instances == 1 else 10123 + k, https))
            for protocol, port, outcome in attempts:
                story.look_up_cmg(point, "F2", "F2")
                via = "proxy" if proxy else None
                if proxy:
                    story.connect(point, "proxy", 80, "F2", protocol="HTTP")
                row, target = (
                    channel_row(deployment, instances, protocol),
                    "load-balancer" if port == 443 else f"instance-{k}",
                )
                link = story.connect(point, target, port, "F2", row, protocol=protocol, via=via, outcome=outcome)
                if outcome == "accepted":
                    story.state(point, "F2", f"channel to instance-{k} is open: {protocol} {port}")
                    channels[point, k] = link
                    break
    return channels


def channel(deployment: str = "scale-set", instances: int = 1, points: int = 1, **outcomes: object) -> Trace:
    story = Story()
    names = tuple(f"cmg-connection-point-{j + 1}" for j in range(points))
    build_channels(story, deployment, instances, names, **outcomes)
    story.state(names[0], "F2", "each connection point holds a channel")
    return story.trace()


def sign_in(story: Story) -> None:
    story.look_up("client-1", "public-dns", ENTRA, "F3")
    entra = story.connect("client-1", "entra-id", 443, "F3")
    story.ask(entra, "client-1", "entra-id", "F3", "POST", path="/oauth2/v2.0/token")
    story.answer(entra, "entra-id", "client-1", "F3")
    story.close(entra, "F3")


def reach_cmg(story: Story, *rules: str) -> Link:
    alias, address, connecting = rules
    story.look_up_cmg("client-1", alias, address)
    link = story.connect("client-1", "load-balancer", 443, connecting, "P7")
    story.state("load-balancer", connecting, "the load balancer hands the connection to instance-1")
    return link


def communication(*, point: str = "cmg-connection-point-1", server: str = "management-point-1", **roles: str) -> Trace:
    story = Story(roles=roles)
    channel = build_channels(story, points=(point,))[point, 1]
    sign_in(story)
    client = reach_cmg(story, "F3", "F3", "F3")
    update_point, onward = "software-update-point-1", {}
    for request, verb, target, path in (
        ("r1", "CCM_POST", server, "/CCM_Proxy_ServerAuth/<role id>/ccm_system_tokenauth/request"),
        ("r2", "POST", update_point, "/CCM_Proxy_ServerAuth/<role id>/ClientWebService/client.asmx"),
    ):
        story.ask(client, "client-1", "instance-1", "F3", verb, request, path)
        story.ask(channel, "instance-1", point, "F4", verb, request, path)
        port, row = (443, "P9") if target == server else (8531, "P10")
        onward[target] = story.connect(point, target, port, "F5", row)
        story.ask(onward[target], point, target, "F5", verb, request, path)
        story.answer(onward[target], target, point, "F5", request=request)
        story.answer(channel, point, "instance-1", "F4", request=request)
        story.answer(client, "instance-1", "client-1", "F3", request=request)
    story.close(client, "F3")
    story.state("client-1", "F5", "client-1 has its answers")
    return story.trace()


def content() -> Trace:
    story, point, server = Story(), "cmg-connection-point-1", "management-point-1"
    channel = build_channels(story)[point, 1]
    first = reach_cmg(story, "F3", "F3", "F3")
    story.ask(first, "client-1", "instance-1", "F3", "CCM_POST", "r1")
    story.ask(channel, "instance-1", point, "F4", "CCM_POST", "r1")
    onward = story.connect(point, server, 443, "F5", "P9")
    story.ask(onward, point, server, "F5", "CCM_POST", "r1")
    story.state(server, "C1", "management-point-1 issues a token of 24 hours for the content")
    story.answer(onward, server, point, "C1", request="r1")
    story.answer(channel, point, "instance-1", "C1", request="r1")
    story.answer(first, "instance-1", "client-1", "C2", request="r1")
    story.close(first, "C2")
    second = reach_cmg(story, "C2", "C3", "C4")
    story.ask(second, "client-1", "instance-1", "C4", "PROPFIND", "r2")
    story.state("instance-1", "C5", "instance-1 checks the content token: it is valid")
    story.answer(second, "instance-1", "client-1", "C5", 207, "r2")
    story.close(second, "C5")
    story.state("client-1", "C6", "client-1 trusts the server authentication certificate")
    story.look_up("client-1", "azure-dns", BLOB, "C6")
    blob = story.connect("client-1", "blob-storage", 443, "C6", "P8")
    for request, verb, status in (("r3", "HEAD", 200), ("r4", "GET", 206)):
        story.ask(blob, "client-1", "blob-storage", "C6", verb, request)
        story.answer(blob, "blob-storage", "client-1", "C6", status, request)
    story.close(blob, "C6")
    story.state("client-1", "C6", "client-1 has downloaded the content from blob storage")
    return story.trace()


def content_distribution() -> Trace:
    story = Story()
    story.state("site-server", "D1", "the distribution manager asks for the package to be sent to the CMG")
    story.state("site-server", "D2", "the package transfer manager copies the package to a temporary share")
    story.state("site-server", "D3", "the package transfer manager gets an access token for the CMG's storage")
    story.look_up("site-server", "azure-dns", BLOB, "D4")
    blob = story.connect("site-server", "blob-storage", 443, "D4", "P11")
    story.ask(blob, "site-server", "blob-storage", "D4", "PUT")
    story.answer(blob, "blob-storage", "site-server", "D4", 201)
    story.close(blob, "D4")
    story.state("site-server", "D4", "the content is in the storage of the CMG")
    return story.trace()


SAMPLES = {
    "deployment": deployment,
    "channel": channel,
    "communication": communication,
    "content": content,
    "content-distribution": content_distribution,
}
