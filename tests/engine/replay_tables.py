"""The documented flows as tables, message by message, written by hand and apart from the engine."""

from __future__ import annotations

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
