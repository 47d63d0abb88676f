"""What can be said of a scenario before any run: one document, computed by formulas in a fraction of a second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.explain.channels import channel_table, growth
from cmgsim.explain.connections import Connections, connection_table, connections
from cmgsim.explain.cure import next_step
from cmgsim.explain.demand import PEAK_MINUTES, SECOND, Demand, busiest_part, demand_table, demands, total_rate
from cmgsim.explain.formulas import STEEP, Estimate, as_row, estimate
from cmgsim.explain.latency import Stages, latency_table, stages_of
from cmgsim.explain.limits import ROLE_LIMITS, Check, checks, clients_asking, clients_of, documented_rule
from cmgsim.explain.stations import Pool, pools
from cmgsim.explain.traffic import egress_table, network_table, storage_table
from cmgsim.explain.unmet import unmet
from cmgsim.explain.words import reason, sentences
from cmgsim.facts.limits import VM_SIZES
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_limits import MAX_INSTANCES

SCHEMA: Final = "cmgsim.explain/1"
NEIGHBOURS: Final = 2
"""How many stations fewer and more the table by units shows."""


@frozen
class _Found:
    """What the sections are made from."""

    demands: tuple[Demand, ...]
    stages: Mapping[int, Stages]
    """By number of the activity."""
    held: Connections
    stations: tuple[tuple[Pool, Estimate], ...]
    target: float
    """Utilisation to stay below: the scenario's target, or what is commonly taken for it."""


def explain(scenario: Scenario, arguments: Sequence[str] = ("SCENARIO",)) -> dict[str, Any]:
    """
    The document that `cmgsim explain --json` prints; nothing is simulated.

    Times are in seconds, loads in erlangs, what has no value (the wait at a station that cannot keep up) is None.

    Args:
        scenario: What to explain.
        arguments: What describes it on the command line, for the command that is suggested.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> found = explain(contoso())
        >>> found["ok"], found["documented_rule"]["instances"], found["connections"]["notification_sessions"]
        (True, 2, 10000)
    """
    found = _find(scenario)
    traffic = {
        "egress": egress_table(scenario, found.demands),
        "content": storage_table(scenario, found.demands),
        "network": network_table(scenario, found.demands),
    }
    limits = checks(scenario, found.demands, found.held, traffic)
    latency = latency_table(found.demands, found.stages)
    step = next_step(scenario, [pool for pool, _ in found.stations], found.held, limits)
    late, peak = _late(latency), _peak(found, scenario)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "scenario": scenario.general.name,
        "clients": clients_of(scenario),
        "duration_s": scenario.general.duration_ns / SECOND,
        "ok": _ok(found, limits, late) and (peak is None or peak["utilisation"] < 1),
        "verdict": [],
        "bottleneck": _bottleneck(found),
        "peak": peak,
        "binding": _binding(found, limits),
        "documented_rule": documented_rule(scenario),
        "demand": demand_table(found.demands, scenario.general),
        "stations": [_station(pool, said, found) for pool, said in found.stations],
        "connections": connection_table(found.held),
        **traffic,
        "latency": latency,
        "limits": [check.as_row() for check in limits],
        "channels": {"rows": channel_table(scenario), "growth": growth(scenario)},
        "caveats": list(_caveats(scenario, found, late)),
        "next": {"command": step.typed(arguments), "purpose": step.purpose},
    }
    document["verdict"] = sentences(document)
    return document


