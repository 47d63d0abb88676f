"""Stories with everything that can be told: the samples, their variants, and each thing that may go wrong."""

from __future__ import annotations

from flows.samples import BLOB, DEPLOYMENT, SAMPLES, SERVICE, Story, build_channels, channel, reach_cmg, sign_in

from cmgsim.trace import Trace

POINT, CLIENT, INSTANCE, SERVER = "cmg-connection-point-1", "client-1", "instance-1", "management-point-1"


def crowd(**outcomes: object) -> Trace:
    """Sixteen instances and four connection points."""
    return channel("classic" if "tcp_tls" in outcomes else "scale-set", 16, 4, **outcomes)


def troubles_of_the_deployment() -> Trace:
    story, scp = Story(), "service-connection-point"
    entra = story.connect(scp, "entra-id", 443, "F1", "P1")
    story.ask(entra, scp, "entra-id", "F1", "POST")
    story.answer(entra, "entra-id", scp, "F1", 401)
    manager = story.connect(scp, "azure-resource-manager", 443, "F1", "P1")
    for part in ("resourceGroups", "Microsoft.Storage/storageAccounts", "Microsoft.Quantum/workspaces"):
        story.ask(manager, scp, "azure-resource-manager", "F1", "PUT", path=f"/subscriptions/<subscription>/{part}")
        story.answer(manager, "azure-resource-manager", scp, "F1", 201)
        story.ms += 45_000
        story.state("azure-resource-manager", "F1", "the part is provisioned")
    story.state("azure-resource-manager", "F1", "one more part is provisioned")
    story.state("cmg", "F1", "setup has finished in 2 VM instances")
    story.state("cmg", "F1", "the service is in error: it could not be created")
    story.state(scp, "F1", "stopped at F1: the name is taken")
    return story.trace()


def troubles_of_the_channel() -> Trace:
    story = Story()
    story.state(POINT, "F2", "channel to instance-4 is open: HTTPS 10127")
    story.state("cmg-connection-point-2", "F2", "cmg-connection-point-2 is down")
    story.state(POINT, "F2", "TCP-TLS 10140 to instance-1 is not tried: it does not run through a proxy")
    story.state(POINT, "F2", "TCP-TLS 10141 to instance-2 is not tried: it does not run through a proxy")
    story.look_up(POINT, "public-dns", SERVICE, "F2", "is not known")
    story.records[-1] = story.records[-1]._replace(status=3)
    story.write("dns-query", POINT, "azure-dns", "F2", f"{POINT} asks for {DEPLOYMENT}", protocol="DNS", port=53)
    story.connect(POINT, "proxy", 80, "F2", protocol="HTTP", outcome="refused")
    story.connect(POINT, "proxy", 80, "F2", protocol="HTTP")
    story.connect(POINT, "instance-1", 10124, "F2", "P3", via="proxy", outcome="timed-out")
    story.connect(POINT, "instance-1", 10124, "F2", "P6", outcome="refused")
    link = story.connect(POINT, "instance-2", 10125, "F2", "P3")
    story.close(link, "F2")
    open_end = story.connect(POINT, "instance-3", 10126, "F2", "P3")
    story.records.pop()
    story.state(POINT, "F2", f"stopped at F2: {open_end.id} hangs")
    return story.trace()


def a_proxy_that_refuses() -> Trace:
    story = Story()
    story.connect(POINT, "proxy", 80, "F2", protocol="HTTP")
    return story.trace()


def refused_by_the_site() -> Trace:
    story = Story()
    channel = build_channels(story)[POINT, 1]
    client = reach_cmg(story, "F3", "F3", "F3")
    path = "/CCM_Proxy_MutualAuth/<role id>/ccm_system/request"
    story.ask(client, CLIENT, INSTANCE, "F3", "CCM_POST", "r1", path)
    story.ask(channel, INSTANCE, POINT, "F4", "CCM_POST", "r1", path)
    onward = story.connect(POINT, SERVER, 443, "F5", "P9")
    story.ask(onward, POINT, SERVER, "F5", "CCM_POST", "r1", path)
    for link, src, dst, rule in (
        (onward, SERVER, POINT, "F5"),
        (channel, POINT, INSTANCE, "F4"),
        (client, INSTANCE, CLIENT, "F3"),
    ):
        text = f"{src} answers r1 with 403 CMGConnector_Forbidden"
        story.on(link, "response", src, dst, rule, text, status=403, request="r1", bytes=500)
    story.state(CLIENT, "F5", "stopped at F5: client-1 gets 403 CMGConnector_Forbidden for policy")
    return story.trace()


