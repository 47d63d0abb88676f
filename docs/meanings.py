"""
What the names of the code mean, for the tables of the pages: one sentence a name.

A name without a sentence is a KeyError when the pages are written, so none is forgotten.
"""
# ruff: noqa: INP001  # beside the pages, not a package

from __future__ import annotations

from cmgsim.engine.clock import Rank
from cmgsim.request_log import Outcome

RANKS = {
    Rank.FAULT: "A fault begins or ends; at time zero the clients start, after every fault of that instant.",
    Rank.VIEW: "A probe of the load balancer sees which instances are up.",
    Rank.SCALING: "A change of the scenario takes effect.",
    Rank.CHANNEL: "A connection point goes on with its channels: a check begins, a connection is accepted or refused.",
    Rank.INSTANCE_DEPARTURE: "An instance has served a request: its worker is free, the next in the queue begins.",
    Rank.CONNECTION_POINT_DEPARTURE: "The same at a CMG connection point.",
    Rank.SERVER_DEPARTURE: "The same at a management point or software update point.",
    Rank.RESPONSE: "An answer reaches its client.",
    Rank.REFUSAL: "Somebody learns that a connection failed, or that a device on the way refused.",
    Rank.TIMEOUT: "A client gives an attempt up.",
    Rank.ATTEMPT: "A request is created, or asked again after its wait.",
    Rank.INSTANCE_ARRIVAL: "A request reaches an instance.",
    Rank.CONNECTION_POINT_ARRIVAL: "A request reaches a CMG connection point.",
    Rank.SERVER_ARRIVAL: "A request reaches a management point or software update point.",
    Rank.STEP: "A wait of a role that concerns no request, such as the closing of an idle connection.",
    Rank.OFFLINE: "A device goes offline: its notification session ends.",
}

LONG_LISTS = {
    "clients[].activities[].request": "a row of the [request catalogue](facts.md#what-clients-ask)",
    "faults[].kind": "a row of the [fault catalogue](faults.md)",
}
"""Keys whose values have a page of their own."""

FAMILIES = {
    "constant": "always this value; a plain quantity means the same",
    "exponential": "without memory, coefficient of variation 1",
    "uniform": "any value from low up to, but not, high, all alike",
    "lognormal": "skewed; `cv` is the coefficient of variation of the quantity itself",
    "erlang": "the sum of k exponentials: steadier than one",
    "hyperexponential": "one of two exponentials, balanced: burstier than one; `cv` is at least 1",
    "empirical": "one of the listed values, drawn by weight; without weights, all alike",
}

EXAMPLES = {
    "constant": "constant(20 ms)",
    "exponential": "exponential(20 ms)",
    "uniform": "uniform(10 ms, 30 ms)",
    "lognormal": "lognormal(30 ms, 0.3)",
    "erlang": "erlang(20 ms, 4)",
    "hyperexponential": "hyperexponential(20 ms, 2)",
    "empirical": "empirical([10 ms, 20 ms, 90 ms], [5, 4, 1])",
}
"""One of each family; a test reads them as a scenario file would."""

PARAMETERS = {
    "ports": "ports or ranges of ports",
    "verb": "an HTTP verb",
    "header": "an HTTP header",
    "node": "the name of a node",
    "fqdn": "a host name",
}

COLUMNS = {
    "request": "Number of the request, in the order of creation, from 0.",
    "client": "Number of the client in the whole scenario, from 0.",
    "cohort": "Name of its cohort.",
    "activity": "What it asked for: a row of the request catalogue.",
    "created_ns": "When the client first wanted to ask.",
    "done_ns": "When it had its answer, or gave the last attempt up; null while in flight.",
    "outcome": "How it ended, see below.",
    "status": "Status of the last answer: of HTTP, 12175 where TLS refused, 3 where DNS did; null where none came.",
    "attempts": "How many attempts were begun.",
    "instance": "The instance that the last attempt reached.",
    "connection_point": "The CMG connection point that it reached.",
    "server": "Who served it: management point, software update point or blob storage.",
    "dns_ns": "Looking the service's names up; 0 where the client remembers them.",
    "connect_ns": "TCP, TLS and the request's way from the client to the instance; on a kept connection only the way.",
    "instance_wait_ns": "In the queue of the instance.",
    "instance_service_ns": "Being served by the instance.",
    "channel_ns": "From the instance to the server, without the connection point's own time: the way down the channel, "
    "the wait of an HTTPS channel, the connection inside the site, the way to the server.",
    "connection_point_wait_ns": "In the queue of the connection point.",
    "connection_point_service_ns": "Being forwarded by the connection point.",
    "server_wait_ns": "In the queue of the server.",
    "server_service_ns": "Being served by the server.",
    "response_ns": "The answer's way back to the client; of a download everything between client and storage as well.",
}

OUTCOMES = {
    Outcome.OK: "Answered, by whatever attempt, with a status below 400.",
    Outcome.REFUSED: "The last attempt was refused: by a status from 400 on, or because no connection came about.",
    Outcome.TIMED_OUT: "The client gave the last attempt up, or its connection got no answer at all.",
    Outcome.LOST: "The last attempt vanished with the machine that held it; the client noticed at its timeout.",
    Outcome.IN_FLIGHT: "Not ended when the run ended; a request that waits for its next attempt counts here, too.",
}

