"""Which runs a study wants, as far as its results so far can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from attrs import frozen

from cmgsim.errors import StudyError
from cmgsim.study.definition import Definition
from cmgsim.study.measures import row_of
from cmgsim.study.rules import Row
from cmgsim.study.task import Outcome


@frozen
class Wanted:
    """A run that a study wants."""

    id: str
    point: int
    replication: int


def wanted_runs(definition: Definition, outcomes: Mapping[str, Outcome]) -> list[Wanted]:
    """The runs that the study wants, finished or not, by point and replication."""
    wanted = replications_wanted(definition, outcomes)
    return [
        Wanted(definition.run_id(point, replication), point, replication)
        for point, number in enumerate(wanted)
        for replication in range(number)
    ]


def wanted_called(name: str, runs: Sequence[Wanted]) -> Wanted:
    """
    The run whose id is *name*, or the only one whose id begins so.

    Raises:
        StudyError: There is no such run, or more than one.
    """
    found = [run for run in runs if name and run.id.startswith(name)]
    if len(found) != 1:
        what = "there is no run" if not found else f"{len(found)} runs begin with"
        raise StudyError("study", f"{what} {name!r}", "an id of `study.runs['run']` or `study.missing()`")
    return found[0]


def replications_wanted(definition: Definition, outcomes: Mapping[str, Outcome]) -> list[int]:
    """How many replications of each point the study's rule asks for."""

    def finished(point: int) -> list[Row | None]:
        return finished_rows(definition, outcomes, point)

    return definition.rule.wanted(len(definition.design.points), finished)


def finished_rows(definition: Definition, outcomes: Mapping[str, Outcome], point: int) -> list[Row | None]:
    """The rows of a point's replications up to the first that is not finished; None for one that failed."""
    rows: list[Row | None] = []
    for replication in count():
        outcome = outcomes.get(definition.run_id(point, replication))
        if outcome is None:
            return rows
        rows.append(None if outcome.summary is None else row_of(outcome.summary))
    raise AssertionError("replications have no end")
