"""A summary in a few plain sentences: what an architect would want to hear first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from cmgsim.facts.limits import INSTANCES_PER_CMG
from cmgsim.flows.stage_names import stage_name
from cmgsim.results.wording import Language, count, duration, factor, sentence, share

STEEP_UTILISATION: Final = 0.7
"""With one worker and random arrivals a request waits rho/(1 - rho) service times: 2.3 at 70 %, 9 at 90 %."""
SLOW_REQUESTS: Final = 20
"""Requests above a percentile for it to be worth quoting: their number then varies by less than a quarter."""
CUT_OFF_SHARE: Final = 0.01
"""As many requests as lie above the 99th percentile: more of them in flight, and that percentile is a guess."""
LEAST: Final = MappingProxyType({"p50": 2, "p95": 20, "p99": 100})
"""Answers of a replication from which on a percentile is no longer just the slowest of them."""
REPLICATIONS: Final = 10
"""With ten, the t quantile (2.26) is within a sixth of that of infinitely many (1.96)."""

STAGES_TOLD: Final = 3
"""Of eleven stages; the others are in the report."""
FULL: Final = 0.995
"""What is as good as all of it: nobody adds half a per cent of clients."""
LONG_WAIT: Final = 0.1
"""Waiting is worth a remedy from a tenth of the latency on; an assumption, as good as any between 5 % and 20 %."""

Summary = Mapping[str, Any]


def verdict(summary: Summary, lang: Language = "en", scenario_file: str = "SCENARIO") -> list[str]:
    """
    The summary in sentences: latency and where it went, what binds, what failed, and how far to trust it.

    What went wrong comes first: stations that cannot keep up, requests that nobody answered. The last sentence is a
    command to go on with.

    Args:
        summary: What `results.summary` gives.
        lang: `en` or `fr`.
        scenario_file: What to write for the scenario in the command that is suggested; empty for the built-in one.
    """
    failures_first = bool(_failed(summary))
    sentences = [
        _unstable_ones(summary, lang),
        _outcomes(summary, lang) if failures_first else "",
        _latency(summary, lang),
        _stages(summary, lang),
        _station(summary, lang),
        _instance(summary, lang),
        _binding(summary, lang),
        "" if failures_first else _outcomes(summary, lang),
        *_trust(summary, lang),
        _next(summary, lang, scenario_file),
    ]
    return [each for each in sentences if each]


def _latency(summary: Summary, lang: Language) -> str:
    latency = summary["latency_s"]
    if latency["mean"] is None:
        return sentence(lang, "no latency")
    answered = summary["requests"]["ok"]
    if answered < LEAST["p95"] * summary["replications"]:
        key = "one latency" if answered == 1 else "few latencies"
        middle, longest = (duration(lang, latency[each]) for each in ("p50", "max"))
        return sentence(lang, key, n=count(lang, answered), middle=middle, longest=longest)
    parts = {
        key: duration(lang, latency[key])
        + _interval(latency.get(f"{key}_ci95") if answered >= least * summary["replications"] else None, lang)
        for key, least in LEAST.items()
    }
    return sentence(lang, "latency", **parts)


def _interval(bounds: list[float] | None, lang: Language) -> str:
    if bounds is None:
        return ""
    if bounds[0] <= 0:
        return sentence(lang, "no interval")
    return sentence(lang, "interval", low=duration(lang, bounds[0]), high=duration(lang, bounds[1]))


def _stages(summary: Summary, lang: Language) -> str:
    """The stages that took most of the time, the longest first."""
    shares = {name: row["share"] for name, row in summary["stages"].items() if row["share"]}
    longest = sorted(shares, key=lambda name: -shares[name])[:STAGES_TOLD]
    if not longest:
        return ""
    parts = [f"{stage_name(lang, name)} {_share(summary['stages'][name], lang)}" for name in longest]
    return sentence(lang, "stages", parts=", ".join(parts))


def _share(stage: Mapping[str, Any], lang: Language) -> str:
    bounds = stage["share_ci95"]
    if bounds is None:
        return share(lang, stage["share"])
    low, high = (share(lang, bound) for bound in bounds)
    return share(lang, stage["share"]) + sentence(lang, "interval", low=low, high=high)


def _unstable(summary: Summary) -> list[str]:
    return [name for name, row in summary["stations"].items() if row.get("state") == "unstable"]


def _unstable_ones(summary: Summary, lang: Language) -> str:
    names = _unstable(summary)
    return sentence(lang, "unstable", names=", ".join(names)) if names else ""


def _station(summary: Summary, lang: Language) -> str:
    """The busiest station and the wait there; nothing where a station cannot keep up, which has been said."""
    busiest = _largest(summary["stations"], "utilisation")
    if busiest is None or _unstable(summary):
        return ""
    name, station = busiest
    wait = duration(lang, station["mean_wait_s"] or 0.0)
    instances = len(summary["connections"])
    if name in summary["connections"] and instances > 1:
        name = sentence(lang, "one of instances", name=name, n=count(lang, instances))
    text = sentence(lang, "station", name=name, share=share(lang, station["utilisation"]), wait=wait)
    steep = station["utilisation"] > STEEP_UTILISATION
    return text + sentence(lang, "busy", threshold=share(lang, STEEP_UTILISATION)) if steep else text


def _instance(summary: Summary, lang: Language) -> str:
    fullest = _largest(summary["connections"], "peak")
    if fullest is None:
        return ""
    name, held = fullest
    peak, limit = held["peak"], held["limit"]
    if limit is None:
        return sentence(lang, "instance", name=name, peak=count(lang, peak))
    key = "above limit" if peak > limit else "within limit"
    parts = {"peak": count(lang, peak), "limit": count(lang, limit), "share": share(lang, peak / limit)}
    return sentence(lang, key, name=name, **parts)


def _binding(summary: Summary, lang: Language) -> str:
    """What would be full first if everything grew alike: workers in their busiest minutes, connections or ports."""
    uses = [
        *(
            ("work", name, row.get("busiest_utilisation") or row["utilisation"])
            for name, row in _rows(summary["stations"])
        ),
        *(
            ("connections", name, row["peak"] / row["limit"])
            for name, row in _rows(summary["connections"])
            if row["limit"]
        ),
        *(("ports", name, row["peak"] / row["limit"]) for name, row in _rows(summary.get("ports", {}))),
    ]
    used = [(share_used, -place, what, name) for place, (what, name, share_used) in enumerate(uses) if share_used]
    if not used:
        return ""
    most, _, what, name = max(used)
    instances = len(summary["connections"])
    pooled = what == "work" and name in summary["connections"] and instances > 1
    key = "binding work of instances" if pooled else f"binding {what}"
    parts = {"what": sentence(lang, key, name=name, n=count(lang, instances)), "share": share(lang, most)}
    return (
        sentence(lang, "binds", **parts, growth=factor(lang, 1 / most))
        if most < FULL
        else sentence(lang, "binds already", **parts)
    )


def _rows(table: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(table.items())


def _largest(rows: Mapping[str, Mapping[str, Any]], key: str) -> tuple[str, Mapping[str, Any]] | None:
    """Name and row with the largest *key*, the first of equals; None where no row knows it."""
    known = [(name, row) for name, row in rows.items() if row[key] is not None]
    return max(known, key=lambda item: item[1][key]) if known else None


def _outcomes(summary: Summary, lang: Language) -> str:
    requests = summary["requests"]
    created, in_flight, failed = requests["created"], requests["in_flight"], _failed(summary)
    if created == 0:
        return sentence(lang, "no requests")
    if failed:
        kinds = [kind for kind in ("refused", "timed_out", "lost", "in_flight") if requests[kind]]
        reasons = ", ".join(sentence(lang, kind, n=count(lang, requests[kind])) for kind in kinds)
        return sentence(lang, "not ok", failed=count(lang, failed), created=count(lang, created), reasons=reasons)
    key = "all ended ok" if in_flight else "one ok" if created == 1 else "all ok"
    return sentence(lang, key, in_flight=count(lang, in_flight), created=count(lang, created))


def _failed(summary: Summary) -> int:
    requests = summary["requests"]
    return int(requests["refused"] + requests["timed_out"] + requests["lost"])


def _trust(summary: Summary, lang: Language) -> list[str]:
    requests, replications = summary["requests"], summary["replications"]
    answered, created = requests["ok"], requests["created"]
    doubts = []
    if "percentile_error" in summary:
        doubts.append(sentence(lang, "counted", error=share(lang, summary["percentile_error"])))
    if replications == 1:
        doubts.append(sentence(lang, "one replication"))
    if answered and answered < 100 * SLOW_REQUESTS * replications:
        doubts.append(sentence(lang, "few", n=count(lang, answered), needed=count(lang, SLOW_REQUESTS)))
    if created and requests["in_flight"] / created > CUT_OFF_SHARE:
        doubts.append(sentence(lang, "cut off", share=share(lang, requests["in_flight"] / created)))
    if len(doubts) == ("percentile_error" in summary):
        doubts.append(sentence(lang, "sound", n=count(lang, answered), replications=count(lang, replications)))
    return [*doubts, *_warm_up(summary, lang), sentence(lang, "model")]


def _warm_up(summary: Summary, lang: Language) -> list[str]:
    """What was left out at the start, where something was."""
    left_out = summary.get("warm_up", {"s": []})
    longest = max(left_out["s"], default=0.0)
    if not longest:
        return []
    shortest = min(left_out["s"])
    times = duration(lang, longest)
    if shortest != longest:
        times = sentence(lang, "from to", low=duration(lang, shortest), high=times)
    return [sentence(lang, f"warm-up by {left_out['by']}", times=times)]


def _next(summary: Summary, lang: Language, scenario_file: str) -> str:
    """One command to go on with: whatever hurts most first."""
    instances = len(summary["connections"])
    more_instances = _wants_instances(summary) and instances < INSTANCES_PER_CMG.value
    scenario = f" {scenario_file}" if scenario_file else ""
    spoken = "" if lang == "en" else f" --lang {lang}"
    if _unstable(summary):
        purpose, command = "formulas", f"explain{scenario}{spoken}"
    elif _failed(summary):
        purpose, command = "details", f"run{scenario} -o out{spoken}"
    elif more_instances:
        purpose, command = "one more", f"run{scenario} --set cmg.instances={instances + 1}{spoken}"
    elif _waits(summary, "connection_point_wait", "server_wait") or _is_busy(summary):
        purpose, command = "formulas", f"explain{scenario}{spoken}"
    elif summary["replications"] == 1:
        purpose, command = "replications", f"run{scenario} --replications {REPLICATIONS}{spoken}"
    else:
        purpose, command = "assumptions", f"assumptions{scenario}"
    return sentence(lang, "next", command=f"cmgsim {command}", purpose=sentence(lang, purpose))


def _wants_instances(summary: Summary) -> bool:
    """Whether an instance has too many connections, too much work, or requests that wait long for it."""
    held = summary["connections"]
    crowded = any(row["limit"] is not None and row["peak"] > row["limit"] for row in held.values())
    busy = any((summary["stations"].get(name, {}).get("utilisation") or 0.0) > STEEP_UTILISATION for name in held)
    return crowded or busy or _waits(summary, "instance_wait")


def _is_busy(summary: Summary) -> bool:
    return any((station["utilisation"] or 0.0) > STEEP_UTILISATION for station in summary["stations"].values())


def _waits(summary: Summary, *stages: str) -> bool:
    """Whether waiting in these stages takes a good part of the latency."""
    return sum(summary["stages"].get(stage, {}).get("share") or 0.0 for stage in stages) > LONG_WAIT
