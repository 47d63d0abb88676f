"""What each loss does to the recommended layout, and how long the service needs to be as before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Fault, Scenario
from cmgsim.model.topology import instance_name, numbered
from cmgsim.request_log import Outcome, RunLog
from cmgsim.results.stations import connection_statistics, station_statistics
from cmgsim.sizing.answer import Answer
from cmgsim.sizing.layout import Layout, unit_down, with_layout
from cmgsim.sizing.needs import SECOND, Needs, latency_id
from cmgsim.sizing.progress import Progress
from cmgsim.sizing.window import WARM_UP_NS

BEFORE_NS: Final = 60 * SECOND
LASTS_NS: Final = 600 * SECOND
"""Ten minutes: an instance that is rebuilt, a line that is down."""
AFTER_NS: Final = 600 * SECOND
"""For the reconnect burst, and for clients that wait minutes before they try again."""
STEP_NS: Final = 30 * SECOND
"""Recovery is looked at in steps of this length."""


LONG_NS: Final = WARM_UP_NS + BEFORE_NS + LASTS_NS + AFTER_NS
"""Simulated time of one loss."""


def failures(answer: Answer, layout: Layout, progress: Progress | None = None) -> dict[str, Any]:
    """One run for each loss, with the same random numbers: it begins after a minute and ends ten minutes later."""
    start = answer.laboratory.window.start_ns
    scenario = with_layout(answer.scenario, layout)
    begins = start + WARM_UP_NS + BEFORE_NS
    general = evolve(
        scenario.general, requests_from_ns=start, warm_up_ns=start + WARM_UP_NS,
        duration_ns=begins + LASTS_NS + AFTER_NS, replications=1,
    )  # fmt: skip
    calm = evolve(scenario, general=general, faults=(), changes=())
    losses = list(_losses(calm, begins))
    rows = []
    for place, (name, faults) in enumerate(losses):
        if progress is not None:
            progress(answer.laboratory.doing("loss", name), place, len(losses))
        log = answer.laboratory.log(evolve(calm, faults=faults), 0)
        rows.append({"id": name, **_row(log, answer.needs, begins)})
    return {
        "begins_s": (begins - start) / SECOND, "lasts_s": LASTS_NS / SECOND, "after_s": AFTER_NS / SECOND,
        "step_s": STEP_NS / SECOND, "rows": rows,
    }  # fmt: skip


def number_of_losses(answer: Answer, layout: Layout) -> int:
    """How many losses `failures` simulates."""
    return len(list(_losses(with_layout(answer.scenario, layout), 0)))


def _losses(scenario: Scenario, at_ns: int) -> Iterator[tuple[str, tuple[Fault, ...]]]:
    instances, points = scenario.cmg.instances, numbered(Role.CMG_CONNECTION_POINT, scenario.connection_points)
    servers = numbered(Role.MANAGEMENT_POINT, scenario.management_points)
    yield "nothing", ()
    yield "one instance", (unit_down(scenario, "instance", at_ns, LASTS_NS),)
    if instances > 2:
        second = Fault(kind="instance-down", value=instance_name(instances - 1), at_ns=at_ns, lasts_ns=LASTS_NS)
        yield "two instances", (unit_down(scenario, "instance", at_ns, LASTS_NS), second)
    if len(points) > 1:
        yield "one connection point", (unit_down(scenario, "connection-point", at_ns, LASTS_NS),)
    down = Fault(kind="management-point-down", value=servers[-1], at_ns=at_ns, lasts_ns=LASTS_NS)
    yield ("one management point" if len(servers) > 1 else "the only management point"), (down,)
    behind = _behind_proxy(scenario, points)
    if behind:
        yield (
            "the proxy",
            tuple(Fault(kind="connection-point-down", value=name, at_ns=at_ns, lasts_ns=LASTS_NS) for name in behind),
        )
    yield "the site's internet", (Fault(kind="internet-down", at_ns=at_ns, lasts_ns=LASTS_NS),)


def _behind_proxy(scenario: Scenario, points: Sequence[str]) -> list[str]:
    """The connection points that reach the internet through a proxy: without it none of them holds a channel."""
    proxied = [table.proxy for table in scenario.connection_points for _ in range(table.count)]
    return [name for name, through in zip(points, proxied, strict=True) if through]


def _row(log: RunLog, needs: Needs, begins: int) -> dict[str, Any]:
    ends = begins + LASTS_NS
    created, done = log.requests["created_ns"], log.requests["done_ns"]
    ok = log.requests["outcome"] == Outcome.OK
    during = (created >= begins) & (created < ends)
    took = np.where(ok, done - created, np.iinfo(np.int64).max)
    held = [connection_statistics(log, each) for each in log.connections.values()]
    limit, peak = (max((row[key] or 0 for row in held), default=0) for key in ("limit", "peak"))
    of_limit = peak / limit if limit else None
    used = [station_statistics(log, station)["busiest_utilisation"] or 0.0 for station in log.stations]
    outcomes = log.requests["outcome"][during]
    missed = [
        *_late(took[during], needs),
        *(["success"] if needs.success is not None and _share(ok[during]) < needs.success else []),
        *(["utilisation"] if needs.utilisation is not None and max(used, default=0.0) > needs.utilisation else []),
        *(["connections-per-instance"] if of_limit is not None and of_limit > 1 - needs.headroom else []),
    ]
    return {
        "peak_connections": peak,
        "of_limit": of_limit,
        "utilisation": max(used, default=None),
        "during": int(during.sum()),
        "answered": int(np.count_nonzero(outcomes == Outcome.OK)),
        "failed": int(np.isin(outcomes, (Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.LOST)).sum()),
        "still_waiting": int(np.count_nonzero(outcomes == Outcome.IN_FLIGHT)),
        "p95_s": _at_percent(took[during], 95.0),
        "recovers_s": _recovers_s(created, took, needs, ends),
        "missed": missed,
        "meets": not missed,
    }


def _share(ok: NDArray[np.bool_]) -> float:
    return float(ok.mean()) if len(ok) else 1.0


def _at_percent(took: NDArray[np.int64], percent: float) -> float | None:
    if not len(took):
        return None
    value = np.sort(took)[max(0, int(np.ceil(len(took) * percent / 100)) - 1)]
    return None if value == np.iinfo(np.int64).max else float(value) / SECOND


def _late(took: NDArray[np.int64], needs: Needs) -> Iterator[str]:
    """The latency targets that these requests miss, by id."""
    for percent, longest in needs.latency_ns:
        value = _at_percent(took, percent)
        if len(took) and (value is None or value > longest / SECOND):
            yield latency_id(percent)


def _recovers_s(created: NDArray[np.int64], took: NDArray[np.int64], needs: Needs, ends: int) -> float | None:
    """
    From the end of the loss until all later steps meet the latency target; 0 where no step after it missed it.

    None where the last step that was looked at still misses it.
    """
    last = ends
    steps = range(ends, ends + AFTER_NS - needs.patience_ns - STEP_NS, STEP_NS)
    for first in steps:
        inside = (created >= first) & (created < first + STEP_NS)
        if any(_late(took[inside], needs)):
            last = first + STEP_NS
    return None if steps and last == steps[-1] + STEP_NS else (last - ends) / SECOND
