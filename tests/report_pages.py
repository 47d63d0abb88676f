"""A report made by hand, and a reader that knows the tags of a page."""

from __future__ import annotations

from html.parser import HTMLParser

from cmgsim.views.report import report

LATENCY = {"mean": 0.4, "p50": 0.25, "p95": 1.5, "p99": 2.5, "max": 4.0, "mean_ci95": [0.3, 0.5], "p95_ci95": None}
SUMMARY = {
    "schema": "cmgsim.summary/1",
    "scenario": "by hand",
    "seed": 7,
    "replications": 1,
    "engine": "simpy",
    "requests": {"created": 1200, "ok": 1199, "refused": 1, "timed_out": 0, "lost": 0, "in_flight": 0},
    "latency_s": LATENCY,
    "by_activity": {"policy": LATENCY, "scan": LATENCY | {"max": 3.0}},
    "stages": {
        "dns": {"mean_s": 0.0, "share": 0.0, "share_ci95": None},
        "connect": {"mean_s": 0.1, "share": 0.25, "share_ci95": None},
        "channel": {"mean_s": 0.3, "share": 0.75, "share_ci95": [0.7, 0.8]},
    },
    "stations": {
        "instance-1": {
            "utilisation": 0.42, "mean_wait_s": 0.01, "p95_wait_s": 0.05, "mean_queue": 0.2, "max_queue": 3,
            "served": 1199,
        },
        "instance-2": {
            "utilisation": 0.0, "mean_wait_s": None, "p95_wait_s": None, "mean_queue": 0.0, "max_queue": 0,
            "served": 0,
        },
    },
    "connections": {"instance-1": {"mean": 10.5, "peak": 7000, "limit": 6000}},
    "egress_bytes": 1_500_000_000,
    "fingerprint": "f" * 64,
    "wall_s": 1.25,
    "events": 9000,
}  # fmt: skip
DETAILS = {
    "latency": [
        {"per_mille": share, "latency_s": latency}
        for share, latency in ((1, 0.1), (50, 0.15), (500, 0.25), (950, 1.5), (990, 2.5), (999, 3.5), (1000, 4.0))
    ],
    "outcomes": [
        {"activity": "policy", "created": 1000, "ok": 1000, "refused": 0, "timed_out": 0, "lost": 0, "in_flight": 0},
        {"activity": "scan", "created": 200, "ok": 199, "refused": 1, "timed_out": 0, "lost": 0, "in_flight": 0},
    ],
}
ASSUMPTION = {
    "name": "cmg.service_time", "value": 20, "unit": "ms", "confidence": "assumed", "source": "assumption of cmgsim",
    "why": "measure it", "plausible": [2, 100], "used": True,
}  # fmt: skip
ASSUMPTIONS = [
    ASSUMPTION | {"name": "limits.A2_v2.clients", "confidence": "documented", "plausible": None, "value": 6000},
    ASSUMPTION,
    ASSUMPTION | {"name": "clients.retry", "value": [60, 0.5], "unit": "s"},
    ASSUMPTION | {"name": "network.dns_ttl_cname", "used": False},
]
MANIFEST = {
    "scenario": "by hand",
    "scenario_sha256": "5" * 64,
    "seed": 7,
    "replications": 1,
    "engine": "simpy",
    "fingerprint": "f" * 64,
    "command": ["cmgsim", "run", "my plan.toml", "-o", "out"],
    "versions": {"cmgsim": "0.1.0", "numba": None, "simpy": "4.1.2"},
    "platform": "Linux x86_64 CPython",
    "documentation": ["Data flow for CMG (April 2022)"],
}
ANSWER = [
    "Half took at most 250 ms.",
    "The model has not been validated.",
    "Next: `cmgsim run --seed 8` does it again.",
]


def page(lang="en", *, answer=ANSWER, details=DETAILS, assumptions=ASSUMPTIONS, manifest=MANIFEST, **summary):
    """The page of a run of which only what is given differs from the one above."""
    return report(SUMMARY | summary, answer, details, assumptions, manifest, lang)


class Page(HTMLParser):
    """Tags, text and tables of a page; every tag that opens has to close."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts, self.tables = [], [], [], []
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("th", "td"):
            self.tables[-1][-1].append("")
        if tag not in ("meta", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.texts.append(data)
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data

    def named(self, tag):
        """The attributes of every *tag*."""
        return [attributes for name, attributes in self.tags if name == tag]

    def table(self, heading):
        """The rows of the table whose first heading this is."""
        return next(rows for rows in self.tables if rows[0][0] == heading)

    @property
    def text(self):
        return "".join(self.texts)
