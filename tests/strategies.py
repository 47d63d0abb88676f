"""Valid scenarios for Hypothesis: small ones, with every key and every way to write a value."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.failures import FAILURES
from cmgsim.facts.limits import VM_SIZES
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import from_document

Strategy = st.SearchStrategy

MAX_INSTANCES = 4
MAX_SECONDS = 600
"""Of simulated time; every activity comes at least twice a minute, so that something happens."""

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


def amounts(units: list[str], low: int = 0, high: int = 30) -> Strategy[str]:
    """Constant quantities: whole or with decimals, with and without a space before the unit."""
    number = st.one_of(st.integers(low, high).map(str), st.decimals(low, high, places=2).map(str))
    return st.builds(lambda n, gap, unit: f"{n}{gap}{unit}", number, st.sampled_from(["", " "]), st.sampled_from(units))


TIMES = amounts(["ns", "us", "ms", "s"])
SIZES = amounts(["B", "KB", "KiB"])
SHARES = st.floats(0, 1).map(lambda value: round(value, 3))
FACTORS = st.floats(0, 5).map(lambda value: round(value, 3))


@st.composite
def distributions(draw: st.DrawFn, quantities: Strategy[str]) -> Any:
    """A quantity, an expression or a table."""
    one, other = sorted(draw(st.lists(quantities, min_size=2, max_size=2)))
    cv, k = draw(FACTORS), draw(st.integers(1, 9))
    values = draw(st.lists(quantities, min_size=1, max_size=4))
    weights = [draw(st.integers(1, 9)) for _ in values]
    return draw(
        st.sampled_from(
            [
                one,
                f"constant({one})",
                f"exponential( {one} )",
                {"distribution": "exponential", "mean": one},
                {"distribution": "uniform", "low": one, "high": one},
                f"uniform({other}, {other})",
                f"lognormal({one}, {cv})",
                {"distribution": "lognormal", "mean": one, "cv": cv},
                f"erlang(k={k}, mean={one})",
                {"distribution": "hyperexponential", "mean": one, "cv": 1 + cv},
                f"empirical({', '.join(values)})",
                {"distribution": "empirical", "values": values, "weights": weights},
            ]
        )
    )


def maybe(required: dict[str, Strategy[Any]], optional: dict[str, Strategy[Any]]) -> Strategy[dict[str, Any]]:
    """A table with all of *required* and any of *optional*."""
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def activities(draw: st.DrawFn, duration: int) -> dict[str, Any]:
    """One activity; `content` is left to tests of its own, because it depends on the CMG."""
    request = st.sampled_from([name for name in CATALOGUE if name != "content"])
    sizes = {"up": distributions(SIZES), "down": distributions(SIZES)}
    table = draw(maybe({"request": request}, sizes))
    match draw(st.sampled_from(["every", "rate", "at"])):
        case "every":
            periodic = {"jitter": distributions(TIMES), "share": SHARES}
            return table | draw(maybe({"every": amounts(["s"], 1)}, periodic))
        case "rate":
            return table | {"rate": draw(st.sampled_from(["2/s", "90/min", "1.5/min", "3600/h", "0.1/s"]))}
        case _:
            times = st.integers(0, duration - 1)
            clock = st.builds(lambda t: f"00:{t // 60:02}:{t % 60:02}.250", times)
            return table | {"at": draw(st.lists(st.one_of(times.map("{} s".format), clock), min_size=1, max_size=3))}


@st.composite
def cohorts(draw: st.DrawFn, duration: int) -> dict[str, Any]:
    """One cohort, of a name of its own to be."""
    optional = {
        "authentication": st.sampled_from(["entra", "certificate", "site-token"]),
        "timeout": amounts(["s"], 1),
        "retry": st.lists(distributions(TIMES), max_size=3),
        "keep_alive": TIMES,
        "activities": st.lists(activities(duration), max_size=3),
    }
    return draw(maybe({"count": st.integers(1, 20)}, optional))


@st.composite
def faults(draw: st.DrawFn, instances: int, duration: int) -> dict[str, Any]:
    """One fault with a target that exists."""
    row = draw(st.sampled_from(FAILURES))
    targets = {
        "ports": ["443", "10124-10139", "443, 10124-10126"],
        "verb": row.values,
        "header": row.values,
        "node": [f"instance-{n + 1}" for n in range(instances)] if row.kind == "instance-down" else [row.default],
        "fqdn": ["login.microsoftonline.com"],
        None: [None],
    }[row.parameter]
    target = draw(st.sampled_from(targets))
    table = draw(maybe({}, {"at": st.integers(0, duration - 1).map("{} s".format), "lasts": amounts(["s"], 1)}))
    if target is None:
        return table | {"kind": row.kind}
    short = draw(st.booleans())
    return table | ({"kind": f"{row.kind}={target}"} if short else {"kind": row.kind, "target": target})


CHANGES = {
    "cmg.instances": st.integers(1, MAX_INSTANCES),
    "cmg.state": st.sampled_from(["stopped", "started"]),
    "cmg.certificate": st.sampled_from(["first", "second"]),
}


def stations() -> dict[str, Strategy[Any]]:
    """What every station has."""
    return {"workers": st.integers(1, 20), "service_time": distributions(TIMES)}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A valid document, as TOML would give it, its tables and keys in any order."""
    duration, instances = draw(st.integers(10, MAX_SECONDS)), draw(st.integers(1, MAX_INSTANCES))
    count = {"count": st.integers(1, 3)}
    leg = maybe({}, {"latency": distributions(TIMES), "bandwidth": st.sampled_from(["20 Mbit/s", "56kbit/s"])})
    moments = st.integers(0, duration - 1).map("{} s".format)
    change = maybe({"at": moments, "set": maybe({}, CHANGES).filter(bool)}, {})
    general = maybe(
        {"duration": st.just(f"{duration} s")},
        {"name": WORDS, "warm_up": st.integers(0, duration - 1).map("{} s".format), "seed": st.integers(0, 2**63 - 1)},
    )
    cmg = maybe(
        {"instances": st.just(instances)},
        {
            "prefix": st.from_regex(r"[A-Za-z0-9]{3,24}", fullmatch=True),
            "service_name": st.just("GraniteFalls.contoso.com"),
            "cloud": st.sampled_from(["public", "us-government"]),
            "deployment": st.sampled_from(["scale-set", "classic"]),
            "vm_size": st.sampled_from(list(VM_SIZES)),
            "content": st.booleans(),
            **stations(),
        },
    )
    points = maybe({}, {**count, **stations(), "proxy": st.booleans()})
    management = maybe({}, {**count, **stations(), "protocol": st.sampled_from(["https", "http"])})
    updates = maybe({}, {**count, **stations(), "port": st.sampled_from([443, 80, 8530, 8531])})
    network = maybe(
        {},
        {
            "client_azure": leg,
            "azure_connection_point": leg,
            "on_premises": leg,
            "tls": st.sampled_from(["1.2", "1.3"]),
            "tls_resumption": st.booleans(),
            "connect_timeout": amounts(["s"], 1),
            "dns_ttl_address": TIMES,
        },
    )
    targets = maybe({}, {"p95_latency": amounts(["s"], 1), "p99_9_latency": amounts(["s"], 1), "success": SHARES})
    tables = draw(
        maybe(
            {"clients": st.lists(cohorts(duration), min_size=1, max_size=3), "scenario": general, "cmg": cmg},
            {
                "connection_points": st.lists(points, min_size=1, max_size=2),
                "management_points": st.lists(management, min_size=1, max_size=2),
                "software_update_points": st.lists(updates, min_size=1, max_size=2),
                "network": network,
                "faults": st.lists(faults(instances, duration), max_size=2),
                "changes": st.lists(change, max_size=2),
                "targets": targets,
            },
        )
    )
    order = draw(st.permutations(list(tables)))
    return {key: tables[key] for key in order}


def scenarios() -> Strategy[Scenario]:
    """Valid scenarios: at most sixty clients, four instances and ten minutes."""
    return documents().map(from_document)
