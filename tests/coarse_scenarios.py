"""Scenarios in which everything meets: coarse times, no delays, overload, impatience, faults and changes at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.failures import FAILURES
from cmgsim.facts.profiles import PROFILES
from cmgsim.model.observed import pack
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import from_document

Strategy = st.SearchStrategy

SECONDS = 400
"""Longer than the load balancer keeps a silent connection."""
MAX_INSTANCES = 3
GRID = st.sampled_from(["0 s", "0 s", "500 ms", "1 s", "2 s"])
LONGER = st.sampled_from(["1 s", "3 s", "10 s", "60 s"])
MOMENTS = st.integers(0, SECONDS - 1).map("{} s".format)
SPREAD = st.sampled_from(
    ["exponential(1 s)", "uniform(0 s, 2 s)", "lognormal(1 s, 2)", "erlang(1 s, 5)", "hyperexponential(1 s, 3)"]
)
STEPS = "empirical(0 s, 500 ms, 1 s, 4 s)"
DELAYS = GRID | GRID | SPREAD | st.just(STEPS)


def table(**columns: Strategy[Any]) -> Strategy[dict[str, Any]]:
    """A table with any of these keys."""
    return st.fixed_dictionaries({}, optional=columns)


SIZES = st.sampled_from(["0 B", "1 KB", "125 KB", "uniform(1 KB, 9 KB)", "3 GB"])


@st.composite
def observations(draw: st.DrawFn) -> dict[str, str]:
    """When requests were seen, and in every other case whose they were; as canonical documents hold it."""
    times = draw(st.lists(st.integers(0, SECONDS - 1), min_size=1, max_size=6))
    seconds = np.array(times, np.int64)
    return {"packed": pack(seconds * 10**9, np.zeros_like(seconds) if draw(st.booleans()) else None).packed}


@st.composite
def activities(draw: st.DrawFn) -> dict[str, Any]:
    """When clients ask: often, and together."""
    common = {"request": draw(st.sampled_from(list(CATALOGUE)))} | draw(table(up=SIZES, down=SIZES))
    match draw(st.sampled_from(["every", "rate", "at", "observed"])):
        case "observed":
            return common | {"observed": draw(observations())}
        case "every":
            jitter = table(jitter=DELAYS, share=st.sampled_from([0.5, 1.0]))
            return common | {"every": draw(st.sampled_from(["20 s", "50 s", "3 min"]))} | draw(jitter)
        case "rate":
            return common | {"rate": draw(st.sampled_from(["1/s", "12/min"]))}
        case _:
            return common | {"at": draw(st.lists(MOMENTS, min_size=1, max_size=4))}


SPANS = ["23:58:00-00:01:00", "00:02:00-00:04:00", "00:04:30-00:05:00", "00:00-00:03:20"]
"""Times online that begin or end in the first minutes of Monday, which is when these runs begin."""


def cohorts() -> Strategy[dict[str, Any]]:
    """Clients without patience, or with too much of it."""
    optional = {
        "authentication": st.sampled_from(["entra", "certificate", "site-token"]),
        "timeout": LONGER | SPREAD,
        "retry": st.lists(DELAYS, max_size=4),
        "keep_alive": st.sampled_from(["0 s", "1 s", "30 s", "5 min"]),
        "reconnect": DELAYS,
        "online": st.lists(st.sampled_from(SPANS), max_size=2),
        "weekdays": st.sampled_from([["mon"], ["sun", "mon"], ["tue", "sun"]]),
        "time_zone": st.sampled_from(["+00:00", "-00:01", "+14:00"]),
        "spread": DELAYS,
        "catch_up": DELAYS,
        "profile": st.sampled_from(list(PROFILES)),
    }
    required = {"count": st.integers(1, 12), "activities": st.lists(activities(), min_size=1, max_size=3)}
    return st.fixed_dictionaries(required, optional=optional)


def faults() -> Strategy[dict[str, Any]]:
    """Any fault of the catalogue, often one that takes something down."""
    down = [row for row in FAILURES if row.kind.endswith("-down") or row.kind in {"cmg-stopped", "entra-unreachable"}]
    return st.sampled_from([*FAILURES, *down, *down, *down]).flatmap(_fault)


@st.composite
def _fault(draw: st.DrawFn, row: Any) -> dict[str, Any]:
    targets: dict[Any, list[Any]] = {
        "ports": ["443", "10124-10139", "10140-10155"],
        "verb": list(row.values),
        "header": list(row.values),
        "node": ["instance-1"] if row.kind == "instance-down" else [row.default],
        "fqdn": ["login.microsoftonline.com", "granitefalls.contoso.com"],
        None: [None],
    }
    target = draw(st.sampled_from(targets[row.parameter]))
    when = draw(table(at=MOMENTS, lasts=st.sampled_from(["1 s", "7 s", "60 s", "2 min"])))
    return when | {"kind": row.kind} | ({} if target is None else {"target": target})


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A valid document."""
    station = {"workers": st.sampled_from([1, 1, 2, 100]), "service_time": DELAYS}
    count = {"count": st.integers(1, 2)}
    leg = table(latency=DELAYS, bandwidth=st.sampled_from(["1 Mbit/s", "56 kbit/s"]))
    changed = {
        "cmg.instances": st.integers(1, MAX_INSTANCES), "cmg.state": st.sampled_from(["stopped", "started"]),
        "cmg.certificate": st.just("second"),
    }  # fmt: skip
    change = st.fixed_dictionaries({"at": MOMENTS, "set": table(**changed).filter(bool)})
    network = {
        "client_azure": leg, "azure_connection_point": leg, "on_premises": leg, "tls": st.sampled_from(["1.2", "1.3"]),
        "tls_resumption": st.booleans(), "connect_timeout": LONGER | SPREAD,
        "dns_ttl_address": GRID, "dns_ttl_cname": LONGER,
    }  # fmt: skip
    cmg = {
        "service_name": st.just("GraniteFalls.contoso.com"), "deployment": st.sampled_from(["scale-set", "classic"]),
        "vm_size": st.sampled_from(["B2s", "B2s", "A2_v2"]), "instances": st.integers(1, MAX_INSTANCES), **station,
        "queued_from": st.sampled_from(["0 B", "64 KB"]),
        "start_time": GRID, "state": st.sampled_from(["started", "started", "stopped"]),
    }  # fmt: skip
    listed = {
        "connection_points": table(
            **count, **station, proxy=st.booleans(), dynamic_ports=st.sampled_from([1, 3, 8]), port_rest=GRID | LONGER
        ),
        "management_points": table(**count, **station, protocol=st.sampled_from(["https", "http"])),
        "software_update_points": table(**count, **station, port=st.sampled_from([443, 8530])),
        "faults": faults(),
        "changes": change,
    }
    some = table(warm_up=MOMENTS, requests_from=MOMENTS, seed=st.integers(0, 99))
    general = {"duration": f"{SECONDS} s", **draw(some)}
    return {
        "scenario": general,
        "clients": draw(st.lists(cohorts(), min_size=1, max_size=3)),
        "cmg": {"scale_out_time": draw(LONGER), **draw(table(**cmg))},
        "network": draw(table(**network)),
        **{
            name: draw(st.lists(each, min_size=1, max_size=4 if name == "faults" else 2))
            for name, each in listed.items()
            if draw(st.booleans())
        },
    }


def coarse_scenarios() -> Strategy[Scenario]:
    """Valid scenarios of four hundred seconds."""
    return documents().map(from_document)
