"""A study and its results: what `sweep` gives, and what a study folder holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from attrs import define, field

from cmgsim import display
from cmgsim.api.simulate import Run
from cmgsim.errors import StudyError
from cmgsim.study import tables
from cmgsim.study.compare import Difference, compare
from cmgsim.study.definition import Definition
from cmgsim.study.measures import measure_called
from cmgsim.study.model_version import model_version
from cmgsim.study.overview import overview
from cmgsim.study.progress import Wanted, finished_rows, wanted_called, wanted_runs
from cmgsim.study.selection import Best, Choice
from cmgsim.study.statistics import LEVEL
from cmgsim.study.store import read_folder
from cmgsim.study.task import Outcome, Task


@define(eq=False, slots=False)
class Study:
    """
    Runs of a scenario at the points of a design.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> from cmgsim.study.sweep import sweep
        >>> small = contoso(["clients[0].count=40", "scenario.duration='2 min'"])
        >>> study = sweep(small, {"cmg.instances": [1, 2]}, replications=2)
        >>> len(study), study.missing(), study.runs["cmg.instances"]
        (4, [], [1, 1, 2, 2])
    """

    definition: Definition
    outcomes: dict[str, Outcome] = field(repr=False)
    folder: Path | None = None
    model: str = field(factory=model_version)
    """The version of the model that made the numbers."""
    written: dict[str, str] = field(factory=dict, repr=False)
    """Digests of the files of tables in the folder, as they were written."""

    @classmethod
    def open(cls, folder: str | PathLike[str]) -> Study:
        """
        What a study folder holds now, whether it is finished or not; nothing is run and nothing is written.

        Raises:
            StudyError: There is no study, or its ledger is damaged.
        """
        held = read_folder(Path(folder))
        return cls(held.definition, held.outcomes, Path(folder), held.model, held.tables)

    def _repr_html_(self) -> str:
        return display.html("study", self)

    def __len__(self) -> int:
        """How many runs have finished, of those that the study wants."""
        return len(self.runs["run"])

    @cached_property
    def wanted(self) -> list[Wanted]:
        """The runs that the study wants, as far as its results can tell, by point and replication."""
        return wanted_runs(self.definition, self.outcomes)

    def missing(self) -> list[str]:
        """The ids of runs that are wanted and have not finished; those that failed among them."""
        return [run.id for run in self.wanted if not self._finished(run.id)]

    def failures(self) -> dict[str, str]:
        """Why runs failed, by id."""
        return {
            run.id: self.outcomes[run.id].failed
            for run in self.wanted
            if run.id in self.outcomes and not self._finished(run.id)
        }

    @cached_property
    def runs(self) -> tables.Table:
        """One row a finished run, as columns: id, point, replication, factors, measures, fingerprint."""
        return tables.runs_table(self.definition, self.wanted, self.outcomes)

    @cached_property
    def stations(self) -> tables.Table:
        """One row a station of a run."""
        return tables.stations_table(self.definition, self.wanted, self.outcomes)

    @cached_property
    def activities(self) -> tables.Table:
        """One row an activity of a run."""
        return tables.activities_table(self.definition, self.wanted, self.outcomes)

    def points(self, level: float = LEVEL) -> tables.Table:
        """One row a point: factors, number of runs, and of each measure its mean and the ends of its interval."""
        return tables.points_table(self.definition, self.runs, level)

    def overview(self, measures: Sequence[str] = ()) -> tuple[list[str], list[list[str]]]:
        """
        The heads and rows of a table for people: levels, runs, and means of *measures* with their 95 % intervals.

        Args:
            measures: By name; empty: those that the study shows first.
        """
        shown = [measure_called(name).name for name in measures] or self.definition.measures
        return overview(self.definition, self.points(), shown)

    def to_arrow(self, table: str = "runs") -> Any:
        """
        The table `runs`, `points`, `stations` or `activities` as a `pyarrow.Table`.

        Fields carry their unit, the table the name and digest of the study and the version of the model.
        """
        origin = {"study": self.definition.name, "study_sha256": self.definition.sha256, "model": self.model}
        return tables.to_arrow(self._typed(table), tables.units(self.definition), origin)

    def to_pandas(self, table: str = "runs") -> Any:
        """The table as a `pandas.DataFrame`."""
        return tables.to_pandas(self._typed(table))

    def to_polars(self, table: str = "runs") -> Any:
        """The table as a `polars.DataFrame`."""
        return tables.to_polars(self._typed(table))

    def to_xarray(self) -> Any:
        """The measures as an `xarray.Dataset`, with the factors and the replication as dimensions."""
        from cmgsim.study.cube import to_xarray

        return to_xarray(self.definition, self.runs)

    def run_id(self, replication: int = 0, **levels: Any) -> str:
        """
        The id of a run, by the replication and the point's number or its levels.

        Example:
            `study.run_id(2, point=3)`, or `study.run_id(2, **{"cmg.instances": 4})`.

        Raises:
            StudyError: No point, or more than one, has these levels.
        """
        return self.definition.run_id(self._point(levels), replication)

    def points_with(self, **levels: Any) -> list[int]:
        """The numbers of the points that have these levels."""
        return self.definition.design.points_with(levels)

    def _point(self, levels: Mapping[str, Any]) -> int:
        """The number of the one point that has these levels."""
        found = self.points_with(**levels)
        if len(found) != 1:
            raise StudyError("study", f"{len(found)} points have {dict(levels)}", "levels, or `point=`, of one of them")
        return found[0]

    def rerun(self, run: str) -> Run:
        """
        Exactly that run again, with its request log; *run* may be shortened to what no other run begins with.

        Raises:
            StudyError: There is no such run, or another version of the model made the study.
        """
        wanted = wanted_called(run, self.wanted)
        if self.model != model_version():
            raise StudyError(
                "study",
                f"was made by the model {self.model}; this is {model_version()}, which may give another run",
                "that version; `verify` says whether this one gives the same",
            )
        return self._task(wanted).simulate()

    def verify(self, run: str) -> bool:
        """
        Whether that run, done again here and now, gives what is recorded, whichever version of the model made it.

        Raises:
            StudyError: There is no such run, or it has not finished.
        """
        return self.agrees(self.again(run))

    def again(self, run: str) -> Outcome:
        """What the run gives, here and now."""
        return self._task(wanted_called(run, self.wanted)).outcome()

    def agrees(self, again: Outcome) -> bool:
        """Whether what a run gives *again* is what is recorded."""
        return again.summary == self.recorded(again.run)

    def recorded(self, run: str) -> Mapping[str, Any]:
        """
        What is recorded of a run that has finished.

        Raises:
            StudyError: There is no such run, or it has not finished.
        """
        name = wanted_called(run, self.wanted).id
        outcome = self.outcomes.get(name)
        if outcome is None or outcome.summary is None:
            raise StudyError("study", f"the run {name} has not finished", "one of `study.runs['run']`")
        return outcome.summary

    def compare(
        self, measure: str, *, level: float = LEVEL, simultaneous: bool = True, **baseline: Any
    ) -> list[Difference]:
        """
        How each other point differs from the point with these levels, pair by pair of replications.

        Args:
            simultaneous: All intervals together hold with the confidence *level* (Bonferroni), not each by itself.
        """
        rows = [
            finished_rows(self.definition, self.outcomes, point) for point in range(len(self.definition.design.points))
        ]
        asked, point = measure_called(measure), self._point(baseline)
        return compare(rows, asked.name, point, level=level, simultaneous=simultaneous, within=asked.within)

    def best(self) -> Choice:
        """
        How far the study has decided which point is best; for studies whose rule is `Best`.

        Raises:
            StudyError: The study asks for something else.
        """
        rule = self.definition.rule
        if not isinstance(rule, Best):
            raise StudyError("study", "does not look for the best point", "a study with the rule `Best`, or [best]")

        def finished(point: int) -> Sequence[Any]:
            return finished_rows(self.definition, self.outcomes, point)

        return rule.choice(len(self.definition.design.points), finished)

    def _finished(self, run: str) -> bool:
        return run in self.outcomes and self.outcomes[run].summary is not None

    def _task(self, wanted: Wanted) -> Task:
        return self.definition.task(wanted.point, wanted.replication, self.definition.engine)

    def _typed(self, name: str) -> dict[str, tuple[str, list[Any]]]:
        known = {"runs": self.runs, "points": None, "stations": self.stations, "activities": self.activities}
        if name not in known:
            raise StudyError("study", f"has no table {name!r}", f"one of {', '.join(known)}")
        table = known[name]
        return tables.typed(self.points() if table is None else table, of_points=table is None)
