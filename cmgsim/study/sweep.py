"""Run a scenario at the points of a design: the whole of a study in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from os import PathLike
from pathlib import Path

from cmgsim.api.engine_choice import Engine
from cmgsim.model.scenario import Scenario
from cmgsim.study.conduct import Progress, conduct
from cmgsim.study.definition import Definition
from cmgsim.study.design import BASE, Design, Factors, among, grid
from cmgsim.study.executors import Name, pool
from cmgsim.study.measures import measure_called
from cmgsim.study.meter import Meter
from cmgsim.study.results_files import digests, need_parquet, write_results
from cmgsim.study.rules import Fixed, Rule
from cmgsim.study.store import Store, open_folder
from cmgsim.study.study import Study


def sweep(
    scenario: Scenario | Mapping[str, Scenario],
    factors: Factors | Design | None = None,
    *,
    replications: int | Rule | None = None,
    name: str | None = None,
    engine: Engine = "auto",
    common: bool = True,
    measures: Sequence[str] = ("latency_p95_s", "success"),
    folder: str | PathLike[str] | None = None,
    resume: bool = False,
    extend: bool = False,
    executor: Name | Executor | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | bool | None = None,
    notice: Callable[[str], None] | None = None,
) -> Study:
    """
    Run *scenario* at every point of a design, a number of times each.

    The results are the same, byte for byte, whatever the executor, the number of workers and the order in which runs
    finish, and however often the study was interrupted and resumed.

    Args:
        scenario: One, or several by name, which are then the levels of the first factor, `scenario`. The seed, and what
            else the study has from the scenario, is that of the first, so that replications are pairs.
        factors: Key paths to levels, of which every combination is run (`{"cmg.instances": range(1, 17)}`; key paths
            that go together as a tuple, to tuples of levels), or a design; None: the scenario as it is.
        replications: How many of each point, or a rule (`Precision`, `Best`); None: as many as the scenario says.
        name: Of the study; None: that of the scenario.
        common: Common random numbers: a replication has the same draws at every point.
        measures: What screens and notebooks show first; the tables have all.
        folder: Where to keep the study, each run as soon as it has finished; None: in memory only.
        resume: Go on with the study in *folder*.
        extend: The same for a study that has changed; runs that it still has are kept.
        executor: `inline` (or None), `processes`, `dask`, or any executor of `concurrent.futures`.
        workers: How many; None: as many as there are cores.
        scheduler: Address of a Dask scheduler; None: a cluster of this machine, for as long as it takes.
        progress: Called with the number of runs that count and of all; True: a line with rate and remaining time.
        notice: Called with a sentence for people where there is something to know.

    Raises:
        ScenarioError: A factor or one of the points is wrong; every problem.
        StudyError: The folder cannot be used so, or there is no such measure.
        MissingExtra: A package is not installed.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> small = contoso(["clients[0].count=40", "scenario.duration='2 min'"])
        >>> study = sweep(small, {"cmg.instances": [1, 2]}, replications=2)
        >>> study.points()["runs"]
        [2, 2]
        >>> busy = contoso(["clients[0].count=80", "scenario.duration='2 min'"])
        >>> sweep({"today": small, "next year": busy}).points()["scenario"]
        ['today', 'next year']
    """
    design = factors if isinstance(factors, Design) else grid(factors) if factors else BASE
    several: Mapping[str, Scenario] = {}
    if not isinstance(scenario, Scenario):
        several, design = scenario, among(scenario, design)
        scenario = next(iter(several.values()))
    rule = replications if replications is not None else scenario.general.replications
    definition = Definition(
        scenario,
        design,
        Fixed(rule) if isinstance(rule, int) else rule,
        name=name or scenario.general.name,
        engine=engine,
        common=common,
        measures=tuple(measure_called(measure).name for measure in measures),
        scenarios=several,
    )
    return run_study(
        definition, Path(folder) if folder is not None else None, resume=resume, extend=extend, executor=executor,
        workers=workers, scheduler=scheduler, notice=notice,
        progress=(Meter() if progress else None) if isinstance(progress, bool) else progress,
    )  # fmt: skip


def run_study(
    definition: Definition | None,
    folder: Path | None,
    *,
    resume: bool = False,
    extend: bool = False,
    salvage: bool = False,
    executor: Name | Executor | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    notice: Callable[[str], None] | None = None,
) -> Study:
    """
    Carry a study out; see `sweep`.

    Args:
        definition: The study; None: the one that *folder* holds.
        salvage: Leave damaged records of the folder's ledger out, and do their runs again.
    """
    if definition is not None:
        definition.digests  # noqa: B018  # every point is valid before anything is run or written
    if folder is None:
        assert definition is not None
        store = Store()
    else:
        need_parquet()
        definition, store = open_folder(
            folder, definition, resume=resume, extend=extend, salvage=salvage, notice=notice
        )
    try:
        with pool(executor, workers, scheduler, notice) as made:
            conduct(definition, store, made, progress=progress, notice=notice)
        if folder is not None and (not store.tables or store.tables != digests(folder)):
            store.note_tables(write_results(Study(definition, store.outcomes), folder))
    except BaseException:
        if folder is not None:
            with suppress(OSError):  # the ledger has everything; what ended the study matters more
                write_results(Study(definition, store.outcomes), folder)
        raise
    finally:
        store.close()
    return Study(definition, store.outcomes, folder)