def the_same_way_again() -> Trace:
    story = Story()
    channel = build_channels(story)[POINT, 1]
    client = reach_cmg(story, "F3", "F3", "F3")
    onward = None
    for request, verb, name in (
        ("r1", "CCM_POST", "policy"),
        ("r2", "BITS_POST", "hardware-inventory"),
        ("r3", "GET", "nothing"),
    ):
        story.ask(client, CLIENT, INSTANCE, "F3", verb, request, "/CCM_Proxy_ServerAuth/<role id>/x")
        story.records[-1] = story.records[-1]._replace(text=f"client-1 sends {verb} {name} to instance-1")
        story.ask(channel, INSTANCE, POINT, "F4", verb, request)
        onward = onward or story.connect(POINT, SERVER, 443, "F5", "P9")
        story.ask(onward, POINT, SERVER, "F5", verb, request)
        story.answer(onward, SERVER, POINT, "F5", request=request)
        story.answer(channel, POINT, INSTANCE, "F4", request=request)
        story.answer(client, INSTANCE, CLIENT, "F3", request=request)
    return story.trace()


def troubles_of_the_client() -> Trace:
    story = Story()
    sign_in(story)
    story.connect(CLIENT, "entra-id", 443, "F3", outcome="timed-out")
    story.connect(CLIENT, "load-balancer", 443, "F3", "P7", outcome="refused")
    story.records[-1] = story.records[-1]._replace(status=12175)
    bare = story.connect(CLIENT, "load-balancer", 443, "F3", "P7")
    story.ask(bare, CLIENT, INSTANCE, "F3", "CCM_POST", "r1", "/nowhere")
    story.answer(bare, INSTANCE, CLIENT, "F3", 401, "r1")
    story.ask(bare, CLIENT, INSTANCE, "F3", "GET", "r2", "/CCM_Proxy_ServerAuth/<role id>/CCM_STS")
    story.on(
        bare,
        "response",
        INSTANCE,
        CLIENT,
        "F3",
        "a device on the way answers r2 with 405 Method Not Allowed",
        status=405,
        request="r2",
    )
    story.connect(CLIENT, "load-balancer", 443, "F3", "P7")
    story.state("load-balancer", "F3", "the load balancer hands the connection to instance-2")
    story.state("load-balancer", "F3", "the load balancer hands the connection to instance-2")
    story.state(CLIENT, "F3", "something that nobody foresaw")
    return story.trace()


def troubles_of_the_content() -> Trace:
    story = Story()
    story.state(CLIENT, "C2", f"{DEPLOYMENT} is Azure's own name: no alias is needed")
    second = reach_cmg(story, "C2", "C3", "C4")
    story.ask(second, CLIENT, INSTANCE, "C4", "PROPFIND", "r2")
    story.state(INSTANCE, "C5", "instance-1 checks the content token: it has expired")
    story.answer(second, INSTANCE, CLIENT, "C5", 401, "r2")
    story.state(INSTANCE, "C5", "instance-1 checks the content token: it is valid")
    story.look_up(CLIENT, "azure-dns", BLOB, "C6")
    blob = story.connect(CLIENT, "blob-storage", 443, "C6", "P8")
    story.ask(blob, CLIENT, "blob-storage", "C6", "GET", "r3")
    story.answer(blob, "blob-storage", CLIENT, "C6", 416, "r3")
    story.ask(blob, CLIENT, "blob-storage", "C6", "GET", "r4")
    story.connect("site-server", "blob-storage", 443, "D4", "P11", outcome="refused")
    story.state(CLIENT, "C6", "stopped at C6: client-1 gets 416 Range Not Satisfiable")
    return story.trace()


def what_no_flow_has() -> Trace:
    """Messages that no documented step describes are still told, plainly."""
    story = Story()
    link = story.connect("console", "entra-id", 443, "D3")
    story.ask(link, "console", "entra-id", "D3", "GET")
    story.answer(link, "entra-id", "console", "D3")
    story.ask(link, "console", "entra-id", "D3", "GET")
    lone = story.connect(POINT, SERVER, 443, "F5", "P9")
    story.answer(lone, SERVER, POINT, "F5", 200, "r9")
    story.state("console", "D3", "the console is content")
    return story.trace()


GALLERY = {
    **{name: sample() for name, sample in SAMPLES.items()},
    "scale-set-2": channel("scale-set", 2),
    "scale-set-2-by-4": channel("scale-set", 2, 4),
    "scale-set-16-by-4": crowd(),
    "scale-set-16-refused": crowd(https="refused"),
    "scale-set-16-proxy": channel("scale-set", 16, 4, proxy=True),
    "classic-1": channel("classic", 1),
    "classic-1-fallback": channel("classic", 1, tcp_tls="refused"),
    "classic-1-nothing": channel("classic", 1, tcp_tls="timed-out", https="refused"),
    "classic-16-fallback": crowd(tcp_tls="timed-out"),
    "proxy-1": channel("scale-set", 1, proxy=True),
    "proxy-only": a_proxy_that_refuses(),
    "troubles-deployment": troubles_of_the_deployment(),
    "troubles-channel": troubles_of_the_channel(),
    "troubles-client": troubles_of_the_client(),
    "troubles-content": troubles_of_the_content(),
    "refused-by-the-site": refused_by_the_site(),
    "again": the_same_way_again(),
    "no-flow": what_no_flow_has(),
}
