"""
Scenarios, runs, studies, traces and topologies as a notebook shows them.

Small things are HTML without scripts and without a style of their own. A whole page (of a trace, or the player) stands
in a sandboxed frame with its text inside, so that exported notebooks show it as well and it can reach nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from cmgsim.model.units import DURATION, text_of
from cmgsim.results.verdict import verdict
from cmgsim.views.markup import Markup, esc, join, tag
from cmgsim.views.numbers import count, unit_for
from cmgsim.views.step_page import step_page

if TYPE_CHECKING:
    from cmgsim.api.simulate import Run
    from cmgsim.model.scenario import Scenario
    from cmgsim.model.topology import Topology
    from cmgsim.study.study import Study
    from cmgsim.trace import Trace

HEIGHT: Final = 640
"""Pixels of a frame: a screen of a laptop, less the notebook's own bars."""
_INTERVALS: Final = "Means over the replications, ± half of the 95 % interval."
ROWS: Final = 20
"""Rows of a table that are shown; the whole is in `to_pandas()`."""


def frame(page: str, *, scripts: bool = False, height: int = HEIGHT) -> Markup:
    """
    A page in a sandboxed frame.

    Args:
        page: The whole of it, as HTML.
        scripts: Whether its scripts may run; they see nothing of the notebook either way.
        height: In pixels.

    Example:
        >>> frame("<p>", height=100)
        '<iframe sandbox="" srcdoc="&lt;p&gt;" style="width:100%;height:100px;border:0" title="cmgsim"></iframe>'
    """
    return tag(
        "iframe",
        sandbox="allow-scripts" if scripts else "",
        srcdoc=page,
        style=f"width:100%;height:{height}px;border:0",
        title="cmgsim",
    )


def trace(shown: Trace) -> Markup:
    """The messages of a trace, step by step."""
    return frame(step_page(shown))


def scenario(shown: Scenario) -> Markup:
    """What a scenario is about, in a table of its main numbers."""
    cmg, general = shown.cmg, shown.general
    points, servers, updates = (
        sum(table.count for table in tables)
        for tables in (shown.connection_points, shown.management_points, shown.software_update_points)
    )
    clients = ", ".join(f"{count('en', cohort.count)} {cohort.name}" for cohort in shown.clients)
    rows = [
        ("clients", clients),
        ("CMG", f"{cmg.deployment}, {cmg.instances} x {cmg.vm_size}, {cmg.cloud}"),
        ("CMG connection points", points),
        ("management points", servers),
        ("software update points", updates),
        ("duration", text_of(general.duration_ns, DURATION)),
        ("seed, replications", f"{general.seed}, {general.replications}"),
        ("faults", ", ".join(f"{fault} at {text_of(fault.at_ns, DURATION)}" for fault in shown.faults) or "none"),
        ("changes", len(shown.changes) or "none"),
    ]
    return join(_title("Scenario", general.name), _pairs(rows))


def run(shown: Run) -> Markup:
    """The verdict of a run, and how long its requests took."""
    summary = shown.summary
    sentences = tag("ul", *(tag("li", sentence) for sentence in verdict(summary)))
    named = {"all": summary["latency_s"], **summary["by_activity"]}
    answered = {name: numbers for name, numbers in named.items() if numbers["mean"] is not None}
    if not answered:
        return join(_title("Run of", summary["scenario"]), sentences)
    unit = unit_for(numbers["max"] for numbers in answered.values())
    keys = ("mean", "p50", "p95", "p99", "max")
    rows = [(name, *(unit.write("en", numbers[key]) for key in keys)) for name, numbers in answered.items()]
    return join(_title("Run of", summary["scenario"]), sentences, _table((f"latency ({unit.name})", *keys), rows))


def study(shown: Study) -> Markup:
    """How far a study has come, what failed, and its points with the means of what it shows first."""
    heads, rows = shown.overview()
    failures = shown.failures()
    left = len(shown.missing()) - len(failures)
    state = f"{count('en', len(shown))} runs have finished, {count('en', left)} are missing."
    failed = f" {count('en', len(failures))} have failed: `failures()` says why." if failures else ""
    more = f" {count('en', len(rows) - ROWS)} more points: `to_pandas('points')`." if len(rows) > ROWS else ""
    unbroken = [[cell.replace(" ±", "\N{NO-BREAK SPACE}±") for cell in row] for row in rows[:ROWS]]
    table = _table(heads, unbroken)
    return join(_title("Study", shown.definition.name), tag("p", state + failed), table, tag("p", (_INTERVALS + more)))


def topology(shown: Topology) -> Markup:
    """Who may open connections to whom."""
    rows = [
        (opener, acceptor, f"{allowed.protocol} {allowed.first}" + _last(allowed), allowed.rule or "")
        for opener, acceptor, data in shown.graph.edges(data=True)
        for allowed in data["allowed"]
    ]
    return _table(("opens", "accepts", "port", "rule"), rows)


def _last(allowed: Any) -> str:
    return "" if allowed.first == allowed.last else f"-{allowed.last}"


def _title(kind: str, name: str) -> Markup:
    return tag("p", kind, " ", tag("strong", name))


def _pairs(rows: Sequence[tuple[str, Any]]) -> Markup:
    return tag("table", tag("tbody", *(tag("tr", tag("th", key, scope="row"), tag("td", str(v))) for key, v in rows)))


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Markup:
    head = tag("thead", tag("tr", *(tag("th", each, scope="col") for each in heads)))
    return tag("table", head, tag("tbody", *(tag("tr", *(tag("td", esc(cell)) for cell in row)) for row in rows)))