def twins(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """
    By name of a station, what theory says of it, under the keys of a run's summary, to stand beside its numbers.

    `formula` is None where no formula applies, and `why` says so or why this one; `reason` is the key of that sentence.
    Faults, changes and retries are in no formula: this is what is expected while all is well.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> twin = twins(contoso())["instance-2"]
        >>> twin["formula"], twin["fit"], round(twin["utilisation"], 4)
        ('M/M/c', 'limit', 0.011)
    """
    return {name: _twin(said, pool.utilisation) for pool, said in _find(scenario).stations for name in pool.names}


def twin_of_later_station() -> dict[str, Any]:
    """The same for a station that a change of the scenario adds: formulas are for what is there at the start."""
    return _twin(Estimate("idle", None, None, "added"), None)


def _twin(said: Estimate, utilisation: float | None) -> dict[str, Any]:
    return {
        "formula": said.formula,
        "fit": said.fit,
        "reason": said.why,
        "why": reason(said.why, "en"),
        "utilisation": utilisation,
        "mean_wait_s": said.wait_s,
        "p95_wait_s": said.p95_wait_s,
        "p95_fit": said.p95_fit,
    }


def _find(scenario: Scenario) -> _Found:
    """Loads and waits; connections once without any wait, for the load, and then with them."""
    these = demands(scenario)
    stages = {each.planned.number: stages_of(scenario, each) for each in these}
    alone = {number: float(each.connected_ns) for number, each in stages.items()}
    held = connections(scenario, these, alone)
    stations = tuple((pool, estimate(pool)) for pool in pools(scenario, these, held.total))
    open_ns = {each.planned.number: _open_ns(stages[each.planned.number], each, stations) for each in these}
    target = scenario.targets.utilisation or STEEP
    return _Found(these, stages, connections(scenario, these, open_ns), stations, target)


def _open_ns(alone: Stages, demand: Demand, stations: Iterable[tuple[Pool, Estimate]]) -> float:
    """How long a request's connection is open with the waits, as far as they are known, and the slower work."""
    roles = [Role.INSTANCE]
    if demand.target is not Role.BLOB_STORAGE:
        roles += [Role.CMG_CONNECTION_POINT, demand.target]
    waits, places = dict.fromkeys(roles, 0.0), dict.fromkeys(roles, 0)
    slower = 0.0
    for pool, said in stations:
        if pool.role in waits:
            waits[pool.role] += (said.wait_s or 0.0) * len(pool.names)
            places[pool.role] += len(pool.names)
            slower += (pool.slowdown - 1.0) * alone.instance_service_ns
    return alone.connected_ns + slower + SECOND * sum(waits[role] / max(1, places[role]) for role in roles)


def _station(pool: Pool, said: Estimate, found: _Found) -> dict[str, Any]:
    """One row of the section `stations`."""
    return {
        "role": str(pool.role),
        "names": list(pool.names),
        "workers": pool.workers,
        "service_s": pool.mean_service_s,
        "service_scv": pool.service.scv,
        "slowdown": pool.slowdown,
        **as_row(pool, said),
        "formula": said.formula,
        "fit": said.fit,
        "p95_fit": said.p95_fit,
        "reason": said.why,
        "why": reason(said.why, "en"),
        "burst": pool.stream.burst,
        "burst_clears_s": said.clears_s,
        "headroom": _headroom(pool, found.target),
        "by_units": _by_units(pool, found),
    }


def _headroom(pool: Pool, target: float) -> dict[str, Any] | None:
    """How far the load may grow until the utilisation is *target*; None for a station without any load."""
    if not pool.load:
        return None
    return {
        "utilisation": target,
        "growth": target / pool.utilisation,
        "requests_per_s": pool.stream.rate_per_s * target / pool.utilisation,
        "growth_to_unstable": 1 / pool.utilisation,
    }


def _by_units(pool: Pool, found: _Found) -> list[dict[str, Any]]:
    """The pool with two stations fewer to two more; what each then holds, against what is documented for one."""
    instances, now = pool.role is Role.INSTANCE, len(pool.names)
    last = min(now + NEIGHBOURS, MAX_INSTANCES) if instances else now + NEIGHBOURS
    limit = found.held.limit if instances else int(ROLE_LIMITS[pool.role].value)
    holds = found.held.total if instances else clients_asking(found.demands, pool.role)
    rows = []
    for units in range(max(1, now - NEIGHBOURS), last + 1):
        changed = pool.with_units(units, limit if instances else None, found.held.total)
        each = {"holds": holds / (units + pool.others), "limit": limit}
        rows.append({"units": units, **as_row(changed, estimate(changed)), **each})
    return rows


def _ok(found: _Found, limits: Iterable[Check], late: Sequence[str]) -> bool:
    unstable = any(said.status == "unstable" for _, said in found.stations)
    exceeded = any(check.state == "exceeded" and not check.advice for check in limits)
    return not (unstable or exceeded or late)


def _bottleneck(found: _Found) -> dict[str, Any] | None:
    """The station whose workers have most to do; None where nothing takes time."""
    busy = [pool for pool, _ in found.stations if pool.load]
    if not busy:
        return None
    most = max(busy, key=lambda pool: pool.utilisation)
    return {"role": str(most.role), "names": list(most.names), "utilisation": most.utilisation}


def _peak(found: _Found, scenario: Scenario) -> dict[str, Any] | None:
    """How much of its workers' time the busiest station is asked for in the busiest five minutes; None: as always."""
    rate = total_rate(found.demands)
    if not rate or not any(each.minutes is not None for each in found.demands):
        return None
    ratio = busiest_part(found.demands, scenario.general.duration_ns, PEAK_MINUTES)[0] / rate
    most = max((pool for pool, _ in found.stations), key=lambda pool: pool.utilisation)
    return {"role": str(most.role), "names": list(most.names), "utilisation": most.utilisation * ratio}


def _binding(found: _Found, limits: Iterable[Check]) -> dict[str, Any] | None:
    """What would be reached first if clients and requests grew alike: a station's capacity, or a documented limit."""
    ratios = [(pool.utilisation, "station", str(pool.role)) for pool, _ in found.stations]
    ratios += [(check.ratio, "limit", check.id) for check in limits if check.grows and not check.advice]
    most, kind, name = max(ratios)
    return {"kind": kind, "id": name, "ratio": most, "growth": 1 / most} if most else None


def _late(latency: Iterable[Mapping[str, Any]]) -> list[str]:
    """Activities whose clients give up before an answer that never waits can be there."""
    return list(dict.fromkeys(row["activity"] for row in latency if row["total_s"] >= row["timeout_s"]))


def _caveats(scenario: Scenario, found: _Found, late: Sequence[str]) -> Iterable[dict[str, Any]]:
    """What the formulas leave out: the key of each sentence and what it speaks of."""
    if scenario.faults:
        yield {"key": "faults", "of": [str(fault) for fault in scenario.faults]}
        yield from unmet(scenario, found.demands)
    if scenario.changes:
        yield {
            "key": "changes",
            "of": list(dict.fromkeys(path for change in scenario.changes for path, _ in change.set)),
        }
    if found.held.burst:
        yield {"key": "repeats", "of": []}
    if any(each.minutes is not None for each in found.demands):
        yield {"key": "hours", "of": []}
    if late:
        yield {"key": "late", "of": list(late)}
    unstable = any(said.status == "unstable" for _, said in found.stations)
    if scenario.faults or late or unstable:
        yield {"key": "retries", "of": []}
    over = [pool for pool, _ in found.stations if pool.slowdown > 1]
    if over:
        yield {"key": "slower", "of": [VM_SIZES[scenario.cmg.vm_size].name]}
    yield {"key": "model", "of": []}
