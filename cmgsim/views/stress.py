"""
A scenario described as STRESS-DES asks of a discrete-event simulation, so that a reader can judge and repeat a study.

The checklist: T. Monks, C. S. M. Currie, B. S. Onggo, S. Robinson, M. Kunc and S. J. E. Taylor, Strengthening the
Reporting of Empirical Simulation Studies, Journal of Simulation 13(1), 2019. What only the people behind a study know
(why it was made) is left for them, and marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.model.assumption_row import CLASSES, class_of

Row = Mapping[str, Any]
TO_BE_WRITTEN: Final = "*To be written by the authors of the study.*"
SECTIONS: Final = {
    "1": "Objectives",
    "2": "Logic",
    "3": "Data",
    "4": "Experimentation",
    "5": "Implementation",
    "6": "Code access",
}


@frozen
class Item:
    """One item of the checklist."""

    number: str
    title: str
    text: str
    rows: tuple[Row, ...] = ()
    """A table beneath the text."""
    complete: bool = True
    """Whether the scenario says all that the item asks."""


def stress(
    explanation: Mapping[str, Any],
    assumption_rows: Sequence[Row],
    firewall_rows: Sequence[Row],
    run: Mapping[str, Any],
) -> tuple[Item, ...]:
    """
    The items of the checklist, in order.

    Args:
        explanation: What `explain` says of the scenario.
        assumption_rows: What `cmgsim assumptions` prints.
        firewall_rows: What `cmgsim ports` prints: who opens connections to whom.
        run: Of the run that the scenario asks for: `seed`, `replications`, `warm_up_s`, `events` (faults and changes,
            in words), `versions`, `platform`, `scenario_sha256`.
    """
    items = (
        _objectives(),
        _logic(explanation, firewall_rows, run["events"]),
        _data(assumption_rows),
        _experimentation(explanation, run),
        _implementation(run),
    )
    return tuple(item for section in items for item in section)


def as_markdown(items: Sequence[Item], name: str) -> str:
    """
    The checklist as one page.

    Example:
        >>> print(as_markdown([Item("1.1", "Purpose of the model", "To learn.")], "contoso"))
        # STRESS-DES: contoso
        <BLANKLINE>
        ## 1 Objectives
        <BLANKLINE>
        ### 1.1 Purpose of the model
        <BLANKLINE>
        To learn.
        <BLANKLINE>
    """
    return "\n".join([f"# STRESS-DES: {_cell(name)}", "", *_lines(items)])


def _lines(items: Sequence[Item]) -> Iterator[str]:
    section = ""
    for item in items:
        if item.number[0] != section:
            section = item.number[0]
            yield from (f"## {section} {SECTIONS[section]}", "")
        yield from (f"### {item.number} {item.title}", "", item.text, "")
        if item.rows:
            heads = list(item.rows[0])
            yield from (f"| {' | '.join(heads)} |", "|" + "---|" * len(heads))
            yield from (f"| {' | '.join(_cell(row[head]) for head in heads)} |" for row in item.rows)
            yield ""


def _cell(value: Any) -> str:
    """A value that neither breaks out of a table nor is taken for markup."""
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    for sign in "\\|`<>*[]":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _objectives() -> Iterator[Item]:
    yield Item("1.1", "Purpose of the model", TO_BE_WRITTEN, complete=False)
    yield Item(
        "1.2", "Model outputs",
        "For each request: how it ended, when, after how many attempts, and the time spent in each stage; from these "
        "latencies end to end (mean, p50, p95, p99, largest), shares of requests by outcome, utilisation, waits and "
        "queues of every station (averages are over time), connections of every instance (mean and peak), and bytes "
        "sent out of Azure. `summary.json` holds them, with intervals of 95 %.",
    )  # fmt: skip
    yield Item("1.3", "Experimentation aims", TO_BE_WRITTEN, complete=False)


def _logic(explanation: Mapping[str, Any], firewall_rows: Sequence[Row], events: Sequence[str]) -> Iterator[Item]:
    keys = ("rule", "src", "dst", "protocol", "first", "last")
    yield Item(
        "2.1", "Base model overview", "Who opens connections to whom, and on which ports.",
        tuple({key: row[key] for key in keys} for row in firewall_rows),
    )  # fmt: skip
    yield Item(
        "2.2", "Base model logic",
        "A client looks the service up, opens HTTPS to the load balancer and is handed to an instance (F3). The "
        "instance serves the request and hands it down a channel that a connection point opened before (F2, F4); the "
        "connection point passes it to a management point or software update point (F5), and the answer returns the "
        "same way. Content comes from storage (C1 to C6). A client gives an attempt up after its timeout and tries "
        "again after the waits of its retry list. The letters are rule ids: `cmgsim facts steps`.",
    )  # fmt: skip
    happens = "; ".join(_cell(event) for event in events) or "no fault and no change"
    yield Item(
        "2.3", "Scenario logic", f"What happens in the course of a run: {happens}. The demand, by cohort and activity:",
        tuple(explanation["demand"]["activities"]),
    )  # fmt: skip
    yield Item(
        "2.4", "Algorithms",
        "First come, first served at every station; new connections are spread over the instances that probes found "
        "healthy by a hash; connection points take turns, request by request; simultaneous events come in an order "
        "made of their kind, whom they concern, and the attempt.",
    )  # fmt: skip
    stations = tuple(
        {key: row[key] for key in ("role", "workers", "service_s", "service_scv", "requests_per_s", "utilisation")}
        | {"stations": len(row["names"])}
        for row in explanation["stations"]
    )
    yield Item(
        "2.5", "Components",
        "Entities: requests of clients and their attempts. Activities: services at stations, and ways over the "
        "network. Resources and queues: the stations below, each with one queue. Entry: requests are created by the "
        "schedules of 2.3; exit: answered, refused, given up, lost, or in flight at the end.",
        stations,
    )  # fmt: skip


def _data(assumption_rows: Sequence[Row]) -> Iterator[Item]:
    used = [row for row in assumption_rows if row["used"]]
    counts = ", ".join(f"{sum(class_of(row) == each for row in used)} {each}" for each in reversed(CLASSES))
    keys = ("name", "value", "unit", "confidence", "source")
    assumed = [row for row in used if class_of(row) == "assumed"]
    yield Item("3.1", "Data sources", f"Numbers that this scenario uses, by what stands behind them: {counts}.")
    yield Item("3.2", "Pre-processing", "None by the program; what was measured is as the scenario file gives it.")
    yield Item(
        "3.3", "Input parameters", "Every number that a run uses, with its source.",
        tuple({key: row[key] for key in keys} for row in used),
    )  # fmt: skip
    yield Item(
        "3.4", "Assumptions", "Numbers without a source, each with a reason and a plausible range.",
        tuple({key: row[key] for key in ("name", "value", "unit", "plausible", "why")} for row in assumed),
    )  # fmt: skip


def _experimentation(explanation: Mapping[str, Any], run: Mapping[str, Any]) -> Iterator[Item]:
    yield Item(
        "4.1", "Initialisation",
        "Channels are built in the minute before time zero, clients with a notification session are connected, and "
        f"every queue is empty; the warm-up that is left out of statistics is {run['warm_up_s']:g} s.",
    )  # fmt: skip
    yield Item(
        "4.2", "Run length", f"{explanation['duration_s']:g} s of simulated time; what comes later is not simulated."
    )
    yield Item(
        "4.3", "Estimation approach",
        f"{run['replications']} replication(s) with common random numbers. Percentiles are order statistics of "
        "each replication; intervals of 95 % are Student's t over replications or, of a single one, over its sections.",
    )  # fmt: skip


def _implementation(run: Mapping[str, Any]) -> Iterator[Item]:
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items() if version)
    yield Item("5.1", "Software", f"{versions}; processes and events are those of SimPy, or of an engine equal to it.")
    yield Item(
        "5.2", "Random sampling",
        "Philox4x64-10, counter-based: each draw is a function of seed, replication, purpose, member, attempt and "
        f"occurrence, so scenarios compared share their random numbers. Seed {run['seed']}.",
    )  # fmt: skip
    yield Item(
        "5.3", "Model execution", "Discrete events on a clock of whole nanoseconds, one replication after the other."
    )
    yield Item("5.4", "System specification", f"{run['platform']}; results do not depend on it.")
    yield Item(
        "6.1", "Code and scenario",
        f"cmgsim {run['versions']['cmgsim']} (MIT licence); scenario with SHA-256 `{run['scenario_sha256']}`.",
    )  # fmt: skip
