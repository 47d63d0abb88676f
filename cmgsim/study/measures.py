"""What one run says, as one row of named numbers: the columns of the table of runs, each with its unit and meaning."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from cmgsim.errors import StudyError
from cmgsim.model.wording import guess
from cmgsim.study.statistics import Bounds

Summary = Mapping[str, Any]
"""What `summary.json` holds, of one replication, and the role of each station with it."""
SHARE: Final[Bounds] = (0, 1)


@frozen
class Measure:
    """One column: a number that a run gives."""

    name: str
    unit: str
    doc: str
    of: Callable[[Summary], Any]
    whole: bool = False
    """Whether it is a count."""
    within: Bounds = (0, math.inf)
    """What values there can be."""

    @property
    def label(self) -> str:
        """As an axis of a plot says it: words and unit."""
        words = self.name.removesuffix("_s").removesuffix("_bytes").replace("_", " ")
        return f"{words} [{self.unit}]" if self.unit else words


def _requests(key: str) -> Callable[[Summary], Any]:
    return lambda summary: summary["requests"][key]


def _latency(key: str) -> Callable[[Summary], Any]:
    return lambda summary: summary["latency_s"][key]


def _success(summary: Summary) -> float | None:
    ended: int = summary["requests"]["created"] - summary["requests"]["in_flight"]
    return summary["requests"]["ok"] / ended if ended else None


def _stations(role: str, key: str, rule: Callable[[list[Any]], Any]) -> Callable[[Summary], Any]:
    def of(summary: Summary) -> Any:
        rows = summary["stations"].values()
        known = [row[key] for row in rows if row["role"] == role and row[key] is not None]
        return rule(known) if known else None

    return of


def _connections(key: str, rule: Callable[[list[Any]], Any]) -> Callable[[Summary], Any]:
    return lambda summary: _over((row[key] for row in summary["connections"].values()), rule)


def _fullest(summary: Summary) -> float | None:
    rows = summary["connections"].values()
    share: float | None = _over((row["peak"] / row["limit"] for row in rows if row["limit"]), max)
    return share


def _over(values: Iterable[Any], rule: Callable[[list[Any]], Any]) -> Any:
    known = [value for value in values if value is not None]
    return rule(known) if known else None


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


ROLES: Final = {
    "instance": "instance",
    "connection_point": "cmg-connection-point",
    "management_point": "management-point",
    "software_update_point": "software-update-point",
}
"""How columns name the roles of stations."""


def _of_role(short: str, role: str) -> tuple[Measure, ...]:
    words = f"the {role.replace('-', ' ')}s" if role != "instance" else "the instances"
    # fmt: off
    return (
        Measure(f"{short}_utilisation", "", f"Share of the workers' time of {words} that was spent serving.",
            _stations(role, "utilisation", _mean), within=SHARE),
        Measure(f"{short}_p95_wait_s", "s", f"95th percentile of the waits at the one of {words} where it is longest.",
            _stations(role, "p95_wait_s", max)),
        Measure(f"{short}_max_queue", "requests", f"Longest queue at any of {words}.",
            _stations(role, "max_queue", max), whole=True),
    )
    # fmt: on


# fmt: off
MEASURES: Final = (
    Measure("created", "requests", "Requests created after the warm-up.", _requests("created"), whole=True),
    Measure("ok", "requests", "Of these, answered in time, by whatever attempt.", _requests("ok"), whole=True),
    Measure("refused", "requests", "Ended with a refusal.", _requests("refused"), whole=True),
    Measure("timed_out", "requests", "Given up by the client.", _requests("timed_out"), whole=True),
    Measure("lost", "requests", "Vanished with the machine that held them.", _requests("lost"), whole=True),
    Measure("in_flight", "requests", "Not ended when the run ended.", _requests("in_flight"), whole=True),
    Measure("success", "", "Share that ended ok of those that ended.", _success, within=SHARE),
    Measure("latency_mean_s", "s", "Mean time from creation to answer, of those that ended ok.", _latency("mean")),
    Measure("latency_p50_s", "s", "Its median.", _latency("p50")),
    Measure("latency_p95_s", "s", "Its 95th percentile.", _latency("p95")),
    Measure("latency_p99_s", "s", "Its 99th percentile.", _latency("p99")),
    Measure("latency_max_s", "s", "Its largest value.", _latency("max")),
    *(measure for short, role in ROLES.items() for measure in _of_role(short, role)),
    Measure("connections_mean", "connections", "Connections open at once on all instances, averaged over time.",
        _connections("mean", math.fsum)),
    Measure("connections_peak", "connections", "Most connections open at once on any instance.",
        _connections("peak", max), whole=True),
    Measure("connections_fullest", "", "The same as a share of what the documentation gives an instance of this size.",
        _fullest),
    Measure("egress_bytes", "B", "Sent out of Azure after the warm-up.", lambda summary: summary["egress_bytes"],
        whole=True),
)
# fmt: on
BY_NAME: Final = {measure.name: measure for measure in MEASURES}


def measure_called(name: str) -> Measure:
    """
    The measure of that name.

    Raises:
        StudyError: There is none; the error says which there are.
    """
    if name not in BY_NAME:
        near = guess(name, BY_NAME)
        raise StudyError(
            "study", f"there is no measure {name!r}", f"did you mean `{near}`?" if near else ", ".join(BY_NAME)
        )
    return BY_NAME[name]


def row_of(summary: Summary) -> dict[str, Any]:
    """
    The columns of one run.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> from cmgsim.study.task import Task
        >>> small = contoso(["clients[0].count=40", "scenario.duration='2 min'"])
        >>> row_of(Task("a", small, 0).outcome().summary)["success"]
        1.0
    """
    return {measure.name: measure.of(summary) for measure in MEASURES}
