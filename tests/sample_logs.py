"""Logs of a site that does not exist: what `calibrate` is shown with, and what its tests know the truth of."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from cmgsim.model.randomness import Streams

ENDPOINTS = {
    # name: requests a minute, bytes up, bytes down
    "BGB": (60, 1_297, 358),
    "CCM_STS": (9, 1_974, 1_566),
    "CCM_System_TokenAuth": (80, 2_600, 11_000),
    "CCM_Incoming": (2, 70_000, 400),
    "SMS_MP": (12, 1_500, 9_000),
    "ClientWebService": (1, 45_000, 2_000_000),
    "CMUserService": (0.5, 900, 2_000),
}
"""What really comes; the logs scatter around it."""
SERVER = "CP01.contoso.com"
START = datetime(2026, 11, 9, 7, 0)  # noqa: DTZ001
REPORTS = 40
THREAD = "<thread=4992 (0x1380)>"


def server_line(text, when, component="SMS_CLOUD_PROXYCONNECTOR", bias="+000"):
    return f"{text}~~  $$<{component}><{when:%m-%d-%Y %H:%M:%S}.{when.microsecond // 1000:03}{bias}>{THREAD}\n"


def client_line(text, when, component="SMS_CLOUD_PROXYCONNECTOR", bias="+000"):
    clock = f'time="{when:%H:%M:%S}.{when.microsecond // 1000:03}{bias}" date="{when:%m-%d-%Y}"'
    return f'<![LOG[{text}]LOG]!><{clock} component="{component}" context="" type="1" thread="4992" file="">\n'


def scattered(name, number, mean):
    """A count with about the variance of a Poisson number, the same every time it is asked for."""
    uniforms = Streams(7, 0).table(f"sample/{name}", [number])[0, :4]
    return max(0, round(mean + float(uniforms.sum() - 2) * np.sqrt(3 * mean)))


def counts(number, minutes=5):
    """By endpoint: requests, bytes up and down of one report."""
    found = {}
    for name, (a_minute, up, down) in ENDPOINTS.items():
        requests = scattered(name, number, a_minute * minutes)
        found[name] = requests, requests * up, requests * down
    return found


def report(number, counted=None, server=SERVER):
    """The text of one report of a connection point."""
    rows = " ".join(
        f'<EndPoint Name="{name}" ProxyServer="GraniteFalls.contoso.com" TargetHost="MP01.contoso.com" '
        f'TotalRequests="{requests}" TotalRequestsWithBearerToken="{requests}" TotalRequestBytes="{up}" '
        f'TotalResponseBytes="{down}" FailedRequests="{requests // 400}"/>'
        for name, (requests, up, down) in (counts(number) if counted is None else counted).items()
    )
    most = 4 + number % 5
    details = f'<ProxyTrafficStateDetails ServerName="{server}" MaxConcurrentRequests="{most}"> {rows}'
    return f"ReportTrafficData - state message to send: {details} </ProxyTrafficStateDetails>"


def reports(first=0, last=REPORTS, line=server_line, **more):
    """The reports of a connection point as lines of a log."""
    return [line(report(number, **more), START + timedelta(minutes=5 * (number + 1))) for number in range(first, last)]


def service(first=0, last=REPORTS):
    """The same requests as an instance counts them: a line an address."""
    lines = []
    for number in range(first, last):
        when = START + timedelta(minutes=5 * (number + 1))
        for place, (name, (requests, up, down)) in enumerate(counts(number).items()):
            uri = f"/CCM_PROXY_SERVERAUTH/72186325152220500/{name.upper()}"
            text = (
                f"RequestUri: {uri}  RequestCount: {requests}  RequestSize: {up} Bytes  ResponseCount: {requests}  "
                f"ResponseSize: {down} Bytes  AverageElapsedTime: {150 + 10 * place} ms"
            )
            lines.append(server_line(text, when + timedelta(milliseconds=place), "CMGService"))
    return lines


def verbose(count=60):
    """How long the management point took, request by request."""
    return [
        server_line(
            f"MessageID: 0000-{number:04} RequestURI: https://MP01.contoso.com/CCM_System EndpointName: "
            f"CCM_System_TokenAuth ResponseHeader: HTTP/1.1 200 OK ~~ ResponseBodySize: 0 "
            f"ElapsedTime: {4 + scattered('elapsed', number, 8)} ms",
            START + timedelta(minutes=3, milliseconds=40 * number),
        )
        for number in range(count)
    ]


NOTICE = server_line("SIMULATED for the documentation of cmgsim: no real site, no real traffic", START)
"""First line of every committed sample."""


def committed():
    """The files of `examples/logs`, by name: a log, the part that was rotated away with an overlap, and an instance."""
    older, newer = reports(0, 24), reports(22)
    return {
        "SMS_Cloud_ProxyConnector.lo_": "".join([NOTICE, *older[:6], *verbose(), *older[6:]]),
        "SMS_Cloud_ProxyConnector.log": "".join([NOTICE, *newer]),
        "CMG-GraniteFalls-ProxyService_IN_0-CMGService.log": "".join([NOTICE, *service()]),
    }
