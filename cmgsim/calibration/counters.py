"""
What log lines count: requests, bytes and times.

Connection points report by endpoint every five minutes, instances by address; where the log of a connection point is
verbose, it says how long a server inside the site took for each request.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from attrs import field, frozen

from cmgsim.calibration.log_lines import LogLine
from cmgsim.errors import Problem

REPORT: Final = "ReportTrafficData"
_ENDPOINT: Final = re.compile(r"<EndPoint\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_DETAILS: Final = re.compile(r"<ProxyTrafficStateDetails\b([^>]*)>", re.IGNORECASE)
_NUMBER: Final = r"([\d,.' ]*\d)"
_URI: Final = re.compile(
    rf"RequestUri:\s*(?P<uri>\S+)\s+RequestCount:\s*{_NUMBER}\s+RequestSize:\s*{_NUMBER}\s*Bytes\s+"
    rf"ResponseCount:\s*{_NUMBER}\s+ResponseSize:\s*{_NUMBER}\s*Bytes\s+AverageElapsedTime:\s*{_NUMBER}\s*ms",
    re.IGNORECASE,
)
_ELAPSED: Final = re.compile(
    r"RequestURI:\s*(?P<uri>\S+)\s+EndpointName:\s*(?P<endpoint>\S+).*?ElapsedTime:\s*(?P<ms>\d+)\s*ms", re.IGNORECASE
)

Origin = Literal["connection point", "instance"]


@frozen
class Count:
    """Requests and bytes of one endpoint in one report."""

    requests: int
    up_bytes: int
    down_bytes: int
    failed: int = 0
    elapsed_ms: float | None = None
    """Mean time until the answer, as the instance sees it."""


@frozen
class Sample:
    """One report: counters of several endpoints at one time."""

    origin: Origin
    server: str
    at_s: float
    counts: Mapping[str, Count] = field(factory=dict)
    """By endpoint, as the log names it."""
    concurrent: int | None = None
    """Most requests at once since the report before."""


@frozen
class Elapsed:
    """How long a server inside the site took for one request, as the connection point saw it."""

    endpoint: str
    ms: float


@frozen
class Counters:
    """Everything that was counted, each line once."""

    samples: tuple[Sample, ...]
    """In order of time."""
    elapsed: tuple[Elapsed, ...]
    duplicates: int
    """Lines that stood in more than one file."""
    cut: int
    """Lines at the end or beginning of a file that a rollover had cut."""


def counters_of(lines: Iterable[LogLine]) -> tuple[Counters, list[Problem]]:
    """The counters of all *lines*, and what is wrong with lines that ought to hold some."""
    samples: list[Sample] = []
    elapsed: list[Elapsed] = []
    problems: list[Problem] = []
    cut = duplicates = 0
    known: dict[tuple[float, str, str], None] = {}
    for line in lines:
        key = (line.at_s, line.component, line.text)
        if key in known:
            duplicates += 1
            continue
        known[key] = None
        match = _ELAPSED.search(line.text)
        if match is not None:
            elapsed.append(Elapsed(match["endpoint"].lower(), float(match["ms"])))
            continue
        try:
            samples += _samples(line)
        except ValueError as wrong:
            if line.at_the_edge:
                cut += 1
            else:
                problems.append(Problem(line.file, f"line {line.number}", str(wrong), _RIGHT[_kind(line)]))
    together = tuple(_together(sorted(samples, key=lambda sample: (sample.at_s, sample.server))))
    return Counters(together, tuple(elapsed), duplicates, cut), problems


_RIGHT: Final = {
    "report": '<EndPoint Name="…" TotalRequests="…" TotalRequestBytes="…" TotalResponseBytes="…"/>',
    "uri": "RequestUri: … RequestCount: … RequestSize: … Bytes ResponseCount: … ResponseSize: … Bytes "
    "AverageElapsedTime: … ms",
}


def _kind(line: LogLine) -> str:
    return "report" if REPORT.lower() in line.text.lower() else "uri"


def _samples(line: LogLine) -> Iterator[Sample]:
    if REPORT.lower() in line.text.lower():
        yield from _report(line)
    elif "RequestUri:" in line.text and "RequestCount" in line.text:
        yield _of_uri(line)


def _report(line: LogLine) -> Iterator[Sample]:
    """A report of a connection point; a line that only speaks of reporting has no details and counts nothing."""
    text = html.unescape(line.text) if "&lt;" in line.text else line.text
    if "ProxyTrafficStateDetails" not in text:
        return
    details = _DETAILS.search(text)
    if details is None or not text.rstrip().endswith(">"):
        raise ValueError("the report has no end")
    about = _attributes(details[1])
    counts: dict[str, Count] = {}
    for match in _ENDPOINT.finditer(text):
        values = _attributes(match[1])
        if "name" not in values:
            raise ValueError("an endpoint of the report has no name")
        names = ("totalrequests", "totalrequestbytes", "totalresponsebytes")
        requests, up, down = (_whole(values, name) for name in names)
        failed = _whole(values, "failedrequests") if "failedrequests" in values else 0
        name = values["name"].lower()
        count = Count(requests, up, down, failed)
        counts[name] = added(counts[name], count) if name in counts else count
    most = _whole(about, "maxconcurrentrequests") if "maxconcurrentrequests" in about else None
    yield Sample("connection point", about.get("servername", ""), line.at_s, counts, most)


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): value for name, value in _ATTRIBUTE.findall(text)}


def _whole(values: Mapping[str, str], name: str) -> int:
    written = values.get(name)
    if written is None:
        raise ValueError(f"an endpoint of the report has no {name}")
    digits = re.sub(r"[,.' ]", "", written)
    if not digits.isdecimal():
        raise ValueError(f"{name} of the report is no count")
    return int(digits)


def _of_uri(line: LogLine) -> Sample:
    match = _URI.search(line.text)
    if match is None:
        raise ValueError("the counters of the address are not complete")
    numbers = [re.sub(r"[,.' ]", "", match[place]) for place in (2, 3, 5, 6)]
    requests, up, down, elapsed = map(int, numbers)
    count = Count(requests, up, down, 0, float(elapsed))
    return Sample("instance", line.component, line.at_s, {endpoint_of(match["uri"]): count})


def endpoint_of(uri: str) -> str:
    """
    The endpoint behind the address that a client asks for.

    Example:
        >>> endpoint_of("/CCM_PROXY_SERVERAUTH/72186325152220500/CCM_STS"), endpoint_of("/bgb/handler.ashx?Type=1")
        ('ccm_sts', 'bgb')
    """
    path = uri.partition("?")[0].lower()
    parts = [part for part in path.split("/") if part and ":" not in part]
    if parts and parts[0].startswith("ccm_proxy_"):
        parts = parts[2:]
    return parts[0] if parts else path


def added(one: Count, other: Count) -> Count:
    """Two counts together; times as means over the requests."""
    requests = one.requests + other.requests
    slow = [(each.requests, each.elapsed_ms) for each in (one, other) if each.elapsed_ms is not None]
    total = sum(count for count, _ in slow)
    elapsed = sum(count * ms for count, ms in slow) / total if total else None
    return Count(
        requests, one.up_bytes + other.up_bytes, one.down_bytes + other.down_bytes, one.failed + other.failed, elapsed
    )


def _together(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Lines of one server within one second are one report: instances write a line an address."""
    waiting: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        key = sample.origin, sample.server
        before = waiting.get(key)
        if before is not None and sample.at_s - before.at_s <= 1 and sample.origin == "instance":
            merged = dict(before.counts)
            for name, count in sample.counts.items():
                merged[name] = added(merged[name], count) if name in merged else count
            waiting[key] = Sample(sample.origin, sample.server, before.at_s, merged, None)
            continue
        if before is not None:
            yield before
        waiting[key] = sample
    yield from waiting.values()