PLACEHOLDERS = {
    "by_activity": "<activity>",
    "stages": "<stage>",
    "stations": "<station>",
    "connections": "<instance>",
    "ports": "<connection point>",
}
"""Tables of `summary.json` whose keys are names."""

_LATENCY = {
    "mean": ("s", "Mean over the requests that ended ok; over replications, the mean of their means."),
    "p50": ("s", "Median: the order statistic of rank ⌈0.5 n⌉; over replications, the mean of theirs."),
    "p95": ("s", "95th percentile, in the same way."),
    "p99": ("s", "99th percentile, in the same way."),
    "max": ("s", "The largest of all."),
    "mean_ci95": ("s", "Interval of 95 % for the mean, `[low, high]`; null where there is too little to tell."),
    "p50_ci95": ("s", "Interval of 95 % for the median."),
    "p95_ci95": ("s", "Interval of 95 % for the 95th percentile."),
    "p99_ci95": ("s", "Interval of 95 % for the 99th percentile."),
}

SUMMARY = {
    "schema": ("", "`cmgsim.summary/1`."),
    "scenario": ("", "Name of the scenario."),
    "seed": ("", "Seed of all draws."),
    "replications": ("", "How many runs are in it."),
    "engine": ("", "Which engine ran."),
    "warm_up.by": ("", "How the warm-up was found: `time`, given by the scenario, or `mser-5`."),
    "warm_up.s": ("s", "What was left out at the start of each replication."),
    "requests.created": ("requests", "Created after the warm-up, in all replications."),
    "requests.ok": ("requests", "Of these, ended with this outcome; the five add up to `created`."),
    "requests.refused": ("requests", "The same."),
    "requests.timed_out": ("requests", "The same."),
    "requests.lost": ("requests", "The same."),
    "requests.in_flight": ("requests", "The same."),
    **{f"latency_s.{key}": row for key, row in _LATENCY.items()},
    **{f"by_activity.<activity>.{key}": (unit, "The same of one activity.") for key, (unit, _) in _LATENCY.items()},
    "stages.<stage>.mean_s": ("s", "Mean time that an answered request spent there; they add up to the mean latency."),
    "stages.<stage>.share": ("share", "Of the mean latency."),
    "stages.<stage>.share_ci95": ("share", "Interval of 95 %: over replications, or over sections of the only one."),
    "stations.<station>.utilisation": ("share", "Worker time spent serving, of the worker time there was."),
    "stations.<station>.mean_wait_s": ("s", "Mean wait in the queue of the visits that began to be served."),
    "stations.<station>.p95_wait_s": ("s", "95th percentile of these waits."),
    "stations.<station>.mean_queue": ("visits", "Length of the queue, averaged over time."),
    "stations.<station>.max_queue": ("visits", "Longest queue that lasted longer than an instant."),
    "stations.<station>.busiest_utilisation": ("share", "Highest utilisation of any five minutes, in any replication."),
    "stations.<station>.busiest_queue": ("visits", "Longest queue, averaged over five minutes, in any replication."),
    "stations.<station>.state": (
        "",
        "`ok`, or `unstable`: more comes than can be served, waits have no mean.",
    ),
    "stations.<station>.theory.formula": (
        "",
        "Formula of queueing theory for the station, or null, see [explain](explain.md).",
    ),
    "stations.<station>.theory.fit": ("", "`exact`, `limit` (for very many clients) or `approximation`."),
    "stations.<station>.theory.reason": ("", "Key of the reason why this formula, or why none."),
    "stations.<station>.theory.why": ("", "That reason in words."),
    "stations.<station>.theory.utilisation": ("share", "Expected of the station while all is well, without retries."),
    "stations.<station>.theory.mean_wait_s": ("s", "The same."),
    "stations.<station>.theory.p95_wait_s": ("s", "The same."),
    "stations.<station>.theory.p95_fit": ("", "As `fit`, for the percentile."),
    "stations.<station>.served": ("visits", "Served to the end after the warm-up, in all replications."),
    "connections.<instance>.mean": ("connections", "Client connections and notification sessions, averaged over time."),
    "connections.<instance>.peak": ("connections", "Most at once."),
    "connections.<instance>.limit": ("connections", "What the documentation gives for this size of VM."),
    "egress_by_hour": ("bytes", "For each hour of the run, the warm-up included: bytes that left Azure, totals."),
    "alerts": ("", "Alerts of the egress threshold: replication, second, level, bytes that the site knew of."),
    "ports.<connection point>.peak": ("ports", "Most dynamic ports taken or at rest at once, in the whole run."),
    "ports.<connection point>.limit": ("ports", "How many there are."),
    "ports.<connection point>.refused": ("count", "Connections into the site that found none, in the whole run."),
    "egress_bytes": ("bytes", "Sent out of Azure after the warm-up: requests down the channels, answers, content."),
    "fingerprint": ("", "SHA-256 of the request log; of several replications, of their fingerprints in order."),
    "wall_s": ("s", "Real time that the simulation alone took; the one number that differs from run to run."),
    "events": ("events", "Events that the engine scheduled."),
}
